"""The choices of an inspection, and the mistakes one can make with them."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from deliverkit.attachments.settings import DEFAULT_SETTINGS, Settings
from deliverkit.core.errors import UsageError


def test_default_is_the_help_page() -> None:
    assert DEFAULT_SETTINGS.profile == "host"
    assert DEFAULT_SETTINGS.forbids("js")
    assert not DEFAULT_SETTINGS.forbids("iso")
    assert not DEFAULT_SETTINGS.forbids("")
    assert DEFAULT_SETTINGS.listed_in("js") == "host"


@pytest.mark.parametrize("written", [".ISO", "iso", "*.iso", " .iso ", "\uff49so"])
def test_extensions_are_taken_as_people_write_them(written: str) -> None:
    settings = Settings(add=(written,), remove=("COM",))
    assert settings.add == ("iso",)
    assert settings.forbids("iso")
    assert not settings.forbids("com")
    assert settings.listed_in("iso") == "settings"
    assert Settings(remove=(written,), profile="gmail").forbidden == Settings(profile="gmail").forbidden - {"iso"}


def test_any_iterable_will_do() -> None:
    given: Any = ["iso", ".ISO", "one"]
    assert Settings(add=given) == Settings(add=("iso", "one"))
    assert hash(Settings(add=given)) == hash(Settings(add=("iso", "one")))


def test_class_identifiers_are_always_refused() -> None:
    identifier = "{3050f4d8-98b5-11cf-bb82-00aa00bdce0b}"
    assert DEFAULT_SETTINGS.forbids(identifier)
    assert DEFAULT_SETTINGS.listed_in(identifier) == "host"


def test_pickles() -> None:
    settings = Settings(profile="strict", add=("pdf",), remove=("com",))
    assert pickle.loads(pickle.dumps(settings)) == settings


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"profile": "outlook"}, r"one of host, gmail, .*, strict, not 'outlook'"),
        ({"add": "js"}, r'add=...\) takes a tuple of extensions, such as \("iso", "one"\)'),
        ({"remove": b"js"}, r"remove=...\) takes a tuple"),
        ({"add": (1,)}, r"extensions as text, not 1"),
        ({"add": ("",)}, r"'' is no extension such as 'js'$"),
        ({"add": ("a/b",)}, r"'a/b' is no extension such as 'js'$"),
        ({"add": ("tar.gz",)}, r"only what stands behind the last dot counts"),
        ({"add": ("x" * 41,)}, r"is no extension"),
        ({"add": ("pdf", "js"), "remove": ("JS",)}, r"both name js"),
        ({"max_message_size": -1}, r"max_message_size=...\) must not be negative"),
        ({"max_shown": -1}, r"max_shown=...\) must not be negative"),
    ],
)
def test_mistakes(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(UsageError, match=text):
        Settings(**arguments)
