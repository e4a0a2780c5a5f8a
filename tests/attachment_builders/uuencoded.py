"""Files that stand in a text: uuencoded, in base64 between the same lines, and in yEnc."""

from __future__ import annotations

from base64 import b64encode
from binascii import b2a_uu

__all__ = ["base64_of", "uu_of", "yenc_of"]

_CRITICAL = b"\0\n\r="


def uu_of(
    name: str | bytes,
    data: bytes,
    *,
    mode: str = "644",
    newline: bytes = b"\r\n",
    backtick: bool = True,
    strip: bool = False,
    checksum: bytes = b"",
    end: bytes = b"end",
) -> bytes:
    """A uuencoded file.

    Arguments:
        name: what stands in its first line.
        data: what it holds.
        mode: the rights of the file.
        newline: what ends each line.
        backtick: whether nought is written as a backtick, and not as a blank.
        strip: whether blanks at the ends of lines got lost.
        checksum: what stands behind each line.
        end: the last line; empty leaves it and the empty line out.
    """
    raw = name.encode() if isinstance(name, str) else name
    lines = [b"begin " + mode.encode() + b" " + raw]
    pieces = [data[at : at + 45] for at in range(0, len(data), 45)] + ([b""] if end else [])
    for piece in pieces:
        line = b2a_uu(piece, backtick=backtick).rstrip(b"\n") + checksum
        lines.append(line.rstrip(b" ") if strip else line)
    return newline.join([*lines, *([end] if end else []), b""])


def base64_of(name: str, data: bytes, *, encoded: bool = False) -> bytes:
    """The same in base64; *encoded* says that the name is so too."""
    shown = b64encode(name.encode()) if encoded else name.encode()
    letters = b64encode(data)
    lines = [letters[at : at + 60] for at in range(0, len(letters), 60)]
    first = b"begin-base64" + (b"-encoded" if encoded else b"") + b" 644 " + shown
    return b"\n".join([first, *lines, b"====", b""])


def yenc_of(
    name: str, data: bytes, *, part: int = 0, size: int | None = None, escapes: bytes = _CRITICAL, end: bool = True
) -> bytes:
    """A file in yEnc.

    Arguments:
        name: what stands in its first line.
        data: what it holds.
        part: which part of several it is.
        size: of the file, if not the truth.
        escapes: the octets that are escaped.
        end: whether the last line is there.
    """
    encoded = bytearray()
    for octet in data:
        shifted = (octet + 42) & 0xFF
        encoded += bytes([61, (shifted + 64) & 0xFF]) if shifted in escapes else bytes([shifted])
    told = len(data) if size is None else size
    number = f" part={part}" if part else ""
    head = f"=ybegin{number} line=128 size={told} name={name}\r\n".encode()
    if part:
        head += f"=ypart begin=1 end={len(data)}\r\n".encode()
    lines = b"\r\n".join(bytes(encoded[at : at + 128]) for at in range(0, len(encoded), 128))
    return head + lines + (b"\r\n=yend size=%d\r\n" % told if end else b"")
