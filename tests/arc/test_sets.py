"""Which fields belong to which set, and is a set of fields a chain?"""

from __future__ import annotations

import pytest

from arc_chains import SEALERS, sealed
from deliverkit.arc.sets import ArcFields, read_fields
from deliverkit.arc.structure import status_of, structure_faults
from deliverkit.message import Message

AAR = "ARC-Authentication-Results: i={}; mx.a.example; none\r\n"
AMS = "ARC-Message-Signature: i={}; a=rsa-sha256; d=a.example; s=s; h=From; bh=AA==; b=AA==\r\n"
SEAL = "ARC-Seal: i={}; a=rsa-sha256; cv={}; d=a.example; s=s; b=AA==\r\n"


def fields_of(text: str) -> ArcFields:
    return read_fields(Message.parse(text.encode("latin-1") + b"From: a@a.example\r\n\r\n"))


def whole(instance: int, status: str) -> str:
    return SEAL.format(instance, status) + AMS.format(instance) + AAR.format(instance)


def faults_of(text: str) -> list[tuple[int | None, str]]:
    return [(fault.instance, fault.finding.code) for fault in structure_faults(fields_of(text))]


def test_sets_come_in_order_whatever_the_order_of_fields() -> None:
    fields = fields_of(whole(1, "none") + whole(3, "pass") + whole(2, "pass"))
    assert [one.instance for one in fields.sets] == [1, 2, 3]
    assert [status_of(one.seals[0]) for one in fields.sets] == ["none", "pass", "pass"]
    assert fields.most == 3
    assert not structure_faults(fields)


def test_sealed_messages_have_whole_sets() -> None:
    fields = read_fields(Message.parse(sealed(SEALERS)))
    assert [(len(one.results), len(one.signatures), len(one.seals)) for one in fields.sets] == [(1, 1, 1)] * 3
    assert [one.field.key for one in fields.sets[0].seals] == ["arc-seal"]


def test_a_message_without_any() -> None:
    assert fields_of("") == ArcFields((), (), 0)


@pytest.mark.parametrize(
    "value",
    [
        "i=1; mx",
        " i = 1 ; mx",
        "\r\n i=1\r\n ;mx",
        "(first (nested) \\( )i=1; mx",
        "(one)(two\\)) i (three) = (four) 01 (five); mx",
        "i=1;",
        "(a(b(c)))i=1; mx",
        "((((deep) (er)) \\( ;)) i(a(b(c)))=((d))1(e(f(g(h)))); mx",
        "(" * 500 + ")" * 500 + "i=1; mx",
    ],
)
def test_an_instance_of_results(value: str) -> None:
    fields = fields_of(f"ARC-Authentication-Results:{value}\r\n")
    assert [one.instance for one in fields.sets] == [1], value
    assert len(fields.sets[0].results) == 1


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("mx.a.example; i=1", "mx.a.example"),
        ("I=1; mx", "I=1"),
        ("i=1 mx; spf=pass", "i=1 mx"),
        ("i=51; mx", "51"),
        ("i=0; mx", "0"),
        ("i=001; mx", "001"),
        ("i=" + "9" * 5000 + "; mx", "9" * 80),
        ("i=-1; mx", "i=-1"),
        ("", ""),
        ("(i=1; mx", "(i=1"),
        ("((i=1; mx)", "((i=1"),
        ("i=1(a; mx", "i=1(a"),
        ("i 1; mx", "i 1"),
        ("i=; mx", "i="),
        ("i", "i"),
        ("; i=1", ""),
        ("i=\u00b2; mx", "i=\u00b2"),
    ],
)
def test_no_instance_of_results(value: str, told: str) -> None:
    fields = fields_of(f"ARC-Authentication-Results:{value}\r\n")
    assert not fields.sets
    (found,) = fields.unplaced
    assert found.value == told
    assert found.field.raw[found.start : found.end].decode("latin-1")[:80] == told


@pytest.mark.parametrize("name", ["ARC-Seal", "ARC-Message-Signature"])
@pytest.mark.parametrize(
    "tag", ["", "i=;", "i=0;", "i=51;", "i=1x;", "I=1;", "i=\u0661;", "i=1 2;", "i=" + "1" * 9999 + ";"]
)
def test_no_instance_of_tags(name: str, tag: str) -> None:
    fields = fields_of(f"{name}: {tag.encode('utf-8').decode('latin-1')} a=rsa-sha256\r\n")
    assert not fields.sets
    (found,) = fields.unplaced
    assert len(found.value) <= 80


def test_more_than_fifty_are_not_read() -> None:
    text = "".join(AAR.format(instance) for instance in range(1, 52))
    fields = fields_of(text)
    assert (fields.sets, fields.unplaced, fields.most) == ((), (), 51)
    assert faults_of(text) == [(None, "arc.too-many-sets")]


def test_fifty_are_a_chain() -> None:
    text = whole(1, "none") + "".join(whole(instance, "pass") for instance in range(2, 51))
    assert faults_of(text) == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (AAR.format(1), [(1, "arc.missing-field"), (1, "arc.missing-field")]),
        (whole(2, "pass"), [(1, "arc.missing-set")]),
        (whole(1, "none") + whole(4, "pass"), [(2, "arc.missing-set")]),
        (whole(1, "fail"), [(1, "arc.declared-broken")]),
        (whole(1, "FAIL"), [(1, "arc.declared-broken")]),
        (whole(1, "NONE"), []),
        (whole(1, "fail") + whole(2, "pass"), [(1, "arc.sealed-after-failure")]),
        (
            whole(1, "fail") + AAR.format(2),
            [(2, "arc.missing-field"), (2, "arc.missing-field"), (1, "arc.sealed-after-failure")],
        ),
        (whole(1, "none") + whole(2, "fail"), [(2, "arc.declared-broken")]),
        (whole(1, "pass") + whole(2, "none"), [(1, "arc.wrong-status"), (2, "arc.wrong-status")]),
        (whole(1, "whatever"), [(1, "arc.wrong-status")]),
        (whole(1, "none") + SEAL.format(1, "none"), [(1, "arc.repeated-field")]),
        (whole(1, "none") + SEAL.format("x", "none"), [(None, "arc.unreadable-instance")]),
        (AAR.format(1) + AMS.format(1) + SEAL.format(0, "none"), [(None, "arc.unreadable-instance")]),
        (SEAL.format(0, "fail"), [(None, "arc.unreadable-instance")]),
    ],
)
def test_faults(text: str, faults: list[tuple[int | None, str]]) -> None:
    assert faults_of(text) == faults
