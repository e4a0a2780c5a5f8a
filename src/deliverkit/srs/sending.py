"""Which envelope sender does a forwarder send with?

The forwarder's own domain stands behind the ``@``, so that its own SPF record is asked, and the original sender before
it, signed: "Mediators can solve the problem by rewriting the "MAIL FROM" to be in their own domain" (RFC 7208 appendix
D.2).
"""

from __future__ import annotations

from base64 import b32hexencode
from hashlib import sha1
from typing import Final

from ..core.names import to_ascii
from .address import MAX_ADDRESS, MAX_LOCAL_PART, MAX_MAILBOX, Mailbox, is_domain, octets, read_mailbox, write_local
from .arguments import DomainSet
from .form import is_tagged, read_srs1
from .outcomes import Forwarded, NeedsToken, Refused, RefusedReason, Rewritten, Unchanged, UnchangedReason
from .signer import Signer

__all__ = ["KEY_HOST", "Sending"]

KEY_HOST: Final = "1"
"""Stands in place of the sender's domain where the local part is a key; no domain is called so."""


class Sending:
    """Makes the envelope senders of one forwarder.

    Arguments:
        aliases: its domains; the first stands in new addresses.
        signer: signs them.
        separator: what stands behind the tag.
        over_length: ``refuse``, ``emit`` or ``token``.
        own: domains whose SPF record names this server already.
        excluded: domains to leave alone for other reasons.
    """

    __slots__ = ("_alias", "_aliases", "_excluded", "_over_length", "_own", "_separator", "_signer")

    def __init__(
        self,
        aliases: tuple[str, ...],
        signer: Signer,
        separator: str,
        over_length: str,
        own: DomainSet,
        excluded: DomainSet,
    ) -> None:
        self._alias = aliases[0]
        self._aliases = frozenset(aliases)
        self._signer = signer
        self._separator = separator
        self._over_length = over_length
        self._own = own
        self._excluded = excluded

    def forward(self, sender: str, stamp: str) -> Forwarded:
        """The sender to forward with; see :meth:`deliverkit.srs.Rewriter.forward`."""
        if sender in ("", "<>"):
            # "the notification MUST be sent using a null reverse-path" (RFC 5321 section 4.5.5), and stay so
            return Unchanged(UnchangedReason.NULL_SENDER, sender)
        bare = sender[1:-1] if sender.startswith("<") and sender.endswith(">") else sender
        mailbox = read_mailbox(bare)
        if isinstance(mailbox, RefusedReason):
            return Refused(mailbox)
        reason = self._left_alone(mailbox)
        if reason is not None:
            return Unchanged(reason, sender)
        made = self._local_part(mailbox, stamp)
        return made if isinstance(made, Refused) else self._fitted(made, bare, stamp)

    def _left_alone(self, mailbox: Mailbox) -> UnchangedReason | None:
        domain = to_ascii(mailbox.domain) or ""
        if domain in self._aliases and is_tagged(mailbox.local_part):
            return UnchangedReason.ALREADY_OURS
        if domain in self._own:
            return UnchangedReason.OWN_DOMAIN
        return UnchangedReason.EXCLUDED if domain in self._excluded else None

    def _local_part(self, mailbox: Mailbox, stamp: str) -> str | Refused:
        tag = is_tagged(mailbox.local_part)
        if tag == "SRS0":
            return self._srs1(mailbox.domain, mailbox.local_part[4:])
        if tag == "SRS1":
            # the hash of the forwarder before us goes; the one before it, which can reverse the rest, stays
            parts = read_srs1(mailbox.local_part)
            if parts is None or not is_domain(parts.host):
                return Refused(RefusedReason.BAD_SRS1)
            return self._srs1(parts.host, parts.rest)
        return self._srs0(stamp, mailbox.domain, mailbox.local_part)

    def _srs0(self, stamp: str, host: str, local_part: str) -> str:
        letters = self._signer.sign(self._alias, "SRS0", stamp, host, local_part)
        return f"SRS0{self._separator}{letters}={stamp}={host}={local_part}"

    def _srs1(self, host: str, rest: str) -> str:
        letters = self._signer.sign(self._alias, "SRS1", host, rest)
        return f"SRS1{self._separator}{letters}={host}={rest}"

    def _fitted(self, local_part: str, sender: str, stamp: str) -> Forwarded:
        """The address with this local part, if it is not too long; what was chosen for long ones if it is."""
        address, too_long = self._address(local_part)
        if too_long is not None and self._over_length == "token":
            key = b32hexencode(sha1(sender.encode(), usedforsecurity=False).digest()).decode()
            address, too_long = self._address(self._srs0(stamp, KEY_HOST, key))
            if too_long is None:
                return NeedsToken(key, sender, address)
        if too_long is not None and (self._over_length != "emit" or octets(address) > MAX_ADDRESS):
            return Refused(too_long)
        return Rewritten(address, local_part[:4], not address.isascii(), too_long is None)

    def _address(self, local_part: str) -> tuple[str, RefusedReason | None]:
        written = write_local(local_part)
        address = f"{written}@{self._alias}"
        if octets(written) > MAX_LOCAL_PART:
            return address, RefusedReason.TOO_LONG_LOCAL
        return address, RefusedReason.TOO_LONG_PATH if octets(address) > MAX_MAILBOX else None
