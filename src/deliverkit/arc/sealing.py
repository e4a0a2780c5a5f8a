"""How does a forwarder seal a mail, so that the next server knows what it was when it came?  (RFC 8617 section 5.1)

chain = dk.run(dk.arc.verify(raw)).value                       # as it came, before anything of it is changed
sealed = arc.seal(changed, results, key, "lists.example.com", "s2026", chain=chain, signed_at=datetime.now(UTC))
send(sealed.message)
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from ..core.errors import UsageError
from ..dkim.arguments import expect
from ..dkim.body import hash_body
from ..dkim.fields import header_input, select
from ..dkim.signing.covering import names_to_sign
from ..dkim.signing.names import key_owner
from ..dkim.signing.private_key import SigningKey, load_key
from ..dkim.signing.times import signing_time
from ..dkim.verifying.wire import in_wire_form
from ..message import AuthenticationResults, Message, read_authentication_results, write_authentication_results
from ..message.problems import Problem, ProblemKind
from .joining import place_of
from .links import sealed_octets
from .members import Members
from .result import Chain, Result
from .sets import RESULTS, SEAL, SIGNATURE, read_fields

if TYPE_CHECKING:
    from ..dkim.signing.private_key import KeyLike

__all__ = ["Sealed", "seal"]

_WIDTH: Final = 75  # characters of a line of base64 or of names
_FOLD: Final = "\r\n "
_FIELD_NAME: Final = re.compile(rb"[ \t]*+(?:ARC-)?Authentication-Results[ \t]*+:", re.IGNORECASE)
_MOST_SHOWN: Final = 60  # octets of what cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed message, or one to which no set can be added: there ``why_not`` says why, and ``message`` is unsealed.

    Arguments:
        fields: the set: ARC-Seal, ARC-Message-Signature and ARC-Authentication-Results, each with its CRLF, to be put
            before all other fields; empty where none was added.
        original: the message, its lines ending in CRLF; where no set was added, perhaps as they were.
        instance: the number of the set; 0 where none was added.
        status: what its seal says of the chain before it, ``cv=``, or would say.
        why_not: why no set was added; empty where one was.
    """

    fields: bytes
    original: bytes
    instance: int
    status: Result
    why_not: str = ""

    @property
    def message(self) -> bytes:
        """The message to send."""
        return self.fields + self.original


class _Sealer(NamedTuple):
    """Who seals, and when."""

    key: SigningKey
    domain: str
    selector: str
    time: str

    def tags(self) -> str:
        at = f"{_FOLD}t={self.time};" if self.time else ""
        return f"a={self.key.algorithm};{_FOLD}d={self.domain}; s={self.selector};{at}"

    def signed(self, unsigned: str, data: bytes) -> bytes:
        text = binascii.b2a_base64(self.key.sign(data), newline=False).decode("ascii")
        pieces = (text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH))
        return f"{unsigned}{_FOLD.join(pieces)}\r\n".encode("ascii")


