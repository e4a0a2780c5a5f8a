"""What does this DKIM-Signature field say, and can it be read?  (RFC 6376 sections 3.5 and 6.1.1, RFC 8463)"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

from ..core.evidence import Evidence
from ..core.names import MAX_NAME, is_hostname, is_within, to_ascii
from ..core.quick import new
from ..message import HeaderField
from ..message.places import in_field
from .arguments import expect
from .copied import Copied, read_copied
from .tags import Tag, TagFault, TagList, as_text, base64_octets, parse_tags, without_blanks
from .usual import read_usual

__all__ = [
    "ALGORITHMS",
    "REQUIRED",
    "Copied",
    "SignatureFault",
    "SignatureHeader",
    "SignatureProblem",
    "TagCut",
    "base64_octets",
    "parse_signature",
]

# a= names a kind of key and a hash: RFC 6376 section 3.3, RFC 8463 section 3
ALGORITHMS: Final = {
    "rsa-sha256": ("rsa", "sha256"),
    "ed25519-sha256": ("ed25519", "sha256"),
    "rsa-sha1": ("rsa", "sha1"),
}
REQUIRED: Final = ("v", "a", "b", "bh", "d", "h", "s")
_KNOWN: Final = frozenset({"v", "a", "b", "bh", "c", "d", "h", "i", "l", "q", "s", "t", "x", "z"})
_CANONICAL: Final = {"simple": False, "relaxed": True}
_MOST_OF_KEY_NAME: Final = MAX_NAME - len("._domainkey.")
_DIGITS: Final = {"l": 76, "t": 12, "x": 12}  # "1*76DIGIT" and "1*12DIGIT"
# "hdr-name *( [FWS] ":" [FWS] hdr-name )"
_FIELD_NAMES: Final = re.compile(r"[!-9<-~]++(?:[ \t\r\n]*+:[ \t\r\n]*+[!-9<-~]++)*+")


class SignatureFault(Enum):
    """What keeps a signature from being evaluated as it stands."""

    SYNTAX = "syntax"  # the tag list itself
    REPEATED = "repeated-tag"
    MISSING = "missing-tag"
    BAD_VALUE = "bad-value"
    VERSION = "unsupported-version"
    ALGORITHM = "unknown-algorithm"
    CANONICALIZATION = "unknown-canonicalization"
    QUERY = "unknown-query-method"
    FROM_NOT_SIGNED = "from-not-signed"
    IDENTITY = "identity-mismatch"
    EXPIRES_FIRST = "expires-before-signed"
    UNKNOWN_TAG = "unknown-tag"  # the only one that does no harm


class SignatureProblem(NamedTuple):
    """One fault of a signature: ``field.raw[start:end]``, in the tag called *tag* if it has one."""

    fault: SignatureFault
    tag: str
    start: int
    end: int


class TagCut(NamedTuple):
    """A signature field with the tag called *name* marked, cut when somebody looks at it."""

    header: SignatureHeader
    name: str

    def show(self) -> Evidence:
        """Cut it."""
        return in_field(self.header.field, *self.header.span(self.name))


class SignatureHeader(NamedTuple):
    """A DKIM-Signature (or ARC-Message-Signature) field, read.

    Arguments:
        field: the field.
        tags: its tag list; offsets count from ``field.value_at``.
        problems: what is wrong with it, in the order of the standard's checks.
        algorithm: ``a=`` in lower case; key_type and hash_name are its halves, empty when it is unknown.
        signature, body_hash: ``b=`` and ``bh=``, decoded; empty when they cannot be.
        domain: ``d=`` in normal form; empty when it has none.
        selector: ``s=`` in normal form; empty when it has none.
        identity: ``i=``, or None; ``@`` and the domain stand for it then.
        names: ``h=`` in lower case, in order.
        relaxed_header, relaxed_body: the halves of ``c=``.
        length: ``l=``, or None.
        signed_at, expires_at: ``t=`` and ``x=``, in seconds since 1970, or None.
        copied: the fields in ``z=``.
    """

    field: HeaderField
    tags: TagList
    problems: tuple[SignatureProblem, ...]
    algorithm: str
    key_type: str
    hash_name: str
    signature: bytes
    body_hash: bytes
    domain: str
    selector: str
    identity: str | None
    names: tuple[str, ...]
    relaxed_header: bool
    relaxed_body: bool
    length: int | None
    signed_at: int | None
    expires_at: int | None
    copied: tuple[Copied, ...]

    @property
    def key_name(self) -> str:
        """Where its key stands: ``selector._domainkey.domain``."""
        return f"{self.selector}._domainkey.{self.domain}"

    def span(self, name: str) -> tuple[int, int]:
        """Where the tag *name* stands in ``field.raw``; all of the field but its line end when there is none."""
        tag = self.tags.get(name)
        if tag is None:
            return 0, len(self.field.raw.rstrip(b"\r\n"))
        return self.field.value_at + tag.start, self.field.value_at + tag.end

    def cut(self, name: str) -> TagCut:
        """The field with the tag *name* marked."""
        return TagCut(self, name)

    @property
    def value_span(self) -> tuple[int, int]:
        """Where the value of ``b=`` stands in ``field.raw``."""
        field, span = self.field, self.tags.signature_span
        at = field.colon + 1
        return (len(field.raw), len(field.raw)) if span is None else (at + span[0], at + span[1])


def parse_signature(field: HeaderField, *, required: tuple[str, ...] = REQUIRED) -> SignatureHeader:
    """Read a DKIM-Signature field; whatever is wrong with it is in ``problems``.

    Arguments:
        field: the field.
        required: the tags that must be there. Without ``v`` among them, ``i=`` is no identity: the field is an
            ARC-Message-Signature, whose ``i=`` counts the sets (RFC 8617 section 4.1.2).

    Raises:
        UsageError: *field* is no field of a message.
    """
    expect("dkim.parse_signature(...)", field, HeaderField, "a field", "as of Message.get_all('DKIM-Signature')")
    usual = read_usual(field, required)
    if usual is not None:
        return new(SignatureHeader, usual)
    tags = parse_tags(field.value.decode("latin-1"))
    reader = _Reader(field.value_at, tags)
    reader.judge_list(required)
    algorithm = reader.text("a").lower()
    key_type, hash_name = reader.algorithm(algorithm)
    signature, body_hash = reader.base64("b"), reader.base64("bh")
    domain = reader.domain()
    selector = reader.selector(domain)
    names = reader.names()
    relaxed_header, relaxed_body = reader.canonicalization()
    length, signed_at, expires_at = reader.number("l"), reader.number("t"), reader.number("x")
    identity = reader.identity(domain) if "v" in required else None
    reader.judge_query()
    if signed_at is not None and expires_at is not None and expires_at <= signed_at:
        # "The value of the "x=" tag MUST be greater than the value of the "t=" tag if both are present"
        reader.fault(SignatureFault.EXPIRES_FIRST, "x")
    copied = reader.copied()
    head = (field, tags, tuple(reader.problems), algorithm, key_type, hash_name, signature, body_hash, domain, selector)
    rest = (identity, names, relaxed_header, relaxed_body, length, signed_at, expires_at, copied)
    return new(SignatureHeader, head + rest)


class _Reader:
    """Reads the values of one tag list and keeps what is wrong with them."""

    __slots__ = ("at", "found", "problems", "tags")

    def __init__(self, at: int, tags: TagList) -> None:
        self.at = at
        self.tags = tags
        self.found = tags.values
        self.problems: list[SignatureProblem] = []

    def fault(self, fault: SignatureFault, name: str, tag: Tag | None = None) -> None:
        tag = tag or self.tags.get(name)
        start, end = (0, len(self.tags.text)) if tag is None else (tag.start, tag.end)
        self.problems.append(SignatureProblem(fault, name, self.at + start, self.at + end))

    def text(self, name: str) -> str:
        return self.found.get(name, "")

    def judge_list(self, required: tuple[str, ...]) -> None:
        for problem in self.tags.problems:
            fault = SignatureFault.REPEATED if problem.fault is TagFault.REPEATED else SignatureFault.SYNTAX
            self.problems.append(SignatureProblem(fault, problem.name, self.at + problem.start, self.at + problem.end))
        for name in required:
            if name not in self.found:
                self.fault(SignatureFault.MISSING, name)
        if "v" in required and "v" in self.found and self.text("v") != "1":
            self.fault(SignatureFault.VERSION, "v")
        if not self.found.keys() <= _KNOWN:
            for tag in self.tags.tags:
                if tag.name not in _KNOWN:
                    self.fault(SignatureFault.UNKNOWN_TAG, tag.name, tag)

    def algorithm(self, name: str) -> tuple[str, str]:
        known = ALGORITHMS.get(name)
        if known is None and "a" in self.found:
            self.fault(SignatureFault.ALGORITHM, "a")
        return known or ("", "")

    def base64(self, name: str) -> bytes:
        decoded = base64_octets(self.text(name))
        if not decoded and name in self.found:
            self.fault(SignatureFault.BAD_VALUE, name)
        return decoded or b""

    def domain(self) -> str:
        name = to_ascii(as_text(self.text("d"))) or ""
        # "domain-name = sub-domain 1*("." sub-domain)"
        if "d" in self.found and not ("." in name and is_hostname(name)):
            self.fault(SignatureFault.BAD_VALUE, "d")
            return ""
        return name

    def selector(self, domain: str) -> str:
        name = to_ascii(as_text(self.text("s"))) or ""
        # where its key stands must be a name: of "255 octets or less" (RFC 1035 section 2.3.4)
        if "s" in self.found and not (is_hostname(name) and len(name) + len(domain) <= _MOST_OF_KEY_NAME):
            self.fault(SignatureFault.BAD_VALUE, "s")
            return ""
        return name

    def names(self) -> tuple[str, ...]:
        if "h" not in self.found:
            return ()
        text = self.text("h").lower()
        if _FIELD_NAMES.fullmatch(text) is None:
            self.fault(SignatureFault.BAD_VALUE, "h")
            return tuple(without_blanks(text).split(":"))
        names = tuple("".join(text.split()).split(":"))
        if "from" not in names:
            # "The From header field MUST be signed" (section 5.4); the verifier "MUST ignore the DKIM-Signature header
            # field and return PERMFAIL (From field not signed)" (section 6.1.1)
            self.fault(SignatureFault.FROM_NOT_SIGNED, "h")
        return names

    def canonicalization(self) -> tuple[bool, bool]:
        # "If only one algorithm is named, that algorithm is used for the header and "simple" is used for the body"
        header, slash, body = (self.text("c").lower() if "c" in self.found else "simple").partition("/")
        chosen = _CANONICAL.get(header), _CANONICAL.get(body if slash else "simple")
        if None in chosen:
            self.fault(SignatureFault.CANONICALIZATION, "c")
        return bool(chosen[0]), bool(chosen[1])

    def number(self, name: str) -> int | None:
        value = self.found.get(name)
        if value is None:
            return None
        if value.isascii() and value.isdigit() and len(value) <= _DIGITS[name]:
            return int(value)
        self.fault(SignatureFault.BAD_VALUE, name)
        return None

    def identity(self, domain: str) -> str | None:
        value = self.found.get("i")
        if value is None:
            return None
        _, at, name = as_text(value).rpartition("@")
        own = to_ascii(name)
        if not at or own is None:
            self.fault(SignatureFault.BAD_VALUE, "i")
        elif domain and not is_within(own, domain):
            # "The domain part of the address MUST be the same as, or a subdomain of, the value of the "d=" tag"
            self.fault(SignatureFault.IDENTITY, "i")
        return value

    def judge_query(self) -> None:
        if "q" in self.found and "dns/txt" not in without_blanks(self.text("q")).lower().split(":"):
            self.fault(SignatureFault.QUERY, "q")

    def copied(self) -> tuple[Copied, ...]:
        return read_copied(self.text("z")) if "z" in self.found else ()
