"""Is the quick way the same as the careful one for every odd shape of address, alias and setting?"""

from __future__ import annotations

from random import Random
from typing import Any, Final

from deliverkit.srs import Rewriter, Rewritten
from deliverkit.srs.stamp import LAST_DAY, STAMPS, stamp_of
from support import Figures

SEED: Final = 20_261_126
ADDRESSES: Final = 1_000
PIECES: Final = (
    *("a", "B", "srs0", "SRS0=", "SRS1=", "SRS0", "example", ".", "..", "-", "--", "=", "==", "+", "_", "@", "1", "0"),
    *("xn--", "xn--a", "\u00fc", "K", "\u017f", "\u0130", "\u212a", "\u0660", "<", ">", " ", "\\", "/", "~", '"', "*"),
    *("G3", "g3", "=AB=", "[", "]", "\n", "\r", "\0", "a.", "-a", "a-", "@fwd.example", "@FWD.example", "@x.example"),
    *("abcd", "~abcdefgh", "a" * 20, "1" * 10, ".com", "|", "^", "1.2.3.4", ".1", "1a"),
)
ENDS: Final = ("", ".example", "example", "com", ".1", "-1.example", "1.example")
_SETTINGS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"alphabet": "classic", "separator": "+"},
    {"exclude": ["x.example"], "hash_length": 6, "hash_min": 5},
    {"own_domains": [".example"]},
    {"own_domains": str.isdigit, "always_rewrite": True},
    {"own_domains": ["b"], "always_rewrite": True},
    {"over_length": "emit", "separator": "-"},
    {"over_length": "token", "hash_length": 27, "hash_min": 27},
    {"keyed": True},
    {"max_age": 0, "future_days": 7},
    {"max_age": 1000},
)
REWRITERS: Final = (
    *(Rewriter(["fwd.example"], [b"secret"], **more) for more in _SETTINGS),
    Rewriter(["m\u00fcnchen.example", "Fwd.Example."], [b"x" * 100]),
    Rewriter([".".join(["b" * 60] * 4)], [b"x"]),
    Rewriter(["FWD.example"], [b"x", b"y"]),
    Rewriter(["1.f-w--d.example"], [b"s"]),
)
DAYS: Final = (0, 1, 21, 1023, 1024, 1045, 19_675, 20_000, LAST_DAY)


def address(random: Random) -> str:
    kind = random.random()
    if kind < 0.2:
        local_part = "".join(random.choices("abcdXYZ019-_=+.", k=random.randrange(1, 40)))
        return f"{local_part}@{''.join(random.choices('abcde019-.', k=random.randrange(1, 12)))}{random.choice(ENDS)}"
    text = "".join(random.choices(PIECES, k=random.randrange(1, 9)))
    if kind < 0.6:
        return text
    return f"{text}@{''.join(random.choices(PIECES, k=random.randrange(1, 4)))}{random.choice(ENDS)}"


def altered(random: Random, text: str) -> list[str]:
    at, end = random.randrange(len(text) + 1), random.randrange(len(text) + 1)
    return [
        *(text, text.lower(), text.upper(), text.swapcase(), f"<{text}>", f"{text}x"),
        *(text.replace("=", "", 1), text.replace("=", random.choice("+-="), 1)),
        *(text.replace("-", "+").replace("_", "/"), text[:at] + random.choice(PIECES) + text[end:]),
    ]


def test_both_ways(figures: Figures) -> None:
    random = Random(SEED)
    rewritten = compared = 0
    for _ in range(ADDRESSES):
        for rewriter in REWRITERS:
            text, day = address(random), random.choice(DAYS)
            told = f"seed {SEED}: {rewriter!r}, {text!r} on day {day}"
            made = rewriter.forward(text, day)
            assert made == rewriter._sending.forward(text, stamp_of(day)), told  # pyright: ignore[reportPrivateUsage] # both ways are compared
            rewritten += isinstance(made, Rewritten)
            base = made.address if isinstance(made, Rewritten) else f"SRS0=abcd={random.choice(STAMPS)}={text}"
            for recipient in altered(random, base):
                on = min(LAST_DAY, max(0, day + random.randrange(-8, 40)))
                mail_from = random.choice(("", "", "<>", "x@y.example"))
                back = rewriter.reverse(recipient, on, mail_from=mail_from)
                with_care = rewriter._returning.reverse(recipient, on, mail_from)  # pyright: ignore[reportPrivateUsage] # as above
                assert back == with_care, (told, recipient, on, mail_from)
                compared += 1
    figures(f"SRS, quick and careful, seed {SEED}: {compared} addresses alike, {rewritten} of them made here")
