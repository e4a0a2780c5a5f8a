"""Which messages do dkimpy's own tests verify, with which keys, and what has to come out?

Its tests are taken out of the pinned source distribution into a folder of the moment and run there, while what they
verify is written down.
"""

from __future__ import annotations

import io
import re
import tempfile
import unittest
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from importlib import import_module, util
from pathlib import Path
from typing import Any, Final, NamedTuple

from oracles.sdists import DKIMPY, member

__all__ = ["Verified", "own_data", "own_verifications"]

_dkimpy: Any = import_module("dkim")
_MODULES: Final = ("test_dkim", "test_dkim_rsavariants", "test_dkim_ed25519", "test_dkim_tlsrpt")
_READ: Final = re.compile(r"""read_test_data\(['"]([^'"]+)['"]\)""")
_LEAST_BITS: Final = 1024  # RFC 8301 section 3.2; some of its tests ask for less
_BARE_LF: Final = re.compile(rb"(?<!\r)\n")


class Verified(NamedTuple):
    """One verification.

    Arguments:
        raw: the message, its lines ending in CRLF, as it is sent.
        nth: which signature of it, from 0.
        records: the key record by the name that was asked about.
        passed: whether it verified.
    """

    raw: bytes
    nth: int
    records: dict[str, bytes]
    passed: bool


def own_data(name: str) -> bytes:
    """A file of dkimpy's test data, its lines ending in CRLF; raises Unavailable when it cannot be had."""
    return _sent(member(DKIMPY, f"dkim/tests/data/{name}"))


def _sent(raw: bytes) -> bytes:
    return _BARE_LF.sub(b"\r\n", raw)


@cache
def own_verifications() -> tuple[Verified, ...]:
    """What dkimpy's tests verify, each once; raises Unavailable when they cannot be had."""
    found: list[Verified] = []
    with tempfile.TemporaryDirectory() as folder, _writing(found), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in _MODULES:
            suite = unittest.defaultTestLoader.loadTestsFromModule(_module(Path(folder), name))
            unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    unique = {(one.raw, one.nth, tuple(sorted(one.records.items()))): one for one in found}
    return tuple(unique.values())


def _module(folder: Path, name: str) -> Any:
    text = member(DKIMPY, f"dkim/tests/{name}.py")
    (folder / "data").mkdir(exist_ok=True)
    for data in set(_READ.findall(text.decode("utf-8"))):
        (folder / "data" / data).write_bytes(member(DKIMPY, f"dkim/tests/data/{data}"))
    path = folder / f"{name}.py"
    path.write_bytes(text)
    spec = util.spec_from_file_location(f"dkimpy_own_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def _writing(found: list[Verified]) -> Generator[None]:
    """Write down what dkimpy verifies, as a signature of DKIM on mail."""
    signer: Any = _dkimpy.DKIM
    set_message, verify = signer.set_message, signer.verify

    def keep(self: Any, message: bytes | None) -> None:
        self.given = message
        set_message(self, message)

    def watched(self: Any, idx: int = 0, dnsfunc: Callable[..., Any] = _dkimpy.get_txt) -> Any:
        records: dict[str, bytes] = {}

        def look_up(name: bytes, timeout: int = 5) -> Any:
            told = dnsfunc(name, timeout=timeout)
            if told is not None:
                text = told if isinstance(told, bytes) else told.encode()
                records[name.decode("latin-1").rstrip(".").lower()] = text.strip()  # a file ends with a line end
            return told

        passed = False
        try:
            passed = verify(self, idx, look_up)
        finally:
            if self.given and not self.tlsrpt and self.minkey == _LEAST_BITS:
                found.append(Verified(_sent(self.given), idx, records, passed is True))
        return passed

    signer.set_message, signer.verify = keep, watched
    try:
        yield
    finally:
        signer.set_message, signer.verify = set_message, verify
