"""Does an evaluation take the results of SPF and DKIM as they come, count what counts, and stay within its limits?"""

from __future__ import annotations

import pickle
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit import dmarc
from deliverkit.core.budget import Limits
from deliverkit.core.outcome import Outcome
from deliverkit.core.questions import Dns
from deliverkit.core.steps import Answers, Batch
from deliverkit.dmarc import Authenticated, Result
from strategies import any_text, domains

RECORDS: dict[tuple[str, str], Any] = {("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject"]}
WORLD = dk.TableResolver(RECORDS)


def evaluated(
    spf: Any, signatures: Any, domain: str = "a.example", world: Any = WORLD, **given: Any
) -> dmarc.Evaluation:
    value = outcome_of(spf, signatures, domain, world, **given).value
    assert value is not None
    return value


def outcome_of(
    spf: Any, signatures: Any, domain: str = "a.example", world: Any = WORLD, **given: Any
) -> Outcome[dmarc.Evaluation]:
    return dk.run(dmarc.evaluate(domain, spf, signatures, **given), resolver=world)


def answers(batch: Batch) -> Answers:
    return tuple(WORLD.resolve([cast("Dns[Any]", question) for question in batch]))


def test_results_of_the_package_itself() -> None:
    key = dk.dkim.generate_key("ed25519")
    raw = b"From: anna@a.example\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n\r\nHello.\r\n"
    signed = dk.dkim.sign(raw, key, "a.example", "s").message
    world = dk.TableResolver(
        {
            **RECORDS,
            ("s._domainkey.a.example", "TXT"): [key.record],
            ("bounce.a.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"],
        }
    )
    spf = dk.run(dk.spf.check_host("192.0.2.1", "x@bounce.a.example", "mail.a.example"), resolver=world).value
    signatures = dk.run(dk.dkim.verify(signed), resolver=world).value
    value = evaluated(spf, signatures, world=world)
    assert value.result is Result.PASS
    assert [(one.method, one.domain, one.selector, one.identity) for one in value.aligned_by] == [
        ("spf", "bounce.a.example", "", "mailfrom"),
        ("dkim", "a.example", "s", ""),
    ]
    assert [one.word for one in value.identifiers] == ["spf bounce.a.example", "dkim a.example"]
    assert value.discovery is not None
    assert value.discovery.word == "reject"
    assert pickle.loads(pickle.dumps(value)) == value


@pytest.mark.parametrize(("null_sender", "result"), [(None, Result.PASS), (True, Result.PASS), (False, Result.FAIL)])
def test_helo_of_check_host_is_that_of_a_null_sender(null_sender: bool | None, result: Result) -> None:
    world = dk.TableResolver({**RECORDS, ("mail.a.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"]})
    spf = dk.run(dk.spf.check_host("192.0.2.1", "<>", "mail.a.example"), resolver=world).value
    assert evaluated(spf, [], null_sender=null_sender).result is result


@pytest.mark.parametrize(("null_sender", "result"), [(None, Result.FAIL), (True, Result.PASS), (False, Result.FAIL)])
def test_helo_of_another_engine_has_to_be_vouched_for(null_sender: bool | None, result: Result) -> None:
    spf = Authenticated("mail.a.example", "pass", identity="helo")
    assert evaluated(spf, [], null_sender=null_sender).result is result
    # nor can one that was not answered decide anything
    failed = Authenticated("mail.a.example", "temperror", identity="HELO")
    wanted = Result.TEMPERROR if null_sender else Result.FAIL
    assert evaluated(failed, [], null_sender=null_sender).result is wanted


def test_words_of_other_engines() -> None:
    assert evaluated(Authenticated(" A.Example. ", " Pass "), []).result is Result.PASS
    assert evaluated(Authenticated("", "pass"), [Authenticated("a..example", "pass")]).result is Result.FAIL


def test_nothing_is_asked_about_strangers() -> None:
    steps = iter(dmarc.evaluate("a.example", Authenticated("b.example", "pass"), [Authenticated("c.test", "pass")]))
    first = next(steps)
    with pytest.raises(StopIteration):
        steps.send(answers(first))


def test_related_domains_are_asked_about_once() -> None:
    spf = Authenticated("y.x.a.example", "pass")
    signatures = [Authenticated("z.x.a.example", "pass"), Authenticated("q.a.example", "fail")]
    steps = iter(dmarc.evaluate("a.example", spf, signatures))
    batch = steps.send(answers(next(steps)))
    assert [question.uri.removeprefix("dns:").removesuffix("?type=TXT") for question in batch] == [
        "_dmarc.y.x.a.example",
        "_dmarc.x.a.example",
        "_dmarc.z.x.a.example",
    ]
    steps.close()


