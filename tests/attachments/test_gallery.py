"""Is every file of the gallery judged as it must be, and is nothing said of honest ones?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from attachment_builders.tools import plant, run, tool
from attachment_controls import controls
from attachment_gallery import Sample, entity, mail, members
from attachment_gallery_archives import carried, hidden, locked
from attachment_gallery_mail import written_oddly
from deliverkit import attachments
from deliverkit.attachments import AttachmentVerdict
from deliverkit.core.findings import Severity
from support import Figures

ROOMS = {"members": members, "mail": written_oddly, "archives": hidden, "locked": locked, "carried": carried}


def samples() -> list[Sample]:
    return [sample for room in ROOMS.values() for sample in room()]


@pytest.mark.parametrize("room", ROOMS)
def test_each_file_is_found_and_judged(room: str) -> None:
    for sample in ROOMS[room]():
        outcome = attachments.check(sample.raw)
        verdicts = {one.path: one.verdict.name for one in outcome.value or ()}
        assert verdicts.get(sample.path) == sample.verdict, (sample.triple, verdicts)
        assert sample.verdict != "NOT_INSPECTED" or outcome.unknown, sample.triple
        for one in outcome.value or ():
            told = max((finding.severity for finding in one.findings), default=Severity.NOTE)
            assert (one.verdict is AttachmentVerdict.FORBIDDEN) == (told is Severity.ERROR), sample.triple


def test_gallery_is_large(figures: Figures) -> None:
    triples = Counter(sample.triple for sample in samples())
    honest = [label for label, _ in controls()]
    assert max(triples.values()) == 1
    assert len(triples) >= 250
    assert len(honest) == len(set(honest)) >= 60
    figures(f"attachment gallery: {len(triples)} triples of feature, container and place; {len(honest)} controls")


@pytest.mark.parametrize(("label", "raw"), [pytest.param(*one, id=one[0]) for one in controls()])
def test_nothing_is_said_of_an_honest_file(label: str, raw: bytes) -> None:
    outcome = attachments.check(raw)
    assert [one for one in outcome.findings if one.severity > Severity.NOTE] == []
    assert outcome.unknown == ()
    assert {one.verdict for one in outcome.value or ()} <= {AttachmentVerdict.CLEAN}


BAD = {"dir/run.js", "dir/sub/empty.bat", "dir/" + "long" * 30 + "/" + "name" * 30 + ".exe"}
SHORT = {"dir/run.js", "dir/sub/empty.bat"}
TOOLS: dict[str, tuple[Sequence[str], set[str]]] = {
    "zip": (("zip", "-q", "-r", "a.zip", "."), BAD),
    "zip, encrypted": (("zip", "-q", "-r", "-P", "secret", "a.zip", "."), BAD),
    "zip, streamed": (("sh", "-c", "zip -q -r - . > ../a.zip"), BAD),
    "7z": (("7z", "a", "-bd", "a.7z", "."), BAD),
    "7z, bzip2": (("7z", "a", "-bd", "-m0=BZip2", "a.7z", "."), BAD),
    "7z, encrypted": (("7z", "a", "-bd", "-psecret", "a.7z", "."), BAD),
    "7z as zip": (("7z", "a", "-bd", "-tzip", "a.zip", "."), BAD),
    "tar": (("bsdtar", "-cf", "a.tar", "--format", "ustar", "dir", "a.txt"), SHORT),
    "tar, pax": (("bsdtar", "-cf", "a.tar", "--format", "pax", "dir", "a.txt"), BAD),
    "tar, GNU": (("bsdtar", "-cf", "a.tar", "--format", "gnutar", "dir", "a.txt"), BAD),
    "tar.gz": (("bsdtar", "-czf", "a.tar.gz", "dir", "a.txt"), BAD),
    "tar.bz2": (("bsdtar", "-cjf", "a.tar.bz2", "dir", "a.txt"), BAD),
    "tar.xz": (("bsdtar", "-cJf", "a.tar.xz", "dir", "a.txt"), BAD),
    "iso, Joliet": (("genisoimage", "-quiet", "-J", "-joliet-long", "-R", "-o", "../a.iso", "."), SHORT),
}


@pytest.mark.parametrize("kind", TOOLS)
def test_archives_of_real_programs(kind: str, tmp_path: Path) -> None:
    command, bad = TOOLS[kind]
    tool(next(word for word in command if word not in ("sh", "-c")).split()[0])
    tree = tmp_path / "tree"
    plant(tree)
    run(command, tree)
    (made,) = [*tmp_path.glob("a.*"), *(one for one in tree.glob("a.*") if one.name != "a.txt")]
    outcome = attachments.check(mail(entity(made.read_bytes(), made.name)))
    forbidden = {one.path[-1].removeprefix("./") for one in outcome.value or () if one.verdict.name == "FORBIDDEN"}
    assert forbidden >= bad
    assert not {one for one in forbidden if not one.endswith((".js", ".bat", ".exe"))}
    assert bool(outcome.unknown) == ("encrypted" in kind)
