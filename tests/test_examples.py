"""Do the examples stay small, explain themselves, say what is true of their sample data, and end as they promise?"""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import jsonschema
import pytest

import deliverkit as dk
from deliverkit.core.questions import txt
from deliverkit.formats import schema
from deliverkit.message import returned_original
from support import ROOT, run_python

SHARED: Final = sorted((ROOT / "examples").glob("_*.py"))
EXAMPLES: Final = sorted((ROOT / "examples").glob("[!_]*.py"))
MAX_LINES: Final = 60
WHY: Final = "examples/why_was_it_refused.py"
SPF: Final = "examples/check_spf.py"
DKIM: Final = "examples/check_dkim.py"
KEY: Final = "examples/check_dkim_key.py"
DMARC: Final = "examples/check_dmarc.py"
MANY: Final = "examples/in_asyncio.py"
FORWARDED: Final = "examples/will_forwarding_break.py"
REFUSED: Final = "examples/data/refused.eml"
ACCEPTED: Final = "examples/data/accepted.eml"
ATELIER: Final = ("--zone", "examples/data/atelier.example.zone")
GOOD: Final = ("--zone", "examples/data/good.example.zone")
REDIRECT: Final = ("--zone", "examples/data/redirect.zone")
REDIRECTED: Final = "host=mx.example2.com,ip=198.51.100.7,for=user@example2.com"
REFUSED_CODES: Final = ["spf.detached-qualifier", "dkim.footer-added", "dmarc.multiple-records"]

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)


