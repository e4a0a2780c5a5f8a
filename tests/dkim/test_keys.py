from __future__ import annotations

import pytest

import deliverkit as dk
from deliverkit.dkim.keys.cache import KeyCache, read_key
from deliverkit.dkim.keys.public import PublicKey
from dkim_signer import ed25519_key, rsa_key


class TestReadKey:
    def test_sound(self) -> None:
        read = read_key("a.example", "s1", rsa_key().record)
        assert isinstance(read.key, PublicKey)
        assert (read.key.key_type, read.key.bits, read.findings) == ("rsa", 2048, ())
        assert read.record.text == rsa_key().record

    def test_ed25519(self) -> None:
        read = read_key("a.example", "s1", ed25519_key().record)
        assert isinstance(read.key, PublicKey)
        assert read.key.key_type == "ed25519"

    def test_nothing_to_read(self) -> None:
        read = read_key("a.example", "s1", "v=DKIM1; p=")
        assert read.key is None
        assert [one.code for one in read.findings] == ["dkim.key-revoked"]


class TestKeyCache:
    def test_reads_once(self) -> None:
        cache = KeyCache()
        first = cache.read("a.example", "s1", rsa_key().record)
        assert cache.read("a.example", "s1", rsa_key().record) is first
        assert len(cache) == 1

    def test_findings_name_the_place_so_each_place_has_its_own(self) -> None:
        cache = KeyCache()
        texts = [cache.read(domain, "s1", "v=DKIM1; p=").findings[0].message for domain in ("a.example", "b.example")]
        assert "a.example" in texts[0]
        assert "b.example" in texts[1]
        assert len(cache) == 2

    def test_starts_anew_when_it_is_full(self) -> None:
        cache = KeyCache(size=2)
        for selector in ("s1", "s2", "s3"):
            cache.read("a.example", selector, "p=")
        assert len(cache) == 1

    def test_a_cache_of_nothing(self) -> None:
        with pytest.raises(dk.UsageError, match="one key at least"):
            KeyCache(size=0)
