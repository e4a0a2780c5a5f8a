"""The lists: as many extensions as their sources have, and who refuses what."""

from __future__ import annotations

import re

import pytest

from deliverkit.attachments.extensions import blocked_by, label_of, lists, profile, profiles

COUNTS = {
    "host": 21,
    "gmail": 54,
    "exchange": 133,
    "exchange-online": 53,
    "rspamd": 140,
    "mailscanner": 54,
    "amavis": 9,
    "strict": 188,
}


def test_counts() -> None:
    assert {name: len(profile(name)) for name in profiles()} == COUNTS


def test_the_help_page() -> None:
    page = "exe com cmd cpl hta scf sct lnk bat js jse wsh ws wsf wsc vbe vb vbs shs pif scr"
    assert profile("host") == set(page.split())
    assert profile("host") <= profile("exchange") & profile("rspamd")
    assert profile("host") - profile("gmail") == {"scf", "shs", "ws"}
    assert not {"js", "jse"} & profile("exchange-online")


def test_every_list_says_where_it_is_from() -> None:
    for name, one in lists().items():
        assert name == one.name
        assert one.source
        assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", one.date)
        assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]*", extension) for extension in one.extensions)


@pytest.mark.parametrize(
    ("extension", "names"),
    [
        ("exe", ("host", "gmail", "exchange", "exchange-online", "rspamd", "mailscanner", "amavis")),
        ("js", ("host", "gmail", "exchange", "rspamd", "mailscanner")),
        ("library-ms", ("exchange", "rspamd")),
        ("pdf", ()),
        ("{00020d75-0000-0000-c000-000000000046}", ("mailscanner", "amavis")),
    ],
)
def test_blocked_by(extension: str, names: tuple[str, ...]) -> None:
    assert blocked_by(extension) == names


def test_labels() -> None:
    assert label_of(("gmail", "exchange-online")) == ("Gmail", "Exchange Online")


def test_strict_is_the_union() -> None:
    assert profile("strict") == {extension for one in lists().values() for extension in one.extensions}
