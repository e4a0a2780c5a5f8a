"""Is a key read whose letters were changed, or whose strings were exchanged, and nothing read into one that is cut?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

import deliverkit as dk
from deliverkit import dkim
from deliverkit.core.findings import Finding
from deliverkit.dkim.keys.cache import read_key
from deliverkit.dkim.keys.lettering import in_order, with_plus_signs, with_usual_letters
from deliverkit.dkim.keys.record import KeyRecord, parse_key
from dkim_keys import ED25519, RSA, TEXTS, key_of
from dkim_signer import PLAIN, ed25519_key, rsa_key, sign

RSA_KEY: Final = rsa_key(4096)
ED25519_KEY: Final = next(key for key in map(ed25519_key, range(40)) if "+" in key.p.strip("+") and "/" in key.p)


def judge(text: str) -> tuple[Finding, ...]:
    return read_key("a.example", "s1", text).findings


def told(text: str) -> list[tuple[str, str]]:
    """What is said of a record, and what is published in its place."""
    return [
        (one.code.removeprefix("dkim."), "" if one.remedy.publish is None else one.remedy.publish.value)
        for one in judge(text)
    ]


def url_safe(text: str) -> str:
    return text.replace("+", "-").replace("/", "_")


class TestText:
    @pytest.mark.parametrize(
        ("undo", "text", "undone"),
        [
            (with_plus_signs, "v=DKIM1; p= MI IB ; t=y", "v=DKIM1; p= MI+IB ; t=y"),
            (with_plus_signs, "v=DKIM1; p=MIIB", ""),
            (with_plus_signs, "v=DKIM1; p=", ""),
            (with_plus_signs, "v=DKIM1; k=a b", ""),
            (with_usual_letters, "p=MI-_-", "p=MI+/+"),
            (with_usual_letters, "p=MI+/", ""),
            (with_usual_letters, "n=-", ""),
            (in_order, "AQAB==v=DKIM1; p=MI", "v=DKIM1; p=MIAQAB=="),
            (in_order, " AQAB ; v=DKIM1; p=MI ;", "v=DKIM1; p=MIAQAB"),
            (in_order, "v=DKIM1; p=MI", ""),
            (in_order, "k=rsa; v=DKIM1; p=MI", ""),
            (in_order, "AQABp=MI", ""),
        ],
    )
    def test_what_is_undone(self, undo: Callable[[KeyRecord], str], text: str, undone: str) -> None:
        assert undo(parse_key(text)) == undone


class TestJudged:
    def test_plus_signs_as_blanks(self) -> None:
        for key in (RSA_KEY, ED25519_KEY):
            assert told(key.record.replace("+", " ")) == [("lost-plus-signs", key.record)]
        misplaced = told("t=s; " + RSA_KEY.record.replace("+", " "))
        assert [code for code, _ in misplaced] == ["lost-plus-signs", "misplaced-version"]

    def test_letters_of_web_addresses(self) -> None:
        for key in (RSA_KEY, ED25519_KEY):
            assert told(url_safe(key.record)) == [("url-safe-base64", key.record)]

    @pytest.mark.parametrize("cut", [40, 200, 254, 255, 256, 300, 750])
    def test_strings_out_of_order(self, cut: int) -> None:
        record = RSA_KEY.record
        assert told(record[cut:] + record[:cut]) == [("strings-out-of-order", record)]
        assert told(record[cut:] + ";" + record[:cut])[0] == ("strings-out-of-order", record)

    def test_strings_whose_end_reads_like_a_tag(self) -> None:
        # without "+" and "/" the end is a name: the list is one, and the key in it is cut
        record = RSA_KEY.record
        cut = 1 + max(record.rfind("+"), record.rfind("/"))
        assert parse_key(record[cut:] + record[:cut]).follows_grammar
        assert told(record[cut:] + record[:cut]) == [("strings-out-of-order", record)]

    def test_beside_other_faults(self) -> None:
        text = RSA_KEY.record.replace("+", " ")
        assert told(f'"{text}"') == [("quotes-in-key", RSA_KEY.record), ("lost-plus-signs", RSA_KEY.record)]
        assert told(url_safe(RSA_KEY.record).replace("k=rsa", "t=y"))[0][0] == "url-safe-base64"
        assert told(ED25519_KEY.record.replace("k=ed25519; ", "").replace("+", " ")) == [
            ("lost-plus-signs", ED25519_KEY.record),
            ("key-type-mismatch", ED25519_KEY.record),
        ]

    @pytest.mark.parametrize("text", [RSA, ED25519, RSA_KEY.record])
    def test_blanks_that_are_only_blanks(self, text: str) -> None:
        key = key_of(text)
        blank = text.replace(key, f"{key[:20]} {key[20:]}")
        assert told(blank) == [("blanks-in-key", text)]

    def test_what_is_cut_too(self) -> None:
        assert [code for code, _ in told(RSA.replace("+", " ")[:255])] == ["blanks-in-key", "truncated-key"]
        assert [code for code, _ in told(url_safe(RSA)[:255])] == ["unreadable-key"]
        assert "strings-out-of-order" not in dict(told(RSA[300:] + RSA[:255]))

    def test_a_version_that_stands_elsewhere(self) -> None:
        assert told(RSA.replace("p=", "n=v=DKIM1; p=")) == []
        assert "strings-out-of-order" not in dict(told("AAAAv=DKIM1; p="))

    def test_a_private_key_is_not_shown(self) -> None:
        secret = next(text for text in TEXTS if [code for code, _ in told(text)] == ["private-key-published"])
        for text in (secret.replace("+", " "), url_safe(secret), secret[255:] + secret[:255]):
            (finding,) = judge(text)
            assert finding.code == "dkim.private-key-published"
            shown = repr(finding) + repr(finding.facts) + repr(finding.remedy) + repr(finding.evidence)
            assert not [at for at in range(len(text) - 16) if text[at : at + 16] in shown and at > 30]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (RSA_KEY.record.replace("+", " "), "dkim.lost-plus-signs"),
        (url_safe(RSA_KEY.record), "dkim.url-safe-base64"),
        (RSA_KEY.record[255:] + RSA_KEY.record[:255], "dkim.strings-out-of-order"),
    ],
)
def test_a_signature_with_such_a_key_fails(record: str, code: str) -> None:
    resolver = dk.TableResolver({("s1._domainkey.a.example", "TXT"): [record]})
    outcome = dk.run(dkim.verify(sign(PLAIN, RSA_KEY)), resolver=resolver)
    assert [(one.result, one.reason) for one in outcome.value or ()] == [(dkim.Result.PERMERROR, code)]
    assert [one.code for one in outcome.findings] == [code]
