"""Is the result of a signature the one that the standards give it, and are the three judgements what they should be?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

import deliverkit as dk
from deliverkit.core.questions import UNREACHABLE
from deliverkit.dkim import Leg, Result, Settings, Signature, verify
from dkim_signer import PLAIN, ed25519_key, rsa_key, sign, small_key, zone

NAME: Final = "s1._domainkey.a.example"
NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECONDS: Final = int(NOW.timestamp())
RSA, ED25519 = rsa_key(), ed25519_key()


def judged(raw: bytes, dns: Any = None, **more: Any) -> dk.Outcome[tuple[Signature, ...]]:
    """The outcome; failures are not explained."""
    settings = Settings(max_hashed=0, **more)
    return dk.run(verify(raw, settings=settings), resolver=dk.TableResolver(zone() if dns is None else dns), now=NOW)


def only(raw: bytes, dns: Any = None, **more: Any) -> Signature:
    outcome = judged(raw, dns, **more)
    assert outcome.value is not None
    (one,) = outcome.value
    return one


def legs(one: Signature) -> tuple[Leg, Leg, Leg]:
    return one.key, one.body, one.signed


FITS, DIFFERS, FOREIGN, NOT_JUDGED = Leg
SOUND = (FITS, FITS, FITS)
UNSEEN = (NOT_JUDGED, FITS, NOT_JUDGED)
UNREAD = (NOT_JUDGED, NOT_JUDGED, NOT_JUDGED)
UNFIT = (DIFFERS, FITS, NOT_JUDGED)

# the message, the DNS, the result, its reason and the judgements of key, body and header
TABLE: Final[dict[str, tuple[bytes, Any, Result, str, tuple[Leg, Leg, Leg]]]] = {
    "sound": (sign(PLAIN), None, Result.PASS, "", SOUND),
    "sound, Ed25519": (sign(PLAIN, ED25519), zone(ED25519), Result.PASS, "", SOUND),
    "SHA-1": (sign(PLAIN, a="rsa-sha1"), None, Result.POLICY, "obsolete-algorithm", SOUND),
    "a small key": (
        sign(PLAIN, small_key(1023)),
        zone(small_key(1023)),
        Result.POLICY,
        "short-key",
        (DIFFERS, FITS, FITS),
    ),
    "a key that is not small": (sign(PLAIN, rsa_key(1024)), zone(rsa_key(1024)), Result.PASS, "", SOUND),
    "no list of tags": (sign(PLAIN, form=";; "), None, Result.NEUTRAL, "malformed-signature", UNREAD),
    "a tag twice": (sign(PLAIN, s="s1; s=s1"), None, Result.NEUTRAL, "repeated-tag", UNREAD),
    "another version": (sign(PLAIN, v="2"), None, Result.NEUTRAL, "unsupported-version", UNREAD),
    "an unknown algorithm": (sign(PLAIN, a="rsa-sha512"), None, Result.NEUTRAL, "unknown-algorithm", UNREAD),
    "a value that is none": (sign(PLAIN, d="a"), None, Result.NEUTRAL, "bad-tag-value", UNREAD),
    "no canonicalization": (sign(PLAIN, c="loose"), None, Result.NEUTRAL, "unknown-canonicalization", UNREAD),
    "another query": (sign(PLAIN, q="http"), None, Result.NEUTRAL, "unknown-query-method", SOUND),
    "expires at once": (
        sign(PLAIN, t=str(SECONDS), x=str(SECONDS)),
        None,
        Result.NEUTRAL,
        "expires-before-signed",
        SOUND,
    ),
    "l= beyond the body": (
        sign(PLAIN, l="25"),
        None,
        Result.NEUTRAL,
        "length-beyond-body",
        (FITS, NOT_JUDGED, FITS),
    ),
    "a tag missing": (sign(PLAIN, s=None), None, Result.PERMERROR, "missing-tag", UNREAD),
    "From not signed": (sign(PLAIN, h="To"), None, Result.PERMERROR, "from-not-signed", SOUND),
    "i= not under d=": (sign(PLAIN, i="@b.example"), None, Result.PERMERROR, "identity-mismatch", SOUND),
    "no key": (sign(PLAIN), {}, Result.PERMERROR, "no-key", UNSEEN),
    "another record": (sign(PLAIN), zone("v=spf1 -all"), Result.PERMERROR, "not-a-key-record", UNSEEN),
    "a dangling alias": (
        sign(PLAIN),
        {(NAME, "CNAME"): ["k.b.example"]},
        Result.PERMERROR,
        "dangling-alias",
        UNSEEN,
    ),
    "revoked": (sign(PLAIN), zone("v=DKIM1; p="), Result.PERMERROR, "key-revoked", UNFIT),
    "no p=": (sign(PLAIN), zone("v=DKIM1; k=rsa"), Result.PERMERROR, "missing-public-key", UNFIT),
    "key syntax": (sign(PLAIN), zone(f"v=DKIM1; rsa; p={RSA.p}"), Result.PERMERROR, "malformed-key-record", UNFIT),
    "no key in p=": (sign(PLAIN), zone("v=DKIM1; p=AAAA"), Result.PERMERROR, "unreadable-key", UNFIT),
    "another key type": (sign(PLAIN), zone(ED25519), Result.PERMERROR, "key-for-another-algorithm", UNFIT),
    "an unknown key type": (
        sign(PLAIN),
        zone(f"v=DKIM1; k=dsa; p={RSA.p}"),
        Result.PERMERROR,
        "unknown-key-type",
        UNFIT,
    ),
    "another hash": (sign(PLAIN), zone(f"h=sha1; p={RSA.p}"), Result.PERMERROR, "hash-not-allowed", UNFIT),
    "another service": (sign(PLAIN), zone(f"s=other; p={RSA.p}"), Result.PERMERROR, "service-not-email", UNFIT),
    "i= below d= with t=s": (
        sign(PLAIN, i="@sub.a.example"),
        zone(f"t=s; p={RSA.p}"),
        Result.PERMERROR,
        "subdomain-not-allowed",
        UNFIT,
    ),
    "i= below d=": (sign(PLAIN, i="@sub.a.example"), None, Result.PASS, "", SOUND),
    "i= is d= with t=s": (sign(PLAIN, i="x@A.example"), zone(f"t=s:y; p={RSA.p}"), Result.PASS, "", SOUND),
    "nobody answers": (sign(PLAIN), {(NAME, "TXT"): UNREACHABLE}, Result.TEMPERROR, "key-lookup-failed", UNSEEN),
    "the body altered": (
        sign(PLAIN).replace(b"see you", b"see me"),
        None,
        Result.FAIL,
        "body-altered",
        (FITS, DIFFERS, FITS),
    ),
    "the header altered": (
        sign(PLAIN).replace(b"Subject: H", b"Subject: h"),
        None,
        Result.FAIL,
        "header-altered",
        (FITS, FITS, DIFFERS),
    ),
    "the header altered, Ed25519": (
        sign(PLAIN, ED25519).replace(b"Subject: H", b"Subject: h"),
        zone(ED25519),
        Result.FAIL,
        "header-altered",
        (FITS, FITS, DIFFERS),
    ),
    "another key": (sign(PLAIN, rsa_key(2048, 1)), None, Result.FAIL, "foreign-key", (FITS, FITS, FOREIGN)),
    "a key of another size": (
        sign(PLAIN, rsa_key(1024)),
        None,
        Result.FAIL,
        "key-of-another-size",
        (FITS, FITS, FOREIGN),
    ),
    "expired": (
        sign(PLAIN, t="1", x=str(SECONDS - 301)),
        None,
        Result.FAIL,
        "expired",
        SOUND,
    ),
    "hardly expired": (sign(PLAIN, x=str(SECONDS - 300)), None, Result.PASS, "", SOUND),
    "signed in the future": (sign(PLAIN, t=str(SECONDS + 99_999)), None, Result.PASS, "", SOUND),
    "over-signed": (sign(PLAIN, h="from:from:cc:to:to"), None, Result.PASS, "", SOUND),
    "the body cut where l= allows it": (sign(PLAIN, l="0"), None, Result.PASS, "", SOUND),
    "signed below": (sign(PLAIN, below=True), None, Result.PASS, "", SOUND),
    "simple": (sign(PLAIN, c="simple"), None, Result.PASS, "", SOUND),
    "folded, in odd order": (
        sign(PLAIN, order=("b", "bh", "h", "s", "d", "c", "a", "v"), form=" ;\r\n\t \r\n  "),
        None,
        Result.PASS,
        "",
        SOUND,
    ),
    "a file of lines that end in LF": (sign(PLAIN).replace(b"\r\n", b"\n"), None, Result.PASS, "", SOUND),
}


@pytest.mark.parametrize("name", TABLE)
def test_result(name: str) -> None:
    raw, dns, result, reason, expected = TABLE[name]
    one = only(raw, dns)
    assert (one.result, one.reason) == (result, f"dkim.{reason}" if reason else "")
    assert legs(one) == expected
