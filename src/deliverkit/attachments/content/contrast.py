"""Is the file what its name says, as far as that matters?  A program called a document, an archive called a picture.

Many files rightly have other names than their format suggests: most formats of today are zip archives, the older ones
compound files, exports called .xls are web pages. Only contrasts are told that somebody gains by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final, NamedTuple

from ..settings import DEFAULT_SETTINGS, Settings
from .kinds import ContentKind, Nature

__all__ = ["ContentVerdict", "Contrast", "judge_content"]


class Contrast(Enum):
    """What is wrong between the content and the name."""

    PROGRAM = "a program under a name that is no program's"
    FORBIDDEN = "a type of file that is refused, under another name"
    MISMATCH = "something else than the name says"


class ContentVerdict(NamedTuple):
    """What is wrong with the content of one file under one name.

    Arguments:
        contrast: what is wrong.
        kind: what the content is.
        extension: the extension of the name, or the one its media type stands for; empty when there is none.
    """

    contrast: Contrast
    kind: ContentKind
    extension: str

    @property
    def forbidden(self) -> bool:
        """Whether the receiver refuses it, or only should wonder."""
        return self.contrast is not Contrast.MISMATCH


# programs of other systems have any extension or none; only one that promises something else is a lie
_ELSEWHERE: Final = (ContentKind.ELF, ContentKind.MACHO, ContentKind.DEX, ContentKind.CLASS, ContentKind.WASM)
_UNSAID: Final = ("", "bin", "dat", "data", "raw", "img", "rom", "efi")
_DANGEROUS: Final = (Nature.ARCHIVE, Nature.DISK, Nature.SCRIPT, Nature.MARKUP, Nature.COMPOUND)
_TYPES: Final[Mapping[str, str]] = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/rtf": "rtf",
    "text/plain": "txt",
    "text/csv": "csv",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/tiff": "tif",
    "image/bmp": "bmp",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
}
K: Final = ContentKind
_PICTURES: Final = "jpg jpeg jpe jfif png gif bmp dib tif tiff webp heic heif avif ico"
_SOUNDS: Final = "mp3 mp4 m4a m4v wav avi mov mkv ogg oga ogv flac wma wmv aac webm mpg mpeg 3gp"
_PLAIN: Final = "txt csv tsv log md ini cfg json yml yaml css vcf ics rtf xml htm html xhtml mht mhtml eml"
_OLD_OFFICE: Final = "doc dot xls xlt xlw ppt pot pps"
_NEW_OFFICE: Final = "docx docm dotx xlsx xlsm xltx xlsb pptx pptm potx ppsx"
_COMPOUND: Final = (K.CFB, K.ENCRYPTED_OFFICE, K.OFFICE, K.ZIP, K.ONENOTE)


def _claims() -> Iterator[tuple[str, tuple[ContentKind, ...]]]:
    for names, kinds in (
        ("pdf", ()),
        (_PICTURES, ()),
        (_SOUNDS, ()),
        (_PLAIN, tuple(kind for kind in K if kind.textual)),
        (_OLD_OFFICE, (*_COMPOUND, *(kind for kind in K if kind.textual))),
        (_NEW_OFFICE, _COMPOUND),
        ("odt ods odp odg ott ots otp", (K.ZIP, K.OFFICE, K.XML)),
        ("svg", (K.SVG, K.HTML, K.GZIP)),
        ("msg", (K.CFB, K.OUTLOOK, K.MESSAGE)),
        ("zip", (K.ZIP, K.JAR, K.OFFICE, K.APK, K.CRX)),
        ("rar", (K.RAR4, K.RAR5)),
        ("7z", (K.SEVENZIP,)),
        ("gz tgz", (K.GZIP, K.TAR)),
        ("bz2 tbz tbz2", (K.BZIP2, K.TAR)),
        ("xz txz", (K.XZ, K.TAR)),
        ("tar", (K.TAR, K.GZIP, K.BZIP2, K.XZ, K.ZSTD, K.COMPRESS)),
    ):
        for name in names.split():
            yield name, kinds


# extensions that promise something, and the kinds among the dangerous ones that keep the promise
_CLAIMS: Final[Mapping[str, tuple[ContentKind, ...]]] = dict(_claims())


def judge_content(
    kind: ContentKind | None, extension: str, settings: Settings = DEFAULT_SETTINGS, *, media_type: str = ""
) -> ContentVerdict | None:
    """Judge content against one name; None when nothing is wrong, or when the name is refused anyway.

    Arguments:
        kind: what the content is, by :func:`identify`.
        extension: the extension of the name, as :func:`deliverkit.attachments.names.extension_of` gives it.
        settings: whose list applies.
        media_type: the media type of a part of a message, which speaks where its name says nothing.
    """
    if kind is None or settings.forbids(extension):
        return None
    claimed = extension if extension and extension not in _UNSAID else _TYPES.get(media_type.lower(), extension)
    contrast = _contrast(kind, claimed, settings)
    return ContentVerdict(contrast, kind, claimed) if contrast else None


def _contrast(kind: ContentKind, extension: str, settings: Settings) -> Contrast | None:
    if extension in kind.extensions:
        return None
    refused = settings.forbids(kind.extensions[0])
    if kind.program:
        if kind in _ELSEWHERE and extension not in _CLAIMS:
            return Contrast.FORBIDDEN if refused else None
        return Contrast.PROGRAM
    if refused and kind.nature in (Nature.ARCHIVE, Nature.DISK):
        return Contrast.FORBIDDEN
    if kind.nature in _DANGEROUS and extension in _CLAIMS and kind not in _CLAIMS[extension]:
        return Contrast.MISMATCH
    return None
