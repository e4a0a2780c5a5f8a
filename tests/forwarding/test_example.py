"""Does the example say what is wrong with a call?"""

from __future__ import annotations

from typing import Final

import pytest

from support import run_python

FORWARDED: Final = "examples/will_forwarding_break.py"
HOP: Final = "host=mx.b.example,ip=192.0.2.7"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--hop", f"{HOP},srs,keep"), "argument --hop: give one of keep, srs, own, null"),
        (("--hop", f"{HOP},from"), "argument --hop: 'from' needs for=ADDRESS, which is put into From"),
        (("--hop", "host=mx.b.example"), "argument --hop: Hop(ip=...): '' is no IP address"),
        (("--hop", HOP, "--compare", "--svg", "way.svg"), "--svg draws one way: leave --compare out"),
        (("mails/no-such", "--hop", HOP), "mails/no-such: No such file or directory"),
    ],
)
def test_wrong_calls_are_one_line_and_status_2(arguments: tuple[str, ...], complaint: str) -> None:
    ran = run_python(FORWARDED, *arguments, *(() if arguments[0].startswith("mails") else ("john@a.example",)))
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert ran.stderr.startswith(f"will_forwarding_break.py: {complaint}")
