"""The real programs, which make archives and list them; where one is missing, the test says so and is skipped."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from support import skip_or_fail

__all__ = ["TREE", "listed_by_7z", "listed_by_bsdtar", "plant", "run", "tool"]

TREE: Final = {
    "a.txt": b"alpha\n",
    "dir/run.js": b"var x;\n" * 3_000,
    "dir/sub/empty.bat": b"",
    "dir/sub/random.bin": bytes(range(256)) * 64,
    "dir/" + "long" * 30 + "/" + "name" * 30 + ".exe": b"MZ" + bytes(998),
}
"""The files that :func:`plant` writes."""


def tool(name: str) -> str:
    """Where the program *name* is."""
    return shutil.which(name) or skip_or_fail(f"{name} is not installed: see .ci/debian-packages")


def plant(folder: Path) -> None:
    """Write the files of :data:`TREE` below *folder*."""
    for name, data in TREE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def run(command: Sequence[str], folder: Path) -> str:
    """Run *command* in *folder*; what it prints."""
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, (command, done.stdout[-500:], done.stderr[-500:])
    return done.stdout.decode("utf-8", "surrogateescape")


def listed_by_bsdtar(path: Path) -> list[str]:
    """The names that libarchive sees."""
    tool("bsdtar")
    return run(["bsdtar", "-t", "-f", str(path)], path.parent).splitlines()


def listed_by_7z(path: Path) -> list[str]:
    """The names that 7-Zip sees."""
    lines = run([tool("7z"), "l", "-slt", "-ba", str(path)], path.parent).splitlines()
    return [line[7:] for line in lines if line.startswith("Path = ")]
