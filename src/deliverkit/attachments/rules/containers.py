"""What can be wrong with an archive that is attached (RFC 2183 section 5)."""

# ruff: noqa: ARG001 - programs are given all that is known of an archive; the words need less
from __future__ import annotations

from typing import Final

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import INSTEAD, place_of

__all__ = [
    "archive_views_differ",
    "damaged_archive",
    "duplicate_members",
    "encrypted_archive",
    "encrypted_inner_archive",
    "encrypted_names",
    "inflates_too_far",
    "nested_too_deep",
    "overlapping_members",
    "untrue_size",
]

_GMAIL: Final = "Google: File types blocked in Gmail, support.google.com/mail/answer/6590"
_AGAIN: Final = "pack the files again with an ordinary program"


def _archive(path: tuple[str, ...]) -> str:
    return place_of(path, path[-1], "")


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def archive_views_differ(*, path: tuple[str, ...], container: str, faults: tuple[str, ...], details: str) -> Said:
    """The places of an archive that must agree do not, so programs see different files in it.

    Why: whoever makes such an archive lets a scanner see harmless files and the reader's program others. All that any
    program would see is judged here, and receivers that find the contradiction refuse the archive.

    Remedy: pack the files again with an ordinary program. An archive that was edited in place, or to which another was
    appended, becomes whole by that too.
    """
    return Said(f"{_archive(path)}: {'; '.join(faults)} ({details})", fix=_AGAIN)


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def overlapping_members(*, path: tuple[str, ...], container: str, details: str) -> Said:
    """Several members of an archive are made of the same octets.

    Why: that is how a small file is made to unpack to a huge one; scanners give up on it and hold or refuse the mail.

    Remedy: pack the files again with an ordinary program.
    """
    return Said(f"{_archive(path)}: members share octets ({details})", fix=_AGAIN)


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def untrue_size(*, path: tuple[str, ...], container: str, details: str) -> Said:
    """An archive says of a member that it has another size than it has.

    Why: a program that believes it unpacks too much or too little, and scanners take it for an attempt to pass them.

    Remedy: pack the files again with an ordinary program.
    """
    return Said(f"{_archive(path)}: a size in it is not true ({details})", fix=_AGAIN)


@rule(Severity.NOTE, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def duplicate_members(*, path: tuple[str, ...], container: str, details: str) -> Said:
    """Several members of an archive have one name.

    Why: which of them is unpacked depends on the program. All of them are judged here.

    Remedy: pack the files again, each under a name of its own.
    """
    return Said(f"{_archive(path)}: several members have one name ({details})", fix=_AGAIN)


@rule(Severity.NOTE, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def damaged_archive(*, path: tuple[str, ...], container: str, faults: tuple[str, ...], details: str) -> Said:
    """An archive is damaged, or only a part of one.

    Why: the recipient may be unable to open it, and what a scanner cannot read it does not let pass everywhere.

    Remedy: pack the files again, and attach the whole archive.
    """
    return Said(f"{_archive(path)}: {'; '.join(faults)} ({details})", fix=_AGAIN)


@rule(Severity.NOTE, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def encrypted_archive(*, path: tuple[str, ...], container: str, members: int) -> Said:
    """Files in an archive, or a document, need a password, so that no receiver can look at them.

    Why: a password does not help a file through. In most archives it hides the content only, and the names are judged
    as ever; and what cannot be looked at is held, marked or refused by many receivers.

    Remedy: send a link to the files instead, from a place where the recipient has to sign in.
    """
    many = f"{members} files need a password" if members > 1 else "it needs a password"
    return Said(f"{_archive(path)}: {many}, so receivers cannot look at the content", fix=INSTEAD)


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=(_GMAIL, "RFC 2183 section 5"))
def encrypted_names(*, path: tuple[str, ...], container: str) -> Said:
    """An archive is encrypted together with the names of its files, so nothing of it can be judged.

    Why: receivers that look into archives refuse or hold one whose files they cannot even name.

    Remedy: send a link to the files instead; or pack them without encrypting the names.
    """
    return Said(f"{_archive(path)}: even the names of its files are encrypted", fix=INSTEAD)


@rule(Severity.ERROR, by=Fixer.AUTHOR, cites=(_GMAIL,))
def encrypted_inner_archive(*, path: tuple[str, ...], container: str) -> Said:
    """An archive with a password holds another archive.

    Why: the names in the inner archive cannot be seen, which is why people pack twice. Gmail refuses archives with a
    password that hold an archive, and it is not alone.

    Remedy: send a link to the files instead.
    """
    return Said(f"{_archive(path)}: an archive behind a password, in an archive", fix=INSTEAD)


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def nested_too_deep(*, path: tuple[str, ...], container: str, depth: int) -> Said:
    """Archives stand in one another deeper than anybody packs them.

    Why: scanners stop at some depth, which differs; what lies deeper was looked at by none, so the mail is refused.

    Remedy: pack the files once.
    """
    return Said(f"{_archive(path)}: archives in one another, more than {depth} deep", fix="pack the files once")


@rule(Severity.WARNING, by=Fixer.AUTHOR, cites=("RFC 2183 section 5",))
def inflates_too_far(*, path: tuple[str, ...], container: str, packed: int, seen: int) -> Said:
    """A small file unpacks to a huge one.

    Why: that is how scanners are made to give up; they hold or refuse such mail.

    Remedy: send a link to the file instead.
    """
    return Said(f"{_archive(path)}: {packed} octets unpack to more than {seen}", fix=INSTEAD)
