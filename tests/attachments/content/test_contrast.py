"""Content against the name: which contrasts matter, and which are the way files are."""

from __future__ import annotations

import pytest

from deliverkit.attachments.content import ContentKind, Contrast, judge_content
from deliverkit.attachments.extensions import lists
from deliverkit.attachments.settings import DEFAULT_SETTINGS, Settings

K = ContentKind
STRICT = Settings(profile="strict")


@pytest.mark.parametrize(
    ("kind", "extension", "contrast"),
    [
        (K.PE, "pdf", Contrast.PROGRAM),
        (K.PE, "", Contrast.PROGRAM),
        (K.PE, "bin", Contrast.PROGRAM),
        (K.PE, "exe_", Contrast.PROGRAM),
        (K.NE, "jpg", Contrast.PROGRAM),
        (K.DOS, "txt", Contrast.PROGRAM),
        (K.LNK, "pdf", Contrast.PROGRAM),
        (K.MSI, "doc", Contrast.PROGRAM),
        (K.ENCODED_SCRIPT, "txt", Contrast.PROGRAM),
        (K.ELF, "pdf", Contrast.PROGRAM),
        (K.MACHO, "jpg", Contrast.PROGRAM),
        (K.HTA, "pdf", Contrast.PROGRAM),
        (K.APK, "pdf", Contrast.PROGRAM),
        (K.ZIP, "jpg", Contrast.MISMATCH),
        (K.ZIP, "pdf", Contrast.MISMATCH),
        (K.RAR5, "zip", Contrast.MISMATCH),
        (K.ZIP, "rar", Contrast.MISMATCH),
        (K.ISO, "pdf", Contrast.MISMATCH),
        (K.HTML, "pdf", Contrast.MISMATCH),
        (K.HTML, "docx", Contrast.MISMATCH),
        (K.SVG, "png", Contrast.MISMATCH),
        (K.SHEBANG, "pdf", Contrast.MISMATCH),
        (K.CFB, "jpg", Contrast.MISMATCH),
        (K.ONENOTE, "pdf", Contrast.MISMATCH),
        (K.GZIP, "mp3", Contrast.MISMATCH),
        (K.SEVENZIP, "txt", Contrast.MISMATCH),
    ],
)
def test_what_matters(kind: ContentKind, extension: str, contrast: Contrast) -> None:
    verdict = judge_content(kind, extension)
    assert verdict is not None
    assert (verdict.contrast, verdict.kind, verdict.extension) == (contrast, kind, extension)
    assert verdict.forbidden == (contrast is not Contrast.MISMATCH)


@pytest.mark.parametrize(
    ("kind", "extensions"),
    [
        (None, "pdf exe txt"),
        (K.PE, "dll sys ocx exe scr js"),  # what is forbidden is refused by its name
        (K.LNK, "lnk"),
        (K.MSI, "msi"),
        (K.CHM, "chm"),
        (K.ELF, "so ko bin 1 6 debug gold"),
        (K.ZIP, "zip jar docx xlsx pages numbers key odt epub apk kmz xpi vsdx whl crx 3mf"),
        (K.OFFICE, "docx pptx doc xls"),
        (K.CFB, "doc xls ppt msg msi pub vsd db"),
        (K.ENCRYPTED_OFFICE, "docx xlsx pptx doc"),
        (K.RTF, "doc rtf txt pdf"),
        (K.HTML, "html htm xls doc txt eml svg xhtml"),
        (K.XML, "xml svg xls docx pdf"),
        (K.SVG, "svg xml txt html"),
        (K.SHEBANG, "sh py txt pl cgi rb"),
        (K.MESSAGE, "eml txt mht doc msg"),
        (K.PEM, "pem txt crt key"),
        (K.JPEG, "jpg jpeg png pdf gif"),
        (K.PDF, "pdf ai doc jpg txt"),
        (K.GZIP, "gz tgz svgz tar svg rds"),
        (K.TAR, "tar gz tgz bz2"),
        (K.BZIP2, "bz2 tar tbz2"),
        (K.ISO, "iso img bin"),
        (K.TNEF, "dat"),
        (K.CAB, "cab msu onepkg"),
    ],
)
def test_what_does_not(kind: ContentKind | None, extensions: str) -> None:
    for extension in extensions.split():
        assert judge_content(kind, extension) is None, extension


def test_other_systems_programs_may_have_no_extension() -> None:
    assert judge_content(K.ELF, "") is None
    assert judge_content(K.MACHO, "") is None
    verdict = judge_content(K.ELF, "", Settings(profile="exchange-online"))
    assert verdict
    assert verdict.contrast is Contrast.FORBIDDEN


@pytest.mark.parametrize(("kind", "extension"), [(K.ISO, "bin"), (K.CAB, "dat"), (K.ARJ, ""), (K.XZ, "pdf")])
def test_true_types_of_a_list(kind: ContentKind, extension: str) -> None:
    verdict = judge_content(kind, extension, STRICT)
    assert verdict
    assert verdict.contrast is Contrast.FORBIDDEN


def test_documents_of_a_list_are_not_refused_by_content() -> None:
    # rspamd and Exchange list html and docm; an export called .xls stays what it is
    assert judge_content(K.HTML, "xls", STRICT) is None


def test_the_media_type_speaks_where_the_name_does_not() -> None:
    verdict = judge_content(K.ZIP, "", media_type="Image/JPEG")
    assert verdict
    assert (verdict.contrast, verdict.extension) == (Contrast.MISMATCH, "jpg")
    assert judge_content(K.ZIP, "bin", media_type="application/pdf") is not None
    assert judge_content(K.ZIP, "zip", media_type="image/jpeg") is None
    assert judge_content(K.ZIP, "", media_type="application/octet-stream") is None
    assert judge_content(K.PE, "", media_type="application/pdf") is not None


def test_the_first_extension_is_the_one_that_lists_name() -> None:
    named = {extension for one in lists().values() for extension in one.extensions}
    for kind in (K.PE, K.LNK, K.MSI, K.CHM, K.ISO, K.CAB, K.ARJ, K.ACE, K.XZ, K.VHD, K.VHDX, K.DMG, K.APK, K.JAR):
        assert kind.extensions[0] in named
    assert not DEFAULT_SETTINGS.forbids("")
