"""Why does this mail not arrive, and what exactly must be changed so that it does?

    import deliverkit as dk
    report = dk.run(dk.audit_message(raw, dk.Envelope(client_ip="192.0.2.1", mail_from="a@example.com")))
    print(dk.to_text(report))

Names are loaded when they are first used, so importing this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from . import spf
    from .core.errors import DriverError, UsageError
    from .core.evidence import Evidence
    from .core.findings import Finding, Fixer, Remedy, Severity
    from .core.outcome import Outcome, Unknown, Verdict
    from .core.questions import UNREACHABLE
    from .core.report import Report
    from .drivers import TableResolver, run, run_async

_HOMES = {
    # run a check
    "run": "drivers",
    "run_async": "drivers",
    # what comes back
    "Report": "core.report",
    "Outcome": "core.outcome",
    "Finding": "core.findings",
    "Severity": "core.findings",
    "Verdict": "core.outcome",
    "Evidence": "core.evidence",
    "Remedy": "core.findings",
    "Fixer": "core.findings",
    "Unknown": "core.outcome",
    # who answers
    "TableResolver": "drivers",
    "UNREACHABLE": "core.questions",
    # mistakes
    "UsageError": "core.errors",
    "DriverError": "core.errors",
}
_PACKAGES = ("spf",)

__all__ = [
    "UNREACHABLE",
    "DriverError",
    "Evidence",
    "Finding",
    "Fixer",
    "Outcome",
    "Remedy",
    "Report",
    "Severity",
    "TableResolver",
    "Unknown",
    "UsageError",
    "Verdict",
    "__version__",
    "run",
    "run_async",
    "spf",
]


def __getattr__(name: str) -> Any:
    if name in _PACKAGES:
        return import_module(f".{name}", __name__)
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'deliverkit' has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
