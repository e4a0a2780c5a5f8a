"""Does ``import deliverkit`` stay light?  What it may load, and what it may cost."""

from __future__ import annotations

import json
import runpy
from typing import Final

from support import ROOT, run_python

HEAVY: Final = {
    *("dns", "cryptography", "asyncio", "email", "ssl", "socket", "threading", "http", "urllib.request"),
    *("spf", "dkim", "checkdmarc", "publicsuffixlist", "idna", "email_validator", "httpx"),
}


def loaded(statement: str) -> set[str]:
    """The modules that *statement* adds to a fresh interpreter."""
    code = f"import sys, json; old = set(sys.modules); {statement}; print(json.dumps(sorted(set(sys.modules) - old)))"
    ran = run_python("-I", "-c", code)
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout))


def test_import_loads_nothing_heavy() -> None:
    assert loaded("import deliverkit") & HEAVY == set()


def test_running_on_a_table_loads_no_dns_library() -> None:
    check = "dk.spf.check_host('192.0.2.1', 'a@a.example', 'mail.a.example')"
    assert loaded(f"import deliverkit as dk; dk.run({check}, resolver=dk.TableResolver({{}}))") & HEAVY == set()


def test_the_text_of_a_rule_starts_nothing() -> None:
    world = {"subprocess", "threading", "socket", "ssl", "dns", "asyncio", "spf"}
    assert loaded("import deliverkit as dk; dk.explain('crosscheck.spf-disagrees')") & world == set()
    assert loaded("import deliverkit as dk; dk.Policy(actions={'spf.*': dk.Action.TAG})") & world == set()


def test_every_package_is_reached_from_the_face() -> None:
    for name in ("arc", "audits", "content", "core", "crosscheck", "drivers", "formats", "message", "spf"):
        assert f"deliverkit.{name}" in loaded(f"import deliverkit as dk; dk.{name}.__all__")


def test_import_costs_at_most_a_fifth_of_pyspf() -> None:
    costs = runpy.run_path(str(ROOT / "benchmarks" / "import_cost.py"))["measure"]("deliverkit", "pyspf", rounds=7)
    assert costs["deliverkit"] <= costs["pyspf"] / 5, costs
