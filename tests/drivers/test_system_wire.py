"""What one DNS message asks, and what one says."""

from __future__ import annotations

import struct

import dns.flags
import dns.message
import dns.rdatatype
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deliverkit.core.questions import Mx, Status, Txt
from deliverkit.drivers.system_wire import Told, belongs, encode, labels_of, read, text_of, type_number
from nameserver import reply_to

NAME = (b"a", b"example")
SOA = "example. 900 IN SOA ns.example. hostmaster.example. 1 2 3 4 300"


def ask(rdtype: str, labels: tuple[bytes, ...] = NAME) -> tuple[bytes, int]:
    number = type_number(rdtype)
    assert number is not None
    return encode(labels, number, ident=4711, edns=True), number


def told(rdtype: str, *answer: str, **more: object) -> Told | str:
    query, number = ask(rdtype)
    return read(query, reply_to(query, *answer, **more), NAME, number)  # type: ignore[arg-type]  # **more is typed there


def records(rdtype: str, *answer: str) -> tuple[object, ...]:
    found = told(rdtype, *answer)
    assert isinstance(found, Told)
    assert found.status is Status.FOUND
    return found.records


def test_a_query_asks_for_recursion_and_the_ad_bit_with_edns() -> None:
    query = dns.message.from_wire(encode((b"a b", b'"x\\%'), 16, ident=7, edns=True))
    assert query.id == 7
    assert query.flags == dns.flags.RD | dns.flags.AD
    assert query.question[0].name.labels == (b"a b", b'"x\\%', b"")
    assert query.question[0].rdtype == dns.rdatatype.TXT
    assert (query.edns, query.payload) == (0, 1232)


def test_a_query_without_edns() -> None:
    assert dns.message.from_wire(encode(NAME, 1, ident=0, edns=False)).edns == -1


