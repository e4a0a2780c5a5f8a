"""Does the package lend the names that a check of one's own is written with?"""

from __future__ import annotations

import pytest

import deliverkit.core
from deliverkit.core.questions import txt
from deliverkit.core.steps import ask
from support import run_python


def test_every_name_is_lent() -> None:
    assert dir(deliverkit.core) == sorted(deliverkit.core.__all__)
    for name in deliverkit.core.__all__:
        assert getattr(deliverkit.core, name) is not None
    assert deliverkit.core.txt is txt
    assert deliverkit.core.ask is ask


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match=r"^module 'deliverkit.core' has no attribute 'tell'$"):
        getattr(deliverkit.core, "tell")  # noqa: B009 the type checkers know that it does not exist


def test_names_load_at_first_use() -> None:
    code = "import sys, deliverkit.core; print(*sorted(x for x in sys.modules if 'deliverkit.' in x))"
    ran = run_python("-I", "-c", code)
    assert (ran.stdout, ran.stderr) == ("deliverkit._version deliverkit.core\n", "")
