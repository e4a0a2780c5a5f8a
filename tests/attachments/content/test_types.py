"""Media types that save a part under a forbidden extension."""

from __future__ import annotations

import pytest

from deliverkit.attachments.content import judge_type, listed_types
from deliverkit.attachments.settings import Settings


@pytest.mark.parametrize(
    ("media_type", "extension", "also"),
    [
        ("application/hta", "hta", ("exchange", "amavis")),
        ("Application/X-MSDownload", "exe", ("amavis",)),
        ("text/javascript", "js", ("exchange",)),
        ("text/scriptlet", "sct", ("exchange",)),
        ("application/x-dosexec", "exe", ()),
        (' "application/x-bat" ', "bat", ()),
    ],
)
def test_forbidden(media_type: str, extension: str, also: tuple[str, ...]) -> None:
    verdict = judge_type(media_type)
    assert verdict
    assert (verdict.extension, verdict.also_blocked_by) == (extension, also)
    assert verdict.media_type == media_type.strip(' "').lower()


@pytest.mark.parametrize(
    "media_type", ["", "text/plain", "application/pdf", "application/msaccess", "application/x-msi"]
)
def test_allowed(media_type: str) -> None:
    assert judge_type(media_type) is None


def test_a_type_is_as_forbidden_as_its_extension() -> None:
    exchange = Settings(profile="exchange")
    assert {name for name in listed_types("exchange") if judge_type(name, exchange)} == set(listed_types("exchange"))
    assert len(listed_types("exchange")) == 8
    assert len(listed_types("amavis")) == 3
    assert not listed_types("gmail")
    assert judge_type("text/javascript", Settings(remove=("js",))) is None