@pytest.mark.parametrize("path", EXAMPLES + SHARED, ids=lambda path: path.name)
def test_example_is_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@each_example
def test_example_explains_itself(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "?" in doc.splitlines()[0], "the docstring asks the user's question"
    ran = run_python(str(path), "--help")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("usage: ")


@each_example
def test_example_refuses_what_it_does_not_know(path: Path) -> None:
    ran = run_python(str(path), "--no-such-option")
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


@each_example
def test_example_is_named_in_the_pages(path: Path) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(path.name in page.read_text(encoding="utf-8") for page in pages)


def codes(printed: str) -> list[str]:
    """The codes of a report printed as JSON, which is valid by its schema."""
    report = json.loads(printed)
    jsonschema.validate(report, json.loads(schema()))
    return [finding["code"] for finding in report["findings"]]


@pytest.mark.parametrize(
    ("arguments", "expected", "status"),
    [
        ((REFUSED, *ATELIER), REFUSED_CODES, 1),
        ((REFUSED, *ATELIER, "--fail-on", "error"), REFUSED_CODES, 1),
        ((ACCEPTED, *GOOD), [], 0),
        ((ACCEPTED, *GOOD, "--fail-on", "note"), [], 0),
        ((ACCEPTED, *GOOD, "--ip", "192.0.2.25"), ["spf.not-authorized"], 1),
        ((ACCEPTED, *GOOD, "--from", "x@mail.good.example"), ["spf.no-record"], 1),
        ((ACCEPTED, *GOOD, "--from", "x@mail.good.example", "--fail-on", "error"), ["spf.no-record"], 0),
        ((ACCEPTED, *GOOD, "--from", "", "--helo", "good.example"), [], 0),
        ((ACCEPTED, *GOOD, "--helo", "mail.good.example"), [], 0),
        ((ACCEPTED, *ATELIER), ["spf.lookup-failed", "dkim.key-lookup-failed"], 3),
        ((ACCEPTED, *ATELIER, "--fail-on", "note"), ["spf.lookup-failed", "dkim.key-lookup-failed"], 1),
    ],
)
def test_why_was_it_refused(arguments: tuple[str, ...], expected: list[str], status: int) -> None:
    ran = run_python(WHY, *arguments, "--json")
    assert (codes(ran.stdout), ran.returncode, ran.stderr) == (expected, status, "")


def test_why_was_it_refused_in_other_forms() -> None:
    redirect = ("--zone", "examples/data/redirect.zone", "--redirect")
    hop = "host=mx.example2.com,ip=198.51.100.7,for=user@example2.com"
    text = run_python(WHY, REFUSED, *ATELIER, *redirect, hop)
    demo = run_python(WHY, "--demo")
    assert (text.returncode, demo.returncode, text.stdout) == (1, 0, demo.stdout)
    plain = run_python(WHY, REFUSED, *ATELIER)
    assert set(plain.stdout.splitlines()[1:]) < set(demo.stdout.splitlines())
    assert run_python(WHY, REFUSED, *ATELIER, "--redirect", "host=x").returncode == 2
    sarif = json.loads(run_python(WHY, REFUSED, *ATELIER, "--sarif").stdout)
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == REFUSED_CODES


@pytest.mark.parametrize(
    ("arguments", "expected", "status"),
    [
        (("atelier.example", *ATELIER), ["dmarc.multiple-records"], 1),
        (("good.example", "--record", "v=DMARC1; p=rejct"), ["dmarc.unknown-policy", "dmarc.no-aggregate-reports"], 1),
        (("good.example", "--record", "v=DMARC1; p=reject; rua=mailto:dmarc@good.example"), [], 0),
        (("good.example", *GOOD), [], 0),
        (("elsewhere.example", *GOOD), [], 3),
        (("not a domain", *GOOD), ["dmarc.not-a-domain"], 1),
    ],
)
def test_check_dmarc(arguments: tuple[str, ...], expected: list[str], status: int) -> None:
    ran = run_python(DMARC, *arguments, "--json")
    assert (codes(ran.stdout), ran.returncode, ran.stderr) == (expected, status, "")


def test_check_dmarc_tells_the_walk() -> None:
    ran = run_python(DMARC, "atelier.example", *ATELIER)
    assert "  _dmarc.atelier.example                   several-discarded" in ran.stdout.splitlines()
    assert "older receivers (RFC 7489): no DMARC" in ran.stdout.splitlines()


def test_message_from_standard_input() -> None:
    raw = (ROOT / REFUSED).read_bytes()
    command = [sys.executable, WHY, "-", *ATELIER, "--json"]
    ran = subprocess.run(command, input=raw, capture_output=True, cwd=ROOT, check=False)
    assert (codes(ran.stdout.decode()), ran.returncode) == (REFUSED_CODES, 1)


def test_message_without_an_envelope() -> None:
    ran = run_python(
        WHY, *GOOD, stdin="From: anna@good.example\nDate: 20 Nov 2026 12:00 +0000\nMessage-ID: <1@good.example>\n\n"
    )
    assert ran.returncode == 3
    assert "Checked: dkim (none), content." in ran.stdout.splitlines()
    assert "Not checked: SPF (client IP not given), DMARC (SPF not judged)." in ran.stdout.splitlines()
    assert "Second opinion" not in ran.stdout


@pytest.mark.parametrize(
    ("status", "said"),
    [("4.2.0", "mx.b.example put it off for now; it is tried again without your doing:"), ("", "mx.b.example says:")],
)
def test_other_bounces(status: str, said: str) -> None:
    report = f"Reporting-MTA: dns; mx.b.example\n\nStatus: {status}\nDiagnostic-Code: smtp; 450 wait\x1b a little\n"
    ran = run_python(WHY, *GOOD, stdin=f"Content-Type: message/delivery-status\n\n{report}")
    assert ran.stdout.splitlines()[2:4] == [said, '"450 wait\\x1b a little"']


@pytest.mark.parametrize(
    ("arguments", "expected", "status"),
    [
        (("atelier.example", *ATELIER), ["spf.detached-qualifier"], 1),
        (("atelier.example", *ATELIER, "--ip", "192.0.2.25"), ["spf.detached-qualifier"], 1),
        (("good.example", *GOOD, "--ip", "198.51.100.25"), ["spf.special-network"], 0),
        (("good.example", *GOOD, "--ip", "192.0.2.25"), ["spf.special-network", "spf.not-authorized"], 1),
        (("elsewhere.example", *GOOD), [], 3),
        (("nobody.good.example", *GOOD), ["spf.no-record"], 1),
        (("not a domain", *GOOD), ["spf.not-a-domain"], 1),
    ],
)
def test_check_spf(arguments: tuple[str, ...], expected: list[str], status: int) -> None:
    ran = run_python(SPF, *arguments, "--json")
    assert (codes(ran.stdout), ran.returncode, ran.stderr) == (expected, status, "")


@pytest.mark.parametrize(
    ("arguments", "expected", "status"),
    [
        ((ACCEPTED, *GOOD), [], 0),
        ((REFUSED, *ATELIER), ["dkim.footer-added"], 1),
        ((ACCEPTED, *ATELIER), ["dkim.key-lookup-failed"], 3),
        ((ACCEPTED, *GOOD, "--at", "2026-11-20T10:00:00Z"), ["dkim.signed-in-the-future"], 1),
    ],
)
def test_check_dkim(arguments: tuple[str, ...], expected: list[str], status: int) -> None:
    ran = run_python(DKIM, *arguments, "--json")
    assert (codes(ran.stdout), ran.returncode, ran.stderr) == (expected, status, "")


def test_check_dkim_prints_how_each_part_was_judged() -> None:
    ran = run_python(DKIM, REFUSED, *ATELIER)
    assert ran.stdout.splitlines()[:2] == [
        "1. fail      d=atelier.example s=m1 rsa-sha256 (2048 bits): key fits, body differs, header fits",
        "   not signed: return-path, received",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected", "status"),
    [
        (("good.example", "m1", *GOOD), [], 0),
        (("good.example", *GOOD), [], 0),
        (("good.example", "m2", *GOOD), ["dkim.no-key"], 1),
        (("elsewhere.example", "m1", *GOOD), [], 3),
    ],
)
def test_check_dkim_key(arguments: tuple[str, ...], expected: list[str], status: int) -> None:
    ran = run_python(KEY, *arguments, "--json")
    assert (codes(ran.stdout), ran.returncode, ran.stderr) == (expected, status, "")


def test_check_dkim_key_prints_the_selectors() -> None:
    ran = run_python(KEY, "good.example", *GOOD)
    assert [line.split()[:2] for line in ran.stdout.splitlines()[:2]] == [["good.example:", "it"], ["m1", "its"]]


def test_check_spf_prints_what_terms_cost() -> None:
    ran = run_python(SPF, "atelier.example", *ATELIER)
    assert ran.stdout.splitlines()[:2] == [
        "1 of 10 look-ups in the worst case, 0 of 2 that bring nothing",
        "    1  include:spf.mailhost.example",
    ]
    assert ran.stdout.splitlines()[-1] == "atelier.example: problems (1 error)"


@pytest.mark.parametrize(
    ("arguments", "lines", "status"),
    [
        (
            ("atelier.example", "good.example", *ATELIER, *GOOD),
            ["atelier.example permerror spf.detached-qualifier", "good.example fail spf.not-authorized"],
            1,
        ),
        (("good.example", *GOOD, "--ip", "198.51.100.25"), ["good.example pass"], 0),
        (
            ("good.example", "elsewhere.example", *GOOD, "--ip", "198.51.100.25"),
            [
                "good.example pass",
                "elsewhere.example temperror spf.lookup-failed",
                "Not checked: SPF record of elsewhere.example (not-in-zone).",
            ],
            3,
        ),
    ],
)
def test_in_asyncio(arguments: tuple[str, ...], lines: list[str], status: int) -> None:
    ran = run_python(MANY, *arguments)
    assert ([" ".join(line.split()) for line in ran.stdout.splitlines()], ran.returncode, ran.stderr) == (
        lines,
        status,
        "",
    )


@pytest.mark.parametrize(
    ("arguments", "expected", "status"),
    [
        (("--hop", REDIRECTED), ["spf-breaks"], 1),
        (("--hop", f"{REDIRECTED},srs"), ["srs-does-not-align"], 0),
        (("--hop", f"{REDIRECTED},srs", "--fail-on", "note"), ["srs-does-not-align"], 1),
        (
            ("--hop", f"{REDIRECTED},srs", "--unsigned"),
            ["not-signed", "reject-without-dkim", "refused", "srs-does-not-align"],
            1,
        ),
        (("--hop", f"{REDIRECTED},srs,tag,footer"), ["edit-breaks-dkim", "refused", "srs-does-not-align"], 1),
        (("--hop", REDIRECTED, "--early"), ["spf-breaks", "refused-before-dkim"], 1),
        (
            ("--hop", f"{REDIRECTED},own,recode,seal=example2.com"),
            ["list-keeps-from", "reject-while-posting-to-lists", "refused", "arc-not-trusted"],
            1,
        ),
        (
            ("--hop", f"{REDIRECTED},own,recode,seal=example2.com", "--trusts", "example2.com"),
            ["list-keeps-from", "reject-while-posting-to-lists", "arc-overrides"],
            1,
        ),
        (("--hop", f"{REDIRECTED},own,from,sign=example2.com", "--origin", "host=mx,ip=192.0.2.10"), [], 0),
    ],
)
def test_will_forwarding_break(arguments: tuple[str, ...], expected: list[str], status: int) -> None:
    ran = run_python(FORWARDED, "john.doe@mailbox1.example", *REDIRECT, *arguments)
    found = [line.split()[1].removeprefix("forwarding.") for line in ran.stdout.splitlines() if " forwarding." in line]
    assert (found, ran.returncode, ran.stderr) == (expected, status, "")


def test_forwarded_in_four_ways() -> None:
    ran = run_python(FORWARDED, "--demo")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[:4] == [
        "              plain                  with SRS",
        "DKIM intact   DMARC pass             DMARC pass",
        "DKIM broken   DMARC fail: SPF fails  DMARC fail: SPF passes, not aligned",
        "",
    ]


def test_forwarded_message(tmp_path: Path) -> None:
    hop = "host=mail.good.example,ip=198.51.100.25,for=x@good.example,srs"
    picture = tmp_path / "way.svg"
    ran = run_python(FORWARDED, ACCEPTED, *GOOD, "--hop", hop, "--svg", str(picture))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "DKIM       pass       good.example s=m1" in ran.stdout
    assert picture.read_text(encoding="ascii").startswith("<svg ")
    assert run_python(FORWARDED, ACCEPTED, "--hop", hop, "--zone", ATELIER[1]).returncode == 3


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((WHY, "no-such.eml"), "no-such.eml: No such file or directory"),
        ((WHY, "examples"), "examples: Is a directory"),
        ((WHY, REFUSED, "--zone", "no-such.zone"), "no-such.zone: No such file or directory"),
        ((WHY, REFUSED, "--zone", REFUSED), "examples/data/refused.eml:"),
        ((WHY, REFUSED, "--ip", "192.0.2.256"), "argument --ip: '192.0.2.256' is no IP address"),
        ((WHY, REFUSED, "--fail-on", "never"), "argument --fail-on: invalid choice: 'never'"),
        ((WHY, REFUSED, "--json", "--sarif"), "argument --sarif: not allowed with argument --json"),
        ((WHY, REFUSED, "--ip", "fe80::1%eth0"), "argument --ip: 'fe80::1%eth0' is no IP address"),
        ((SPF,), "the following arguments are required: DOMAIN"),
        ((SPF, "good.example", "--zone", "no-such.zone"), "no-such.zone: No such file or directory"),
        ((SPF, "good.example", *GOOD, "--ip", "x"), "argument --ip: 'x' is no IP address"),
        ((SPF, "anna@example.com"), "argument DOMAIN: give the domain: example.com"),
        ((SPF, "https://example.com/", *GOOD), "argument DOMAIN: give the domain: example.com"),
        ((SPF, "example.com:25", *GOOD), "argument DOMAIN: give the domain: example.com"),
        ((DKIM, "no-such.eml"), "no-such.eml: No such file or directory"),
        ((DKIM, ACCEPTED, "--at", "noon"), "argument --at: 'noon' is no time such as 2026-11-20T12:00:00Z"),
        ((KEY,), "the following arguments are required: DOMAIN"),
        ((FORWARDED, "no-such.eml"), "no-such.eml: No such file or directory"),
        ((FORWARDED, "a.example", "--hop", "ip=192.0.2.1,shrink"), "argument --hop: 'shrink' is unknown: host=...,ip="),
        ((FORWARDED, "a.example", "--hop", "host=mx,hops=3"), "argument --hop: 'hops' is unknown: host=...,ip="),
        ((FORWARDED, "a.example", "--hop", "host=mx"), "argument --hop: Hop(ip=...): '' is no IP address"),
        ((FORWARDED, "a.example", "--trusts", "a..b"), "Receiver(trusted_sealers=...): 'a..b' is no domain"),
        ((MANY, *GOOD), "the following arguments are required: DOMAIN"),
        ((MANY, "good.example", "--zone", "no-such.zone"), "no-such.zone: No such file or directory"),
    ],
)
def test_wrong_calls_are_one_line_and_status_2(arguments: tuple[str, ...], complaint: str) -> None:
    ran = run_python(*arguments)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert ran.stderr.startswith(f"{Path(arguments[0]).name}: {complaint}")


