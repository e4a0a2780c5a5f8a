"""What macros come to where braces and percent signs stand close together, and which shapes are read at once."""

from __future__ import annotations

import pytest

from deliverkit.spf.identity import read_identity
from deliverkit.spf.macros import COMMON, expand, faults, last_macro_end

VALUES = {"d": "a.example", "i": "192.0.2.1", "l": "x-y.z", "v": "in-addr"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("%{ir}.%{v}._spf.%{d}", "1.2.0.192.in-addr._spf.a.example"),
        ("%{lr-}.%{Lr-}.%{l1r-}", "y.z.x.y.z.x.x"),
        ("%%{d}}", "%{d}}"),
        ("%{d}}", "a.example}"),
        ("}%{d}", "}a.example"),
        ("%%%{d}", "%a.example"),
        ("%{d}%%}", "a.example%}"),
        ("%_}%{d}%-", " }a.example%20"),
        ("}}%%", "}}%"),
        ("", ""),
        ("a", "a"),
    ],
)
def test_expansion(text: str, plain: str) -> None:
    assert expand(text, VALUES) == plain


@pytest.mark.parametrize(
    ("spec", "common"),
    [
        ("a.example", True),
        ("%{d}", True),
        ("x.%{ir}.%{v}._spf.%{d2}", True),
        ("%{d}.a.example", True),
        # these may be sound, and are looked at more closely
        ("%{d}%%", False),
        ("%{d}a", False),
        ("a.example.", False),
        ("a.1example", False),
        # and these are not
        ("", False),
        ("%{d0}", False),
        ("%{c}", False),
        ("%", False),
        ("a", False),
    ],
)
def test_common_shapes(spec: str, common: bool) -> None:
    assert (COMMON.fullmatch(f":{spec}") is not None) is common
    if common:
        assert not list(faults(spec))
        assert last_macro_end(spec) is not None


@pytest.mark.parametrize(
    ("mail_from", "read"),
    [
        ("user@a.example", ("mailfrom", "user", "a.example", True)),
        ("user@A.Example", ("mailfrom", "user", "a.example", True)),
        ("<user@a.example>", ("mailfrom", "user", "a.example", True)),
        ("@a.example", ("mailfrom", "postmaster", "a.example", True)),
        ("user@example", ("mailfrom", "user", "example", False)),
        ("user@a..example", ("mailfrom", "user", "a..example", False)),
        ("", ("helo", "postmaster", "h.example", True)),
    ],
)
def test_identities(mail_from: str, read: tuple[str, str, str, bool]) -> None:
    assert read_identity(mail_from, "h.example") == read
