"""What did a receiving server find out about this mail?  Authentication-Results as a value (RFC 8601 section 2.2).

The same payload stands in ARC-Authentication-Results, behind an instance (RFC 8617 section 4.1.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as member
from enum import Enum
from typing import NamedTuple

from .problems import Problem

__all__ = ["AuthenticationResults", "Comment", "CommentPlace", "MethodResult", "Property"]


class CommentPlace(Enum):
    """Which word or sign a comment stands behind."""

    # in AuthenticationResults
    INSTANCE = "instance"  # anywhere beside the "i=1" of ARC
    START = "start"  # in front of the authserv-id
    AUTHSERV_ID = "authserv-id"
    VERSION = "version"
    # there in front of "none", in MethodResult in front of the method
    SEMICOLON = "semicolon"
    NONE = "none"
    # in MethodResult
    METHOD = "method"
    SLASH = "slash"
    METHOD_VERSION = "method-version"
    EQUALS = "equals"  # in Property too
    RESULT = "result"
    REASON = "reason"
    REASON_EQUALS = "reason-equals"
    REASON_VALUE = "reason-value"
    # in Property
    PTYPE = "ptype"
    DOT = "dot"
    NAME = "name"
    VALUE = "value"


class Comment(NamedTuple):
    """What one server noted for people, and behind which word.

    Arguments:
        text: what stands between the parentheses, unfolded, quoted pairs resolved, inner comments as they are.
        place: the word or sign it stands behind.
    """

    text: str
    place: CommentPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """What of the message or the session a method looked at: ``header.d=a.example``.

    Arguments:
        ptype: where it is from, in lower case: ``smtp``, ``header``, ``body``, ``policy``; "" where a server writes a
            bare ``action=none``, which the grammar does not have.
        name: which one, in lower case: ``mailfrom``, ``d``.
        value: its value; a quoted string without its marks, an address as written.
        comments: the comments inside it and behind it, in the order of the text.
        start: where it starts in ``HeaderField.raw``; not compared.
        end: where its value ends; not compared.
    """

    ptype: str
    name: str
    value: str
    comments: tuple[Comment, ...] = ()
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """What one method found: ``dkim=pass (good signature) header.d=a.example``.

    Arguments:
        method: its name, in lower case.
        result: its result, in lower case.
        version: the version of the method, as written (digits), or None.
        reason: the reason given, or None.
        properties: what it looked at, in order.
        comments: the comments in front of the properties, in the order of :class:`CommentPlace`.
        start: where it starts in ``HeaderField.raw``; not compared.
        end: where it ends, comments and stray text included; not compared.
    """

    method: str
    result: str
    version: str | None = None
    reason: str | None = None
    properties: tuple[Property, ...] = ()
    comments: tuple[Comment, ...] = ()
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)

    def get(self, ptype: str, name: str) -> str | None:
        """The first value of the property *ptype*.*name*, both in lower case, or None."""
        return next((one.value for one in self.properties if (one.ptype, one.name) == (ptype, name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationResults:
    """What one server found out about a message; equal where it says the same, wherever it stands.

    Arguments:
        authserv_id: the server, as written, quotation marks removed; "" where the field names none.
        results: what its methods found, in order; none where it says ``none``.
        version: the version of the grammar, as written (digits), or None, which means 1.
        instance: the number of the ARC set in ARC-Authentication-Results, None in Authentication-Results.
        comments: the comments outside the results, in the order of the text.
        problems: what had to be forgiven; not compared.
        start: where the authserv-id starts in ``HeaderField.raw``; not compared.
        end: where the semicolon behind it stands; not compared.
    """

    authserv_id: str
    results: tuple[MethodResult, ...] = ()
    version: str | None = None
    instance: int | None = None
    comments: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = member(default=(), compare=False)
    start: int = member(default=0, compare=False)
    end: int = member(default=0, compare=False)

    @property
    def supported(self) -> bool:
        """Whether the field is of the version that RFC 8601 describes."""
        # "this specification is version "1", and the absence of a version implies this version of the specification"
        return (self.version or "1").lstrip("0") == "1"

    def get_all(self, method: str) -> tuple[MethodResult, ...]:
        """Every result of *method*, which is in lower case, in order."""
        return tuple(one for one in self.results if one.method == method)
