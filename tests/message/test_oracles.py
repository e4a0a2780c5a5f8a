"""Do other parsers see the same mail?  Well-formed mails, and junk where the header ends the same way for all.

The peers are the standard library's email, fast-mail-parser (Rust) and mailparse-mailkite; one that is missing skips.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.message
import hashlib
import importlib
import re
import string
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.message import Message, Part, filename_candidates
from support import skip_or_fail


class Leaf(NamedTuple):
    kind: str
    name: str | None
    data: bytes


class Made(NamedTuple):
    """A part of a mail as it was made, and its octets."""

    kind: str
    octets: bytes
    leaves: tuple[Leaf, ...]
    kinds: tuple[str, ...]


PLAIN_NAME = st.text(string.ascii_letters + string.digits + " ._-", min_size=1, max_size=20).map(
    lambda text: "a" + text.strip() + ".txt"
)
ANY_NAME = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FFF, categories=("L", "N")), min_size=1, max_size=12
)
TEXT_LINE = st.text(string.ascii_letters + string.digits + " .,-=_", max_size=60).map(str.rstrip)


def _name_parameter(name: str, form: str) -> str:
    if form == "quoted":
        return f'; filename="{name}"'
    percent = quote(name, safe="")
    if form == "star":
        return f"; filename*=utf-8''{percent}"
    cut = ["utf-8''", *(quote(name[at : at + 3], safe="") for at in range(0, len(name), 3))]
    return "".join(f";\r\n filename*{at}*={piece}" for at, piece in enumerate(cut))


def _qp(data: bytes) -> bytes:
    return binascii.b2a_qp(data.replace(b"\r\n", b"\n"), quotetabs=True).replace(b"\n", b"\r\n")


@st.composite
def leaves(draw: st.DrawFn) -> Made:
    kind = draw(st.sampled_from(["text/plain", "text/html", "application/zip", "image/png"]))
    encoding = draw(st.sampled_from(["7bit", "base64", "quoted-printable"]))
    if encoding == "base64":
        data = draw(st.binary(min_size=1, max_size=200))
        body = base64.encodebytes(data).replace(b"\n", b"\r\n")
    else:
        data = "\r\n".join(draw(st.lists(TEXT_LINE, min_size=1, max_size=5))).encode()
        body = data if encoding == "7bit" else _qp(data)
    form = draw(st.sampled_from(["none", "quoted", "star", "continued"]))
    name = draw(PLAIN_NAME if form == "quoted" else ANY_NAME) if form != "none" else None
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    if name is not None:
        head += f"Content-Disposition: attachment{_name_parameter(name, form)}\r\n"
    return Made(kind, head.encode() + b"\r\n" + body, (Leaf(kind, name, data),), (kind,))


def _multipart(children: list[Made], kind: str, boundary: str) -> Made:
    delimiter = f"\r\n--{boundary}\r\n".encode()
    head = f'Content-Type: {kind};\r\n\tboundary="{boundary}"\r\n\r\npreamble'.encode()
    octets = head + b"".join(delimiter + child.octets for child in children) + f"\r\n--{boundary}--\r\n".encode()
    return Made(
        kind,
        octets,
        tuple(leaf for child in children for leaf in child.leaves),
        (kind, *(kind for child in children for kind in child.kinds)),
    )


@st.composite
def multiparts(draw: st.DrawFn, inner: st.SearchStrategy[Made]) -> Made:
    children = draw(st.lists(inner, min_size=1, max_size=3))
    kind = draw(st.sampled_from(["multipart/mixed", "multipart/alternative", "multipart/related"]))
    return _multipart(children, kind, f"=_{hashlib.sha256(repr(children).encode()).hexdigest()}'+/:?")


@st.composite
def nested(draw: st.DrawFn, inner: st.SearchStrategy[Made]) -> Made:
    made = draw(inner)
    octets = b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n" + made.octets
    return Made("message/rfc822", octets, made.leaves, ("message/rfc822", *made.kinds))


mails = st.recursive(leaves(), lambda inner: st.one_of(multiparts(inner), nested(inner)), max_leaves=6).map(
    lambda made: made._replace(octets=b"From: a@a.example\r\nMIME-Version: 1.0\r\n" + made.octets)
)


def _name(part: Part) -> str | None:
    return next((candidate.name for candidate in filename_candidates(part)), None)


def _ours(raw: bytes) -> tuple[tuple[str, ...], tuple[Leaf, ...]]:
    parts = list(Message.parse(raw).walk())
    found = tuple(Leaf(part.content_type, _name(part), part.decode()) for part in parts if not part.children)
    return tuple(part.content_type for part in parts), found


@given(mails)
@settings(max_examples=200)
def test_well_formed_mail_is_read_as_it_was_made(made: Made) -> None:
    assert _ours(made.octets) == (made.kinds, made.leaves)
    message = Message.parse(made.octets)
    assert message.problems == ()
    assert [problem for part in message.walk() for problem in part.read().problems] == []


@given(mails)
@settings(max_examples=120)
def test_email_sees_the_same(made: Made) -> None:
    parts = list(email.message_from_bytes(made.octets).walk())
    theirs = tuple(
        Leaf(part.get_content_type(), part.get_filename(), _payload(part)) for part in parts if not part.is_multipart()
    )
    assert (tuple(part.get_content_type() for part in parts), theirs) == _ours(made.octets)


def _payload(part: email.message.Message) -> bytes:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def _peer(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        skip_or_fail(f"{name} is not installed, so it is no oracle here")


def _flatten(node: Any) -> list[Any]:
    found: list[Any] = []
    todo: list[Any] = [node]
    while todo:
        found.append(todo.pop())
        todo.extend(reversed(found[-1].children))
    return found


def test_fast_mail_parser_sees_the_same() -> None:
    peer = _peer("fast_mail_parser")

    @given(mails)
    @settings(max_examples=120)
    def compare(made: Made) -> None:
        nodes = _flatten(peer.parse_email_tree(made.octets))
        # it makes "" of no name, and gives the encoded message itself for message/rfc822
        theirs = tuple(
            Leaf(node.content_type, node.filename or None, node.content) for node in nodes if not node.children
        )
        kinds, ours = _ours(made.octets)
        assert tuple(node.content_type for node in nodes) == kinds
        assert theirs == ours

    compare()


def test_mailparse_sees_the_same_structure() -> None:
    peer = _peer("mailparse")

    @given(mails)
    @settings(max_examples=120)
    def compare(made: Made) -> None:
        nodes: list[str] = []
        bodies: dict[int, list[bytes]] = {}

        def start(meta: Any) -> None:
            nodes.append(meta.contentType)

        def take(_: Any, chunk: bytes) -> None:
            bodies.setdefault(len(nodes), []).append(chunk)

        handlers = peer.SplitHandlers(on_node_start=start, on_body=take)
        peer.split_mime([made.octets], handlers)
        # it does not look into messages inside messages
        message = Message.parse(made.octets)
        outer = [part for part in message.walk() if not _in_message(part)]
        assert nodes == [part.content_type for part in outer]
        raw = [b"".join(bodies.get(at + 1, ())) for at, part in enumerate(outer) if not part.is_multipart]
        ours = [bytes(part.body) for part in outer if not part.is_multipart]
        assert [_same_end(one) for one in raw] == [_same_end(one) for one in ours]

    compare()


def _in_message(part: Part) -> bool:
    above = part.parent
    while above is not None:
        if above.content_type == "message/rfc822":
            return True
        above = above.parent
    return False


def _same_end(body: bytes) -> bytes:
    return re.sub(rb"(?:\r\n)+\Z", b"", body)


JUNK = (
    b"A: b|Subject:| folded|\tfolded||no colon|X-Y:z |\xe4: x|\xe4|a b: c| "
    b"|Content-Type: text/plain|--x|--x: y|\x01: y|a:b:c|=?utf-8?q?a?=: x"
).split(b"|")
LINES = st.lists(st.sampled_from(JUNK), max_size=12)


@given(LINES, st.sampled_from([b"\n", b"\r\n"]), st.binary(max_size=20))
@settings(max_examples=1000)
def test_header_and_body_are_split_as_email_does(lines: list[bytes], line_end: bytes, body: bytes) -> None:
    raw = line_end.join((b"First: field", *lines, body.replace(b"\r", b"").replace(b":", b"")))
    message, theirs = Message.parse(raw), email.message_from_bytes(raw)
    names = [name.encode("ascii", "surrogateescape") for name, _ in theirs.raw_items()]
    values = [str(value).encode("ascii", "surrogateescape") for _, value in theirs.raw_items()]
    assert [field.name.encode() for field in message.fields] == names
    assert [field.value.lstrip(b" \t").rstrip(b"\r\n") for field in message.fields] == values
    assert bytes(message.root.body) == _payload(theirs)


@pytest.mark.parametrize("name", ["fast_mail_parser", "mailparse"])
def test_two_peers_are_asked(name: str) -> None:
    assert _peer(name).__name__ == name
