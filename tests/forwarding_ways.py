"""What do the tests of forwarding share?  A world, a message that every change finds something in, and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import deliverkit as dk
from arc_chains import key_of
from deliverkit import forwarding
from deliverkit.core.outcome import Outcome
from deliverkit.dkim import Settings, SigningKey, SigningSettings, sign
from deliverkit.forwarding import Hop, Origin, Path, Signing

__all__ = [
    "CHANGES",
    "FORWARDER",
    "KEY",
    "LIST",
    "MESSAGE",
    "NOW",
    "ORIGIN",
    "UNEXPLAINED",
    "ZONE",
    "codes",
    "outcome_of",
    "path_of",
    "signed",
]

NOW: Final = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
KEY: Final[SigningKey] = key_of("rsa")
_OTHER: Final = key_of("other rsa")
ORIGIN: Final = Origin("mx.a.example", "192.0.2.10")
FORWARDER: Final = Hop("mx.fwd.example", "198.51.100.7", "user@fwd.example", "srs")
LIST: Final = Hop(
    "lists.example",
    "203.0.113.9",
    "list@lists.example",
    "own",
    dkim_sign=Signing("lists.example", "s1", _OTHER),
    arc_seal=Signing("lists.example", "s1", _OTHER),
)
ZONE: Final[Mapping[tuple[str, str], Any]] = {
    ("a.example", "TXT"): ["v=spf1 ip4:192.0.2.10 ~all"],
    ("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject"],
    ("s1._domainkey.a.example", "TXT"): [KEY.record],
    ("fwd.example", "TXT"): ["v=spf1 ip4:198.51.100.7 -all"],
    ("lists.example", "TXT"): ["v=spf1 ip4:203.0.113.9 -all"],
    ("s1._domainkey.lists.example", "TXT"): [_OTHER.record],
}
MESSAGE: Final = (
    "Date: Wed, 25 Nov 2026 11:00:00 +0000\r\n"
    "From: John Doe <john@a.example>\r\n"
    "To: A list of people with a long name that does not fit <user@fwd.example>, other@fwd.example\r\n"
    "Subject: The frames\r\n"
    "Message-ID: <1@a.example>\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n"
    "Content-Transfer-Encoding: 8bit\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n"
    "\r\n"
    "Gr\u00fcezi,  \r\n"
    "the frames are ready. \t\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: application/pdf; name=frames.pdf\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment\r\n"
    "\r\n"
    "JVBERi0x\r\n"
    "--b--\r\n"
).encode()
CHANGES: Final[tuple[forwarding.Change, ...]] = (
    forwarding.Footer(),
    forwarding.TrimBlanks(),
    forwarding.SubjectTag(),
    forwarding.AddField("List-Id", "<list.lists.example>"),
    forwarding.AddField("X-Spam", "no", below=True),
    forwarding.AddField("Reply-To", "list@lists.example"),
    forwarding.AddField("Reply-To", "list@lists.example", below=True),
    forwarding.AddField("Subject", "again"),
    forwarding.AddField("Date", "Wed, 25 Nov 2026 11:00:01 +0000", below=True),
    forwarding.RemoveField("Message-ID"),
    forwarding.RemoveField("X-Nothing"),
    forwarding.RemoveField("Content-Transfer-Encoding"),
    forwarding.RefoldHeader(),
    forwarding.RefoldHeader(width=20),
    forwarding.RewriteFrom("list@lists.example"),
    forwarding.RewriteFrom("list@lists.example", reply_to=False),
    forwarding.PartFooter(),
    forwarding.Recode(),
    forwarding.Recode("base64"),
    forwarding.StripAttachments(),
)


# what was done to a message is known where it was done by a change
UNEXPLAINED: Final = Settings(max_explained=0)


def signed(raw: bytes = MESSAGE, *, settings: SigningSettings | None = None) -> bytes:
    """*raw*, signed by a.example."""
    return sign(raw, KEY, "a.example", "s1", signed_at=NOW, settings=settings or SigningSettings()).message


def outcome_of(
    given: bytes | str, hops: Sequence[Hop], *, zone: Mapping[tuple[str, str], Any] = ZONE, **more: Any
) -> Outcome[Path]:
    """The way of a mail from :data:`ORIGIN`, unless it is given."""
    more.setdefault("origin", ORIGIN)
    check = forwarding.simulate_forwarding(given, hops, **more)
    return dk.run(check, resolver=dk.TableResolver(zone), now=NOW)


def path_of(given: bytes | str, hops: Sequence[Hop], **more: Any) -> Path:
    """The same, the value alone."""
    value = outcome_of(given, hops, **more).value
    assert value is not None
    return value


def codes(outcome: Outcome[Any]) -> list[str]:
    """The codes of what was found, without the area."""
    return [one.code.removeprefix("forwarding.") for one in outcome.findings]
