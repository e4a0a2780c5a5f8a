"""How can a rewriting end?  One type an outcome, with a reason that programs can compare.

    match rewriter.forward(sender, day):
        case Rewritten(address) | Unchanged(_, address):
            ...
        case Refused(reason):
            ...
        case NeedsToken(key, value, address):
            ...

There is no RFC of the Sender Rewriting Scheme; the limits of addresses are those of RFC 5321 section 4.5.3.1.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

__all__ = [
    "Forwarded",
    "NeedsToken",
    "NotReversed",
    "NotReversedReason",
    "Refused",
    "RefusedReason",
    "Returned",
    "Reversed",
    "Rewritten",
    "StoredSender",
    "Unchanged",
    "UnchangedReason",
]


class UnchangedReason(Enum):
    """Why the sender stays as it is."""

    NULL_SENDER = "null_sender"  # a bounce; its sender must stay empty, or bounces would bounce
    OWN_DOMAIN = "own_domain"  # one of the aliases or of own_domains: its SPF record names this server already
    EXCLUDED = "excluded"
    ALREADY_OURS = "already_ours"  # an SRS address of one of the aliases


class RefusedReason(Enum):
    """Why no address was made; the mail is better not forwarded than forwarded without a way back."""

    NO_AT = "no_at"
    BAD_MAILBOX = "bad_mailbox"  # controls, an empty part, a domain that is none
    CRLF = "crlf"
    TOO_LONG_LOCAL = "too_long_local"  # the new local part would have more than 64 octets
    TOO_LONG_PATH = "too_long_path"  # the new address more than 254, or the old one more than 320
    NEEDS_QUOTING = "needs_quoting"  # a local part that is none without quotation marks
    DOMAIN_LITERAL = "domain_literal"  # user@[192.0.2.1]
    BAD_SRS1 = "bad_srs1"  # an SRS1 address without its first forwarder: nothing would lead back


class NotReversedReason(Enum):
    """Why an address was not reversed."""

    NOT_SRS = "not_srs"
    FOREIGN_SIGNER = "foreign_signer"  # another domain's; pass it on as it is
    NOT_A_BOUNCE = "not_a_bounce"  # the mail has an envelope sender; only bounces may use the way back
    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    OTHER_FORMAT = "other_format"  # keyed where plain is expected, or the other way round
    SHORT_HASH = "short_hash"
    BAD_STAMP = "bad_stamp"
    BAD_HASH = "bad_hash"
    EXPIRED = "expired"
    FROM_THE_FUTURE = "from_the_future"


class Rewritten(NamedTuple):
    """The sender to forward with.

    Arguments:
        address: the new envelope sender, without angle brackets.
        scheme: ``SRS0``, or ``SRS1`` where the mail was forwarded with SRS before.
        smtputf8: it has characters beyond ASCII: the next server must offer SMTPUTF8 (RFC 6531 section 3.4).
        fits: False where it is longer than RFC 5321 allows, with ``over_length="emit"`` only.
    """

    address: str
    scheme: str = "SRS0"
    smtputf8: bool = False
    fits: bool = True


class Unchanged(NamedTuple):
    """The sender stays as it is: why, and the sender as it was given."""

    reason: UnchangedReason
    address: str = ""


class Refused(NamedTuple):
    """No address can be made of this sender."""

    reason: RefusedReason


class NeedsToken(NamedTuple):
    """The sender is too long to be carried along: store it, then forward with *address*.

    Arguments:
        key: what to store it under, 32 letters and digits, the same for the same sender.
        value: what to store: the sender.
        address: the new envelope sender, which carries the key; good for ``max_age`` days.

    Whoever sends mail decides how much is stored: keep a limit for every sending domain, and forget after ``max_age``.
    """

    key: str
    value: str
    address: str


class Reversed(NamedTuple):
    """The address was ours, and here the bounce belongs.

    Arguments:
        address: the original sender, or the first forwarder's SRS0 address; a valid mailbox.
        age: days since it was signed; None for SRS1, which has no stamp.
        secret: which of the secrets signed it, 0 for the first.
        smtputf8: it has characters beyond ASCII.
    """

    address: str
    age: int | None
    secret: int
    smtputf8: bool = False


class StoredSender(NamedTuple):
    """The address was ours and carries a key: the bounce belongs to the sender that you stored under it.

    Arguments:
        key: as :class:`NeedsToken` had it, in capitals.
        age: days since it was signed.
        secret: which of the secrets signed it.
    """

    key: str
    age: int
    secret: int


class NotReversed(NamedTuple):
    """The address was not reversed.

    Arguments:
        reason: why.
        age: days since it was signed where that is the reason, negative for the future. Stamps come round after 1024
            days, so it may be 1024 more.
    """

    reason: NotReversedReason
    age: int | None = None


Forwarded: TypeAlias = "Rewritten | Unchanged | Refused | NeedsToken"
Returned: TypeAlias = "Reversed | StoredSender | NotReversed"
