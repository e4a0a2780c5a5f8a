"""Small worlds to evaluate SPF in: a few domains with records made from the grammar, sound and broken, and a client.

Everything is drawn from one `random.Random`, so that a seed names a world and volumes are cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from deliverkit.core.questions import UNREACHABLE

__all__ = ["World", "world"]

Draw = Callable[[Random], str]

_DOMAINS: Final = ("a.example", "b.example", "c.example", "sub.d.example", "e-1.example")
_HOSTS: Final = ("h1.a.example", "h2.a.example", "mail.b.example", "h3.example", "6.example")
_NOWHERE: Final = ("void.example", "nx.a.example", "gone.example")
_SLOW: Final = ("slow.example",)
# far.example matches no client, pool.example has a host nobody answers for, and postmasters are known to who.example
_FIXED: Final[dict[tuple[str, str], Any]] = {
    ("far.example", "A"): ["203.0.113.9"],
    ("far.example", "AAAA"): ["2001:db8:ffff::9"],
    ("far.example", "MX"): [(10, "far.example")],
    ("pool.example", "MX"): [(10, "h1.a.example"), (20, "slow.example")],
    **{(f"postmaster@{name}.who.example", "A"): ["127.0.0.2"] for name in _DOMAINS[:3]},
}
_IP4: Final = (*(f"192.0.2.{n}" for n in range(1, 9)), "198.51.100.7")
_IP6: Final = ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::9", "fe80::1")
_MACROS: Final = (
    *("%{i}", "%{ir}", "%{s}", "%{o}", "%{l}", "%{d}", "%{v}", "%{h}", "%{p}"),
    *("%{d2}", "%{dr}", "%{d1r}", "%{l-}", "%{lr-}", "%{l1r+-}", "%{S}", "%{L}", "%{D2}", "%{H}", "%{o3r.}"),
    *("%%", "%_", "%-"),
)
_BROKEN_MACROS: Final = ("%{z}", "%{d", "%", "%(d)", "%{d0}", "%{c}", "%{t}", "%{}", "%{d-r}", "%{d999}")
_EXPLANATIONS: Final = (
    *(
        "No.",
        "%{i} is not %{d}",
        "See %{c} %{r}",
        "%{S} %% %{l}",
        "%{s}, no.",
        "%{l1}%_%{s2}",
        "\xe9",
        "%{p}",
        "bad %{",
    ),
    *("A long explanation of %{i}. " * 12, "A longer one of %{h}. " * 20),
)
_ODD: Final = ("all:a.example", "ip:192.0.2.1", "exists", "ptr/24", "include", "moo", "a:", "192.0.2.1", "all.")
_QUALIFIERS: Final = ("", "", "", "", "+", "-", "~", "?")
_BELOW: Final = "<below>"  # stands for a domain later in the list, so that most includes are no loops
_GARBAGE: Final = "  :/=%{}.,;-+~?_\"'\\\x00\x01\t\x1f\x7f\xe9azAZ09"


class World(NamedTuple):
    """The zone, as a TableResolver takes it, and what is asked."""

    zone: dict[tuple[str, str], Any]
    client_ip: str
    mail_from: str
    helo: str


def world(random: Random) -> World:
    """Draw a world."""
    zone: dict[tuple[str, str], Any] = {}
    for name in _HOSTS:
        _addresses(random, zone, name)
    for name in _DOMAINS:
        if random.random() < 0.5:
            _addresses(random, zone, name)
        if random.random() < 0.6:
            hosts = random.sample(_HOSTS, random.randint(1, 3)) + ([_NOWHERE[0]] if random.random() < 0.03 else [])
            zone[name, "MX"] = [(10 * n, host) for n, host in enumerate(hosts)]
        zone[name, "TXT"] = _texts(random, name)
    zone["why.example", "TXT"] = [random.choice(_EXPLANATIONS)]
    zone |= _FIXED
    for rdtype in ("A", "AAAA", "MX", "TXT"):
        zone[_SLOW[0], rdtype] = UNREACHABLE
    if random.random() < 0.2:
        zone[random.choice(_DOMAINS + _HOSTS * 3), random.choice(("A", "A", "A", "MX", "TXT"))] = UNREACHABLE
    client_ip = random.choice(_IP4 + _IP4 + _IP6 + ("::ffff:192.0.2.3",))
    _reverse(random, zone, client_ip)
    return World(zone, client_ip, _sender(random), _helo(random))


def _addresses(random: Random, zone: dict[tuple[str, str], Any], name: str) -> None:
    if random.random() < 0.97:
        zone[name, "A"] = random.sample(_IP4, random.randint(1, 2))
    if random.random() < 0.9:
        zone[name, "AAAA"] = random.sample(_IP6, random.randint(1, 2))


def _reverse(random: Random, zone: dict[tuple[str, str], Any], client_ip: str) -> None:
    if ":" not in client_ip and random.random() < 0.7:
        owner = ".".join(reversed(client_ip.split("."))) + ".in-addr.arpa"
        zone[owner, "PTR"] = random.sample(_HOSTS + _DOMAINS[:2], random.randint(1, 3))


def _sender(random: Random) -> str:
    domain = random.choice(_DOMAINS[:3])
    local = random.choice(("user", "user", "a.b-c+d", "Some_One", "x/y", "%{d}", "o'neil", "a=b"))
    odd = ("", "", f"@{domain}", f"@{domain}", domain, domain, "user@void.example", "user@localhost", "u@A.Example")
    chance = random.random()
    if chance < 0.0015:
        return f"u@v@{domain}"
    return random.choice(odd) if chance < 0.22 else f"{local}@{domain}"


def _helo(random: Random) -> str:
    return random.choice(("mail.b.example", "a.example", "b.example", "h1.a.example", "localhost", "[192.0.2.1]"))


def _texts(random: Random, name: str) -> Sequence[str]:
    chance = random.random()
    if chance < 0.03:
        return [_record(random, name), _record(random, name)]
    if chance < 0.06:
        return random.choice((["some=verification"], ["v=spf10 -all"], ["v=spf1;a -all"], [""]))
    if chance < 0.12:
        return ["other text", _record(random, name)]
    return [_record(random, name)]


def _record(random: Random, name: str) -> str:
    if random.random() < 0.01:
        return _crowded(random)
    size = 14 if random.random() < 0.02 else random.randint(0, 5)
    terms = [_term(random) for _ in range(size)]
    if random.random() < 0.7:
        terms.append(random.choice(("-all", "~all", "?all", "all", "-ALL")))
    elif random.random() < 0.5:
        terms.append("redirect=" + (_BELOW if random.random() < 0.8 else _target(random)))
    if random.random() < 0.25:
        terms.insert(
            random.randint(0, len(terms)), random.choice(("exp=why.example", "exp=%{d}", "x=%{d}", "m.o-d_1="))
        )
    text = " ".join([random.choice(("v=spf1", "v=spf1", "v=spf1", "V=SPF1")), *terms])
    while _BELOW in text:
        text = text.replace(_BELOW, _below(random, name), 1)
    if random.random() < 0.03:
        text = text.replace(" ", "  ", random.randint(1, 3)) + random.choice((" ", ""))
    return _mutated(random, text) if random.random() < 0.06 else text


def _crowded(random: Random) -> str:
    """About as many look-ups as are allowed, none of them void."""
    terms = [random.choice(("a:far.example", "-mx:far.example/31")) for _ in range(random.randint(8, 11))]
    terms += random.choice((["?all", "redirect=c.example"], ["redirect=c.example"], ["-all"]))
    return " ".join(("v=spf1", *terms))


def _below(random: Random, name: str) -> str:
    later = _DOMAINS[_DOMAINS.index(name) + 1 :]
    return random.choice(later) if later and random.random() < 0.97 else random.choice(_DOMAINS + _HOSTS)


def _mutated(random: Random, text: str) -> str:
    at = random.randint(6, len(text))
    return text[:at] + random.choice(_GARBAGE) + text[at + random.randint(0, 1) :]


def _term(random: Random) -> str:
    make = random.choices(tuple(_TERMS), tuple(_TERMS.values()))[0]
    return random.choice(_QUALIFIERS) + make(random)


def _target(random: Random) -> str:
    chance = random.random()
    if chance < 0.70:
        return random.choice(_DOMAINS + _HOSTS)
    if chance < 0.78:
        return random.choice(_NOWHERE)
    if chance < 0.80:
        return _SLOW[0]
    if chance < 0.97:
        return random.choice(_MACROS) + random.choice((".", "._spf.", "")) + random.choice(_DOMAINS)
    if chance < 0.974:
        return random.choice(_BROKEN_MACROS) + ".a.example"
    return random.choice(("localhost", "a.example.", "a..example", "x" * 64 + ".example", "192.0.2.1", "a.example.1"))


def _dual(random: Random) -> str:
    chance = random.random()
    if chance < 0.75:
        return ""
    if chance < 0.95:
        return random.choice(("/24", "/30", "/32", "/0", "//64", "/28//48", "//128", "/24//0"))
    return random.choice(("/33", "//129", "/", "/024", "/24/64", "/-1", "/a", "//"))


def _ip4(random: Random) -> str:
    if random.random() < 0.03:
        return "ip4:" + random.choice(
            ("", "192.0.2", "192.0.2.256", "192.0.02.1", "2001:db8::1", "192.0.2.1/33", "a.b")
        )
    return "ip4:" + random.choice(_IP4) + random.choice(("", "", "", "/32", "/30", "/24", "/0", "/31"))


def _ip6(random: Random) -> str:
    if random.random() < 0.05:
        return "ip6:" + random.choice(("", "192.0.2.1", "2001:db8:::1", "::g", "::1/129", "2001:db8::1//64"))
    return random.choice(("ip6:", "IP6:")) + random.choice(_IP6) + random.choice(("", "", "/64", "/128", "/0", "/33"))


def _with_target(word: str, suffix: Draw, *, bare: float) -> Draw:
    def draw(random: Random) -> str:
        return word + ("" if random.random() < bare else ":" + _target(random)) + suffix(random)

    return draw


def _include(random: Random) -> str:
    return "include:" + (_BELOW if random.random() < 0.9 else _target(random))


def _nothing(random: Random) -> str:
    return ""


def _odd(random: Random) -> str:
    return random.choice(_ODD)


def _pool(random: Random) -> str:
    return random.choice(("mx:pool.example", *("exists:%{s}.who.example", "a:far.example") * 2))


_TERMS: Final[dict[Draw, int]] = {
    _ip4: 24,
    _ip6: 6,
    _with_target("a", _dual, bare=0.3): 16,
    _with_target("mx", _dual, bare=0.4): 12,
    _include: 16,
    _with_target("exists", _nothing, bare=0.0): 8,
    _with_target("ptr", _nothing, bare=0.5): 5,
    _odd: 1,
    _pool: 2,
}
