"""Which header fields shall a signature cover, and which must nobody add?  (RFC 6376 sections 5.4, 5.4.1 and 8.15)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ...core.errors import UsageError
from ...message import Message
from ..arguments import expect_texts

__all__ = ["NEVER_SIGNED", "OVERSIGNED", "SIGNED", "checked_names", "names_to_sign"]

SIGNED: Final = (
    *("From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    *("Resent-Date", "Resent-From", "Resent-Sender", "Resent-To", "Resent-Cc", "Resent-Message-ID"),
    *("List-Id", "List-Help", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Subscribe", "List-Post"),
    *("List-Owner", "List-Archive"),
)
"""The fields that are signed where a message has them: those of RFC 6376 section 5.4.1, those that say what the body
is, and what RFC 8058 section 4 asks for: "covers at least the List-Unsubscribe and List-Unsubscribe-Post headers"."""

# a relay has no reason to add one of these to a message that has none, and a reader would be shown it
OVERSIGNED: Final = (
    *("From", "Reply-To", "To", "Cc", "Subject"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
)
"""The fields that are signed once more than the message has them, absent ones too, so that none can be added."""

# "Signers SHOULD NOT sign an existing header field likely to be legitimately modified or removed in transit"
# (section 5.4); a signature may cover others, but would break when a relay takes those away
NEVER_SIGNED: Final = frozenset(
    {
        *("return-path", "received", "bcc", "resent-bcc", "dkim-signature", "authentication-results"),
        *("arc-seal", "arc-message-signature", "arc-authentication-results", "received-spf", "delivered-to"),
    }
)
"""The fields, in lower case, that no signature should cover, for relays add, change and remove them."""

# a list, or who sends a message on, may add one more of these
_ADDED_LATER: Final = ("resent-", "list-")
# h= and z= hold names as they are: none with the ";", "=" or "|" that part what stands there
_NAME: Final = re.compile(r"[!-9<>-{}~]{1,76}+")


def checked_names(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """*names* without repetitions.

    Raises:
        UsageError: they are no names, or one of them cannot be that of a field that is signed; *what* says where they
            were passed.
    """
    kept: dict[str, str] = {}
    for name in expect_texts(what, names, "('From', 'Subject')"):
        if _NAME.fullmatch(name) is None:
            raise UsageError(f"{what}: {name[:40]!r} is no name of a header field that h= could hold")
        if name.lower() in NEVER_SIGNED:
            raise UsageError(f"{what}: {name} must not be signed, for relays add, change or remove it (section 5.4)")
        kept.setdefault(name.lower(), name)
    return tuple(kept.values())


def names_to_sign(message: Message, fields: tuple[str, ...] | None, oversigned: tuple[str, ...] | None) -> list[str]:
    """What ``h=`` shall hold: every name as often as the message has it, and once more where it is over-signed.

    Arguments:
        message: the message.
        fields: the names to sign, or None for :data:`SIGNED`.
        oversigned: the names to over-sign; or None for those of :data:`OVERSIGNED` and all that are present, but those
            of lists and of resending, of which more may come; of *fields* only, if they are given.

    "a header field name need only be listed once more than the actual number of that header field in a message at the
    time of signing in order to prevent any further additions" (section 8.15).
    """
    chosen = {name.lower(): name for name in (SIGNED if fields is None else fields)}
    guarded = {name.lower(): name for name in (OVERSIGNED if oversigned is None else oversigned)}
    if oversigned is not None:
        chosen = guarded | chosen
    names: list[str] = []
    for key, name in chosen.items():
        count = len(message.get_all(name))
        later = oversigned is not None or not count or key.startswith(_ADDED_LATER)
        names += [name] * (count + (key in guarded or not later))
    return names
