"""What does a disk image hold?  The files of its FAT file systems, in partitions and virtual disks too."""

from __future__ import annotations

from .reading import read_fat

__all__ = ["read_fat"]
