"""Which reader reads which container?  By its kind, which its content tells and never its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ...core.budget import Budget
from .aces import read_ace
from .arjs import read_arj
from .cabs import read_cab
from .cfbs import read_cfb
from .cpios import read_cpio
from .fats import read_fat
from .gzips import read_gzip
from .isos import read_iso
from .lzhs import read_lzh
from .member import Kind, Listing, Reader, Streamer
from .rars import read_rar
from .sevenzips import read_7z
from .singles import read_bzip2, read_compress, read_lzma, read_xz, read_zstd
from .tars import read_tar, read_tar_stream
from .tnefs import read_tnef
from .zips import read_zip

__all__ = ["READERS", "STREAM_READERS"]

READERS: Final[Mapping[Kind, Reader]] = MappingProxyType(
    {
        Kind.ZIP: read_zip,
        Kind.TAR: read_tar,
        Kind.GZIP: read_gzip,
        Kind.BZIP2: read_bzip2,
        Kind.XZ: read_xz,
        Kind.LZMA: read_lzma,
        Kind.ZSTD: read_zstd,
        Kind.COMPRESS: read_compress,
        Kind.SEVENZIP: read_7z,
        Kind.RAR4: read_rar,
        Kind.RAR5: read_rar,
        Kind.ISO: read_iso,
        Kind.CAB: read_cab,
        Kind.LZH: read_lzh,
        Kind.ARJ: read_arj,
        Kind.ACE: read_ace,
        Kind.CPIO: read_cpio,
        Kind.FAT: read_fat,
        Kind.CFB: read_cfb,
        Kind.TNEF: read_tnef,
    }
)
"""What lists the members of a container in memory."""

STREAM_READERS: Final[Mapping[Kind, Callable[[Streamer, Budget], Listing]]] = MappingProxyType(
    {Kind.TAR: read_tar_stream}
)
"""What lists the members of a container that comes out of a :attr:`Member.stream`, without holding it."""
