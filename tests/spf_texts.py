"""Texts of SPF records, sound and broken, for every test that reads or mends them."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["any_texts", "good_terms", "octet_texts", "record_texts", "slips"]

_HOSTS = st.sampled_from(
    ["a.example", "_spf.b.example", "mail.c-1.example.", "xn--mller-kva.example", "%{d}", "%{ir}.x.example"]
)
_IP4 = st.ip_addresses(v=4).map(str)
_IP6 = st.ip_addresses(v=6).map(str)
_QUALIFIER = st.sampled_from(["", "", "+", "-", "~", "?"])


def _join(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


_LENGTH4 = st.just("") | st.integers(0, 32).map(lambda bits: f"/{bits}")
_LENGTH6 = st.just("") | st.integers(0, 128).map(lambda bits: f"/{bits}")
_DUAL = st.sampled_from(["", "/24", "//64", "/24//64"])

good_terms: st.SearchStrategy[str] = st.one_of(
    _join(_QUALIFIER, st.sampled_from(["all", "a", "mx", "ptr", "ALL"])),
    _join(_QUALIFIER, st.just("ip4:"), _IP4, _LENGTH4),
    _join(_QUALIFIER, st.just("ip6:"), _IP6, _LENGTH6),
    _join(_QUALIFIER, st.sampled_from(["include:", "exists:", "ptr:", "Include:"]), _HOSTS),
    _join(_QUALIFIER, st.sampled_from(["a", "mx"]), _DUAL),
    _join(_QUALIFIER, st.sampled_from(["a:", "mx:"]), _HOSTS, _DUAL),
    st.sampled_from(["ra=postmaster", "rp=10", "rr=all", "foo=bar", "v=spf1", "x=%{i}"]),
)
"""Single terms without a fault; no redirect= or exp=, which may stand once only."""

slips: st.SearchStrategy[str] = st.sampled_from(
    [
        *("-", "~", "- all", "~ all", "+ -all", "--all", "-all.", "all:x", "-all/24", "al", "allow", "ip:192.0.2.1"),
        *("ipv4:192.0.2.1/33", "ip4:192.0.2.001", "ip4: 192.0.2.1", "ip4 : 192.0.2.1", "ip4", "ip4:2001:db8::1"),
        *("ip6:192.0.2.1", "192.0.2.1", "2001:db8::1", "mail.a.example", "_spf.a.example", "include:localhost"),
        *("include=b.example", "+include=b.example", "include", "include:", "redirect:b.example", "redirect=b.example"),
        *(
            "exp=b.example",
            "exp:b.example",
            "a:",
            "a:/24",
            "a /24",
            "mx/24/64",
            "a/x",
            "ptr/24",
            "exists:%(i).x.example",
        ),
        *("exists:%{i", "x=100%", "include:https://b.example/", "include:b.example,c.example;", '"mx"', "'-all'"),
        *("-allinclude:b.example", "include:b.example?all", "ip4:192.0.2.1ip4:192.0.2.2", "a\tmx", "a,", "b.example,"),
        *("\xe2\x80\x93all", "\xe2\x80\x93 all", "a:m\xc3\xbcller.example", "\xe4\x96", "\\", ":", "=", "/", "%", "."),
    ]
)
"""What people write instead of terms, as octets."""

octet_texts: st.SearchStrategy[str] = st.text(st.characters(max_codepoint=0xFF), max_size=40)
"""Any octets."""

record_texts: st.SearchStrategy[str] = st.lists(
    st.one_of(good_terms, good_terms, slips, st.text("-+~?:=/.,;%{}\"' aimlx4", max_size=8), octet_texts), max_size=8
).map(lambda terms: " ".join(["v=spf1", *terms]))
"""Whole records, one character an octet, in every state of repair."""

any_texts: st.SearchStrategy[str | bytes] = st.one_of(
    record_texts,
    st.text(max_size=60),
    st.binary(max_size=60),
    record_texts.map(lambda text: text.encode("latin-1")),
    record_texts.map(lambda text: f'a.example. 300 IN TXT "{text}"'),
    st.tuples(record_texts, record_texts).map(lambda pair: f'"{pair[0]}" "{pair[1][6:]}"'),
    record_texts.map(lambda text: text.replace("v=spf1", "v=spf1;")),
    record_texts.map(lambda text: "\ud800" + text),
)
"""Anything that could be pasted for a record."""
