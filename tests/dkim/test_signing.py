from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import deliverkit as dk
from deliverkit.dkim.signature import parse_signature
from deliverkit.dkim.signing.covering import NEVER_SIGNED, OVERSIGNED, SIGNED
from deliverkit.dkim.signing.settings import SigningSettings
from deliverkit.dkim.signing.signing import Signed, Signer, sign, sign_all
from dkim_signers import ED25519, PAIRS, RAW, RSA, SIGNERS, needs_nacl, opinions, signed_by


def header(signed: Signed) -> Any:
    """The first signature, read."""
    field = dk.Message.parse(signed.message).get("DKIM-Signature")
    assert field is not None
    return parse_signature(field)


class TestField:
    def test_tags(self) -> None:
        signed = signed_by(RSA, signed_at=1_700_000_000, expires_after=10**11)
        told = header(signed)
        assert not told.problems
        assert [tag.name for tag in told.tags.tags] == ["v", "a", "c", "d", "s", "t", "x", "bh", "h", "b"]
        assert (told.algorithm, told.domain, told.selector) == ("rsa-sha256", "a.example", "r")
        assert (told.relaxed_header, told.relaxed_body, told.length) == (True, True, None)
        assert (told.signed_at, told.expires_at, told.identity) == (1_700_000_000, 101_700_000_000, None)
        assert len(told.signature) == 256
        assert opinions(signed.message) == [True]

    def test_message(self) -> None:
        signed = signed_by(ED25519)
        assert signed.field.startswith(b"DKIM-Signature: v=1; a=ed25519-sha256;")
        assert signed.field.endswith(b"\r\n")
        assert (signed.original, signed.message) == (RAW, signed.field + RAW)
        assert signed_by(ED25519, dk.Message.parse(RAW)) == signed
        assert repr(signed) == f"<Signed 1x, message of {len(RAW)} octets>"

    def test_it_is_the_same_every_time(self) -> None:
        assert signed_by(RSA) == signed_by(RSA)

    @pytest.mark.parametrize("settings", PAIRS)
    def test_lines(self, settings: SigningSettings) -> None:
        told = sign(RAW, RSA, "x" * 60 + ".a.example", "s" * 60, signed_at=1, settings=settings)
        lines = told.field.split(b"\r\n")
        assert lines.pop() == b""
        # the longest are names that nothing may part
        assert [len(line) for line in lines if len(line) > 78] == []
        assert not [line for line in lines if line != line.rstrip()]
        assert all(line.startswith(b" ") for line in lines[1:])

    def test_normal_forms(self) -> None:
        told = header(sign(RAW, RSA.private_pem, "M\u00fcnchen.EXAMPLE.", "S1"))
        assert (told.domain, told.selector) == ("xn--mnchen-3ya.example", "s1")

    @pytest.mark.parametrize(
        ("key", "domain", "selector"), [("", "a.example", "s"), (RSA, "a", "s"), (RSA, "a.example", "")]
    )
    def test_no_signer(self, key: Any, domain: str, selector: str) -> None:
        with pytest.raises(dk.UsageError):
            sign(RAW, key, domain, selector)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"domain": None}, "domain=... takes a text such as 'example.com', not None"),
            ({"domain": b"a.example"}, "domain=... takes a text such as 'example.com', not bytes"),
            ({"selector": None}, "selector=... takes a text such as 's2026', not None"),
            ({"selector": b"s"}, "selector=... takes a text such as 's2026', not bytes"),
            ({"key": None}, "DKIM signs with RSA and Ed25519 keys, not with NoneType"),
            ({"identity": b"@a.example"}, "identity=... takes a text such as 'user@a.example', not bytes"),
            ({"settings": {}}, "settings=... takes a dkim.SigningSettings, not dict"),
            ({"settings": None}, "settings=... takes a dkim.SigningSettings, not None"),
            (
                {"settings": dk.dkim.Settings()},
                "settings=... takes a dkim.SigningSettings, not Settings; a dkim.Settings is for dkim.verify",
            ),
            ({"message": RAW.decode()}, "dkim.sign wants the octets of a mail, not text"),
            ({"message": None}, "dkim.sign wants the octets of a mail as bytes, not NoneType"),
        ],
    )
    def test_arguments_of_another_kind(self, changed: dict[str, Any], said: str) -> None:
        right: dict[str, Any] = {"message": RAW, "key": RSA, "domain": "a.example", "selector": "r"}
        assert opinions(sign(**right).message) == [True]
        with pytest.raises(dk.UsageError) as error:
            sign(**(right | changed))
        assert said in str(error.value)

    @pytest.mark.parametrize(
        "domain",
        [
            *("192.0.2.1", "10.0x7f", "a.0x", "2001:db8::1", "[192.0.2.1]", "s1._domainkey.a.example"),
            *("xn--a.example", "xn--.example", "mail.xn--99999999.example", "xn--abc-.example"),
        ],
    )
    def test_no_domain(self, domain: str) -> None:
        with pytest.raises(dk.UsageError, match="is no domain to sign for"):
            sign(RAW, RSA, domain, "r")
        with pytest.raises(dk.UsageError, match=r"write 'user@a\.example'"):
            sign(RAW, RSA, "a.example", "r", identity=f"anna@{domain.replace('_domainkey', '-')}")

    @pytest.mark.parametrize("domain", ["xn--mnchen-3ya.example", "xn--i-7iq.example", "1.2.example", "3com.example"])
    def test_odd_domains(self, domain: str) -> None:
        assert header(sign(RAW, RSA, domain, "r")).domain == domain


