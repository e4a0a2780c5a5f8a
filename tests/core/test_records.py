"""How a record is written so that it can be pasted into a zone."""

from __future__ import annotations

import dns.rdata
import dns.tokenizer
import dns.zone
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.questions import Txt
from deliverkit.core.records import RecordChange, quoted
from deliverkit.drivers.zonefile import read_text
from strategies import any_text, record_changes


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("v=spf1 -all", '"v=spf1 -all"'),
        ("", '""'),
        ('a"b\\c', r'"a\"b\\c"'),
        ("a;b (c)", '"a;b (c)"'),
        ("grün\n\udcff\x7f", r'"gr\195\188n\010\255\127"'),
        ("\ud800", r'"\237\160\128"'),
        ("x" * 255, '"' + "x" * 255 + '"'),
        ("x" * 256, '"' + "x" * 255 + '" "x"'),
        ("ü" * 128, '"' + r"\195\188" * 127 + r'\195" "\188"'),
    ],
)
def test_quoting(value: str, shown: str) -> None:
    assert quoted(value) == shown


@settings(max_examples=500)
@given(st.binary(max_size=700))
def test_any_octets_are_read_back_by_dnspython(data: bytes) -> None:
    shown = quoted(data.decode("utf-8", "surrogateescape"))
    rdata = dns.rdata.from_text("IN", "TXT", dns.tokenizer.Tokenizer(shown))
    strings = tuple(getattr(rdata, "strings"))  # noqa: B009 the type of the record decides about it
    assert b"".join(strings) == data
    assert all(len(string) <= 255 for string in strings)
    assert len(strings) == max(1, -(-len(data) // 255))
    assert shown.isascii()
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (RecordChange(owner="a.example", rdtype="TXT", value='v=spf1 "x"'), r'a.example. TXT "v=spf1 \"x\""'),
        (RecordChange(owner="a.example", rdtype="MX", value="10 mx.a.example."), "a.example. MX 10 mx.a.example."),
        (RecordChange(owner="@", rdtype="TXT", value="v=spf1 -all"), '@ TXT "v=spf1 -all"'),
        (RecordChange(owner="_dmarc", rdtype="TXT", value="v=DMARC1"), '_dmarc TXT "v=DMARC1"'),
        (RecordChange(owner="a.example", rdtype="TXT", value="", replaces=("x",)), ""),
        (
            RecordChange(owner="a b;c\n", rdtype="A", value="192.0.2.1\n$ORIGIN x"),
            r"a\ b\;c\010. A 192.0.2.1\010$ORIGIN x",
        ),
    ],
)
def test_zone_lines(change: RecordChange, line: str) -> None:
    assert change.zone_line == line


@settings(max_examples=300)
@given(record_changes())
def test_a_zone_line_is_one_line(change: RecordChange) -> None:
    assert change.zone_line.isascii()
    assert "\n" not in change.zone_line
    assert change.zone_line.isprintable()
    assert bool(change.zone_line) == bool(change.value)


@settings(max_examples=300)
@given(any_text(600))
def test_a_txt_record_is_read_back_from_its_line(value: str) -> None:
    line = RecordChange(owner="_x.a.example", rdtype="TXT", value=value).zone_line
    if not value:
        return
    (record,) = read_text(line).records
    assert (record.name, record.rdtype) == ("_x.a.example", "TXT")
    assert isinstance(record.value, Txt)
    assert quoted(record.value.data.decode("utf-8", "surrogateescape")) == quoted(value)
    zone = dns.zone.from_text("$TTL 60\n" + line, "a.example.", relativize=False, check_origin=False)
    assert [name.to_text() for name in zone.nodes] == ["_x.a.example."]
