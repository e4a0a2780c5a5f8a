"""Are the four outcomes told side by side, for the redirect of the help page and for others?"""

from __future__ import annotations

from typing import Any

import pytest

import deliverkit as dk
from deliverkit import forwarding
from deliverkit.forwarding import Comparison, Footer, Hop, Receiver, SubjectTag, compare
from forwarding_ways import FORWARDER, LIST, MESSAGE, NOW, ORIGIN, ZONE, codes, signed


def compared(given: bytes | str, *hops: Hop, **more: Any) -> Comparison:
    value = dk.run(compare(given, hops, origin=ORIGIN, **more), resolver=dk.TableResolver(ZONE), now=NOW).value
    assert value is not None
    return value


def test_four_outcomes_of_an_author_and_of_a_message() -> None:
    for given in ("john@a.example", signed()):
        assert compared(given, FORWARDER).lines(head="If it is redirected", broken="DKIM broken, as here") == [
            "If it is redirected    plain                     with SRS",
            "DKIM intact            DMARC pass                DMARC pass",
            "DKIM broken, as here   DMARC fail: SPF softfail  DMARC fail: SPF passes, not aligned",
        ]


def test_findings_of_all_four_once_each() -> None:
    check = compare("john@a.example", [FORWARDER], origin=ORIGIN)
    outcome = dk.run(check, resolver=dk.TableResolver(ZONE), now=NOW)
    assert sorted(codes(outcome)) == ["edit-breaks-dkim", "refused", "spf-breaks", "srs-does-not-align"]


def test_edits_are_the_hops_own_or_the_first_ones() -> None:
    own = compared("john@a.example", FORWARDER, Hop("mx.b.example", "192.0.2.1", changes=(SubjectTag(),)))
    assert own.plain_broken.hops[0].changes == ()
    assert own.plain_broken.hops[1].changes == (SubjectTag(),)
    assert own.plain_intact.hops[1].changes == ()
    first = compared("john@a.example", FORWARDER, FORWARDER, edits=[SubjectTag()])
    assert [hop.changes for hop in first.srs_broken.hops] == [(SubjectTag(),), ()]


def test_lists_keep_their_own_sender() -> None:
    both = compared("john@a.example", LIST)
    assert both.plain_intact.hops[0].envelope is both.srs_intact.hops[0].envelope is forwarding.EnvelopeUse.OWN


def test_a_table_as_text() -> None:
    table = compared("john@a.example", FORWARDER)
    assert str(table) == "\n".join(table.lines())


def test_unsigned_mail_fails_in_both_rows() -> None:
    assert compared(MESSAGE, FORWARDER).srs_intact.summary == "DMARC fail: SPF passes, not aligned"


def test_narrow_table() -> None:
    refused = compared("john@a.example", FORWARDER, receiver=Receiver(rejects_spf_fail=True))
    assert all(len(line) <= 60 for line in refused.lines(width=60))
    assert compared("john@a.example", FORWARDER).lines(width=40)[2:] == [
        "DKIM broken   DMARC fail:  DMARC fail:",
        "              SPF          SPF passes,",
        "              softfail     not aligned",
    ]


def test_no_hop_at_all() -> None:
    assert {path.summary for path in compared("john@a.example")} == {"DMARC pass"}


def test_no_author() -> None:
    outcome = dk.run(compare("nobody", [FORWARDER]), resolver=dk.TableResolver(ZONE), now=NOW)
    assert (outcome.value, codes(outcome)) == (None, ["no-author"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"hops": FORWARDER}, "takes several hops"),
        ({"hops": ["mx"]}, "takes several of forwarding.Hop"),
        ({"edits": Footer()}, "takes several changes"),
        ({"hops": iter([FORWARDER])}, "takes several hops, such as"),
        ({"signed": 5}, r"takes several signatures, or \(\)"),
    ],
)
def test_wrong_arguments(arguments: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"message_or_author": "john@a.example", "hops": [FORWARDER], **arguments}
    with pytest.raises(dk.UsageError, match=said):
        dk.run(compare(**given), resolver=dk.TableResolver(ZONE), now=NOW)
