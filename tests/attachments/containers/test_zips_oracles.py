"""Do bsdtar, 7-Zip, Info-ZIP and zipfile see the same members in honest zips?"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from attachment_builders.listings import faults, first_names, opened
from attachment_builders.tools import TREE, listed_by_bsdtar, plant, run, tool
from deliverkit.attachments.containers.member import ContainerFault
from deliverkit.attachments.containers.zips import read_zip
from deliverkit.core.budget import Budget


@pytest.mark.parametrize(
    "command",
    [
        ["zip", "-q", "-r", "x.zip", "."],
        ["zip", "-q", "-r", "-0", "x.zip", "."],
        ["zip", "-q", "-r", "-fd", "x.zip", "."],
        ["zip", "-q", "-r", "-fz", "x.zip", "."],
        ["zip", "-q", "-r", "-X", "-Z", "bzip2", "x.zip", "."],
        ["7z", "a", "-bd", "-tzip", "x.zip", "."],
        ["7z", "a", "-bd", "-tzip", "-mm=LZMA", "x.zip", "."],
        ["7z", "a", "-bd", "-tzip", "-mm=Deflate64", "x.zip", "."],
        ["bsdtar", "-c", "--format", "zip", "-f", "x.zip", "a.txt", "dir"],
    ],
    ids=" ".join,
)
def test_an_archive_of_the_real_tool(command: list[str], tmp_path: Path) -> None:
    tool(command[0])
    plant(tmp_path)
    run(command, tmp_path)
    data = (tmp_path / "x.zip").read_bytes()
    listing = read_zip(data, Budget())
    assert listing.complete
    assert not faults(listing)
    assert sorted(first_names(listing)) == sorted(listed_by_bsdtar(tmp_path / "x.zip"))
    for member in listing.members:
        if member.opener is not None and not member.directory:
            one = opened(member)
            assert (one.data, one.complete, one.problems) == (TREE[member.names[0].text], True, ())


@pytest.mark.parametrize("method", ["ZipCrypto", "AES256"])
def test_encrypted_by_7_zip(method: str, tmp_path: Path) -> None:
    tool("7z")
    plant(tmp_path)
    run(["7z", "a", "-bd", "-tzip", "-psecret", f"-mem={method}", "x.zip", "a.txt", "dir"], tmp_path)
    listing = read_zip((tmp_path / "x.zip").read_bytes(), Budget())
    assert {member.names[0].text: member.encrypted for member in listing.members if not member.directory} == {
        name: bool(TREE[name]) for name in TREE
    } or all(member.encrypted for member in listing.members if member.size)
    assert not faults(listing)


def test_a_self_extracting_zip(tmp_path: Path) -> None:
    tool("zip")
    plant(tmp_path)
    run(["zip", "-q", "-r", "x.zip", "."], tmp_path)
    stub = b"MZ" + bytes(200) + b"PK\3\4 is not here"
    (tmp_path / "sfx.exe").write_bytes(stub + (tmp_path / "x.zip").read_bytes())
    adjusted = shutil.copy(tmp_path / "sfx.exe", tmp_path / "adjusted.exe")
    subprocess.run(["zip", "-q", "-A", adjusted], check=False, capture_output=True)
    for name in ("sfx.exe", "adjusted.exe"):
        listing = read_zip((tmp_path / name).read_bytes(), Budget())
        assert set(TREE) <= set(first_names(listing))
        assert ContainerFault.PREPENDED_DATA in faults(listing)