class TestFields:
    def test_default(self) -> None:
        assert header(signed_by(RSA)).names == (
            *("from", "from", "reply-to", "to", "to", "cc", "subject", "subject", "date", "date"),
            *("mime-version", "content-type", "content-transfer-encoding"),
        )

    def test_all_of_them(self) -> None:
        others = "".join(f"{name}: x\r\n" for name in SIGNED if name != "From").encode()
        names = header(signed_by(RSA, others + RAW)).names
        assert set(names) == {name.lower() for name in SIGNED}
        assert {name: names.count(name) for name in ("to", "list-id", "resent-from", "references")} == {
            "to": 3,
            "list-id": 1,
            "resent-from": 1,
            "references": 2,
        }

    def test_what_is_guarded_cannot_be_added(self) -> None:
        signed = signed_by(RSA)
        for name in OVERSIGNED:
            assert opinions(signed.message.replace(b"\r\nFrom:", b"\r\n%s: new\r\nFrom:" % name.encode(), 1)) == [False]
        assert opinions(signed.message.replace(b"\r\nFrom:", b"\r\nX-New: new\r\nFrom:", 1)) == [True]

    def test_chosen(self) -> None:
        chosen = SigningSettings(fields=("subject", "FROM", "Subject", "X-None", "Reply-To"))
        assert header(signed_by(RSA, settings=chosen)).names == ("subject", "subject", "from", "from", "reply-to")
        assert chosen.fields == ("subject", "FROM", "X-None", "Reply-To")

    def test_chosen_and_guarded(self) -> None:
        chosen = SigningSettings(fields=("From", "Subject"), oversigned=("X-None", "subject"))
        assert header(signed_by(RSA, settings=chosen)).names == ("x-none", "subject", "subject", "from")

    def test_nothing_guarded(self) -> None:
        assert header(signed_by(RSA, settings=SigningSettings(oversigned=()))).names == (
            "from",
            "to",
            "subject",
            "date",
        )

    def test_several_of_a_name(self) -> None:
        raw = b"X: 1\r\nX: 2\r\nX: 3\r\n" + RAW
        signed = signed_by(RSA, raw, settings=SigningSettings(fields=("From", "X"), oversigned=()))
        assert header(signed).names == ("from", "x", "x", "x")
        assert opinions(signed.message) == [True]
        assert opinions(signed.message.replace(b"X: 2", b"X: 4")) == [False]

    def test_copied(self) -> None:
        raw = RAW.replace(b"hello", b"a|b;c=d\xff b=20")
        signed = signed_by(RSA, raw, settings=SigningSettings(copied=True, canonicalization="simple/simple"))
        told = header(signed)
        assert [(one.name, one.value) for one in told.copied] == [
            ("from", b" Anna <anna@a.example>"),
            ("to", b" ben@b.example"),
            ("subject", b" a|b;c=d\xff b=20\r\n\tworld"),
            ("date", b" Sun, 22 Nov 2026 12:00:00 +0000"),
        ]
        assert opinions(signed.message) == [True]

    def test_no_piece_of_a_copy_looks_like_the_signature(self) -> None:
        for length in range(100):
            raw = RAW.replace(b"hello", b"x" * length + b"b \r\n b" * 30)
            signed = signed_by(ED25519, raw, settings=SigningSettings(copied=True))
            assert len(re.findall(rb"[\s;]b=", signed.field)) == 1


