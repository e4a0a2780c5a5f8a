"""Is the installed wheel whole?  Run by the environment it was installed in, outside the checkout.

Arguments: the checkout's ``src/deliverkit/data``, whose files must all be inside.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import requires, version
from importlib.resources import files
from pathlib import Path

import deliverkit as dk


def main(data: Path) -> None:
    """Check and say so; an AssertionError names what is missing."""
    home = Path(dk.__file__).parent
    assert data.parent.parent not in home.parents, f"imported from the checkout: {home}"
    assert version("deliverkit") == dk.__version__
    assert (files("deliverkit") / "py.typed").is_file(), "py.typed"
    for one in sorted(data.iterdir()):
        inside = files("deliverkit") / "data" / one.name
        assert inside.is_file(), f"data/{one.name}"
        assert inside.read_bytes() == one.read_bytes(), f"data/{one.name} differs"
    schemas = [one for one in (files("deliverkit") / "data").iterdir() if one.name.endswith(".schema.json")]
    assert schemas, "no JSON Schema"
    for schema in schemas:
        assert "$schema" in json.loads(schema.read_text(encoding="utf-8")), schema.name
    always = [one for one in requires("deliverkit") or () if "extra ==" not in one]
    assert len(always) == 5, f"a bare installation grew: {always}"

    world = dk.TableResolver({("a.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"]})
    outcome = dk.run(dk.spf.check_host("192.0.2.1", "anna@a.example", "mail.a.example"), resolver=world)
    assert outcome.value is not None, outcome
    assert outcome.value.result.value == "pass", outcome
    print(f"deliverkit {dk.__version__} in {home}: whole, and SPF passes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
