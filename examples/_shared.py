"""What do the examples share?  Their arguments, complaints of one line, and exit statuses."""

from __future__ import annotations

import argparse
import ipaddress
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn

import deliverkit as dk

SEVERITIES = {severity.name.lower(): severity for severity in dk.Severity}


class Arguments(argparse.ArgumentParser):
    """A parser that complains in one line, with exit status 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {dk.formats.plain(message)}\n")


def arguments(doc: str | None, *, ip: bool = False) -> Arguments:
    """A parser that describes the program by its docstring and knows what all examples take; the address where *ip*."""
    parser = Arguments(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zone", action="append", default=[], metavar="FILE", help="a zone file, in place of the DNS")
    if ip:
        parser.add_argument("--ip", type=_address, help="the address of the SMTP client")
    parser.add_argument("--fail-on", choices=SEVERITIES, default="warning", help="what exit status 1 takes")
    return parser


def _address(text: str) -> str:
    try:
        # "%eth0" behind an address names an interface, of one host only
        return str(ipaddress.ip_address("" if "%" in text else text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no IP address") from None


def status(findings: Iterable[dk.Finding], unknown: Iterable[dk.Unknown], fail_on: str) -> int:
    """1 when a finding is as bad as *fail_on*, else 3 when something is unknown, else 0."""
    bad = any(finding.severity >= SEVERITIES[fail_on] for finding in findings)
    return 1 if bad else 3 if any(True for _ in unknown) else 0


def run(main: Callable[[], int]) -> NoReturn:
    """Run *main* and exit with its status; a file that cannot be read, or is wrong, is one line and status 2."""
    try:
        sys.exit(main())
    except OSError as wrong:
        Arguments().error(f"{wrong.filename or 'output'}: {wrong.strerror}")
    except dk.UsageError as wrong:
        Arguments().error(str(wrong))