class TestSettings:
    @pytest.mark.parametrize("text", ["", "relaxed", "relaxed/", "/simple", "Relaxed/Simple", "simple/simple/simple"])
    def test_canonicalization(self, text: str) -> None:
        with pytest.raises(dk.UsageError, match="write 'relaxed/relaxed'"):
            SigningSettings(canonicalization=text)

    def test_from_is_needed(self) -> None:
        with pytest.raises(dk.UsageError, match="From must be among them"):
            SigningSettings(fields=("To",))

    @pytest.mark.parametrize("name", sorted(NEVER_SIGNED))
    def test_refused(self, name: str) -> None:
        with pytest.raises(dk.UsageError, match="must not be signed"):
            SigningSettings(fields=("From", name.title()))
        with pytest.raises(dk.UsageError, match=r"oversigned=.*must not be signed"):
            SigningSettings(oversigned=(name,))

    @pytest.mark.parametrize("name", ["", "a b", "a:b", "a;b", "a=b", "a|b", "\u00e9", "x" * 77, "a\r\nb"])
    def test_no_name(self, name: str) -> None:
        with pytest.raises(dk.UsageError, match="no name of a header field"):
            SigningSettings(fields=("From", name))

    def test_one_text(self) -> None:
        names: Any = "From"
        with pytest.raises(dk.UsageError, match=r"takes several texts, such as \('From', 'Subject'\), not one"):
            SigningSettings(fields=names)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"canonicalization": None}, "canonicalization=... takes a text such as 'relaxed/relaxed', not None"),
            ({"fields": 5}, "fields=... takes several texts, such as ('From', 'Subject'), not int"),
            ({"fields": (b"From",)}, "fields=... takes texts, such as ('From', 'Subject'), not bytes"),
            ({"fields": ("From", None)}, "fields=... takes texts, such as ('From', 'Subject'), not None"),
            ({"fields": b"From"}, "fields=... takes texts, such as ('From', 'Subject'), not int"),
            ({"oversigned": "From"}, "oversigned=... takes several texts"),
            ({"oversigned": [1]}, "oversigned=... takes texts"),
            ({"copied": "no"}, "copied=... takes True or False, not str"),
        ],
    )
    def test_arguments_of_another_kind(self, given: dict[str, Any], said: str) -> None:
        with pytest.raises(dk.UsageError) as error:
            SigningSettings(**given)
        assert said in str(error.value)


class TestTimes:
    def test_aware(self) -> None:
        at = datetime(2026, 11, 22, 13, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))
        told = header(signed_by(RSA, signed_at=at, expires_after=timedelta(days=7)))
        assert told.signed_at == int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
        assert told.expires_at - told.signed_at == 7 * 86_400

    def test_without_expiry(self) -> None:
        assert header(signed_by(RSA, signed_at=0)).signed_at == 0
        assert b"x=" not in signed_by(RSA, signed_at=0).field.partition(b"bh=")[0]

    @pytest.mark.parametrize(
        ("at", "after", "told"),
        [
            (1_700_000_000.5, None, (1_700_000_000, None)),
            (1_700_000_000.999, 3.5, (1_700_000_000, 1_700_000_003)),
            (1_700_000_000, timedelta(seconds=3.5), (1_700_000_000, 1_700_000_003)),
            (0.9, 1, (0, 1)),
            (10**12 - 1, None, (10**12 - 1, None)),
            (10**12 - 2, 1, (10**12 - 2, 10**12 - 1)),
        ],
    )
    def test_whole_seconds(self, at: Any, after: Any, told: tuple[int, int | None]) -> None:
        signed = signed_by(RSA, signed_at=at, expires_after=after)
        read = header(signed)
        assert (read.signed_at, read.expires_at, read.problems) == (*told, ())

    @pytest.mark.parametrize(
        ("at", "after", "why"),
        [
            (None, 5, "counts from signed_at"),
            (datetime(2026, 11, 22), None, "must say its time zone"),  # noqa: DTZ001 that is the mistake
            (5, 0, r"expires_after=\.\.\. must be one second or more"),
            (5, -1, "one second or more"),
            (5, 0.5, "one second or more"),
            (5, float("nan"), "one second or more"),
            (5, timedelta(milliseconds=999), "one second or more"),
            (-1, None, "seconds since 1970"),
            (-0.5, None, "seconds since 1970"),
            (datetime(1969, 12, 31, tzinfo=UTC), None, "seconds since 1970"),
            (10**12, None, r"signed_at=\.\.\. must be seconds since 1970"),
            (10**400, None, r"signed_at=\.\.\. must be seconds since 1970"),
            (float("nan"), None, "seconds since 1970"),
            (float("inf"), None, "seconds since 1970"),
            (10**12 - 1, 1, r"expires_after=\.\.\. is too long"),
            (5, 10**400, r"expires_after=\.\.\. is too long"),
            (5, float("inf"), r"expires_after=\.\.\. is too long"),
            (10**12 - 1, timedelta.max, r"expires_after=\.\.\. is too long"),
            (True, None, r"signed_at=\.\.\. takes the time now: .*, not bool"),
            ("2026-11-22", None, "signed_at=.*, not str"),
            (date(2026, 11, 22), None, "signed_at=.*, not date"),
            (timedelta(5), None, "signed_at=.*, not timedelta"),
            (5, True, r"expires_after=\.\.\. takes how long it holds: .*, not bool"),
            (5, "7d", "expires_after=.*, not str"),
            (5, datetime(2026, 11, 22, tzinfo=UTC), "expires_after=.*, not datetime"),
            (None, "7d", "expires_after=.*, not str"),
        ],
    )
    def test_no_time(self, at: Any, after: Any, why: str) -> None:
        with pytest.raises(dk.UsageError, match=why):
            signed_by(RSA, signed_at=at, expires_after=after)


