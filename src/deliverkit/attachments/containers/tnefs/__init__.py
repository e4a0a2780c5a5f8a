"""What is in a winmail.dat?  The attachments of a mail that Outlook wrote in a form of its own (MS-OXTNEF)."""

from __future__ import annotations

from .reading import read_tnef

__all__ = ["read_tnef"]
