"""Is it HMAC as everybody has it, and does every secret count?"""

from __future__ import annotations

import base64
import hmac

from hypothesis import given
from hypothesis import strategies as st

from deliverkit.srs.outcomes import NotReversedReason
from deliverkit.srs.signer import MOST_HASH, Signer


@given(st.binary(min_size=1, max_size=200), st.text(max_size=80).filter(lambda text: text.isprintable()))
def test_it_is_hmac_of_all_in_small_letters(secret: bytes, text: str) -> None:
    digest = hmac.digest(secret, text.encode().lower(), "sha1")
    expected = base64.b64encode(digest).decode()
    assert Signer((secret,), MOST_HASH, 4, False, False).sign("x", "SRS1", text) == expected[:MOST_HASH]
    url = base64.urlsafe_b64encode(digest).decode()
    assert Signer((secret,), 9, 4, True, False).sign("x", "SRS1", "", text) == url[:9]


@given(st.binary(min_size=1, max_size=200), st.text(max_size=80).filter(lambda text: text.isprintable()))
def test_the_keyed_one_is_hmac_of_all_apart(secret: bytes, text: str) -> None:
    digest = hmac.digest(secret, f"srs0\0a.example\0g3\0{text}".encode().lower(), "sha256")
    expected = "~" + base64.urlsafe_b64encode(digest).decode()[:10]
    assert Signer((secret,), 10, 4, False, True).sign("A.example", "SRS0", "G3", text) == expected


def test_the_first_that_fits_is_named_where_a_secret_stands_twice() -> None:
    signer = Signer((b"a", b"b", b"a"), 6, 4, True, False)
    made = signer.sign("x", "SRS0", "text")
    assert signer.find(made, "x", "SRS0", "text") == 0
    assert signer.find(made, "x", "SRS0", "other") is NotReversedReason.BAD_HASH
