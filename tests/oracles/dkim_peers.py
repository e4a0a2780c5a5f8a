"""How fast is a DKIM verification, and how fast are the others?  The workloads, the peers, and a race between them.

Every contestant verifies one message again and again, with its key at hand: in a cache that deliverkit keeps, as the
text of a record for the others. The limit is the hash of the message and one verification with a key that is ready.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

import deliverkit as dk
from deliverkit import dkim

from .libopendkim import LibOpenDkim, load

__all__ = ["CONTESTANTS", "WORKLOADS", "Key", "Verification", "Workload", "contestants", "prepare", "race", "ratio"]

dkimpy: Any = import_module("dkim")  # tests/dkim has the same name

Timer = Callable[[int], float]
"""So many verifications; how many seconds they took."""

_NAME: Final = "s._domainkey.a.example"
_HEADER: Final = (
    b"Received: from mail.a.example (mail.a.example [192.0.2.1])\r\n\tby mx.b.example with ESMTPS id 4XyZ;\r\n"
    b"\tThu, 01 Jan 2026 00:00:00 +0000\r\nFrom: Anna <anna@a.example>\r\nTo: Ben <ben@b.example>\r\n"
    b"Subject: The figures of last month\r\nDate: Thu, 01 Jan 2026 00:00:00 +0000\r\n"
    b"Message-ID: <1234567890@a.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\nList-Unsubscribe: <https://a.example/u>\r\n\r\n"
)


class Key(NamedTuple):
    """A key, and what a name server says of it."""

    private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    record: str

    def pem(self) -> bytes:
        """The private key as dkimpy takes it."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )


def _text(size: int, line: Callable[[Random], bytes]) -> bytes:
    draw, lines, length = Random(6376), list[bytes](), 0
    while length < size:
        lines.append(line(draw) + b"\r\n")
        length += len(lines[-1])
    return b"".join(lines)


def _prose(draw: Random) -> bytes:
    return b" ".join(b"abcdefghijkl"[: draw.randrange(1, 10)] for _ in range(11))


def _html(draw: Random) -> bytes:
    words = b" ".join(b"word%d" % draw.randrange(99) for _ in range(draw.randrange(8)))
    return b"  " * draw.randrange(9) + b'<td class="c%d" style="padding:4px">%s</td>' % (draw.randrange(9), words)


def _dense(draw: Random) -> bytes:
    blanks = (b"  ", b" \t", b"   ", b"    ")
    return b"".join(b"abcdefgh"[: draw.randrange(1, 9)] + draw.choice(blanks) for _ in range(10))


def _base64(draw: Random) -> bytes:
    return base64.b64encode(draw.randbytes(57))


class Workload(NamedTuple):
    """A body to sign by *key_type*."""

    name: str
    relaxed: bool
    size: int
    line: Callable[[Random], bytes]
    key_type: str = "rsa"


WORKLOADS: Final = (
    Workload("2 KB relaxed RSA-2048", True, 1500, _prose),
    Workload("2 KB simple RSA-2048", False, 1500, _prose),
    Workload("2 KB relaxed Ed25519", True, 1500, _prose, "ed25519"),
    Workload("50 KB HTML relaxed", True, 50_000, _html),
    Workload("50 KB HTML simple", False, 50_000, _html),
    Workload("1 MB base64 relaxed", True, 10**6, _base64),
    Workload("1 MB base64 simple", False, 10**6, _base64),
    Workload("25 MB base64 relaxed", True, 25 * 10**6, _base64),
    Workload("25 MB base64 simple", False, 25 * 10**6, _base64),
    Workload("1 MB dense blanks relaxed", True, 10**6, _dense),
)


class Verification(NamedTuple):
    """A signed message and its key."""

    message: bytes
    key: Key


def prepare(work: Workload, size: int | None = None) -> Verification:
    """Generate a key and sign; an RSA signature is dkimpy's."""
    body = _text(work.size if size is None else size, work.line)
    if work.key_type == "ed25519":
        made = ed25519.Ed25519PrivateKey.generate()
        public = made.public_key().public_bytes_raw()
        key = Key(made, "v=DKIM1; k=ed25519; p=" + base64.b64encode(public).decode("ascii"))
        return Verification(dkim.sign(_HEADER + body, made, "a.example", "s").message, key)
    private = rsa.generate_private_key(65537, 2048)
    spki = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = Key(private, "v=DKIM1; k=rsa; p=" + base64.b64encode(spki).decode("ascii"))
    by = b"relaxed" if work.relaxed else b"simple"
    field = dkimpy.sign(_HEADER + body, b"s", b"a.example", key.pem(), canonicalize=(by, by))
    return Verification(field + _HEADER + body, key)


def _calls(run: Callable[[], object]) -> Timer:
    def timed(calls: int) -> float:
        started = time.perf_counter()
        for _ in range(calls):
            run()
        return time.perf_counter() - started

    return timed