def sample(name: str) -> dk.Message:
    return dk.Message.parse((ROOT / "examples" / "data" / name).read_bytes())


def test_sample_bounce_returns_a_mail_with_a_script_in_an_archive() -> None:
    original = returned_original(sample("refused.eml"))
    assert original is not None
    (archive,) = [part for part in original.walk() if part.content_type == "application/zip"]
    with zipfile.ZipFile(io.BytesIO(archive.decode())) as opened:
        assert (opened.namelist(), opened.testzip()) == (["scan.pdf.js"], None)
    (html,) = [part for part in original.walk() if part.content_type == "text/html"]
    assert 'href="http//.atelier.example/offer"' in html.text().splitlines()[11]
    assert original.raw.endswith(b"--frames--\r\n-- \r\nChecked for viruses by gw.atelier.example\r\n")


def test_sample_zones_differ_in_their_faults() -> None:
    def records(zone: str, name: str) -> int:
        resolver = dk.ZoneResolver.from_file(ROOT / "examples" / "data" / zone)
        return len(resolver.resolve([txt(name)])[0].records)

    assert records("atelier.example.zone", "_dmarc.atelier.example") == 2
    assert records("good.example.zone", "_dmarc.good.example") == 1


@pytest.mark.parametrize("name", ["refused.eml", "accepted.eml"])
def test_samples_are_messages_without_a_fault_of_form(name: str) -> None:
    assert dk.lint_message(sample(name)).findings == ()
    original = returned_original(sample(name))
    assert original is None or dk.lint_message(original).findings == ()
