"""What does libspf2 say, and how fast?  Its evaluation through ctypes, on its own in-memory zone.

A peer for the benchmark only: it answers some RFC 7208 macros wrongly, so it is no oracle.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Mapping, Sequence
from typing import Any, Final

__all__ = ["LibSpf2", "load"]

_TYPES: Final = {"A": 1, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
_RESULTS: Final = ("invalid", "neutral", "pass", "fail", "softfail", "none", "temperror", "permerror")
_POINTERS: Final = (
    "SPF_dns_zone_new",
    "SPF_server_new_dns",
    "SPF_request_new",
)


def load() -> ctypes.CDLL | None:
    """The library, or None where it is not installed (Debian: libspf2-2)."""
    path = ctypes.util.find_library("spf2")
    if path is None:
        return None
    library = ctypes.CDLL(path)
    for name in _POINTERS:
        getattr(library, name).restype = ctypes.c_void_p
    return library


class LibSpf2:
    """An SPF server object of libspf2 whose DNS is *zone*, as a TableResolver takes it (TXT as str, no time-outs)."""

    def __init__(self, library: ctypes.CDLL, zone: Mapping[tuple[str, str], Sequence[Any]]) -> None:
        self._library = library
        dns = library.SPF_dns_zone_new(None, b"table", 0)
        for (name, rdtype), records in zone.items():
            for record in records:
                text = record[1] if rdtype == "MX" else record
                library.SPF_dns_zone_add_str(
                    ctypes.c_void_p(dns), name.encode("ascii"), _TYPES[rdtype], 0, text.encode("ascii")
                )
        self._server = ctypes.c_void_p(library.SPF_server_new_dns(ctypes.c_void_p(dns), 0))
        library.SPF_server_set_rec_dom(self._server, b"mx.receiver.example")

    def check(self, client_ip: bytes, mail_from: bytes, helo: bytes) -> str:
        """The result for an IPv4 client."""
        library = self._library
        request = ctypes.c_void_p(library.SPF_request_new(self._server))
        library.SPF_request_set_ipv4_str(request, client_ip)
        library.SPF_request_set_helo_dom(request, helo)
        library.SPF_request_set_env_from(request, mail_from)
        response = ctypes.c_void_p()
        library.SPF_request_query_mailfrom(request, ctypes.byref(response))
        result: int = library.SPF_response_result(response)
        library.SPF_response_free(response)
        library.SPF_request_free(request)
        return _RESULTS[result]

    def close(self) -> None:
        """Free it."""
        self._library.SPF_server_free(self._server)