def _expect(said: object, expected: object) -> None:
    if said != expected:
        raise AssertionError(f"{said} is not {expected}")


def _limit(work: Verification) -> Generator[Timer]:
    """SHA-256 of the same octets and one public-key operation."""
    message, private, hashed = work.message, work.key.private, b"x" * 32
    if isinstance(private, ed25519.Ed25519PrivateKey):
        signature, edwards = private.sign(hashed), private.public_key()

        def check_edwards() -> None:
            hashlib.sha256(message).digest()
            edwards.verify(signature, hashed)

        yield _calls(check_edwards)
        return
    pkcs, algorithm = padding.PKCS1v15(), hashes.SHA256()
    signed, public = private.sign(hashed, pkcs, algorithm), private.public_key()

    def check() -> None:
        hashlib.sha256(message).digest()
        public.verify(signed, hashed, pkcs, algorithm)

    yield _calls(check)


def _deliverkit(work: Verification) -> Generator[Timer]:
    message, resolver = dk.Message.parse(work.message), dk.TableResolver({(_NAME, "TXT"): [work.key.record]})
    keys = dkim.KeyCache()

    def check() -> str:
        outcome = dk.run(dkim.verify(message, keys=keys), resolver=resolver)
        return "none" if not outcome.value else str(outcome.value[0].result.value)

    _expect(check(), "pass")
    yield _calls(check)


def _dkimpy(work: Verification) -> Generator[Timer | None]:
    if isinstance(work.key.private, ed25519.Ed25519PrivateKey) and find_spec("nacl") is None:
        yield None
        return
    record = work.key.record.encode("ascii")

    def look_up(_name: bytes, timeout: int = 5) -> bytes:
        return record

    def check() -> bool:
        return bool(dkimpy.verify(work.message, dnsfunc=look_up))

    _expect(check(), expected=True)
    yield _calls(check)


def _libopendkim(work: Verification) -> Generator[Timer | None]:
    library = load()
    if library is None:
        yield None
        return
    peer = LibOpenDkim(library, work.key.record.encode("ascii"))
    try:
        said = peer.verify(work.message)
        yield _calls(lambda: peer.verify(work.message)) if said == "pass" else None
    finally:
        peer.close()


_MAILAUTH: Final = """
const { dkimVerify } = require('mailauth/lib/dkim/verify');
const [path, record] = process.argv.slice(1);
const message = require('fs').readFileSync(path);
const options = { resolver: async () => [[record]] };
const rounds = require('readline').createInterface({ input: process.stdin });
rounds.on('line', async line => {
    let said, started = process.hrtime.bigint();
    for (let left = Number(line); left > 0; left--)
        said = (await dkimVerify(message, options)).results[0].status.result;
    console.log(JSON.stringify([said, Number(process.hrtime.bigint() - started) / 1e9]));
});
"""


def _mailauth(work: Verification) -> Generator[Timer | None]:
    """Where node is installed and finds the package: in NODE_PATH, or where npm puts what it installs globally."""
    node = shutil.which("node")
    found = node and subprocess.run([node, "-e", "require('mailauth')"], capture_output=True, check=False)
    if not node or not found or found.returncode:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "message"
        path.write_bytes(work.message)
        command = [node, "-e", _MAILAUTH, str(path), work.key.record]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
        ) as peer:
            assert peer.stdin is not None
            assert peer.stdout is not None
            write, read = peer.stdin, peer.stdout

            def timed(calls: int) -> float:
                print(calls, file=write, flush=True)
                said, seconds = json.loads(read.readline())
                _expect(said, "pass")
                return float(seconds)

            yield timed
            write.close()


CONTESTANTS: Final[Mapping[str, Callable[[Verification], Generator[Timer | None]]]] = {
    "limit": _limit,
    "deliverkit": _deliverkit,
    "dkimpy": _dkimpy,
    "libopendkim": _libopendkim,
    "mailauth": _mailauth,
}


@contextmanager
def contestants(work: Verification, *names: str) -> Generator[dict[str, Timer | None]]:
    """The named contestants, ready to verify *work*; None for one that is absent or cannot."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(contextmanager(CONTESTANTS[name])(work)) for name in names}


def race(timers: Mapping[str, Timer], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Seconds a call for each in each of *rounds*, interleaved; about *seconds* a contestant and round."""
    calls = {name: max(1, int(seconds / timed(2) * 2)) for name, timed in timers.items()}
    times: dict[str, list[float]] = {name: [] for name in timers}
    for number in range(rounds):
        order = list(timers.items())
        for name, timed in order if number % 2 else reversed(order):
            times[name].append(timed(calls[name]) / calls[name])
    return times


def ratio(times: Mapping[str, list[float]], slow: str, fast: str) -> float:
    """How many times faster *fast* was than *slow*: the median of the rounds' ratios."""
    return median(a / b for a, b in zip(times[slow], times[fast], strict=True))
