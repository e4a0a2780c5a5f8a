"""Who handed this mail over, and for whom?  The SMTP transaction beside the message (RFC 5321 section 2.3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from ..core.errors import UsageError
from ..message import Message, read_received, read_return_path

__all__ = ["Envelope"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The envelope, as far as it is known; None is "not known", which is something else than empty.

    Arguments:
        client_ip: the address of the SMTP client, without brackets.
        helo: the name it gave in HELO or EHLO.
        mail_from: the sender in MAIL FROM, with or without angle brackets; ``""`` or ``"<>"`` is the null sender.
        rcpt_to: the recipients in RCPT TO; a list becomes a tuple.

    Raises:
        UsageError: *rcpt_to* is one text instead of several, or something is no text.
    """

    client_ip: str | None = None
    helo: str | None = None
    mail_from: str | None = None
    rcpt_to: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("client_ip", "helo", "mail_from"):
            given: object = getattr(self, name)
            if given is not None and not isinstance(given, str):
                raise UsageError(f"Envelope({name}=...) is a text or None, not {type(given).__name__}")
        recipients = cast("Sequence[object] | str | None", self.rcpt_to)
        if recipients is None or isinstance(recipients, str) or not all(isinstance(one, str) for one in recipients):
            raise UsageError('Envelope(rcpt_to=...) takes several addresses: rcpt_to=("ben@b.example",)')
        object.__setattr__(self, "rcpt_to", tuple(recipients))

    @property
    def is_null_sender(self) -> bool:
        """Whether the sender is known to be null, as in bounces (RFC 5321 section 4.5.5)."""
        return self.mail_from is not None and self.mail_from.strip() in ("", "<>")

    @staticmethod
    def from_message(message: Message) -> Envelope:
        """The envelope as the receiving server noted it: the topmost Received and Return-Path fields.

        Arguments:
            message: a message as a mailbox holds it, or as a bounce returns it.

        Only the server that wrote the topmost Received field can be trusted, and only if it is yours; where mail passes
        through more servers of your own, that field tells of the last of them. Anything that cannot be read stays None.
        """
        top = message.get("Received")
        received = None if top is None else read_received(top.value)
        path = message.get("Return-Path")
        return Envelope(
            client_ip=received and received.client_ip,
            helo=received and received.helo,
            mail_from=None if path is None else read_return_path(path.value),
            rcpt_to=(received.recipient,) if received and received.recipient else (),
        )
