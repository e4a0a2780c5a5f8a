"""What zones answer: with authority inside, not at all outside."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, cast

import dns.btreezone
import dns.name
import dns.rdatatype
import dns.zone
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.errors import UsageError
from deliverkit.core.questions import Answer, Dns, Mx, Status, Txt
from deliverkit.drivers.zone import ZoneResolver
from deliverkit.drivers.zonefile import read_text

# the example of RFC 4592 section 2.2.1, with what it leaves open filled in
WILD = """
$ORIGIN example.
$TTL 3600
@ 3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 300
@ NS ns.example.com.
* TXT "this is a wildcard"
* MX 10 host1
sub.* TXT "this is not a wildcard"
host1 A 192.0.2.1
_ssh._tcp.host1 SRV 0 0 22 host1
_ssh._tcp.host2 SRV 0 0 22 host1
subdel NS ns.example.com.
subdel NS ns.subdel
ns.subdel A 192.0.2.2
"""


def ask(resolver: ZoneResolver, name: str, rdtype: str) -> Answer[Any]:
    questions: list[Dns[Any]] = [Dns(name, rdtype)]
    return resolver.resolve(questions)[0]


def found(*records: object, ttl: int | None = 3600, aliases: tuple[str, ...] = ()) -> Answer[Any]:
    return Answer(Status.FOUND, records, aliases=aliases, ttl=ttl)


def no_data(ttl: int | None = 300, aliases: tuple[str, ...] = ()) -> Answer[Any]:
    return Answer(Status.NO_DATA, aliases=aliases, ttl=ttl)


def no_name(ttl: int | None = 300, aliases: tuple[str, ...] = ()) -> Answer[Any]:
    return Answer(Status.NO_NAME, aliases=aliases, ttl=ttl)


def not_in_zone(aliases: tuple[str, ...] = (), ttl: int | None = None) -> Answer[Any]:
    return Answer(Status.UNREACHABLE, reason="not-in-zone", aliases=aliases, ttl=ttl)


DELEGATED: Answer[Any] = Answer.unreachable("delegated")


@pytest.mark.parametrize(
    ("name", "rdtype", "answer"),
    [
        # "The following responses would be synthesized from one of the wildcards in the zone":
        ("host3.example", "MX", found(Mx(10, "host1.example"))),
        ("host3.example", "A", no_data()),
        ("foo.bar.example", "TXT", found(Txt((b"this is a wildcard",)))),
        ("FOO.Bar.Example", "TXT", found(Txt((b"this is a wildcard",)))),
        # "The following responses would not be synthesized from any of the wildcards in the zone":
        ("host1.example", "MX", no_data()),
        ("sub.*.example", "MX", no_data()),
        ("_telnet._tcp.host1.example", "SRV", no_name()),
        ("host.subdel.example", "A", DELEGATED),
        ("ghost.*.example", "MX", no_name()),
        # the asterisk itself, empty non-terminals, the cut, glue, the apex, the world outside
        ("*.example", "TXT", found(Txt((b"this is a wildcard",)))),
        ("*.example", "A", no_data()),
        ("sub.*.example", "TXT", found(Txt((b"this is not a wildcard",)))),
        ("_tcp.host1.example", "TXT", no_data()),
        ("host2.example", "MX", no_data()),
        ("x.host2.example", "MX", no_name()),
        ("subdel.example", "NS", DELEGATED),
        ("subdel.example", "TXT", DELEGATED),
        ("ns.subdel.example", "A", DELEGATED),
        ("example", "NS", found("ns.example.com")),
        ("example", "SOA", found("ns1.example. hostmaster.example. 1 7200 3600 1209600 300")),
        ("example", "TXT", no_data()),
        ("example.com", "TXT", not_in_zone()),
        ("badexample", "TXT", not_in_zone()),
        # what cannot be a name is none
        ("", "TXT", Answer(Status.NO_NAME)),
        ("a..example", "TXT", Answer(Status.NO_NAME)),
        ("a." * 125 + "example", "TXT", Answer(Status.NO_NAME)),
        ("\udc80.example", "TXT", Answer(Status.NO_NAME)),
    ],
)
def test_rfc_4592(name: str, rdtype: str, answer: Answer[Any]) -> None:
    assert ask(ZoneResolver.from_text(WILD), name, rdtype) == answer


def test_answers_stand_in_the_order_of_the_questions() -> None:
    resolver = ZoneResolver.from_text(WILD)
    questions: list[Dns[Any]] = [Dns("host1.example", "A"), Dns("x.org", "A"), Dns("host1.example", "A")]
    assert resolver.resolve(questions, 1.0) == [found("192.0.2.1"), not_in_zone(), found("192.0.2.1")]
    assert resolver.resolve([]) == []


# ---------------------------------------------------------------- aliases

TWO = """
$ORIGIN a.example.
$TTL 600
@ SOA ns1 hostmaster 1 7200 3600 1209600 300
here 60 CNAME there.b.example.
there TXT "x"
loop CNAME loop
one CNAME two
two CNAME one
gone CNAME nothing
none CNAME empty.b.example.
far CNAME www.elsewhere.net.
far2 CNAME far
cut CNAME x.del
del NS ns.elsewhere.net.
*.w CNAME there
both TXT "beside"
both CNAME there
tree 30 DNAME b.example.
top DNAME .
long DNAME {long}.b.example.
$ORIGIN b.example.
@ 200 SOA ns1 hostmaster 1 7200 3600 1209600 900
there 90 TXT "over there"
deep.empty A 192.0.2.1
""".format(long=".".join(["l" * 60] * 3))


@pytest.mark.parametrize(
    ("name", "rdtype", "answer"),
    [
        ("here.a.example", "TXT", found(Txt((b"over there",)), ttl=60, aliases=("there.b.example",))),
        ("here.a.example", "A", no_data(60, ("there.b.example",))),
        ("here.a.example", "CNAME", found("there.b.example", ttl=60)),
        ("there.a.example", "CNAME", no_data()),
        ("loop.a.example", "TXT", Answer.unreachable("cname-loop")),
        ("one.a.example", "TXT", Answer.unreachable("cname-loop")),
        ("gone.a.example", "TXT", no_name(300, ("nothing.a.example",))),
        ("none.a.example", "TXT", no_data(200, ("empty.b.example",))),
        ("far.a.example", "TXT", not_in_zone(("www.elsewhere.net",), 600)),
        ("far2.a.example", "TXT", not_in_zone(("far.a.example", "www.elsewhere.net"), 600)),
        ("cut.a.example", "TXT", Answer(Status.UNREACHABLE, reason="delegated", aliases=("x.del.a.example",), ttl=600)),
        ("x.w.a.example", "TXT", found(Txt((b"x",)), ttl=600, aliases=("there.a.example",))),
        # a CNAME beside other data is a fault (RFC 1034 section 3.6.2), but what stands there is answered
        ("both.a.example", "TXT", found(Txt((b"beside",)), ttl=600)),
        # RFC 6672: the name itself is no alias, all below are
        ("tree.a.example", "DNAME", found("b.example", ttl=30)),
        ("tree.a.example", "TXT", no_data()),
        ("there.tree.a.example", "TXT", found(Txt((b"over there",)), ttl=30, aliases=("there.b.example",))),
        ("there.tree.a.example", "CNAME", found("there.b.example", ttl=30)),
        ("x.org.top.a.example", "TXT", not_in_zone(("x.org",), 600)),
        ("y" * 61 + ".long.a.example", "TXT", Answer.unreachable("name-too-long")),
    ],
)
def test_aliases_lead_from_zone_to_zone(name: str, rdtype: str, answer: Answer[Any]) -> None:
    assert ask(ZoneResolver.from_text(TWO), name, rdtype) == answer


# ---------------------------------------------------------------- several zones, and none


def test_a_child_zone_that_is_there_too_answers_for_itself() -> None:
    parent = "$ORIGIN a.example.\n@ SOA n h 1 1 1 1 60\nsub NS ns.sub\nns.sub A 192.0.2.1\n"
    child = "$ORIGIN sub.a.example.\n@ SOA n h 1 1 1 1 30\nns A 192.0.2.1\n"
    resolver = ZoneResolver(read_text(parent), read_text(child))
    assert ask(resolver, "ns.sub.a.example", "A") == found("192.0.2.1", ttl=30)
    assert ask(resolver, "x.sub.a.example", "A") == no_name(30)
    assert ask(resolver, "x.a.example", "A") == no_name(60)
    assert ask(ZoneResolver(read_text(parent)), "x.sub.a.example", "A") == DELEGATED


def test_the_root_zone() -> None:
    resolver = ZoneResolver.from_text(
        ". SOA a. b. 1 1 1 1 60\n. NS a.\nexample. NS ns.example.\na. A 192.0.2.1\n* TXT x", "."
    )
    assert ask(resolver, "a", "A") == found("192.0.2.1", ttl=60)
    assert ask(resolver, "www.example", "A") == DELEGATED
    assert ask(resolver, "b.c", "TXT") == found(Txt((b"x",)), ttl=60)


def test_a_dname_at_the_apex() -> None:
    resolver = ZoneResolver.from_text("@ SOA n h 1 1 1 1 60\n@ DNAME b.c.\n@ TXT x", "a.example")
    assert ask(resolver, "a.example", "TXT") == found(Txt((b"x",)), ttl=60)
    assert ask(resolver, "y.a.example", "TXT") == not_in_zone(("y.b.c",), 60)


EXCERPT = """
example.com. 3600 TXT "v=spf1 mx -all"
_dmarc.example.com. TXT "v=DMARC1; p=none"
selector._domainkey.example.com. TXT "v=DKIM1; p="
mail.example.net. 60 A 192.0.2.1
mail.example.net. 30 A 192.0.2.2
_dmarc.example.org. TXT "v=DMARC1; p=none"
*.wild.example.info. TXT "x"
"""


@pytest.mark.parametrize(
    ("name", "rdtype", "answer"),
    [
        ("example.com", "TXT", found(Txt((b"v=spf1 mx -all",)))),
        ("example.com", "MX", no_data(None)),
        ("_domainkey.example.com", "TXT", no_data(None)),
        ("www.example.com", "A", no_name(None)),
        ("com", "TXT", not_in_zone()),
        ("mail.example.net", "A", found("192.0.2.1", "192.0.2.2", ttl=30)),
        ("example.net", "MX", not_in_zone()),
        ("_dmarc.example.org", "TXT", found(Txt((b"v=DMARC1; p=none",)), ttl=30)),
        ("example.org", "TXT", not_in_zone()),
        ("wild.example.info", "TXT", no_data(None)),
        ("y.wild.example.info", "TXT", found(Txt((b"x",)), ttl=30)),
        ("example.info", "TXT", not_in_zone()),
    ],
)
def test_an_excerpt_without_soa(name: str, rdtype: str, answer: Answer[Any]) -> None:
    assert ask(ZoneResolver.from_text(EXCERPT), name, rdtype) == answer


@pytest.mark.parametrize(
    ("text", "origin", "inside", "outside"),
    [
        ("_dmarc TXT x", "example.com", ["example.com", "a.example.com"], ["com"]),
        ("$ORIGIN example.com.\n_dmarc TXT x", None, ["example.com", "a.example.com"], ["com"]),
        # a top-level domain is nobody's zone file, and an origin at which nothing stands says nothing
        (
            "$ORIGIN com.\nexample TXT x\n$ORIGIN .\na.net TXT y",
            None,
            ["example.com", "a.net"],
            ["com", "a.com", "net"],
        ),
        ("$ORIGIN example.com.\n$ORIGIN example.net.\n@ TXT x", None, ["example.net"], ["example.com"]),
        # below a SOA, origins are only a way of writing
        ("@ SOA n h 1 1 1 1 1\n$ORIGIN x.y.\na TXT x", "a.b", ["a.b", "c.a.b", "x.y", "a.x.y"], ["b", "y"]),
        ("$ORIGIN b.\na SOA n h 1 1 1 1 1\n$ORIGIN _domainkey.a.b.\ns TXT x", None, ["q.a.b", "_domainkey.a.b"], ["b"]),
        ("", None, [], ["a.b"]),
    ],
)
def test_where_zones_begin(text: str, origin: str | None, inside: list[str], outside: list[str]) -> None:
    resolver = ZoneResolver.from_text(text, origin)
    assert [name for name in inside if ask(resolver, name, "A").reason] == []
    assert [name for name in outside if ask(resolver, name, "A").reason != "not-in-zone"] == []


def test_identical_records_are_one_and_a_set_lives_as_long_as_its_shortest() -> None:
    resolver = ZoneResolver.from_text('@ 60 TXT "x"\n@ 30 TXT "x"\n@ 90 TXT "y"', "a.b")
    assert ask(resolver, "a.b", "TXT") == found(Txt((b"x",)), Txt((b"y",)), ttl=30)


@pytest.mark.parametrize(("minimum", "ttl", "negative"), [(60, 300, 60), (300, 60, 60)])
def test_negative_answers_live_as_rfc_2308_says(minimum: int, ttl: int, negative: int) -> None:
    resolver = ZoneResolver.from_text(f"@ {ttl} SOA n h 1 1 1 1 {minimum}", "a.b")
    assert ask(resolver, "x.a.b", "A") == no_name(negative)


# ---------------------------------------------------------------- files


def test_files(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("@ SOA n h 1 1 1 1 1\nwww A 192.0.2.1")
    (tmp_path / "two").write_text("$ORIGIN c.d.\n@ SOA n h 1 1 1 1 1\nwww A 192.0.2.2")
    resolver = ZoneResolver.from_file(tmp_path / "one", str(tmp_path / "two"), origin="a.b")
    assert ask(resolver, "www.a.b", "A").records == ("192.0.2.1",)
    assert ask(resolver, "www.c.d", "A").records == ("192.0.2.2",)
    with pytest.raises(UsageError, match=r"/one:1: '@' stands for the origin"):
        ZoneResolver.from_file(tmp_path / "one")
    with pytest.raises(FileNotFoundError):
        ZoneResolver.from_file(tmp_path / "three")


# ---------------------------------------------------------------- beside dnspython

LABELS = st.sampled_from(["a", "b", "*", "_c"])
OWNERS = st.lists(LABELS, max_size=4).map(lambda labels: ".".join([*labels, "o.example."]))
DATA = st.sampled_from(["A 192.0.2.1", "TXT x", "TXT y", "MX 5 a"])


@st.composite
def zones(draw: st.DrawFn) -> str:
    lines = ["@ 60 SOA ns hostmaster 1 1 1 1 60", "@ 60 NS ns"]
    lines += [f"{draw(OWNERS)} 60 {draw(DATA)}" for _ in range(draw(st.integers(0, 7)))]
    cuts = draw(st.lists(OWNERS.filter(lambda name: not name.startswith(("*", "o"))), max_size=2))
    return "\n".join([*lines, *(f"{cut} 60 NS ns.elsewhere.net." for cut in cuts)])


@settings(max_examples=200)
@given(zones(), st.lists(OWNERS, min_size=1, max_size=12))
def test_wildcards_and_cuts_are_those_of_dnspython(text: str, names: list[str]) -> None:
    zone = dns.zone.from_text(text, "o.example.", relativize=False, zone_factory=dns.btreezone.Zone)
    resolver = ZoneResolver.from_text(text, "o.example.")
    with cast(dns.btreezone.Zone, zone).reader() as reader:
        version = cast(dns.btreezone.ImmutableVersion, cast(Any, reader).version)
        for name in names:
            for rdtype in ("A", "TXT"):
                answer = ask(resolver, name.removesuffix("."), rdtype)
                assert (answer.status, answer.reason, len(answer.records)) == expected(version, name, rdtype)


def expected(version: dns.btreezone.ImmutableVersion, text: str, rdtype: str) -> tuple[Status, str, int]:
    name = dns.name.from_text(text)
    bounds = version.bounds(name)
    if bounds.is_delegation:
        return Status.UNREACHABLE, "delegated", 0
    wild = dns.name.from_text("*", bounds.closest_encloser)
    if bounds.is_equal:
        source = name
    elif bounds.closest_encloser == name:
        return Status.NO_DATA, "", 0
    elif version.bounds(wild).is_equal or version.bounds(wild).closest_encloser == wild:
        source = wild
    else:
        return Status.NO_NAME, "", 0
    rdataset = version.get_rdataset(source, dns.rdatatype.from_text(rdtype), dns.rdatatype.NONE)
    return (Status.NO_DATA, "", 0) if rdataset is None else (Status.FOUND, "", len(cast(list[object], rdataset)))


def test_building_and_asking_are_linear() -> None:
    def cost(size: int) -> float:
        text = "$ORIGIN a.b.\n@ SOA n h 1 1 1 1 1\n" + "".join(f"x TXT {at}\nn{at} A 192.0.2.1\n" for at in range(size))
        zone = read_text(text)
        best = 1e9
        for _ in range(5):
            start = time.process_time()
            ask(ZoneResolver(zone), "x.a.b", "TXT")
            best = min(best, time.process_time() - start)
        return best

    ratios = sorted(cost(2 * size) / cost(size) for size in (500, 1_000, 2_000))
    assert ratios[1] <= 2.6, ratios
