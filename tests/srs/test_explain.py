"""What does an address say without the secret?  What the case files cannot show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from deliverkit import UsageError, Verdict
from deliverkit.srs import Dialect, Explanation, Rewriter, Rewriting, Rewritten, explain
from deliverkit.srs.chain import MOST_REWRITINGS


def told(address: str, day: Any = None) -> Explanation:
    outcome = explain(address, day)
    assert outcome.value is not None
    return outcome.value


def test_what_the_rewriter_makes_is_explained_and_clean() -> None:
    each: list[dict[str, Any]] = [{}, {"keyed": True}, {"separator": "+"}, {"hash_length": 9}]
    for more in each:
        first = Rewriter(["f1.example"], [b"one"], **more)
        second = Rewriter(["f2.example"], [b"two"], **more)
        for sender in ("anna@a.example", "a=b@a.example", '"a b"@a.example', '"\\"\\\\"@a.example'):
            one = first.forward(sender, 20_000)
            assert isinstance(one, Rewritten)
            two = second.forward(one.address, 20_001)
            assert isinstance(two, Rewritten)
            for outcome, length in ((one, 1), (two, 2)):
                found = explain(outcome.address, datetime(2024, 10, 8, tzinfo=UTC))
                assert found.verdict is Verdict.CLEAN, found
                assert found.value is not None
                assert (found.value.original, len(found.value.chain)) == (sender, length)
                assert found.value.ages == (4, 1028)


def test_each_rewriting() -> None:
    assert told("SRS1+ke8o=h1.example=-wxyz=G3=a.example=anna@h2.example").chain == (
        Rewriting("SRS1", "h2.example", "ke8o", "", None, Dialect.LIBSRS2, (5, 9), (9, 9)),
        Rewriting("SRS0", "h1.example", "wxyz", "G3", 195 + 24, Dialect.LIBSRS2, (22, 26), (27, 29)),
    )


def test_no_address_is_not_applicable() -> None:
    for address in ("", "<>", "a", "a@b.example", "SRS0", "SRS0@a.example", "srs@a.example", '"', '"@', "+SRS=@a"):
        outcome = explain(address)
        assert (outcome.value, outcome.verdict) == (None, Verdict.NOT_APPLICABLE)


def test_the_outermost_day_counts() -> None:
    # Exim's first forwarder signed a day before its second
    assert told("SRS0=aebd=g4=h1.example=SRS0=xxxx=G3=o.example=u@h2.example", 19_676).age == 0
    assert told("SRS0=aebd=11=h1.example=SRS0=xxxx=G3=o.example=u@h2.example", 19_676).age == 1
    assert told("SRS0=xxxx=G3=o.example=u@h2.example").ages == ()


def test_microsoft_behind_another() -> None:
    address = "SRS0=oxVX=G3=contoso.example=john+SRS=44ldt=IX=a.example=bob@fwd.example"
    assert [one.dialect for one in told(address).chain] == [Dialect.LIBSRS2, Dialect.MICROSOFT]
    assert told(address).original == "bob@a.example"


def test_no_more_rewritings_are_followed_than_are_said() -> None:
    for count in (MOST_REWRITINGS - 1, MOST_REWRITINGS, 1000):
        assert len(told("SRS0=oxVX=G3=a.example=" * count + "u@h.example").chain) == min(count, MOST_REWRITINGS)


def test_a_signer_with_strange_letters_is_not_shown() -> None:
    (finding,) = [one for one in explain("SRS0=x@a\nb").findings if one.code == "srs.malformed"]
    assert "the forwarder" in finding.message
    (finding,) = [one for one in explain("SRS0=x@a.example").findings if one.code == "srs.malformed"]
    assert "a.example" in finding.message


@pytest.mark.parametrize(("address", "day"), [(None, None), (b"a@b.example", 1), ("a@b.example", "today")])
def test_mistakes_of_the_caller(address: Any, day: Any) -> None:
    with pytest.raises(UsageError):
        explain(address, day)