class TestIdentity:
    @pytest.mark.parametrize(
        ("identity", "written"),
        [
            ("anna@a.example", "anna@a.example"),
            ("@a.example", "@a.example"),
            ("anna@Sub.A.Example.", "anna@sub.a.example"),
            ('"a b;"@a.example', '"a=20b=3B"@a.example'),
            ("\u00e9@a.example", "=C3=A9@a.example"),
            ("a@b@a.example", "a@b@a.example"),
        ],
    )
    def test_written(self, identity: str, written: str) -> None:
        signed = signed_by(RSA, identity=identity)
        assert header(signed).identity == written
        assert opinions(signed.message) == [True]

    @pytest.mark.parametrize(
        ("identity", "why"),
        [
            ("anna", "write 'user@a.example'"),
            ("anna@a..example", "write 'user@a.example'"),
            ("anna@b.example", "not in a.example"),
            ("anna@xa.example", "not in a.example"),
            ("anna@x;y.a.example", "write 'user@a.example'"),
            ("x" * 65 + "@a.example", "longer than 64 octets"),
        ],
    )
    def test_refused(self, identity: str, why: str) -> None:
        with pytest.raises(dk.UsageError, match=why):
            signed_by(RSA, identity=identity)


class TestMessages:
    @pytest.mark.parametrize(
        "raw",
        [
            RAW.replace(b"\r\n", b"\n"),
            RAW.replace(b"\r\n", b"\r"),
            b"From anna@a.example Sun Nov 22 12:00:00 2026\r\n" + RAW,
            b"From anna@a.example Sun Nov 22 12:00:00 2026\n" + RAW.replace(b"\r\n", b"\n"),
        ],
    )
    def test_what_is_sent_is_signed(self, raw: bytes) -> None:
        signed = signed_by(RSA, raw)
        assert signed.original == RAW
        assert opinions(signed.message) == [True]

    def test_stray_cr_in_the_body(self) -> None:
        assert signed_by(RSA, RAW + b"a\rb").original == RAW + b"a\r\nb\r\n"

    def test_last_line_without_its_end(self) -> None:
        assert signed_by(RSA, RAW + b"a ").original == RAW + b"a \r\n"

    @pytest.mark.parametrize(
        "raw", [RAW.replace(b"hello", b"a\rBcc: b"), RAW.replace(b"hello", b"a\rb").replace(b"\r\n", b"\n")]
    )
    def test_stray_cr_in_the_header(self, raw: bytes) -> None:
        with pytest.raises(dk.UsageError, match="CR without LF"):
            signed_by(RSA, raw)

    @pytest.mark.parametrize(
        "raw",
        [
            RAW.replace(b"hello", b"a\nBcc: evil@x.example"),
            RAW.replace(b"hello", b"a\n\nanother body"),
            RAW.replace(b"hello", b"a\n b"),
            RAW.replace(b"\r\n", b"\n", 3),
            b"From: a@a.example\nBcc: evil@x.example\n\nx\r\n\r\nbody\r\n",
            dk.Message.parse(b"From x\r\n" + RAW.replace(b"hello", b"a\nBcc: b")),
        ],
    )
    def test_stray_lf_in_the_header(self, raw: bytes) -> None:
        with pytest.raises(dk.UsageError, match="LF without CR"):
            signed_by(RSA, raw)

    @pytest.mark.parametrize("raw", [RAW + b"a\nb\r\n", RAW.replace(b"\r\n", b"\n") + b"a\nb"])
    def test_stray_lf_in_the_body(self, raw: bytes) -> None:
        assert signed_by(RSA, raw).original == RAW + b"a\r\nb\r\n"

    def test_no_body(self) -> None:
        for raw in (b"From: a@a.example\r\n", b"From: a@a.example", b"From: a@a.example\r\n\r\n"):
            for each in PAIRS:
                assert opinions(signed_by(RSA, raw, settings=each).message) == [True]

    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (b"", "this one has none"),
            (b"\r\nFrom: a@a.example\r\n", "this one has none"),
            (b"From: a@a.example\r\n" + RAW, "this one has 2"),
            (RAW.replace(b"Bcc: ", b"B\xc3\xa9c "), r"no header field: b'B\\xc3\\xa9c c@c.example'"),
            (b" " + RAW, "no header field: b' Received: from x'"),
        ],
    )
    def test_refused(self, raw: bytes, why: str) -> None:
        with pytest.raises(dk.UsageError, match=why):
            signed_by(RSA, raw)

    def test_too_many_fields(self) -> None:
        with pytest.raises(dk.UsageError, match="more than 3 fields"):
            signed_by(RSA, dk.Message.parse(RAW, limits=dk.Limits(fields=3)))

    def test_text(self) -> None:
        text: Any = "From: a@a.example\r\n\r\n"
        with pytest.raises(dk.UsageError, match="octets of a mail"):
            signed_by(RSA, text)

    @given(
        st.binary(max_size=200) | st.lists(st.sampled_from([b"From:", b"a@b", b"\r", b"\n", b" ", b":"])).map(b"".join)
    )
    def test_any_octets(self, raw: bytes) -> None:
        try:
            signed = signed_by(ED25519, raw)
        except dk.UsageError:
            return
        assert dk.Message.parse(signed.message).get_all("From")


