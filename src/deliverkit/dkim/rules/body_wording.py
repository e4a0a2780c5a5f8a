"""How does a sentence start that tells of a body, and how does it name octets?"""

from __future__ import annotations

from .wording import of, shown

__all__ = ["about", "bytes_were", "lines", "quoted_text", "times"]


def about(domain: str, selector: str, *, key_fits: bool) -> str:
    """``d=a.example s=m1: the key fits; ``: whose body it is, and that only the body is to be looked at."""
    return f"{of(domain, selector)}{'the key fits; ' if key_fits else ''}"


def bytes_were(octets: int) -> str:
    """So many bytes, and the verb that follows them."""
    return "1 byte was" if octets == 1 else f"{octets} bytes were"


def quoted_text(text: str) -> str:
    """What can be read there, behind a colon; nothing where nothing can."""
    return f': "{shown(text)}"' if text else ""


def times(count: int) -> str:
    """``once``, or how many times."""
    return "once" if count == 1 else f"{count} times"


def lines(count: int, what: str = "line") -> str:
    """So many lines."""
    return f"1 {what}" if count == 1 else f"{count} {what}s"
