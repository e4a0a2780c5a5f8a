"""Would a receiver refuse what is attached?  Every name, every container, nothing called clean unseen (RFC 2183).

from deliverkit import attachments
outcome = attachments.check(message)           # a plain function: it asks nothing
for one in outcome.value: print(" > ".join(one.path), one.verdict.value)
"""

from .check import check
from .result import Attachment, AttachmentName, AttachmentVerdict
from .settings import Settings

__all__ = ["Attachment", "AttachmentName", "AttachmentVerdict", "Settings", "check"]
