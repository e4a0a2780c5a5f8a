"""Mail::SRS, the reference, in one perl process that reads addresses line by line.  (Debian: libmail-srs-perl)"""

from __future__ import annotations

import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from shutil import which
from typing import Final

__all__ = ["MailSrs", "is_installed", "mail_srs"]

# its clock is ours to set: the module asks time() when it is called, which the first line replaces
_PROGRAM: Final = r"""
BEGIN { my $now = shift @ARGV; *CORE::GLOBAL::time = sub () { $now } }
use Mail::SRS;
my ($secret, $alias, $separator, $length) = @ARGV;
$SIG{__WARN__} = sub {};
my $srs = new Mail::SRS(Secret => [$secret], Separator => $separator, HashLength => $length, HashMin => 4);
$| = 1;
while (my $line = <STDIN>) {
    chomp $line;
    my ($what, $address) = split(/\t/, $line, 2);
    my $told = eval { $what eq "f" ? $srs->forward($address, $alias) : $srs->reverse($address) };
    $told = "!" unless defined $told;
    print "$told\n";
}
"""


class MailSrs:
    """The process: what is forwarded and reversed by it, many at once; "!" where it refuses."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def forward(self, senders: Sequence[str]) -> list[str]:
        return self._ask("f", senders)

    def reverse(self, recipients: Sequence[str]) -> list[str]:
        return self._ask("r", recipients)

    def _ask(self, what: str, addresses: Sequence[str]) -> list[str]:
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        told: list[str] = []
        for start in range(0, len(addresses), 100):  # no more than a pipe holds
            some = addresses[start : start + 100]
            to.write("".join(f"{what}\t{address}\n" for address in some))
            to.flush()
            told += [back.readline().removesuffix("\n") for _ in some]
        return told


def is_installed() -> bool:
    """Whether there is a perl that has it."""
    perl = which("perl")
    return (
        perl is not None
        and subprocess.run([perl, "-MMail::SRS", "-e1"], capture_output=True, check=False).returncode == 0
    )


@contextmanager
def mail_srs(secret: str, alias: str, day: int, separator: str = "=", length: int = 4) -> Generator[MailSrs]:
    """The process, for as long as it is needed."""
    command = ["perl", "-e", _PROGRAM, str(day * 86_400 + 3_600), secret, alias, separator, str(length)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield MailSrs(process)
    finally:
        process.kill()
        process.communicate(timeout=10)
