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
    from . import (
        arc,
        attachments,
        audits,
        content,
        core,
        crosscheck,
        dkim,
        dmarc,
        drivers,
        formats,
        forwarding,
        message,
        spf,
        srs,
    )
    from .audits import Envelope, audit_message, lint_message
    from .catalogue import explain
    from .core.budget import Limits
    from .core.errors import DriverError, UsageError
    from .core.evidence import Evidence
    from .core.findings import Finding, Fixer, Remedy, Severity
    from .core.outcome import Outcome, Unknown, Verdict
    from .core.questions import UNREACHABLE
    from .core.report import CheckReport, Report
    from .drivers import (
        CachingResolver,
        SystemResolver,
        TableResolver,
        TranscriptResolver,
        ZoneResolver,
        recorded,
        run,
        run_async,
    )
    from .formats import from_json, to_json, to_sarif, to_text
    from .forwarding import simulate_forwarding
    from .message import Message
    from .policy import Action, Decision, Policy

_HOMES = {
    # run a check
    "run": "drivers",
    "run_async": "drivers",
    "recorded": "drivers",
    # what to ask
    "audit_message": "audits",
    "lint_message": "audits",
    "simulate_forwarding": "forwarding",
    # about what
    "Message": "message",
    "Envelope": "audits",
    "Policy": "policy",
    "Action": "policy",
    "Decision": "policy",
    "Limits": "core.budget",
    # what comes back
    "Report": "core.report",
    "CheckReport": "core.report",
    "Outcome": "core.outcome",
    "Finding": "core.findings",
    "Severity": "core.findings",
    "Verdict": "core.outcome",
    "Evidence": "core.evidence",
    "Remedy": "core.findings",
    "Fixer": "core.findings",
    "Unknown": "core.outcome",
    # who answers
    "SystemResolver": "drivers",
    "ZoneResolver": "drivers",
    "TableResolver": "drivers",
    "TranscriptResolver": "drivers",
    "CachingResolver": "drivers",
    "UNREACHABLE": "core.questions",
    # how it is printed, and what it means
    "to_text": "formats",
    "to_json": "formats",
    "from_json": "formats",
    "to_sarif": "formats",
    "explain": "catalogue",
    # mistakes
    "UsageError": "core.errors",
    "DriverError": "core.errors",
}
_PACKAGES = (
    "arc",
    "attachments",
    "audits",
    "content",
    "core",
    "crosscheck",
    "dkim",
    "dmarc",
    "drivers",
    "formats",
    "forwarding",
    "message",
    "spf",
    "srs",
)

__all__ = [
    "UNREACHABLE",
    "Action",
    "CachingResolver",
    "CheckReport",
    "Decision",
    "DriverError",
    "Envelope",
    "Evidence",
    "Finding",
    "Fixer",
    "Limits",
    "Message",
    "Outcome",
    "Policy",
    "Remedy",
    "Report",
    "Severity",
    "SystemResolver",
    "TableResolver",
    "TranscriptResolver",
    "Unknown",
    "UsageError",
    "Verdict",
    "ZoneResolver",
    "__version__",
    "arc",
    "attachments",
    "audit_message",
    "audits",
    "content",
    "core",
    "crosscheck",
    "dkim",
    "dmarc",
    "drivers",
    "explain",
    "formats",
    "forwarding",
    "from_json",
    "lint_message",
    "message",
    "recorded",
    "run",
    "run_async",
    "simulate_forwarding",
    "spf",
    "srs",
    "to_json",
    "to_sarif",
    "to_text",
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