@pytest.mark.parametrize(
    ("rdtype", "answer", "expected"),
    [
        ("TXT", 'a.example. 60 IN TXT "v=spf1 " "-all" ""', Txt((b"v=spf1 ", b"-all", b""))),
        ("TXT", r'a.example. 60 IN TXT "\000\255"', Txt((b"\x00\xff",))),
        ("MX", "a.example. 60 IN MX 10 MX1.Example.", Mx(10, "mx1.example")),
        ("MX", "a.example. 60 IN MX 0 .", Mx(0, "")),
        ("A", "a.example. 60 IN A 192.0.2.1", "192.0.2.1"),
        ("AAAA", "a.example. 60 IN AAAA 2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("AAAA", "a.example. 60 IN AAAA 2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("AAAA", "a.example. 60 IN AAAA ::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("AAAA", "a.example. 60 IN AAAA ::1:2", "::1:2"),
        ("PTR", "a.example. 60 IN PTR Host.Example.", "host.example"),
        ("PTR", r"a.example. 60 IN PTR a\.b\ c\000\200.Example.", "a\\046b c\x00\\200.example"),
        ("NS", "a.example. 60 IN NS NS.Example.", "ns.example"),
        ("CNAME", "a.example. 60 IN CNAME B.Example.", "b.example"),
        ("CAA", 'a.example. 60 IN CAA 0 issue "ca.example"', '0 issue "ca.example"'),
        ("TLSA", "a.example. 60 IN TLSA 3 1 0 00ff", "3 1 0 00ff"),
        ("SPF", 'a.example. 60 IN SPF "v=spf1 -all"', '"v=spf1 -all"'),
    ],
)
def test_records_become_plain_values(rdtype: str, answer: str, expected: object) -> None:
    assert records(rdtype, answer) == (expected,)


def test_the_smallest_ttl_of_chain_and_records_is_told_and_the_chain() -> None:
    assert told(
        "A", "a.example. 50 IN CNAME B.example.", "b.example. 40 IN CNAME c.example.", "c.example. 60 IN A 192.0.2.9"
    ) == Told(Status.FOUND, (b"c", b"example"), ("192.0.2.9",), ((b"b", b"example"), (b"c", b"example")), 40, False)


def test_a_ttl_over_31_bits_is_zero() -> None:
    # "treat TTL values received with the most significant bit set as if the entire value received was zero"
    query, number = ask("A")
    reply = reply_to(query, "a.example. 77777 IN A 192.0.2.1")
    reply = reply.replace(struct.pack("!I", 77_777), struct.pack("!I", 2**31))
    found = read(query, reply, NAME, number)
    assert isinstance(found, Told)
    assert found.ttl == 0


def test_the_ad_bit_is_told() -> None:
    found = told("A", "a.example. 1 IN A 192.0.2.1", flags=dns.flags.AD)
    assert isinstance(found, Told)
    assert found.authenticated


@pytest.mark.parametrize(
    ("answer", "more", "expected"),
    [
        ((), {"authority": (SOA,)}, Told(Status.NO_DATA, NAME, (), (), 300, False)),
        ((), {}, Told(Status.NO_DATA, NAME, (), (), None, False)),
        ((), {"rcode": "NXDOMAIN", "authority": (SOA,)}, Told(Status.NO_NAME, NAME, (), (), 300, False)),
        ((), {"rcode": "NXDOMAIN"}, Told(Status.NO_NAME, NAME, (), (), None, False)),
        (
            ("a.example. 50 IN CNAME gone.example.",),
            {"rcode": "NXDOMAIN", "authority": (SOA,)},
            Told(Status.NO_NAME, (b"gone", b"example"), (), ((b"gone", b"example"),), 50, False),
        ),
        (
            ("a.example. 500 IN CNAME b.example.",),
            {"authority": (SOA,)},
            Told(Status.NO_DATA, (b"b", b"example"), (), ((b"b", b"example"),), 300, False),
        ),
        (  # the SOA is of another zone: the target must be asked for
            ("a.example. 500 IN CNAME b.other.",),
            {"authority": (SOA,)},
            Told(None, (b"b", b"other"), (), ((b"b", b"other"),), 500, False),
        ),
        (("a.example. 500 IN CNAME .",), {}, Told(None, (), (), ((),), 500, False)),
        ((), {"authority": ("example. 9 IN NS ns.example.",), "flags": 0}, "referral"),
        (
            (),
            {"authority": ("example. 9 IN NS ns.example.",), "flags": dns.flags.AA},
            Told(Status.NO_DATA, NAME, (), (), None, False),
        ),
        (
            (),
            {"authority": ("example. 9 IN NS ns.example.", SOA)},
            Told(Status.NO_DATA, NAME, (), (), 300, False),
        ),
        ((), {"rcode": "SERVFAIL"}, "servfail"),
        ((), {"rcode": "REFUSED"}, "refused"),
        ((), {"rcode": "FORMERR"}, "formerr"),
        ((), {"rcode": "NOTIMP"}, "notimp"),
        ((), {"rcode": "BADVERS"}, "badvers"),
        ((), {"rcode": "YXDOMAIN"}, "rcode-6"),
        (("a.example. 500 IN A 192.0.2.1",), {"flags": dns.flags.TC}, "truncated"),
        (("a.example. 500 IN A 192.0.2.1",), {"rcode": "NXDOMAIN"}, "malformed"),
        (("a.example. 500 IN A 192.0.2.1",), {"ident": 1}, "malformed"),
        (("b.example. 500 IN A 192.0.2.1",), {}, Told(Status.NO_DATA, NAME, (), (), None, False)),
    ],
)
def test_what_a_response_without_records_says(
    answer: tuple[str, ...], more: dict[str, object], expected: Told | str
) -> None:
    assert told("A", *answer, **more) == expected


def test_a_loop_of_aliases_is_followed_no_further_than_one_more_than_allowed() -> None:
    found = told("A", "a.example. 1 IN CNAME b.example.", "b.example. 1 IN CNAME a.example.")
    assert isinstance(found, Told)
    assert len(found.aliases) == 17


def test_a_response_belongs_by_number_question_and_kind() -> None:
    query, number = ask("TXT")
    reply = reply_to(query)
    assert belongs(query, reply)
    assert belongs(query, reply.replace(b"\x01a\x07example", b"\x01A\x07eXaMple"))
    assert not belongs(query, query)
    assert not belongs(query, b"")
    assert not belongs(query, reply[:11])
    assert not belongs(query, reply[:12])
    assert not belongs(query, b"\0\0" + reply[2:])
    assert not belongs(query, reply.replace(b"\x01a\x07example", b"\x01b\x07example"))
    assert not belongs(query, reply_to(encode(NAME, 1, ident=4711, edns=True)))
    assert not belongs(query, reply[:2] + bytes((reply[2] | 0x10,)) + reply[3:])
    without_question = struct.pack("!6H", 4711, 0x8001, 0, 0, 0, 0)
    assert belongs(query, without_question)
    assert read(query, without_question, NAME, number) == "formerr"
    assert not belongs(query, struct.pack("!6H", 4711, 0x8000, 0, 0, 0, 0))


@pytest.mark.parametrize(("mnemonic", "number"), [("TXT", 16), ("TYPE65280", 65_280), ("spf", 99)])
def test_types(mnemonic: str, number: int) -> None:
    assert type_number(mnemonic) == number


@pytest.mark.parametrize("mnemonic", ["", "TEXT", "ANY", "AXFR", "OPT", "TYPE65536", "TYPE0", "TXT ", "\udc80"])
def test_no_types(mnemonic: str) -> None:
    assert type_number(mnemonic) is None


@given(st.lists(st.text(st.characters(max_codepoint=127, exclude_characters="."), min_size=1), min_size=1))
def test_a_name_is_its_labels_in_lower_case(labels: list[str]) -> None:
    name = ".".join(labels)
    assert text_of(labels_of(name)) == name.lower()


_TYPES = [int(one) for one in dns.rdatatype.RdataType if not dns.rdatatype.is_metatype(one)]
_DATA = st.one_of(
    st.binary(max_size=60), st.lists(st.sampled_from(b"\0\1\2\4\x08\x10\xc0\x0c\xffa"), max_size=40).map(bytes)
)


@settings(max_examples=500)
@given(
    rdtype=st.sampled_from(_TYPES),
    flags=st.sampled_from([0x8180, 0x8183, 0x8580, 0x81A0]),
    rrs=st.lists(
        st.tuples(
            st.sampled_from([b"\xc0\x0c", b"\x01a\x07example\0", b"\0", b"\xc0\xff"]),
            st.sampled_from([None, None, None, 1, 2, 5, 6, 16, 41, 46, 250, 255]),
            st.sampled_from([1, 1, 1, 3, 254, 255]),
            st.sampled_from([0, 60, 2**32 - 1]),
            _DATA,
        ),
        max_size=4,
    ),
    sections=st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)),
    cut=st.none() | st.integers(12, 80),
)
@example(16, 0x8180, [(b"\xc0\x0c", None, 1, 0, b"\x05ab")], (1, 0, 0), None)
def test_no_response_raises(
    rdtype: int,
    flags: int,
    rrs: list[tuple[bytes, int | None, int, int, bytes]],
    sections: tuple[int, int, int],
    cut: int | None,
) -> None:
    query = encode(NAME, rdtype, ident=7, edns=False)
    body = b"".join(
        owner + struct.pack("!HHIH", rdtype if kind is None else kind, rdclass, ttl, len(data)) + data
        for owner, kind, rdclass, ttl, data in rrs
    )
    reply = struct.pack("!6H", 7, flags, 1, *sections) + query[12:] + body
    found = read(query, reply[:cut], NAME, rdtype)
    assert isinstance(found, str | Told)
    if isinstance(found, Told):
        assert all(isinstance(one, Txt | Mx | str) for one in found.records)
        assert found.ttl is None or 0 <= found.ttl < 2**31


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_no_octets_raise(octets: bytes) -> None:
    query = encode(NAME, 16, ident=7, edns=True)
    assert isinstance(read(query, octets, NAME, 16), str | Told)
    assert isinstance(read(query, query[:2] + b"\x81\x80\0\1" + octets, NAME, 16), str | Told)
