"""What of a message is signed, and in which form?  (RFC 6376 sections 3.4, 5.4 and 8.15)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ...core.errors import UsageError
from ..arguments import expect
from .covering import checked_names

__all__ = ["DEFAULT_SIGNING", "SigningSettings"]

_CANONICAL: Final = ("relaxed", "simple")
_MOST_SHOWN: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSettings:
    """How a message is signed; the defaults suit all mail.

    There is no ``l=``: what stands behind the signed length is whatever somebody put there, shown as if it were signed
    (RFC 6376 section 8.2), so a signature that this package makes covers the whole body.

    Arguments:
        canonicalization: ``c=``: ``relaxed`` or ``simple`` for the header, "/", the same for the body. ``relaxed``
            outlives changes of blanks and folds, which relays make.
        fields: the names of the fields to sign, all of each name; None for those of RFC 6376 section 5.4.1 and a few
            more (:data:`deliverkit.dkim.signing.covering.SIGNED`). From must be among them.
        oversigned: the names that are signed once more than the message has them, so that none can be added; () for
            none; None for what readers are shown: From, Reply-To, To, Cc, Subject, the fields that say what the body
            is, and every other signed field the message has, but those that lists and resending add.
        copied: whether the signed fields are copied into the signature, ``z=``, so that a receiver can tell what was
            changed. Anybody who gets the message can read them there.

    Raises:
        UsageError: an algorithm or a name is none, a name must not be signed, or From is missing.
    """

    canonicalization: str = "relaxed/relaxed"
    fields: tuple[str, ...] | None = None
    oversigned: tuple[str, ...] | None = None
    copied: bool = False

    def __post_init__(self) -> None:
        expect("canonicalization=...", self.canonicalization, str, "a text such as 'relaxed/relaxed'")
        expect("copied=...", self.copied, bool, "True or False")
        header, slash, body = self.canonicalization.partition("/")
        if not slash or header not in _CANONICAL or body not in _CANONICAL:
            given = self.canonicalization[:_MOST_SHOWN]
            raise UsageError(f"canonicalization={given!r}: write 'relaxed/relaxed', 'relaxed/simple', ...")
        fields = self._checked("fields", self.fields)
        self._checked("oversigned", self.oversigned)
        if fields is not None and "from" not in map(str.lower, fields):
            # "The From header field MUST be signed (that is, included in the "h=" tag of the resulting DKIM-Signature)"
            raise UsageError("fields=...: From must be among them (RFC 6376 section 5.4)")

    def _checked(self, what: str, names: Iterable[str] | None) -> tuple[str, ...] | None:
        if names is None:
            return None
        checked = checked_names(f"{what}=...", names)
        object.__setattr__(self, what, checked)
        return checked

    @property
    def relaxed_header(self) -> bool:
        """Whether the header is signed in its relaxed form."""
        return self.canonicalization.startswith("relaxed/")

    @property
    def relaxed_body(self) -> bool:
        """Whether the body is signed in its relaxed form."""
        return self.canonicalization.endswith("/relaxed")


DEFAULT_SIGNING: Final = SigningSettings()