def test_many_valid_signatures() -> None:
    signatures = [Authenticated(f"x{number}.a.example", "pass") for number in range(30)]
    strict = dk.TableResolver({("_dmarc.a.example", "TXT"): ["v=DMARC1; p=reject; adkim=s"]})
    assert evaluated(None, signatures).result is Result.PASS
    assert evaluated(Authenticated("b.test", "pass"), signatures, world=strict).result is Result.FAIL
    own = dk.TableResolver(
        {**RECORDS, **{(f"_dmarc.x{number}.a.example", "TXT"): ["v=DMARC1; psd=n; p=none"] for number in range(30)}}
    )
    outcome = outcome_of(Authenticated("b.test", "pass"), signatures, world=own)
    assert outcome.value is not None
    assert outcome.value.result is Result.TEMPERROR
    assert [(one.what, one.why) for one in outcome.unknown] == [
        ("alignment with a.example", "limit: domains of signatures (10)")
    ]
    outcome = outcome_of(Authenticated("b.test", "pass"), signatures[:1] * 61, world=own)
    assert [(one.what, one.why) for one in outcome.unknown] == [("DMARC", "limit: signatures (60)")]
    assert outcome.value is not None
    assert outcome.value.result is Result.UNDETERMINED


def test_limits() -> None:
    signatures = [Authenticated("x.a.example", "pass")]
    for limits, why in ((Limits(questions=9), "limit: questions (9)"), (Limits(questions=10), "limit: questions (10)")):
        outcome = outcome_of(None, signatures, limits=limits)
        assert outcome.value is None
        assert [(one.what, one.why) for one in outcome.unknown] == [("DMARC of a.example", why)]
    assert evaluated(None, signatures, limits=Limits(questions=11)).result is Result.PASS


def test_no_author_domain() -> None:
    outcome = outcome_of(None, [], "[192.0.2.1]")
    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["dmarc.not-a-domain"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"spf": "pass"},
            "spf must be an SpfResult, a dmarc.Authenticated or None; of an outcome pass the value, not str",
        ),
        ({"spf": Outcome(value=None)}, "spf must be .*, not Outcome"),
        ({"spf": Authenticated("a.example", None)}, "spf must be an Authenticated with texts, .*, not None"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        ({"spf": Authenticated(b"a.example", "pass")}, "domain must be a domain as text, .*, not bytes"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        ({"signatures": 5}, r"dkim must be several dkim.Signature or dmarc.Authenticated, .*, not int"),
        ({"signatures": ["pass"]}, "dkim must be several .*, not str"),
        ({"null_sender": "yes"}, "null_sender must be True, False or None, not str"),
        ({"limits": 5}, "limits must be a dk.Limits, not int"),
        ({"domain": 5}, "author_domain must be a domain as text"),
    ],
)
def test_mistakes_are_explained(given: dict[str, Any], said: str) -> None:
    given = {"spf": None, "signatures": None, **given}
    with pytest.raises(dk.UsageError, match=said):
        outcome_of(**given)


_TEXTS = st.sampled_from(
    [
        "v=DMARC1; p=reject",
        "v=DMARC1; p=none; psd=y",
        "v=DMARC1;",
        "v=DMARC1",
        "v=DMARC1; p=x; rua=y",
        "v=dmarc1; p=none",
    ]
)
_RESULTS = st.sampled_from(["pass", "fail", "none", "temperror", "permerror", "softfail", "x"])
_IDENTIFIERS = st.builds(Authenticated, domains | any_text(80) | st.just("a.example"), _RESULTS, identity=any_text(8))


@given(
    author=domains | any_text(80) | st.just("a.example"),
    spf=st.none() | _IDENTIFIERS,
    signatures=st.none() | st.lists(_IDENTIFIERS, max_size=5),
    records=st.lists(any_text(120) | _TEXTS, min_size=1, max_size=3),
)
@settings(max_examples=800)
def test_anything_is_judged(author: str, spf: Any, signatures: Any, records: list[str]) -> None:
    octets = [record.encode("utf-8", "surrogatepass") for record in records]
    world = dk.TableResolver({("_dmarc.a.example", "TXT"): octets, ("_dmarc.example", "TXT"): octets[:1]})
    outcome = outcome_of(spf, signatures, author, world)
    assert all(finding.message and finding.remedy for finding in outcome.findings)
    if outcome.value is not None:
        value = outcome.value
        assert bool(value.aligned_by) == (value.result is Result.PASS)
        if value.result not in (Result.TEMPERROR, Result.UNDETERMINED):
            assert outcome.unknown == ()
        if value.result is not Result.FAIL:
            assert value.disposition is dmarc.Disposition.NONE
