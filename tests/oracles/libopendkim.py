"""What does libopendkim say, and how fast?  Its verification, and the body hash of its signer, through ctypes."""

from __future__ import annotations

import base64
import ctypes
import ctypes.util
from collections.abc import Callable
from typing import Any, Final

__all__ = ["LibOpenDkim", "load"]

_POINTERS: Final = ("dkim_init", "dkim_sign", "dkim_verify")
_LOOK_UP: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_RSA_SHA256: Final = 1
_WHOLE_BODY: Final = ctypes.c_ssize_t(-1)
_RESULTS: Final = {0: "pass", 1: "fail", 2: "none", 5: "syntax", 6: "no-record"}


def load() -> ctypes.CDLL | None:
    """The library, or None where it is not installed (Debian: libopendkim11)."""
    path = ctypes.util.find_library("opendkim")
    if path is None:
        return None
    library = ctypes.CDLL(path)
    for name in _POINTERS:
        getattr(library, name).restype = ctypes.c_void_p
    return library


class LibOpenDkim:
    """A handle of libopendkim for which every key is *record*, the text of a TXT record."""

    def __init__(self, library: ctypes.CDLL, record: bytes) -> None:
        self._library = library
        self._handle = ctypes.c_void_p(library.dkim_init(None, None))
        text = record + b"\0"

        def look_up(_dkim: Any, _signature: Any, buffer: int, size: int) -> int:
            ctypes.memmove(buffer, text, min(size, len(text)))
            return 0

        self._look_up: Callable[..., int] = _LOOK_UP(look_up)  # has to live as long as the handle
        library.dkim_set_key_lookup(self._handle, self._look_up)

    def verify(self, message: bytes) -> str:
        """The result for a message."""
        library, status = self._library, ctypes.c_int()
        dkim = ctypes.c_void_p(library.dkim_verify(self._handle, b"id", None, ctypes.byref(status)))
        result: int = library.dkim_chunk(dkim, message, ctypes.c_size_t(len(message)))
        result = result or library.dkim_chunk(dkim, None, ctypes.c_size_t(0))
        result = result or library.dkim_eom(dkim, None)
        library.dkim_free(dkim)
        return _RESULTS.get(result, f"status {result}")

    def body_hash(self, key: bytes, body: bytes, *, relaxed: bool) -> bytes:
        """The hash it would put into a signature made with *key*, an RSA key in PEM."""
        library, status = self._library, ctypes.c_int()
        dkim = ctypes.c_void_p(
            library.dkim_sign(
                self._handle, b"id", None, key, b"s", b"a.example", 1, int(relaxed), _RSA_SHA256, _WHOLE_BODY,
                ctypes.byref(status),
            )
        )  # fmt: skip
        for field in (b"From: a@a.example", b"Date: Thu, 1 Jan 2026 00:00:00 +0000"):
            library.dkim_header(dkim, field, ctypes.c_size_t(len(field)))
        library.dkim_eoh(dkim)
        library.dkim_body(dkim, body, ctypes.c_size_t(len(body)))
        library.dkim_eom(dkim, None)
        written = ctypes.create_string_buffer(4096)
        library.dkim_getsighdr(dkim, written, ctypes.c_size_t(len(written)), ctypes.c_size_t(16))
        library.dkim_free(dkim)
        tags = dict(tag.strip().split(b"=", 1) for tag in b"".join(written.value.split()).split(b";"))
        return base64.b64decode(tags[b"bh"])

    def close(self) -> None:
        """Free it."""
        self._library.dkim_close(self._handle)
