"""What does a record ask for, as receivers of RFC 9989 and of RFC 7489 read it?"""

from __future__ import annotations

from itertools import product

import pytest

from deliverkit.core.questions import Txt
from deliverkit.dmarc import Disposition, Mode, Wrong, is_dmarc, read
from deliverkit.dmarc.grammar import is_dmarc_text, text_of

NONE, QUARANTINE, REJECT = Disposition
RUA = "rua=mailto:dmarc@a.example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v=DMARC1", True),
        ("v=DMARC1;", True),
        ("V = DMARC1 ;p=none", True),
        ("v\t=\tDMARC1\t;", True),
        ("v=DMARC1; anything", True),
        ("", False),
        (" v=DMARC1;", False),
        ("v=dmarc1;", False),
        ("v=DMARC1 p=none", False),
        ("v=DMARC10;", False),
        ("v=DMARC1,p=none", False),
        ("p=none; v=DMARC1", False),
        ("v=spf1 -all", False),
        ("v=DMARC1\n", False),
    ],
)
def test_a_record_begins_with_its_version(text: str, *, expected: bool) -> None:
    assert is_dmarc_text(text) is expected
    assert is_dmarc(Txt((text.encode(),))) is expected
    assert read(text).begins is expected


def test_strings_are_joined_and_odd_octets_kept() -> None:
    record = Txt((b"v=DMARC1; p=no", b"ne; x=\xff\xc3\xbc"))
    assert is_dmarc(record)
    assert text_of(record) == "v=DMARC1; p=none; x=\udcff\u00fc"


@pytest.mark.parametrize(
    ("text", "usable", "policy"),
    [
        ("v=DMARC1; p=reject", True, REJECT),
        ("v=DMARC1; p=Reject", True, REJECT),
        ("v=DMARC1; p=rejct", False, NONE),
        (f"v=DMARC1; p=rejct; {RUA}", True, NONE),
        (f"v=DMARC1; {RUA}", True, NONE),
        ("v=DMARC1; rua=dmarc@a.example", False, NONE),
        ("v=DMARC1; rua=mailto:x@a.example!10m", True, NONE),
        ("v=DMARC1", False, NONE),
        (f"v=DMARC1; p=reject; sp=; {RUA}", True, NONE),
        ("v=DMARC1; p=reject; np=x", False, NONE),
        (f"v=dmarc1; p=reject; {RUA}", False, REJECT),
        (f"v=DMARC1; adkim=x; p=quarantine; {RUA}", True, QUARANTINE),
    ],
)
def test_what_counts(text: str, *, usable: bool, policy: Disposition) -> None:
    """RFC 9989 section 4.10.1: no "valid "p" tag", or "an "sp" or "np" tag that is not valid"."""
    record = read(text)
    assert (record.usable, record.policy) == (usable, policy)


def test_policies_for_subdomains() -> None:
    """Section 4.7: np, else sp, else p."""
    for sp, np in product((None, NONE, QUARANTINE), repeat=2):
        tags = "".join(f"; {name}={one.value}" for name, one in (("sp", sp), ("np", np)) if one)
        record = read(f"v=DMARC1; p=reject{tags}")
        assert record.policy_for(subdomain=False) is REJECT
        assert record.policy_for(subdomain=True) is (sp or REJECT)
        assert record.policy_for(subdomain=True, exists=False) is (np or sp or REJECT)
        assert record.policy_for_7489(subdomain=False) is REJECT
        assert record.policy_for_7489(subdomain=True) is (sp or REJECT)
    void = read(f"v=DMARC1; p=rejct; sp=reject; {RUA}")
    assert void.policy_for(subdomain=True) is void.policy_for_7489(subdomain=True) is NONE


def test_older_receivers_do_not_know_np_and_t() -> None:
    record = read("v=DMARC1; p=reject; np=x; t=y; pct=30")
    assert (record.usable, record.usable_7489) == (False, True)
    assert record.policy_for_7489(subdomain=False) is REJECT
    assert record.percent == 30
    assert not read("v=DMARC1; p=reject; sp=x").usable_7489
    assert read(f"v=DMARC1; p=reject; sp=x; {RUA}").usable_7489


def test_testing_lowers_by_one() -> None:
    testing = read("v=DMARC1; p=reject; t=Y")
    assert [testing.requested(one) for one in (NONE, QUARANTINE, REJECT)] == [NONE, NONE, QUARANTINE]
    assert read("v=DMARC1; p=reject; t=n").requested(REJECT) is REJECT


def test_bad_values_give_way_to_defaults() -> None:
    """Section 4.8: "discarded in favor of default values (if any) or ignored outright"."""
    good = read("v=DMARC1; p=none; adkim=S; aspf=s; fo=1:d:s; psd=n; t=y")
    assert (good.adkim, good.aspf, good.fo, good.psd, good.testing) == (
        Mode.STRICT,
        Mode.STRICT,
        ("1", "d", "s"),
        "n",
        True,
    )
    bad = read("v=DMARC1; p=none; adkim=x; aspf=; fo=0:1; psd=yes; t=1; pct=101")
    assert (bad.adkim, bad.aspf, bad.fo, bad.psd, bad.testing) == (Mode.RELAXED, Mode.RELAXED, ("0",), "u", False)
    assert bad.percent == 100
    assert [fault.tag for fault in bad.faults if fault.wrong is Wrong.VALUE] == ["adkim", "aspf", "fo", "psd", "t"]


@pytest.mark.parametrize("value", ["0", "1", "d", "s", "d:s", "s:d", "0:d", "d:1:s", "s:d:0"])
def test_options_that_exist_together(value: str) -> None:
    assert read(f"v=DMARC1; p=none; fo={value}").fo == tuple(value.split(":"))


@pytest.mark.parametrize("value", ["", "0:1", "d:d", "0:0", "2", "d:", ":d", "d s", "0:d:s:1"])
def test_options_that_do_not(value: str) -> None:
    assert read(f"v=DMARC1; p=none; fo={value}").fo == ("0",)


def test_faults_have_their_places() -> None:
    text = "v=DMARC1;; p=none; P=reject ; pct=5; what; k=v; rua = mailto:\u00fc@a.example;"
    record = read(text)
    assert [(fault.wrong, text[fault.start : fault.end]) for fault in record.faults] == [
        (Wrong.EMPTY, ";"),
        (Wrong.REPEATED, "P=reject"),
        (Wrong.REMOVED, "pct=5"),
        (Wrong.NOT_A_TAG, "what"),
        (Wrong.UNKNOWN, "k=v"),
        (Wrong.VALUE, "rua = mailto:\u00fc@a.example"),
    ]
    tag = record.tag("rua")
    assert tag is not None
    assert [text[slice(*span)] for span in (tag.span, tag.name_span, tag.value_span)] == [
        "rua = mailto:\u00fc@a.example",
        "rua",
        "mailto:\u00fc@a.example",
    ]
    assert record.tag("sp") is None
    assert record.p is NONE, "the first of several"
    assert read("").faults == read("x").faults[:0] + read("").faults
    assert [fault.wrong for fault in read("p=none; v=DMARC1").faults] == [Wrong.VERSION]
