"""Which characters do these octets mean?  A closed table of charsets, with the fall-backs mail clients use.

Codecs are looked up in this table only: the interpreter's own list also holds decoders that are quadratic or that
read escapes (punycode, idna, unicode_escape).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .problems import ProblemKind

__all__ = ["CODECS", "Decoded", "decode_charset", "decode_marked", "decode_unlabelled", "known_charset"]

# codec of the interpreter: the labels it stands for, lower case, "_" written "-"
_LABELS: Final = {
    "ascii": "us-ascii ascii ansi-x3.4-1968 646 iso-ir-6 iso646-us 7bit",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 utf-8-sig utf8mb4",
    "utf-7": "utf-7 unicode-1-1-utf-7",
    "utf-16": "utf-16 utf16 unicode ucs-2 iso-10646-ucs-2",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "utf-32": "utf-32 utf32",
    "utf-32-le": "utf-32le",
    "utf-32-be": "utf-32be",
    # WHATWG Encoding: Latin-1 labels mean windows-1252 to every client
    "cp1252": "iso-8859-1 iso8859-1 iso-8859-1-i latin1 latin-1 l1 windows-1252 x-cp1252 iso-ir-100 ibm819 cp819",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2 latin-2 l2",
    "iso8859-3": "iso-8859-3 iso8859-3 latin3 latin-3",
    "iso8859-4": "iso-8859-4 iso8859-4 latin4 latin-4",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 iso-8859-6-i iso-8859-6-e iso8859-6 arabic",
    "iso8859-7": "iso-8859-7 iso8859-7 greek",
    "iso8859-8": "iso-8859-8 iso-8859-8-i iso-8859-8-e iso8859-8 hebrew",
    "cp1254": "iso-8859-9 iso8859-9 latin5 latin-5 windows-1254 cp1254 x-cp1254",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 latin7",
    "iso8859-14": "iso-8859-14 iso8859-14 latin8",
    "iso8859-15": "iso-8859-15 iso8859-15 latin9 latin-9",
    "iso8859-16": "iso-8859-16 iso8859-16 latin10",
    "cp874": "windows-874 cp874 iso-8859-11 iso8859-11 tis-620",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1253": "windows-1253 cp1253",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp437": "cp437 ibm437",
    "cp850": "cp850 ibm850",
    "cp852": "cp852 ibm852",
    "cp866": "cp866 ibm866",
    "koi8-r": "koi8-r koi8r koi8",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac-roman x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic",
    "cp932": "shift-jis shift-jisx0213 sjis ms-kanji windows-31j cp932 x-sjis",
    "euc-jp": "euc-jp eucjp x-euc-jp",
    "iso2022-jp": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2",
    "gb18030": "gb2312 gb-2312-80 gbk gb18030 cp936 x-gbk euc-cn chinese",
    "hz": "hz-gb-2312 hz",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 cp950",
    "cp949": "euc-kr euckr ks-c-5601-1987 ks-c-5601-1989 korean cp949 windows-949 ksc5601",
    "iso2022-kr": "iso-2022-kr",
}
CODECS: Final = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
# the octets these leave undefined are controls to a client, never an error
_FALL_BACK: Final = {"cp1252": "latin-1", "cp1254": "latin-1"}

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Decoded(NamedTuple):
    """Text, the codec that made it, and what was wrong with the octets or their label, if anything."""

    text: str
    charset: str
    problem: ProblemKind | None = None


def known_charset(label: str) -> str | None:
    """The codec for *label* as mail writes it, or None when nothing here reads it."""
    return CODECS.get(label.strip(" \t\"'").lower().replace("_", "-"))


def decode_charset(data: bytes, label: str) -> Decoded:
    """*data* as the charset *label* says; never raises.

    Octets the charset does not have are read as UTF-8 when all of *data* is that, else they become U+FFFD.
    """
    codec = known_charset(label)
    if codec is None:
        return decode_marked(data)._replace(problem=ProblemKind.UNKNOWN_CHARSET)
    text = _strictly(data, codec)
    if text is None and codec in _FALL_BACK:
        text = _strictly(data, _FALL_BACK[codec])
    if text is not None:
        return Decoded(text, codec)
    text = _strictly(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", ProblemKind.WRONG_CHARSET)
    if codec == "ascii":
        return Decoded(data.decode("latin-1"), "latin-1", ProblemKind.WRONG_CHARSET)
    text = data.decode(codec, "replace").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Decoded(text, codec, ProblemKind.WRONG_CHARSET)


def decode_unlabelled(data: bytes) -> Decoded:
    """*data* without a label: UTF-8 (RFC 6532 section 3.2) when it is that, else Latin-1, which is a problem."""
    text = _strictly(data, "utf-8")
    return Decoded(data.decode("latin-1"), "latin-1", ProblemKind.NOT_UTF8) if text is None else Decoded(text, "utf-8")


def decode_marked(data: bytes) -> Decoded:
    """*data* without a label, by its byte order mark if it has one; see :func:`decode_unlabelled`."""
    codec = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    text = _strictly(data, codec) if codec else None
    return decode_unlabelled(data) if codec is None or text is None else Decoded(text, codec)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        if codec == "utf-7":  # the one decoder that lets half a surrogate pair through
            text.encode()
    except UnicodeError:
        return None
    return text
