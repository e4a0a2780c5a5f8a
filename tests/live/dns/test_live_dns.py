"""The system's resolver against real name servers, called both ways."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import pytest

from deliverkit.core.questions import Answer, Dns, Mx, Status, Txt, a, aaaa, mx, ptr, txt
from deliverkit.drivers.caching import CachingResolver
from deliverkit.drivers.system import SystemResolver
from live_dns import BIG, Certificate, Server
from support import skip_or_fail

pytestmark = pytest.mark.live

Ask = Callable[..., Sequence[Answer[Any]]]


def blocking(servers: Sequence[Any], *questions: Dns[Any], **more: Any) -> Sequence[Answer[Any]]:
    with SystemResolver(servers, **more) as resolver:
        told = resolver.resolve(questions)
    assert not [one for one in threading.enumerate() if one.name == "deliverkit-dns"]
    return told


def awaiting(servers: Sequence[Any], *questions: Dns[Any], **more: Any) -> Sequence[Answer[Any]]:
    async def main() -> Sequence[Answer[Any]]:
        async with SystemResolver(servers, **more) as resolver:
            told = await resolver.resolve_async(questions)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return told

    return asyncio.run(main())


@pytest.fixture(params=[blocking, awaiting])
def ask(request: pytest.FixtureRequest) -> Ask:
    way: Ask = request.param
    return way


def found(*records: object, ttl: int = 3000, aliases: tuple[str, ...] = ()) -> Answer[Any]:
    return Answer(Status.FOUND, records, "", aliases, ttl)


ANSWERS: list[tuple[Dns[Any], Answer[Any]]] = [
    (txt("txt.example"), found(Txt((b"v=spf1 ", b"ip4:192.0.2.0/24 ", b"-all")))),
    (txt("TXT.Example"), found(Txt((b"v=spf1 ", b"ip4:192.0.2.0/24 ", b"-all")))),
    (txt("big.example"), found(Txt(tuple(one.encode() for one in BIG)))),
    (mx("nomail.example"), found(Mx(0, ""))),
    (a("mx1.example"), found("192.0.2.25", ttl=1500)),
    (aaaa("mx1.example"), found("2001:db8::25", ttl=1500)),
    (ptr("1.2.0.192.in-addr.example"), found("mx1.example")),
    (Dns("example", "NS"), found("ns.example")),
    (Dns("c1.example", "CNAME"), found("c2.example")),
    (a("c1.example"), found("192.0.2.25", ttl=1500, aliases=("c2.example", "c3.example", "mx1.example"))),
    (txt("c1.example"), Answer(Status.NO_DATA, (), "", ("c2.example", "c3.example", "mx1.example"), 600)),
    (a("gone.example"), Answer(Status.NO_NAME, (), "", ("nothing.example",), 600)),
    (a("away.example"), found("192.0.2.77", ttl=1000, aliases=("target.other.example",))),
    (txt("a.b.wild.example"), found(Txt((b"any",)))),
    (a("wild.example"), Answer(Status.NO_DATA, ttl=600)),
    (a("empty.example."), Answer(Status.NO_NAME)),
    (a("y.empty.example"), Answer(Status.NO_DATA, ttl=600)),
    (txt("sp ace.example"), found(Txt((b"blank",)))),
    (txt("sp\\032ace.example"), Answer(Status.NO_NAME, ttl=600)),
    (txt("nothing.example"), Answer(Status.NO_NAME, ttl=600)),
    (mx("txt.example"), Answer(Status.NO_DATA, ttl=600)),
    (txt("x" * 64 + ".example"), Answer(Status.NO_NAME)),
]


def shape(answer: Answer[Any]) -> Answer[Any]:
    """*answer* as it was when fresh: a cache counts the seconds since."""
    ttl = None if answer.ttl is None else next(one for one in (600, 1000, 1500, 2000, 3000) if answer.ttl <= one)
    return Answer(answer.status, answer.records, answer.reason, answer.aliases, ttl, answer.authenticated)


@pytest.mark.parametrize(("question", "answer"), ANSWERS, ids=lambda one: one.uri if isinstance(one, Dns) else "")
def test_an_authoritative_server(ask: Ask, nsd: Server, question: Dns[Any], answer: Answer[Any]) -> None:
    assert ask([("127.0.0.1", nsd.port)], question) == [answer]


def test_a_recursive_server_tells_the_same(ask: Ask, unbound: Server) -> None:
    told = ask([("127.0.0.1", unbound.port)], *(question for question, _ in ANSWERS))
    assert [shape(one) for one in told] == [answer for _, answer in ANSWERS]


def test_several_records_all_come(ask: Ask, nsd: Server) -> None:
    many, mail = ask([("127.0.0.1", nsd.port)], txt("many.example"), mx("mail.example"))
    assert set(many.records) == {Txt((b"one",)), Txt((b"two",))}
    assert set(mail.records) == {Mx(10, "mx1.example"), Mx(20, "mx2.other.example")}


def test_a_loop_of_aliases(ask: Ask, nsd: Server) -> None:
    assert ask([("127.0.0.1", nsd.port)], a("loop1.example")) == [Answer.unreachable("cname-loop")]


def test_servfail_refused_and_timeout_are_told_apart(ask: Ask, nsd: Server, silent: tuple[str, int]) -> None:
    server = ("127.0.0.1", nsd.port)
    questions = a("x.empty-secondary.example"), a("www.elsewhere.invalid")
    assert ask([server], *questions) == [Answer.unreachable("servfail"), Answer.unreachable("refused")]
    assert ask([silent], a("mx1.example"), timeout=0.1, retries=1) == [Answer.unreachable("timeout")]
    assert ask([silent, server], a("mx1.example"), timeout=0.1) == [found("192.0.2.25", ttl=1500)]


def test_a_recursive_server_that_is_refused_says_servfail(ask: Ask, unbound: Server) -> None:
    told = ask([("127.0.0.1", unbound.port)], a("www.refused.internal"), timeout=10)
    assert told == [Answer.unreachable("servfail")]


def test_a_validating_server_vouches_for_signed_answers_and_refuses_forged_ones(ask: Ask, unbound: Server) -> None:
    server = ("127.0.0.1", unbound.port)
    signed, missing, forged, plain = ask(
        [server], a("target.signed.example"), a("no.signed.example"), a("target.bogus.example"), a("mx1.example")
    )
    assert (signed.records, signed.authenticated) == (("192.0.2.77",), True)
    assert (missing.status, missing.authenticated) == (Status.NO_NAME, True)
    assert forged == Answer.unreachable("servfail")
    assert not plain.authenticated


def test_two_hundred_questions(ask: Ask, nsd: Server) -> None:
    questions = [txt(f"n{n}.wild.example") for n in range(199)]
    told = ask([("127.0.0.1", nsd.port)], *questions, txt("big.example"))
    assert told[:-1] == [found(Txt((b"any",)))] * 199
    assert len(told[-1].records[0].strings) == 30


def test_two_hundred_questions_that_all_need_tcp(ask: Ask, nsd: Server) -> None:
    told = ask([("127.0.0.1", nsd.port)], *(txt(f"n{n}.big.example") for n in range(200)))
    assert {answer.aliases for answer in told} == {("big.example",)}
    assert {answer.records[0].data for answer in told} == {"".join(BIG).encode()}


def addresses(server: Server) -> list[str]:
    return [f"tls://127.0.0.1:{server.tls}", f"tls://127.0.0.1:{server.tls}#dns.example"]


def test_over_tls(ask: Ask, nsd: Server, unbound: Server, certificate: Certificate) -> None:
    expected = [answer for _, answer in ANSWERS]
    for address in addresses(nsd) + addresses(unbound):
        told = ask([address], *(question for question, _ in ANSWERS), tls=certificate.believing)
        assert [shape(one) for one in told] == expected


def test_over_https(ask: Ask, unbound: Server, certificate: Certificate) -> None:
    if find_spec("httpx") is None:
        skip_or_fail("DNS over HTTPS needs the extra doh")
    told = ask(
        [f"https://127.0.0.1:{unbound.https}"], *(question for question, _ in ANSWERS), tls=certificate.believing
    )
    assert [shape(one) for one in told] == [answer for _, answer in ANSWERS]


def test_two_hundred_questions_over_tls_and_https(ask: Ask, unbound: Server, certificate: Certificate) -> None:
    questions = [txt(f"n{n}.wild.example") for n in range(200)]
    for address in (f"tls://127.0.0.1:{unbound.tls}", f"https://127.0.0.1:{unbound.https}/dns-query"):
        told = ask([address], *questions, tls=certificate.believing, timeout=10)
        assert [shape(one) for one in told] == [found(Txt((b"any",)))] * 200


def test_a_certificate_that_is_not_believed_or_names_another(
    ask: Ask, unbound: Server, certificate: Certificate
) -> None:
    for address, tls in (
        (f"tls://127.0.0.1:{unbound.tls}", None),
        (f"https://127.0.0.1:{unbound.https}", None),
        (f"tls://127.0.0.1:{unbound.tls}#other.example", certificate.believing),
    ):
        assert ask([address], a("mx1.example"), tls=tls) == [Answer.unreachable("tls")]


def test_over_https_elsewhere_on_the_server(ask: Ask, unbound: Server, certificate: Certificate) -> None:
    address = f"https://127.0.0.1:{unbound.https}/elsewhere"
    assert ask([address], a("mx1.example"), tls=certificate.believing) == [Answer.unreachable("http")]


def test_behind_a_cache(nsd: Server) -> None:
    with SystemResolver([("127.0.0.1", nsd.port)]) as resolver:
        cache = CachingResolver(resolver)
        once, again = cache.resolve([txt("txt.example")]), cache.resolve([txt("TXT.example")])
        assert [shape(one) for one in again] == list(once)
        assert list(asyncio.run(_told(cache))) == [shape(one) for one in once]


async def _told(cache: CachingResolver) -> list[Answer[Any]]:
    return [shape(one) for one in await cache.resolve_async([txt("txt.example")])]