def seal(
    message: bytes | bytearray | memoryview | Message,
    authentication_results: AuthenticationResults | str,
    key: KeyLike,
    domain: str,
    selector: str,
    *,
    chain: Chain | Result | None = None,
    signed_at: datetime | float | None = None,
) -> Sealed:
    """Add an ARC set to *message*, last of all, when nothing will change the message any more.

    What the seal says of the chain before it follows from *chain*: "none", "pass" or "fail". A chain that could not be
    judged, for the DNS did not answer, is "fail": "all errors, including DNS failures, become unrecoverable" (section
    5.2.1). A seal with cv=fail covers its own set alone (section 5.1.2) and ends the chain.

    Arguments:
        message: the message as it will be sent, whole.
        authentication_results: what was found out about it when it came: all results, of all methods. A text is what
            stands in Authentication-Results behind the colon; all of it must be readable, so do not compose one of what
            strangers wrote, but an AuthenticationResults, whatever its values hold.
        key: the private key, best from :func:`deliverkit.dkim.load_key`, which is slow.
        domain: who seals, ``d=``.
        selector: where the record of the key stands, ``s=``.
        chain: what :func:`verify` said of the message as it came, the value of its outcome; needed where it has ARC
            sets, and they must be those that were judged.
        signed_at: the time now, ``t=``, aware of its zone, or in seconds since 1970, of which parts are dropped; None
            leaves it out.

    Returns:
        The sealed message. Nothing a stranger can send raises an error: where no set can be added, ``why_not`` says
        why. So it is where the message has no From field or several, where its header is read by some in another way
        than by others, where the chain has 50 sets, and where it has ended: "If the message already contains an
        Authenticated Received Chain with the most recent AS reporting "cv=fail", there is no need to proceed" (section
        5.1).

    Raises:
        UsageError: the key cannot sign, a name or a time is none, *authentication_results* cannot be read or written,
            an argument is of another kind, or *chain* was not found of this message.
    """
    began = signing_time(signed_at)
    sealer = _Sealer(load_key(key), *key_owner(domain, selector), "" if began is None else str(began))
    results = _results(authentication_results)
    place = place_of(in_wire_form(message, asked="arc.seal"), chain)
    own, fields, instance, status, why_not = place
    if why_not:
        return Sealed(fields=b"", original=own.raw, instance=0, status=status, why_not=why_not)
    written = write_authentication_results(replace(results, instance=instance))
    results_field = b"%b: %b\r\n" % (RESULTS.encode("ascii"), written)
    signature = _signature(own, sealer, instance)
    before = f"{SEAL}: i={instance}; cv={status.value}; {sealer.tags()}{_FOLD}b="
    # parsed as they will be when the chain is verified
    added = read_fields(Message.parse(b"".join((before.encode("ascii"), b"\r\n", signature, results_field, b"\r\n"))))
    # a seal with cv=fail covers its own set alone
    sets = (*(fields.sets if status is Result.PASS else ()), *added.sets)
    octets = [sealed_octets(one.results, one.signature.field, one.seal) for one in map(Members.of, sets)]
    covered = [first + after for first, _, after in octets[:-1]]
    made = sealer.signed(before, b"".join((*covered, *octets[-1][:2])))
    return Sealed(fields=made + signature + results_field, original=own.raw, instance=instance, status=status)


def _results(given: AuthenticationResults | str) -> AuthenticationResults:
    if not isinstance(given, str):
        wanted = "an AuthenticationResults or a text such as 'mx.a.example; spf=pass'"
        expect("authentication_results=...", given, AuthenticationResults, wanted)
        return given
    octets = given.encode("utf-8", "replace")
    read = read_authentication_results(octets)
    if read.problems:
        # what is not read would not be sealed, and nobody would miss it
        raise UsageError(f"authentication_results=...: {_problem(octets, read.problems)}")
    return read


def _problem(octets: bytes, problems: Sequence[Problem]) -> str:
    if name := _FIELD_NAME.match(octets):
        return f"pass what stands behind {name[0].strip().decode('ascii')!r}"
    kind, _, start, end = problems[0]
    if kind is ProblemKind.NO_AUTHSERV_ID:
        return "it must name the server that judged first: 'mx.a.example; spf=pass'"
    if kind is ProblemKind.NO_RESULT:
        return "a result is missing behind the last semicolon, or 'none': 'mx.a.example; none'"
    at = len(octets[:start].decode("utf-8", "replace"))
    piece = octets[start : min(end, start + _MOST_SHOWN)].decode("utf-8", "replace")
    return f"{piece!r} at character {at} cannot be read there ({kind.word}): 'method=result ptype.property=value; ...'"


def _signature(own: Message, sealer: _Sealer, instance: int) -> bytes:
    # "the signature of the AMS header field SHOULD include any DKIM-Signature header fields already present"; those of
    # ARC and Authentication-Results "MUST NOT be included"
    names = [*names_to_sign(own, None, None), *["DKIM-Signature"] * own.fields.count("DKIM-Signature")]
    body = hash_body(own.raw, own.body_start, relaxed=True).digest
    bh = binascii.b2a_base64(body, newline=False).decode("ascii")
    head = f"{SIGNATURE}: i={instance}; c=relaxed/relaxed; {sealer.tags()}"
    unsigned = f"{head}{_FOLD}h={_folded(names)};{_FOLD}bh={bh};{_FOLD}b="
    covered = select(own.fields, map(str.lower, names))
    data = header_input(covered, f"{unsigned}\r\n".encode("ascii"), len(SIGNATURE), relaxed=True)
    return sealer.signed(unsigned, data)


def _folded(names: list[str]) -> str:
    lines, line = list[str](), ""
    for name in names:
        if line and len(line) + len(name) >= _WIDTH - 2:
            lines.append(line)
            line = ""
        line += f"{name}:"
    return _FOLD.join((*lines, line)).removesuffix(":")
