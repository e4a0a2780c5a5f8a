"""Is what is said of a key, of its records and of a signature one advice, and not two that exclude each other?"""

from __future__ import annotations

from typing import Final

import pytest

import deliverkit as dk
from deliverkit import dkim
from deliverkit.core.findings import Finding
from deliverkit.dkim import Result
from dkim_signer import PLAIN, Key, ed25519_key, rsa_key, sign

NAME: Final = ("s1._domainkey.a.example", "TXT")
RSA, OTHER, ED25519 = rsa_key(), rsa_key(2048, 1), ed25519_key()
REVOKED: Final = "v=DKIM1; p="
THIRD: Final = "v=DKIM1; k=rsa; n=third; p=" + rsa_key(1024).p


def verified(raw: bytes, *records: str) -> tuple[tuple[dkim.Signature, ...], tuple[Finding, ...]]:
    check = dkim.verify(raw, settings=dkim.Settings(max_hashed=0))
    outcome = dk.run(check, resolver=dk.TableResolver({NAME: list(records)}))
    return outcome.value or (), outcome.findings


def told(raw: bytes, *records: str) -> dict[str, Finding]:
    return {one.code.removeprefix("dkim."): one for one in verified(raw, *records)[1]}


def published(finding: Finding) -> str:
    return finding.remedy.publish.value if finding.remedy.publish else ""


class TestTypeOfTheKey:
    @pytest.mark.parametrize(("key", "called"), [(ED25519, ""), (ED25519, "k=rsa; "), (RSA, "k=ed25519; ")])
    def test_the_key_is_right_and_called_wrong(self, key: Key, called: str) -> None:
        # what mends it is k= alone: the server signs with the right selector
        (one,), findings = verified(sign(PLAIN, key), f"v=DKIM1; {called}p={key.p}")
        assert [finding.code for finding in findings] == ["dkim.key-type-mismatch"]
        assert (one.result, one.reason) == (Result.PERMERROR, "dkim.key-type-mismatch")

    def test_the_key_is_another_one(self) -> None:
        assert [*told(sign(PLAIN, ED25519), RSA.record)] == ["key-for-another-algorithm"]
        # k= says the type that is wanted, but the key is not
        assert [*told(sign(PLAIN, ED25519), f"k=ed25519; p={RSA.p}")] == ["key-type-mismatch"]
        assert [*told(sign(PLAIN, ED25519), "p=AAAA")] == ["unreadable-key", "key-for-another-algorithm"]


class TestPartsOfAKey:
    PARTS: Final = (
        (RSA.record[:255], RSA.record[255:]),
        (RSA.record[:254], RSA.record[254:]),
        ("v=DKIM1; k=ed25519; p=", ED25519.p),
    )

    @pytest.mark.parametrize("parts", PARTS)
    def test_they_are_not_cut(self, parts: tuple[str, str]) -> None:
        (one,), findings = verified(sign(PLAIN, ED25519 if ED25519.p in parts else RSA), *parts)
        assert [finding.code for finding in findings] == ["dkim.key-in-two-records"]
        assert (one.result, one.reason) == (Result.PERMERROR, "dkim.key-in-two-records")
        resolver = dk.TableResolver({NAME: list(parts)})
        for check in (dkim.key("a.example", "s1"), dkim.selectors("a.example", known=("s1",))):
            codes = [finding.code for finding in dk.run(check, resolver=resolver).findings]
            assert codes.count("dkim.key-in-two-records") == 1
            assert not {"dkim.truncated-key", "dkim.unreadable-key", "dkim.key-revoked"} & set(codes)

    def test_what_else_is_wrong_with_them_is_told(self) -> None:
        record = RSA.record.replace("k=rsa", "k=rsa; t=y")
        assert [*told(sign(PLAIN), record[:255], record[255:])] == ["key-in-two-records", "testing-flag"]

    def test_a_cut_key_with_a_stranger(self) -> None:
        assert [*told(sign(PLAIN), RSA.record[:255], "hello!")] == ["stray-record", "truncated-key"]


class TestSeveralKeys:
    """What a signature tells of the keys at its selector is heeded in what is to be published there."""

    def test_the_one_that_can_be_used_did_not_sign(self) -> None:
        findings = told(sign(PLAIN), REVOKED, OTHER.record)
        assert [*findings] == ["multiple-keys", "foreign-key"]
        assert findings["multiple-keys"].remedy.publish is None
        assert findings["multiple-keys"]["usable"] == 1

    def test_the_one_that_signed_is_kept(self) -> None:
        for records in ((RSA.record, OTHER.record), (OTHER.record, THIRD, RSA.record)):
            finding = told(sign(PLAIN), *records)["multiple-keys"]
            assert published(finding) == RSA.record
            assert finding.remedy.publish is not None
            assert finding.remedy.publish.replaces == records
            assert finding.remedy.publish.condition
            assert "made the signature" in finding.remedy.text

    def test_though_the_message_was_edited(self) -> None:
        raw = sign(PLAIN).replace(b"Subject: H", b"Subject: h")
        assert published(told(raw, OTHER.record, RSA.record)["multiple-keys"]) == RSA.record

    def test_both_signed(self) -> None:
        (finding, same) = (
            one for one in verified(sign(sign(PLAIN), OTHER), RSA.record, OTHER.record)[1] if "multiple" in one.code
        )
        assert (finding["chosen"], same["chosen"]) == ("", "")

    def test_one_signed_and_one_did_not(self) -> None:
        raw = sign(sign(PLAIN), rsa_key(2048, 2))
        findings = [one for one in verified(raw, RSA.record, OTHER.record)[1] if "multiple" in one.code]
        assert [published(one) for one in findings] == [RSA.record] * 2

    def test_what_nothing_tells(self) -> None:
        # an Ed25519 key that does not fit may be the right one for a message that was edited
        raw = sign(PLAIN, ED25519).replace(b"Subject: H", b"Subject: h")
        assert published(told(raw, ED25519.record, REVOKED)["multiple-keys"]) == ED25519.record
        assert published(told(raw, ED25519.record, ed25519_key(1).record)["multiple-keys"]) == ""

    def test_without_a_signature(self) -> None:
        resolver = dk.TableResolver({NAME: [RSA.record, OTHER.record]})
        (finding,) = dk.run(dkim.key("a.example", "s1"), resolver=resolver).findings
        assert finding["chosen"] == ""


class TestMoreKeysThanAreTried:
    RECORDS: Final = tuple(f"{OTHER.record}; n={number}" for number in range(12))

    def test_those_that_were_not_tried_are_unknown(self) -> None:
        resolver = dk.TableResolver({NAME: [*self.RECORDS, RSA.record]})
        outcome = dk.run(dkim.verify(sign(PLAIN)), resolver=resolver)
        assert [(one.what, one.why) for one in outcome.unknown] == [
            ("3 more keys of d=a.example s=s1", "limit: keys of one selector (10)")
        ]
        assert [one.code for one in outcome.findings] == ["dkim.multiple-keys", "dkim.foreign-key"]

    def test_and_nobody_asks_where_one_fits(self) -> None:
        resolver = dk.TableResolver({NAME: [RSA.record, *self.RECORDS]})
        outcome = dk.run(dkim.verify(sign(PLAIN)), resolver=resolver)
        assert (outcome.unknown, [published(one) for one in outcome.findings]) == ((), [RSA.record])