class TestSeveral:
    def test_both_stand(self) -> None:
        needs_nacl()
        signed = sign_all(RAW, SIGNERS)
        assert opinions(signed.message) == [True, True]
        assert [tag.partition(b";")[0] for tag in signed.field.split(b" a=")[1:]] == [b"rsa-sha256", b"ed25519-sha256"]

    def test_one_after_another(self) -> None:
        needs_nacl()
        twice = signed_by(RSA, signed_by(ED25519).message)
        assert twice.message == sign_all(RAW, SIGNERS).message
        assert opinions(twice.message) == [True, True]

    def test_identity_fits_all(self) -> None:
        others = (Signer(RSA, "a.example", "r"), Signer(ED25519, "b.example", "e"))
        with pytest.raises(dk.UsageError, match=r"is not in b\.example"):
            sign_all(RAW, others, identity="@a.example")

    def test_nobody(self) -> None:
        with pytest.raises(dk.UsageError, match="nobody is there to sign"):
            sign_all(RAW, ())

    def test_plain_triples(self) -> None:
        assert sign_all(RAW, [(RSA, "a.example", "r"), (ED25519, "a.example", "e")]) == sign_all(RAW, SIGNERS)

    @pytest.mark.parametrize(
        ("signers", "said"),
        [
            (SIGNERS[0], "takes several, such as [dkim.Signer(key, domain, selector)], not one"),
            ((RSA, "a.example", "r"), "takes signers, each dkim.Signer(key, domain, selector), not SigningKey"),
            (RSA, "takes several signers, such as [dkim.Signer(key, domain, selector)], not SigningKey"),
            (None, "takes several signers, such as [dkim.Signer(key, domain, selector)], not None"),
            ([(RSA, "a.example")], "takes dkim.Signer(key, domain, selector), all three of each"),
            ([RSA], "not SigningKey"),
            ("rsa", "not str"),
        ],
    )
    def test_no_signers(self, signers: Any, said: str) -> None:
        with pytest.raises(dk.UsageError) as error:
            sign_all(RAW, signers)
        assert said in str(error.value)


def test_example_of_the_standard() -> None:
    """RFC 8463 appendix A.3: the hash of the body is the one that stands there."""
    key = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
    raw = (
        b"From: Joe SixPack <joe@football.example.com>\r\n"
        b"To: Suzie Q <suzie@shopping.example.net>\r\n"
        b"Subject: Is dinner ready?\r\n"
        b"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
        b"Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
        b"\r\n"
        b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"
    )
    told = header(sign(raw, key, "football.example.com", "brisbane"))
    assert base64.b64encode(told.body_hash) == b"2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="
