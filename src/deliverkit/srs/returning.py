"""Where does a bounce belong that came for an address of ours?

Only bounces may come this way: an address that somebody saw would otherwise relay mail of anybody to the original
sender for as long as it lives. A bounce has no envelope sender (RFC 5321 section 4.5.5).
"""

from __future__ import annotations

import re
from typing import Final

from ..core.names import to_ascii
from .address import is_domain, read_mailbox, write_local
from .form import is_tagged, read_srs0, read_srs1
from .outcomes import NotReversed, NotReversedReason, RefusedReason, Returned, Reversed, StoredSender
from .sending import KEY_HOST
from .signer import Signer
from .stamp import age_of, slot_of

__all__ = ["Returning"]

_KEY: Final = re.compile("[0-9A-Va-v]{32}")
_WRONG: Final = {
    RefusedReason.NO_AT: NotReversedReason.NOT_SRS,
    RefusedReason.TOO_LONG_PATH: NotReversedReason.TOO_LONG,
}


class Returning:
    """Reverses the addresses of one forwarder.

    Arguments:
        aliases: its domains; addresses of others are not its own.
        signer: verifies them.
        max_age: how many days an address lives.
        future_days: how many days ahead of the clock it may have been signed.
    """

    __slots__ = ("_aliases", "_future_days", "_max_age", "_signer")

    def __init__(self, aliases: tuple[str, ...], signer: Signer, max_age: int, future_days: int) -> None:
        self._aliases = frozenset(aliases)
        self._signer = signer
        self._max_age = max_age
        self._future_days = future_days

    def reverse(self, recipient: str, number: int, mail_from: str) -> Returned:
        """Where it belongs; see :meth:`deliverkit.srs.Rewriter.reverse`."""
        bare = recipient[1:-1] if recipient.startswith("<") and recipient.endswith(">") else recipient
        mailbox = read_mailbox(bare, dots_anywhere=True)
        if isinstance(mailbox, RefusedReason):
            is_srs = is_tagged(bare.removeprefix('"'))
            return NotReversed(
                _WRONG.get(mailbox, NotReversedReason.MALFORMED if is_srs else NotReversedReason.NOT_SRS)
            )
        tag = is_tagged(mailbox.local_part)
        alias = to_ascii(mailbox.domain) or ""
        if not tag:
            return NotReversed(NotReversedReason.NOT_SRS)
        if alias not in self._aliases:
            return NotReversed(NotReversedReason.FOREIGN_SIGNER)
        if mail_from not in ("", "<>"):
            return NotReversed(NotReversedReason.NOT_A_BOUNCE)
        if tag == "SRS1":
            return self._srs1(mailbox.local_part, alias)
        return self._srs0(mailbox.local_part, alias, number)

    def _srs0(self, local_part: str, alias: str, number: int) -> Returned:
        parts = read_srs0(local_part)
        if parts is None:
            return NotReversed(NotReversedReason.MALFORMED)
        # before anything is hashed: a stamp has two letters, whatever somebody sends
        if slot_of(parts.stamp) is None:
            return NotReversed(NotReversedReason.BAD_STAMP)
        secret = self._signer.find(parts.hash, alias, "SRS0", parts.stamp, parts.host, parts.local_part)
        if not isinstance(secret, int):
            return NotReversed(secret)
        age = self._age(parts.stamp, number)
        if isinstance(age, NotReversed):
            return age
        if parts.host == KEY_HOST and _KEY.fullmatch(parts.local_part):
            return StoredSender(parts.local_part.upper(), age, secret)
        return _reversed(parts.local_part, parts.host, age, secret)

    def _srs1(self, local_part: str, alias: str) -> Returned:
        parts = read_srs1(local_part)
        if parts is None:
            return NotReversed(NotReversedReason.MALFORMED)
        secret = self._signer.find(parts.hash, alias, "SRS1", parts.host, parts.rest)
        if not isinstance(secret, int):
            return NotReversed(secret)
        return _reversed("SRS0" + parts.rest, parts.host, None, secret)

    def _age(self, stamp: str, number: int) -> int | NotReversed:
        age = age_of(slot_of(stamp) or 0, number)
        if -self._future_days <= age <= self._max_age:
            return age
        return NotReversed(NotReversedReason.FROM_THE_FUTURE if age < 0 else NotReversedReason.EXPIRED, age)


def _reversed(local_part: str, host: str, age: int | None, secret: int) -> Returned:
    if not is_domain(host):
        # signed with a secret of ours, by a program that signs anything
        return NotReversed(NotReversedReason.MALFORMED)
    address = f"{write_local(local_part)}@{host}"
    return Reversed(address, age, secret, not address.isascii())
