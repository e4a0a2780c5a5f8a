from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from deliverkit.dkim.keys.crypto import digest_of, fits, load_public_key, recover
from deliverkit.dkim.keys.public import KeyProblem, PublicKey
from dkim_signer import ed25519_key, rsa_key, small_key

DER, SPKI = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo


def loaded(key_type: str, octets: bytes) -> PublicKey:
    key = load_public_key(key_type, octets)
    assert isinstance(key, PublicKey)
    return key


def described(key_type: str, octets: bytes) -> tuple[Any, ...]:
    """What is made of the octets, without the handle."""
    key = load_public_key(key_type, octets)
    return (str(key),) if isinstance(key, KeyProblem) else key[:3]


def private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)


class TestLoading:
    @pytest.mark.parametrize("bits", [512, 1023, 1024, 1025, 2048])
    def test_sizes(self, bits: int) -> None:
        assert described("rsa", small_key(bits).octets) == ("rsa", bits, "spki")

    def test_forms(self) -> None:
        public = private().public_key()
        pkcs1 = public.public_bytes(DER, serialization.PublicFormat.PKCS1)
        assert described("rsa", pkcs1) == ("rsa", 1024, "pkcs1")
        raw = ed25519_key().octets
        assert described("ed25519", raw) == ("ed25519", 256, "raw")
        long = Ed25519PrivateKey.generate().public_key().public_bytes(DER, SPKI)
        assert described("ed25519", long) == ("ed25519", 256, "spki")

    def test_other_types(self) -> None:
        long = Ed25519PrivateKey.generate().public_key().public_bytes(DER, SPKI)
        curve = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(DER, SPKI)
        assert described("rsa", long) == ("wrong-type",)
        assert described("rsa", curve) == ("wrong-type",)
        assert described("ed25519", rsa_key().octets) == ("wrong-type",)

    @pytest.mark.parametrize(
        "form", [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL]
    )
    def test_private_keys(self, form: serialization.PrivateFormat) -> None:
        octets = private().private_bytes(DER, form, serialization.NoEncryption())
        assert described("rsa", octets) == ("private-key",)

    @pytest.mark.parametrize("left", [2, 3, 10, 190, 293])
    def test_truncated(self, left: int) -> None:
        assert described("rsa", rsa_key().octets[:left]) == ("truncated",)

    @pytest.mark.parametrize(
        "octets",
        [
            b"",
            b"0",
            b"\x00",
            b"hello",
            bytes(31),
            bytes(32),
            b"0\x00",
            b"0\x02\x05\x00",
            b"\x04" * 300,
            bytes.fromhex("308000"),
            rsa_key().octets + b"\x00",
        ],
    )
    def test_no_keys(self, octets: bytes) -> None:
        assert described("rsa", octets) == ("not-a-key",)

    def test_an_unknown_type_of_key(self) -> None:
        assert described("dsa", rsa_key().octets) == ("wrong-type",)

    @given(st.sampled_from(["rsa", "ed25519", ""]), st.binary(max_size=60), st.integers(0, 294))
    def test_nothing_is_raised(self, key_type: str, octets: bytes, at: int) -> None:
        load_public_key(key_type, octets)
        sound = rsa_key().octets
        load_public_key(key_type, sound[:at] + octets + sound[at:])
        load_public_key(key_type, sound[:at] + octets + sound[at + len(octets) :])


class TestRsa:
    def test_what_was_signed_is_recovered(self) -> None:
        key, public = rsa_key(), loaded("rsa", rsa_key().octets)
        for name in ("sha256", "sha1"):
            signature = key.sign(b"hello", name)
            assert recover(public, name, signature) == hashlib.new(name, b"hello").digest()

    def test_of_a_small_key(self) -> None:
        signature = small_key(768).sign(b"hello", "sha256")
        assert recover(loaded("rsa", small_key(768).octets), "sha256", signature) == digest_of("sha256", b"hello")

    def test_damaged(self) -> None:
        key = loaded("rsa", rsa_key().octets)
        signature = rsa_key().sign(b"hello", "sha256")
        for damaged in (signature[:-1], signature + b"\0", b"", b"\xff" * 256, signature[:-1] + b"\0"):
            assert recover(key, "sha256", damaged) is None

    def test_foreign(self) -> None:
        signature = rsa_key().sign(b"hello", "sha256")
        assert recover(loaded("rsa", rsa_key(2048, 1).octets), "sha256", signature) is None
        assert recover(loaded("rsa", rsa_key(1024).octets), "sha256", signature) is None
        assert recover(loaded("rsa", rsa_key().octets), "sha1", signature) is None

    def test_a_key_too_small_for_the_hash(self) -> None:
        tiny = rsa.RSAPublicNumbers(65537, (1 << 255) + 95).public_key()
        octets = tiny.public_bytes(DER, SPKI)
        assert recover(loaded("rsa", octets), "sha256", bytes(32)) is None

    @given(st.binary(max_size=300))
    def test_nothing_is_raised(self, signature: bytes) -> None:
        assert recover(loaded("rsa", rsa_key().octets), "sha256", signature) is None


class TestEd25519:
    def test_fits(self) -> None:
        key, public = ed25519_key(), loaded("ed25519", ed25519_key().octets)
        signature = key.sign(b"hello", "sha256")
        digest = digest_of("sha256", b"hello")
        assert fits(public, signature, digest)
        assert not fits(public, signature, digest_of("sha256", b"hullo"))
        assert not fits(public, signature[:-1], digest)
        assert not fits(public, b"", digest)
        assert not fits(loaded("ed25519", ed25519_key(1).octets), signature, digest)

    def test_points_that_are_none(self) -> None:
        # RFC 8032 section 5.1.3: "If the resulting value is >= p, decoding fails"
        for octets in (b"\xff" * 32, b"\xed" + b"\xff" * 30 + b"\x7f"):
            assert not fits(loaded("ed25519", octets), bytes(64), b"x" * 32)
