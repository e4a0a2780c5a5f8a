"""What stands at this place of a JSON document, and is it what it should be?  (RFC 8259, RFC 6901)

Every mistake is a :class:`UsageError` that gives the JSON pointer of the place. Nothing here recurses, so a document
costs no more than the parser of the standard library makes of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, cast

from ..core.errors import UsageError

__all__ = ["Node", "parse"]

_SHOWN: Final = 200  # characters of a pointer or a value that an error shows


class Node:
    """A value of a parsed JSON document, with the pointer of the place where it stands."""

    __slots__ = ("at", "value")

    def __init__(self, value: object, at: str = "") -> None:
        self.value = value
        self.at = at

    def member(self, name: str) -> Node:
        """The member *name* of this object."""
        found = self._object()
        if name not in found:
            raise self.wrong(f"lacks the member {_show(name)}")
        return self._below(name, found[name])

    def optional(self, name: str) -> Node | None:
        """The member *name*, or None where it is null."""
        found = self.member(name)
        return None if found.value is None else found

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of this object, in the order they are written."""
        for name, value in self._object().items():
            yield name, self._below(name, value)

    def items(self) -> Iterator[Node]:
        """The items of this array."""
        array = self.value
        if not isinstance(array, list):
            raise self.wrong("is no array")
        for index, value in enumerate(cast("list[object]", array)):
            yield self._below(str(index), value)

    def text(self) -> str:
        """This string."""
        if not isinstance(self.value, str):
            raise self.wrong("is no string")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """This array of strings."""
        return tuple(item.text() for item in self.items())

    def whole(self) -> int:
        """This whole number."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("is no whole number")
        return self.value

    def flag(self) -> bool:
        """This true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("is neither true nor false")
        return self.value

    def wrong(self, how: str) -> UsageError:
        """The error to raise: *how* this value is wrong."""
        return UsageError(f"not a deliverkit report: the value at {_show(self.at)} {how}")

    def _object(self) -> dict[str, object]:
        found = self.value
        if not isinstance(found, dict):
            raise self.wrong("is no object")
        return cast("dict[str, object]", found)

    def _below(self, name: str, value: object) -> Node:
        # RFC 6901 section 3: "~0" stands for "~" and "~1" for "/"
        return Node(value, f"{self.at}/{name.replace('~', '~0').replace('/', '~1')}")


def parse(text: str) -> Node:
    """The root of the document *text*.

    Raises:
        UsageError: it is no text, not JSON, holds a number no JSON may hold, or is nested too deeply to be read.
    """
    # a caller without a type checker may pass anything
    if not isinstance(text, str | bytes | bytearray):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise UsageError(f"from_json() takes the text of a report, not {type(text).__name__}")
    try:
        return Node(json.loads(text, parse_constant=_refuse))
    except RecursionError:
        raise UsageError("not a deliverkit report: it is nested too deeply") from None
    except ValueError as error:  # JSONDecodeError, and the interpreter's own limit on the digits of a number
        raise UsageError(f"not a deliverkit report: it is no JSON ({error})") from None


def _refuse(word: str) -> object:
    # RFC 8259 section 6: "Numeric values that cannot be represented in the grammar below (such as Infinity and NaN)
    # are not permitted."
    raise ValueError(f"{word} is not permitted")


def _show(text: str) -> str:
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
