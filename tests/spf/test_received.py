"""Is a Received-SPF field read as it was meant, and written so that it can be read?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import spf


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    value = spf.read_received_spf(text).value
    assert value is not None
    return value.pairs


def test_the_example_of_the_standard() -> None:
    text = (
        "pass (mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted sender)\r\n"
        '   receiver=mybox.example.org; client-ip=192.0.2.1; envelope-from="myname@example.com"; helo=foo.example.com;'
    )
    outcome = spf.read_received_spf(text)
    assert outcome.findings == ()
    assert outcome.value is not None
    assert outcome.value.result is spf.Result.PASS
    assert outcome.value.comment.endswith("designates 192.0.2.1 as permitted sender")
    assert outcome.value["client-ip"] == "192.0.2.1"
    assert outcome.value["envelope-from"] == "myname@example.com"
    assert outcome.value["mechanism"] == ""
    assert len(outcome.value.pairs) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", ()),
        ("None (a (nested \\) one)) (and another)", ()),
        ('fail x = (why) 1 ; Y="a\\"b;c" ;; z=@', (("x", "1"), ("y", 'a"b;c'), ("z", "@"))),
        ("fail (never closed; x=1", ()),
        ("fail (ends in a backslash \\", ()),
    ],
)
def test_what_is_read(text: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize("text", ["", "   ", "perhaps (x)", "=1", "passed x=1"])
def test_without_a_result_there_is_no_value(text: str) -> None:
    outcome = spf.read_received_spf(text)
    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["spf.unreadable-received-spf"]


def test_what_cannot_be_read_is_named_and_the_rest_kept() -> None:
    outcome = spf.read_received_spf("pass a=1; b; =c; d=; e=2")
    assert outcome.value is not None
    assert outcome.value.pairs == (("a", "1"), ("e", "2"))
    assert [finding.evidence[0].marked for finding in outcome.findings] == ["b", "=c", "d="]


def test_more_pairs_than_anybody_writes() -> None:
    outcome = spf.read_received_spf("pass " + "a=1;" * 200)
    assert outcome.value is not None
    assert len(outcome.value.pairs) == 100
    assert len(outcome.findings) == 1


@given(st.text(max_size=200) | st.text('pas(\\)=;" \r\n.x', max_size=60))
@settings(max_examples=1000)
def test_no_text_raises(text: str) -> None:
    spf.read_received_spf(text)
    spf.read_received_spf("pass " + text)


RECORDS = ("v=spf1 ip4:192.0.2.0/24 -all", "v=spf1 ~all", "v=spf1 ?all", "v=spf1 -all", "v=spf1 x", "none", "slow")


@given(st.sampled_from(RECORDS), st.sampled_from(["anna", "a b", 'q"q', "\u00fc", "(", "\\"]), st.text(max_size=20))
@settings(max_examples=500)
def test_what_is_written_can_be_read(record: str, local_part: str, helo: str) -> None:
    resolver = dk.TableResolver({("a.example", "TXT"): dk.UNREACHABLE if record == "slow" else [record]})
    value = dk.run(spf.check_host("192.0.2.9", f"{local_part}@a.example", helo), resolver=resolver).value
    assert value is not None
    text = spf.write_received_spf(value, receiver="mx.r.example")
    assert text.isascii()
    assert text.isprintable()
    outcome = spf.read_received_spf(text)
    assert outcome.findings == ()
    assert outcome.value is not None
    assert outcome.value.result is value.result
    assert outcome.value["client-ip"] == "192.0.2.9"
    assert outcome.value["receiver"] == "mx.r.example"
    assert outcome.value["envelope-from"] == value.sender.encode("ascii", "replace").decode("ascii")
    assert outcome.value["mechanism"] == ("" if value.matched is None else value.matched.text)


def test_the_null_sender_is_written_as_helo() -> None:
    value = dk.run(spf.check_host("192.0.2.9", "", "a.example"), resolver=dk.TableResolver({})).value
    assert value is not None
    field = spf.read_received_spf(spf.write_received_spf(value, receiver="mx.r.example")).value
    assert field is not None
    assert (field["identity"], field["envelope-from"], field["helo"]) == ("helo", "", "a.example")
