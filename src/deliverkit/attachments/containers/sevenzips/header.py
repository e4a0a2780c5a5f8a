"""What does a 7z header say?  Which streams are packed how, and which files they make up (7zFormat.txt)."""

from __future__ import annotations

from typing import Final, NamedTuple

from .cursor import Bits, Cursor, DamagedError

__all__ = ["ENCODED_HEADER", "HEADER", "Coder", "Files", "Folder", "Streams", "read_header", "streams_of"]

_END, HEADER, _ARCHIVE, _ADDITIONAL, _MAIN, _FILES, _PACK, _UNPACK, _SUBSTREAMS, _SIZE, _CRC, _FOLDER = range(12)
_UNPACK_SIZE, _NUM_STREAMS, _EMPTY_STREAM, _EMPTY_FILE, _ANTI, _NAMES = range(0x0C, 0x12)
ENCODED_HEADER = 0x17
_MOST_CODERS: Final = 32
_FOLDER_WEIGHT: Final = 4


class Coder(NamedTuple):
    """One step of packing: its method and properties, how many streams go in and out."""

    method: bytes
    properties: bytes
    ins: int
    outs: int


class Folder(NamedTuple):
    """Streams packed together.

    Arguments:
        coders: the steps.
        binds: which in-stream is fed by which out-stream.
        packed: which in-streams are fed by the file.
        sizes: of every out-stream.
        substreams: of each file's data in it.
    """

    coders: tuple[Coder, ...]
    binds: tuple[tuple[int, int], ...]
    packed: tuple[int, ...]
    sizes: tuple[int, ...] = ()
    substreams: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How much comes out: of the one out-stream that feeds no other."""
        bound = {out for _, out in self.binds}
        return next((size for index, size in enumerate(self.sizes) if index not in bound), 0)


class Streams(NamedTuple):
    """Where the packed streams stand, counted from the end of the start header, and what they unpack to."""

    at: int = 0
    packed: tuple[int, ...] = ()
    folders: tuple[Folder, ...] = ()


class Files(NamedTuple):
    """The files, in columns.

    Arguments:
        total: how many there are said to be.
        names: in UTF-16, each ended by a NUL; None where there are none.
        empty: which have no stream.
        empty_file: which of those are no directories.
    """

    total: int = 0
    names: bytes | None = None
    empty: Bits = Bits(b"")
    empty_file: Bits = Bits(b"")


def read_header(cursor: Cursor) -> tuple[Streams, Files]:
    """The header behind its first octet."""
    streams, files = Streams(), Files()
    while (kind := cursor.number()) != _END:
        if kind == _ARCHIVE:
            while cursor.number() != _END:
                cursor.take(cursor.number())
        elif kind == _ADDITIONAL:
            streams_of(cursor)
        elif kind == _MAIN:
            streams = streams_of(cursor)
        elif kind == _FILES:
            files = _files(cursor)
        else:
            raise DamagedError(f"property {kind} in the header")
    return streams, files


def streams_of(cursor: Cursor) -> Streams:
    """Where the streams stand."""
    at, packed = 0, tuple[int, ...]()
    folders, digests = tuple[Folder, ...](), Bits(b"")
    substreams = False
    while (kind := cursor.number()) != _END:
        if kind == _PACK:
            at, packed = _packed(cursor)
        elif kind == _UNPACK:
            folders, digests = _folders(cursor)
        elif kind == _SUBSTREAMS:
            folders, substreams = _substreams(cursor, folders, digests), True
        else:
            raise DamagedError(f"property {kind} in the streams")
    if not substreams:
        folders = tuple(folder._replace(substreams=(folder.size,)) for folder in folders)
    return Streams(at, packed, folders)


def _packed(cursor: Cursor) -> tuple[int, tuple[int, ...]]:
    at, count = cursor.number(), cursor.many()
    sizes = tuple[int, ...]()
    while (kind := cursor.number()) != _END:
        if kind == _SIZE:
            sizes = tuple(cursor.number() for _ in range(count))
        elif kind == _CRC:
            cursor.take(4 * cursor.defined(count))
        else:
            raise DamagedError(f"property {kind} in the packed streams")
    return at, sizes


def _folders(cursor: Cursor) -> tuple[tuple[Folder, ...], Bits]:
    if cursor.number() != _FOLDER:
        raise DamagedError("no folders")
    count = cursor.many(_FOLDER_WEIGHT)
    if cursor.byte():
        raise DamagedError("folders in another stream")
    folders = tuple(_folder(cursor) for _ in range(count))
    digests = Bits(b"")
    while (kind := cursor.number()) != _END:
        if kind == _UNPACK_SIZE:
            folders = tuple(
                folder._replace(sizes=tuple(cursor.number() for _ in range(sum(coder.outs for coder in folder.coders))))
                for folder in folders
            )
        elif kind == _CRC:
            digests = Bits(b"\xff" * (count // 8 + 1)) if cursor.byte() else cursor.bits(count)
            cursor.take(4 * sum(digests[index] for index in range(count)))
        else:
            raise DamagedError(f"property {kind} in the folders")
    return folders, digests


def _folder(cursor: Cursor) -> Folder:
    count = cursor.number()
    if not 0 < count <= _MOST_CODERS:
        raise DamagedError(f"{count} coders")
    coders = tuple(_coder(cursor) for _ in range(count))
    ins, outs = sum(coder.ins for coder in coders), sum(coder.outs for coder in coders)
    if max(ins, outs) > _MOST_CODERS or ins < outs - 1 or not outs:
        raise DamagedError(f"{ins} streams in, {outs} out")
    binds = tuple((cursor.number(), cursor.number()) for _ in range(outs - 1))
    count = ins - len(binds)
    if count == 1:
        bound = {into for into, _ in binds}
        packed = tuple(index for index in range(ins) if index not in bound)[:1]
    else:
        packed = tuple(cursor.number() for _ in range(count))
    return Folder(coders, binds, packed)


def _coder(cursor: Cursor) -> Coder:
    flags = cursor.byte()
    method = cursor.take(flags & 0x0F)
    ins, outs = (cursor.number(), cursor.number()) if flags & 0x10 else (1, 1)
    properties = cursor.take(cursor.number()) if flags & 0x20 else b""
    if flags & 0xC0:
        raise DamagedError("a coder with alternatives")
    return Coder(method, properties, ins, outs)


def _substreams(cursor: Cursor, folders: tuple[Folder, ...], digests: Bits) -> tuple[Folder, ...]:
    counts = [1] * len(folders)
    kind = cursor.number()
    if kind == _NUM_STREAMS:
        counts = [cursor.many() for _ in folders]
        kind = cursor.number()
    found: list[Folder] = []
    for folder, count in zip(folders, counts, strict=True):
        # the last size is not written: it is what the others leave
        sizes = [cursor.number() for _ in range(count - 1)] if kind == _SIZE else [0] * (count - 1)
        rest = [max(folder.size - sum(sizes), 0)] if count else []
        found.append(folder._replace(substreams=(*sizes, *rest)))
    if kind == _SIZE:
        kind = cursor.number()
    unknown = sum(count for index, count in enumerate(counts) if count != 1 or not digests[index])
    while kind != _END:
        if kind != _CRC:
            raise DamagedError(f"property {kind} in the substreams")
        cursor.take(4 * cursor.defined(unknown))
        kind = cursor.number()
    return tuple(found)


def _files(cursor: Cursor) -> Files:
    files = Files(cursor.number())
    empty = 0
    while (kind := cursor.number()) != _END:
        column = Cursor(cursor.take(cursor.number()), 0)
        if kind == _EMPTY_STREAM:
            files = files._replace(empty=column.bits(files.total))
            empty = files.empty.count()
        elif kind == _EMPTY_FILE:
            files = files._replace(empty_file=column.bits(empty))
        elif kind == _NAMES:
            if column.byte():
                raise DamagedError("names in another stream")
            files = files._replace(names=column.data[1:])
    return files
