"""Are addresses those that srslib makes, another implementation in Python, and does it reverse ours?"""

from __future__ import annotations

import string
from importlib import import_module
from random import Random
from typing import Any, Final

from deliverkit.srs import Reversed, Rewriter, Rewritten, stamp
from support import Figures

SEED: Final = 41
SECONDS: Final = 1_732_000_000
DAY: Final = SECONDS // 86_400
ATOM: Final = string.ascii_letters + string.digits + "!#$%&'*+/=?^_`{|}~-"


def test_ten_thousand_senders(figures: Figures) -> None:
    random = Random(SEED)
    ours = Rewriter(["fwd.example"], [b"tops3cr3t"], alphabet="classic", over_length="emit")
    theirs: Any = import_module("srslib").SRS("tops3cr3t")
    theirs._time_fn = lambda: SECONDS
    again = 0
    for number in range(10_000):
        local = "".join(random.choices(ATOM, k=random.randrange(1, 20)))
        sender = f"{local}@{random.choice('abcXYZ')}{number}.example"
        if number % 4 == 1:
            sender = f"SRS0{random.choice('=+-')}abcd={stamp.STAMPS[number % 1024]}=o.example={sender}"
        if number % 4 == 2:
            sender = f"SRS1{random.choice('=+-')}abcd=o.example={random.choice('=+-')}x=G3=o.example={sender}"
        made = ours.forward(sender, DAY)
        assert isinstance(made, Rewritten)
        assert made.address.replace("SRS1+", "SRS1=").replace("SRS1-", "SRS1=") == theirs.forward(sender, "fwd.example")
        again += made.scheme == "SRS1"
        back = ours.reverse(made.address, DAY + number % 21)
        assert isinstance(back, Reversed)
        assert back.address == theirs.reverse(made.address)
    figures(f"SRS against srslib, seed {SEED}: 10000 senders, {again} of them rewritten before")
