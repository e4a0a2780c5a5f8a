"""How do the records of a zip look?  (APPNOTE.TXT sections 4.3.7 to 4.3.16, 4.4.4, 4.4.5)"""

from __future__ import annotations

from struct import Struct
from typing import Final

__all__ = [
    "AES",
    "CENTRAL",
    "CENTRAL_SIGN",
    "DECODABLE",
    "DEFLATED",
    "DESCRIPTOR_FOLLOWS",
    "DESCRIPTOR_SIGN",
    "ENCRYPTED",
    "END",
    "END64",
    "END64_SIGN",
    "END_SIGN",
    "LOCAL",
    "LOCAL_SIGN",
    "LOCATOR64",
    "LOCATOR64_SIGN",
    "MASKED",
    "METHODS",
    "STORED",
    "UTF8",
]

LOCAL_SIGN: Final = b"PK\3\4"
LOCAL: Final = Struct("<4s5H3I2H")
"""Signature, version, flags, method, time, date, CRC, compressed, uncompressed, length of name, of extra field."""

CENTRAL_SIGN: Final = b"PK\1\2"
CENTRAL: Final = Struct("<4s6H3I5H2I")
"""Signature, made by, version, flags, method, time, date, CRC, sizes, lengths of name, extra and comment, disk,
attributes, offset of the local header."""

END_SIGN: Final = b"PK\5\6"
END: Final = Struct("<4s4H2IH")
"""Signature, disks, members here and in all, size and offset of the directory, length of the comment."""

END64_SIGN: Final = b"PK\6\6"
END64: Final = Struct("<4sQ2H2I4Q")
LOCATOR64_SIGN: Final = b"PK\6\7"
LOCATOR64: Final = Struct("<4sIQI")
DESCRIPTOR_SIGN: Final = b"PK\7\x08"

ENCRYPTED: Final = 0x0001
DESCRIPTOR_FOLLOWS: Final = 0x0008
UTF8: Final = 0x0800
MASKED: Final = 0x2000
"""Bit 13: "Set when encrypting the Central Directory to indicate selected data values in the Local Header are masked"
"""

STORED: Final = 0
DEFLATED: Final = 8
AES: Final = 99
DECODABLE: Final = frozenset({0, 8, 12, 14, 93, 95})
METHODS: Final = {
    0: "stored",
    1: "shrink",
    2: "reduce",
    3: "reduce",
    4: "reduce",
    5: "reduce",
    6: "implode",
    8: "deflate",
    9: "deflate64",
    10: "PKWARE implode",
    12: "bzip2",
    14: "LZMA",
    16: "CMPSC",
    18: "TERSE",
    19: "LZ77",
    20: "Zstandard (deprecated)",
    93: "Zstandard",
    94: "MP3",
    95: "xz",
    96: "JPEG",
    97: "WavPack",
    98: "PPMd",
    99: "AES",
}
