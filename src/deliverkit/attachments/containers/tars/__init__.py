"""What does a tar hold?  Its headers one after another, in memory or in a stream (POSIX.1-2017 pax, GNU tar)."""

from __future__ import annotations

from .reading import read_tar, read_tar_stream

__all__ = ["read_tar", "read_tar_stream"]
