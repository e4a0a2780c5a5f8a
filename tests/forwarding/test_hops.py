"""Is a way described in words that cannot be misread?"""

from __future__ import annotations

import pickle
import re
from typing import Any

import pytest

from deliverkit.core.errors import UsageError
from deliverkit.forwarding import EnvelopeUse, Footer, Hop, Origin, Receiver, Signing
from deliverkit.srs import Rewriter, Rewritten
from forwarding_ways import FORWARDER, KEY, ZONE, codes, outcome_of, path_of

a_hop: Any = Hop
a_receiver: Any = Receiver
a_signing: Any = Signing


def test_a_hop_in_normal_form() -> None:
    hop = a_hop("mx.b.example", "2001:DB8::0001", envelope="own", changes=[Footer()])
    assert (hop.ip, hop.envelope, hop.changes, hop.domain) == (
        "2001:db8::1",
        EnvelopeUse.OWN,
        (Footer(),),
        "mx.b.example",
    )
    assert Hop("mx", "192.0.2.1", "u@M\u00fcnchen.example").domain == "xn--mnchen-3ya.example"
    assert Hop("mx", "192.0.2.1", "u@a..b").domain == "a..b"
    assert hop.receiver == Receiver(host="mx.b.example")
    assert Hop("mx", "192.0.2.1", receives=Receiver(host="in")).receiver.host == "in"
    assert Receiver(trusted_sealers=("B.Example.",)).trusted_sealers == ("b.example",)
    assert pickle.loads(pickle.dumps(hop)) == hop


def test_its_own_sender() -> None:
    def sender(**more: str) -> str:
        hop = a_hop("b.example", "192.0.2.1", envelope="own", **more)
        return path_of("john@a.example", [hop]).last.envelope.address

    assert sender() == "postmaster@b.example"
    assert sender(recipient="l@b.example") == "l@b.example"
    assert sender(recipient="l@b.example", sender="l-bounces@b.example") == "l-bounces@b.example"


def test_its_own_rewriter() -> None:
    rewriter = Rewriter(["fwd.example"], [b"tops3cr3t"], over_length="token")
    hop = Hop("mx.fwd.example", "198.51.100.7", "user@fwd.example", "srs", srs=rewriter)
    path = path_of("john@a.example", [hop])
    assert re.fullmatch("SRS0=.{4}=JO=a.example=john@fwd.example", path.last.envelope.address)
    assert path.last.envelope.address != path_of("john@a.example", [FORWARDER]).last.envelope.address
    long = path_of("john@a.example", [hop], sender="x" * 60 + "@a.example")
    assert long.last.envelope.address.endswith("@fwd.example")


def test_what_its_rewriter_takes_for_its_own_is_its_own() -> None:
    """SRS leaves its own addresses alone, and those of the domains that it was told to: whose record lacks it, then?"""
    rewriter = Rewriter(["srs.fwd.example"], [b"tops3cr3t"], own_domains=["a.example"], exclude=["x.example"])
    hop = Hop("mx.fwd.example", "198.51.100.8", "user@fwd.example", "srs", srs=rewriter)
    zone = {
        **ZONE,
        ("srs.fwd.example", "TXT"): ["v=spf1 ip4:198.51.100.7 -all"],
        ("x.example", "TXT"): ["v=spf1 -all"],
    }
    signed = rewriter.forward("john@b.example", 20_417)
    assert isinstance(signed, Rewritten)
    for sender, code in (
        (signed.address, "own-spf-lacks-address"),
        ("john@a.example", "own-spf-lacks-address"),
        ("john@x.example", "spf-breaks"),
        ("john@c.example", "own-spf-lacks-address"),
    ):
        outcome = outcome_of("john@a.example", [hop], sender=sender, zone=zone)
        assert code in codes(outcome), sender


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: a_hop("mx", "192.0.2"), "Hop(ip=...): '192.0.2' is no IP address"),
        (lambda: a_hop("mx", "fe80::1%eth0"), "is no IP address"),
        (lambda: a_hop("mx", 1), "Hop(ip=...) takes a text such as '192.0.2.1', not int: pass str(ip)"),
        (lambda: a_hop(None, "192.0.2.1"), "Hop(host=...) takes a text"),
        (
            lambda: a_hop("mx", "192.0.2.1", envelope="rewrite"),
            "takes one of 'keep', 'srs', 'own', 'null', not 'rewrite'",
        ),
        (lambda: a_hop("mx", "192.0.2.1", changes=Footer()), "takes several changes"),
        (lambda: a_hop("mx", "192.0.2.1", changes=(Footer,)), "takes changes, such as forwarding.Footer(), not"),
        (lambda: a_hop("mx", "192.0.2.1", changes=("footer",)), "not 'footer'"),
        (
            lambda: a_hop("mx", "192.0.2.1", dkim_sign=KEY),
            "takes a forwarding.Signing, not SigningKey; it says who signs",
        ),
        (lambda: a_hop("mx", "192.0.2.1", srs="key"), "takes an srs.Rewriter, not str"),
        (lambda: a_hop("mx", "192.0.2.1", receives="mx"), "takes a forwarding.Receiver"),
        (lambda: a_receiver(trusted_sealers="b.example"), "takes several texts, such as ('lists.example',), not one"),
        (lambda: a_receiver(trusted_sealers=("a..b",)), "'a..b' is no domain"),
        (lambda: a_receiver(honours_dmarc="yes"), "takes True or False"),
        (lambda: Origin("mx", "x"), "Origin(ip=...): 'x' is no IP address"),
        (lambda: a_hop("mx", "192.0.2.1", sender="l"), "Hop(sender=...) takes an address, such as 'bounces@b.example'"),
        (lambda: a_hop("192.0.2.1", "192.0.2.1", envelope="srs"), "needs a domain of its own, not '192.0.2.1'"),
        (lambda: a_hop("m x", "192.0.2.1", envelope="srs"), "needs a domain of its own, not 'm x': give a recipient"),
        (lambda: a_signing("a"), "'a' is no domain to sign for"),
        (lambda: a_signing("a.example", "s1", "no key"), "key"),
        (lambda: a_signing("a.example", settings=None), "takes a dkim.SigningSettings"),
    ],
)
def test_wrong_arguments(make: Any, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        make()
