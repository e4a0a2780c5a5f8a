"""What is known of the selectors of a domain, and is it said no surer than it is?"""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import dkim
from deliverkit.core.names import is_hostname
from deliverkit.dkim.keys.providers import provider_of, providers, usual_selectors
from dkim_keys import RSA


def test_the_data_is_in_order() -> None:
    known = providers()
    assert len(known) > 40
    for one in known:
        assert one.source
        assert date.fromisoformat(one.date).year >= 2026
        assert one.selectors or one.target
        assert all(map(is_hostname, one.selectors))
        assert re.fullmatch(r"(\.[a-z0-9_-]+){2,}|\._domainkey(\.[a-z0-9-]+)+|", one.target), one.target
    assert len(set(usual_selectors())) == len(usual_selectors())


def test_whose_a_selector_is() -> None:
    assert provider_of("google", ()) == "Google Workspace"
    assert provider_of("s1", ()) == ""
    assert provider_of("mail", ()) == ""
    assert provider_of("some", ()) == ""
    assert provider_of("x", ("a.b.example", "k.dkim.amazonses.com")) == "Amazon SES"
    assert provider_of("google", ("a.b.example",)) == ""
    assert provider_of("k2", ("dkim2.mcsv.net",)) == "Mailchimp"


def test_no_question_is_asked_beyond_the_limit() -> None:
    world = dk.TableResolver({("_domainkey.a.example", "TXT"): []})
    for most in range(5):
        outcome = dk.run(dkim.selectors("a.example", limits=dk.Limits(questions=most)), resolver=world)
        assert outcome.value is not None
        assert outcome.value.asked == max(0, most - 2)
        assert [one.why for one in outcome.unknown] == [f"limit: questions ({most})"]
        assert outcome.value.presence is (dkim.Presence.UNKNOWN if most < 2 else dkim.Presence.HIDDEN)


def test_what_everybody_could_answer_leaves_nothing_unknown() -> None:
    world = dk.TableResolver({("_domainkey.a.example", "TXT"): [], ("s1._domainkey.a.example", "TXT"): [RSA]})
    outcome = dk.run(dkim.selectors("a.example"), resolver=world)
    assert not outcome.unknown
    assert not outcome.findings
    assert outcome.value is not None
    (only,) = outcome.value.found
    assert (only.selector, only.provider, only.dangling) == ("s1", "", False)
    assert outcome.value.providers == ()


@given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=3))
def test_any_arguments_will_do(domain: str, known: list[str]) -> None:
    outcome = dk.run(dkim.selectors(domain, known=known), resolver=dk.TableResolver({}))
    assert outcome.findings


def presence_in(zone: str) -> tuple[dkim.Presence, bool]:
    """What is known of a.example by its zone file, and whether something is unknown."""
    world = dk.ZoneResolver.from_text(f"$ORIGIN a.example.\n$TTL 60\n@ SOA ns hostmaster 1 60 60 60 60\n{zone}\n")
    outcome = dk.run(dkim.selectors("a.example"), resolver=world)
    assert outcome.value is not None
    return outcome.value.presence, bool(outcome.unknown)


def test_what_a_real_zone_tells() -> None:
    spf, key = '"v=spf1 -all"', f'"{RSA[:255]}" "{RSA[255:]}"'
    assert presence_in("") == (dkim.Presence.NONE, False)
    assert presence_in(f"s1._domainkey TXT {key}") == (dkim.Presence.NAMED, False)
    assert presence_in(f"of-mine._domainkey TXT {key}") == (dkim.Presence.HIDDEN, False)
    assert presence_in(f"* TXT {spf}") == (dkim.Presence.NONE, False)
    assert presence_in(f"* TXT {spf}\nof-mine._domainkey TXT {key}") == (dkim.Presence.HIDDEN, False)
    assert presence_in(f"* TXT {spf}\ns1._domainkey TXT {key}") == (dkim.Presence.NAMED, False)
    assert presence_in(f"*._domainkey TXT {key}") == (dkim.Presence.NAMED, False)
    assert presence_in("* A 192.0.2.1") == (dkim.Presence.UNKNOWN, True)
    assert presence_in(f"* A 192.0.2.1\ns1._domainkey TXT {key}") == (dkim.Presence.NAMED, False)
