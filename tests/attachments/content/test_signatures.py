"""What files are by their octets, and what only looks like it."""

from __future__ import annotations

import pytest

from attachment_builders.contents import LOOK_LIKE, SAMPLES, dos, pe, zip_of
from deliverkit.attachments.containers.member import Kind
from deliverkit.attachments.content import ContentKind, Nature, containers_in, identify, zip_kind

K = ContentKind


@pytest.mark.parametrize(("kind", "data"), SAMPLES, ids=[f"{kind}-{at}" for at, (kind, _) in enumerate(SAMPLES)])
def test_kinds(kind: str, data: bytes) -> None:
    assert identify(data) is ContentKind[kind]
    assert identify(memoryview(data)) is ContentKind[kind]


def test_every_kind_has_a_sample() -> None:
    by_names = {K.APK, K.JAR, K.OFFICE}
    assert {ContentKind[kind] for kind, _ in SAMPLES} | by_names == set(K)
    assert len(K) - len(by_names) >= 60


@pytest.mark.parametrize("data", LOOK_LIKE, ids=range(len(LOOK_LIKE)))
def test_what_only_looks_like_it(data: bytes) -> None:
    assert identify(data) is None


@pytest.mark.parametrize(("kind", "data"), SAMPLES, ids=[f"{kind}-{at}" for at, (kind, _) in enumerate(SAMPLES)])
def test_cut_anywhere(kind: str, data: bytes) -> None:
    for size in range(min(len(data), 600)):
        identify(data[:size])
        containers_in(data[:size], None)


def test_kinds_say_what_they_are() -> None:
    assert {kind for kind in K if kind.program} == {kind for kind in K if kind.nature is Nature.PROGRAM}
    assert K.PE.word == "a Windows program"
    assert K.PE.extensions[0] == "exe"
    assert K.ZIP.container is Kind.ZIP
    assert K.WIM.opaque
    assert not K.ZIP.opaque
    assert not K.PDF.opaque
    assert K.HTML.textual
    assert K.RTF.textual
    assert not K.PDF.textual
    assert all(kind.word.startswith(("a ", "an ")) for kind in K)


RAR = b"Rar!\x1a\x07\1\0\xcf\x90\x73"
RAR4 = b"Rar!\x1a\x07\0\xcf\x90\x73"
SEVENZIP = b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24)
CAB = b"MSCF\0\0\0\0" + b"\x40\0\0\0" + bytes(4) + b"\x2c\0\0\0" + bytes(4) + b"\3\1\1\0\1\0"
PICTURE = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(100)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (zip_of("a"), [(K.ZIP, 0)]),
        (zip_of("a") + RAR, [(K.ZIP, 0)]),
        (pe(), []),
        (pe() + RAR, [(K.RAR5, 70)]),
        (pe() + RAR4, [(K.RAR4, 70)]),
        (pe() + SEVENZIP, [(K.SEVENZIP, 70)]),
        (pe() + CAB, [(K.CAB, 70)]),
        (pe() + zip_of("a"), [(K.ZIP, 0)]),
        (pe() + RAR + zip_of("a"), [(K.RAR5, 70), (K.ZIP, 0)]),
        (PICTURE + zip_of("a"), [(K.ZIP, 0)]),
        (PICTURE + zip_of("a") + bytes(70_000), [(K.ZIP, 0)]),
        (PICTURE + zip_of("a")[:40], [(K.ZIP, 0)]),
        (PICTURE + b"PK\x03\x04" * 20, []),
        (PICTURE + b"PK\x03\x04" * 100, [(K.ZIP, 0)]),  # nobody can tell where it would start
        (PICTURE + b"PK\x05\x06" * 100, [(K.ZIP, 0)]),
        (PICTURE + b"7z\xbc\xaf\x27\x1c" * 9, []),
        (PICTURE + b"MSCF\0\0\0\0" * 9, []),
        (PICTURE + b"PK\x03\x04" + b"x" * 40, []),
        (b"text about 7z and Rar! and PK\x03\x04", []),
        (b"", []),
    ],
)
def test_containers_in(data: bytes, found: list[tuple[ContentKind, int]]) -> None:
    assert list(containers_in(data, identify(data))) == found
    assert list(containers_in(memoryview(data), identify(data))) == found


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ((), K.ZIP),
        (("a.txt", "b.class"), K.ZIP),
        (("META-INF/MANIFEST.MF", "a.xml"), K.ZIP),
        (("META-INF\\MANIFEST.MF", "a/B.class"), K.JAR),
        (("AndroidManifest.xml", "classes.dex", "META-INF/MANIFEST.MF"), K.APK),
        (("[Content_Types].xml", "word/document.xml"), K.OFFICE),
    ],
)
def test_zip_kind(names: tuple[str, ...], kind: ContentKind) -> None:
    assert zip_kind(names) is kind


def test_a_dos_header_that_makes_sense_is_a_program() -> None:
    assert identify(dos(last=0)) is K.DOS
