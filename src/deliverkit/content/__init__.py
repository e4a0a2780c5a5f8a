"""Is this message written as the standards want it?  Its form, not what it says (RFC 5322, RFC 2045).

from deliverkit import content
outcome = content.format(message)              # a plain function: it asks nothing
outcome.value.authors; outcome.findings
"""

from .dates import MailDate, read_date
from .form import MessageForm, format  # noqa: A004 the word for it
from .settings import Settings

__all__ = ["MailDate", "MessageForm", "Settings", "format", "read_date"]
