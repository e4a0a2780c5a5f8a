"""What is wrong with this message?  Ready compositions of the checks, each a report.

report = dk.run(dk.audit_message(raw, dk.Envelope(client_ip="192.0.2.1", mail_from="x@a.example")))
report = dk.lint_message(raw)                  # the same without DNS: a plain function
"""

from .envelope import Envelope
from .message import audit_message, lint_message

__all__ = ["Envelope", "audit_message", "lint_message"]
