"""What was meant by a text that is no SPF term?  Characters, names, addresses and domains that people write instead.

Nothing here widens what a text says: a CIDR length that cannot be read leaves a single address, and what cannot be
guessed is "".
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import Final

from ..core.names import to_ascii
from .addresses import parse_ip4, parse_ip6
from .grammar import MECHANISMS

__all__ = [
    "address_term",
    "bare_term",
    "closest_name",
    "domain_spec",
    "inner_terms",
    "lengths",
    "plain",
    "words",
]

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_QUOTES: Final = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2032\u2033\"'`"
_BLANKS: Final = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NOTHING: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff\x7f" + "".join(map(chr, (*range(9), *range(14, 32))))
_PLAIN: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _QUOTES), None),
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, _NOTHING), None),
    **{0xFF00 + code: chr(0x20 + code) for code in range(1, 0x5F)},  # full-width forms
    0x223C: "~",  # tilde operator
    0x02DC: "~",  # small tilde
    0x2236: ":",  # ratio
}
_ESCAPED: Final = re.compile(r"\\(?=[\";',\s\\]|\Z)")  # what a zone file or a shell wanted escaped
# commas part terms, except inside a macro, whose delimiters they may be
_WORD: Final = re.compile(r"(?:%\{[A-Za-z0-9.+,/_=-]{0,40}\}|[^\s;,])+")
_INNER: Final = re.compile(
    r"[-+?~]?(?:ip4:|ip6:|include:|exists:|redirect=|exp=)|[-+?~]all(?=\Z|[-+?~])", re.IGNORECASE
)
_HOST: Final = re.compile(r"(?:[A-Za-z0-9_-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]\.?")
_SCHEME: Final = re.compile(r"[A-Za-z]{2,10}:/+")
_EDGE: Final = "\"'`:;,.!?#|&*()[]<>/\\=@^$+~-"
_QUAD: Final = re.compile(r"0*([0-9]{1,3})\.0*([0-9]{1,3})(?:\.0*([0-9]{1,3}))?(?:\.0*([0-9]{1,3}))?")
_WILD: Final = re.compile(r"((?:[0-9]{1,3}\.){1,3})(?:[*xX]\.){0,2}[*xX]")
_SHORTHAND: Final = re.compile(r"(/[0-9]{1,3})/([0-9]{1,3})")
_MASKS: Final = {(0xFFFFFFFF << (32 - bits)) & 0xFFFFFFFF: bits for bits in range(33)}
_NAMES: Final = ("all", "include", "ptr", "ip4", "ip6", "exists", "redirect", "exp")
_ALIASES: Final = {
    "ip": "ip4",
    "ipv4": "ip4",
    "ipv6": "ip6",
    "ip4s": "ip4",
    "v4": "ip4",
    "v6": "ip6",
    "inc": "include",
    "incl": "include",
    "host": "a",
    "hostname": "a",
    "domain": "a",
}
_LONGEST_NAME: Final = 12
_MOST_WORDS: Final = 200  # of one text without blanks


def plain(text: str) -> str:
    """*text*, octets as characters, with plain dashes, blanks and letters for typographic ones and without quotes."""
    if not text.isascii():
        data = text.encode("latin-1")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "ignore")
    return _ESCAPED.sub("", text).translate(_PLAIN)


def words(text: str) -> list[str]:
    """The parts of *text* between blanks, semicolons and commas, the first 200 of them."""
    return [match[0] for match in islice(_WORD.finditer(text), _MOST_WORDS)]


def inner_terms(text: str) -> list[str]:
    """*text* cut where another term starts without a blank before it: ``ip4:192.0.2.1-all``."""
    starts = (match.start() for match in islice(_INNER.finditer(text), _MOST_WORDS))
    cuts = [0, *filter(None, starts), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def closest_name(name: str) -> str:
    """The mechanism or modifier that *name*, in lower case, is most likely meant to be, or ""."""
    if name in MECHANISMS or name in _NAMES:
        return name
    if name in _ALIASES:
        return _ALIASES[name]
    if len(name) > _LONGEST_NAME:
        return ""
    from difflib import get_close_matches  # only faulty records need it

    return next(iter(get_close_matches(name, _NAMES, 1, 0.75)), "")


def address_term(text: str) -> str:
    """``ip4:...`` or ``ip6:...`` for a text that holds an address or a network, or ""."""
    address, slash, length = text.partition("/")
    address = address.strip("[]<>(){}\"'.,;")
    six = parse_ip6(address.partition("%")[0])
    if six is not None:
        return f"ip6:{address.partition('%')[0]}{_one_length('/' + length.strip('/[]'), 128) if slash else ''}"
    wild = _WILD.fullmatch(address)
    if wild is not None:
        known = wild[1].count(".")
        address, length = wild[1] + ".".join("0" * (4 - known)), str(8 * known)
    quad = _QUAD.fullmatch(address.partition(":")[0])
    if quad is None:
        return ""
    octets = [part for part in quad.groups() if part is not None]
    prefix = _one_length("/" + length.strip("/\\[]"), 32) if slash or wild else ""
    if len(octets) < 4 and not prefix:
        return ""  # 192.0.2 alone: which of its addresses?
    address = ".".join(str(int(part)) for part in octets + ["0"] * (4 - len(octets)))
    return "" if parse_ip4(address) is None else f"ip4:{address}{prefix}"


def _one_length(text: str, most: int) -> str:
    """``/24`` for a length as people write it, a netmask included; "" when it is none."""
    digits = text[1:]
    if digits.isdecimal():
        bits = int(digits[:5]) if len(digits) <= 5 else most + 1
        return f"/{bits}" if bits <= most else ""
    mask = parse_ip4(digits)
    return f"/{_MASKS[mask]}" if mask in _MASKS else ""


def lengths(text: str) -> str:
    """The dual CIDR length of ``a`` and ``mx`` that *text*, which starts with a slash, is meant to be, or ""."""
    four, _, six = text.partition("//")
    both = _SHORTHAND.fullmatch(four)
    if both is not None:
        four, six = both.groups()
    return _one_length(four, 32) + ("/" + length if (length := _one_length("/" + six, 128)) else "")


def domain_spec(text: str) -> str:
    """The domain that *text* names, without scheme, mailbox, port and punctuation around it; may be no domain-spec."""
    if "%" in text:
        return _macros(text)
    text = _SCHEME.sub("", text, count=1)
    text = text.lstrip(_EDGE).partition("/")[0].rpartition("@")[2].partition(":")[0].strip(_EDGE)
    return text if text.isascii() else to_ascii(text) or ""


def _macros(text: str) -> str:
    """``%(i)`` and ``%[i]`` with braces, and a brace that was left open at the end."""
    text = text.replace("%(", "%{").replace("%[", "%{").replace(")", "}").replace("]", "}").rstrip("\"';,:")
    return text + "}" if text.rfind("%{") > text.rfind("}") else text


def bare_term(text: str) -> str:
    """The term for an address or a host name that stands alone, or ""."""
    term = address_term(text)
    if term:
        return term
    host, slash, length = text.lstrip(":=").partition("/")
    name = domain_spec(host) if slash != "/" or length[:1].isdecimal() or not length else ""
    if _HOST.fullmatch(name) is None:
        return ""
    if name.lower().startswith(("spf", "_spf")):
        return f"include:{name}"
    return f"a:{name}{lengths('/' + length) if slash else ''}"
