"""Would a receiver refuse what is attached to this message, or this file?  Every name in it, archives included.

FILE is a message (.eml), or any file that is to be attached; "-" is standard input. Exit status: 0 clean, 1 problems,
2 a wrong call, 3 something could not be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import _inputs
import _shared

import deliverkit as dk
from deliverkit import attachments
from deliverkit.attachments.content import ContentKind, identify
from deliverkit.attachments.extensions import profiles


def as_message(data: bytes, name: str) -> bytes:
    """A message is one already; any other file is put into one, as it is."""
    if identify(data) is ContentKind.MESSAGE or name.lower().endswith(".eml"):
        return data
    escaped = "".join(f"%{octet:02X}" for octet in name.encode("utf-8", "surrogateescape"))
    header = f"Content-Disposition: attachment; filename*=utf-8''{escaped}\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    return b"Content-Type: application/octet-stream\r\n" + header.encode("ascii") + data


def table(files: tuple[attachments.Attachment, ...]) -> Iterator[str]:
    """One line a file: its verdict, its path, and why it could not be looked at."""
    for one in files:
        why = f"  ({one.why})" if one.why else ""
        yield dk.formats.plain(f"{one.verdict.value:17} {' > '.join(name or '(no name)' for name in one.path)}{why}")


def main() -> int:
    parser = _shared.arguments(__doc__)
    parser.add_argument("file", metavar="FILE", help='a message or another file; "-" for stdin')
    parser.add_argument("--profile", choices=profiles(), default="host", help="whose list of extensions applies")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args()

    name = "" if given.file == "-" else Path(given.file).name
    message = as_message(_inputs.octets(given.file), name)
    outcome = attachments.check(message, attachments.Settings(profile=given.profile))
    report = dk.Report(subject=name or "-", checks=(dk.CheckReport.of("attachments", outcome),))
    if given.json:
        print(dk.to_json(report))
    else:
        print(*table(outcome.value or ()), "", dk.to_text(report), sep="\n", end="")
    return _shared.status(report.findings, report.unknown, given.fail_on)


if __name__ == "__main__":
    _shared.run(main)
