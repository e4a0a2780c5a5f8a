"""What is read from a zone file, and what is said of one that cannot be read."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import dns.rdatatype
import dns.zone
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.errors import UsageError
from deliverkit.core.questions import Mx, Txt
from deliverkit.drivers.zonefile import Record, ZoneText, read_file, read_text

SOA = "ns1.example.com. hostmaster.example.com. 1 7200 3600 1209600 300"


def told(text: str, origin: str | None = "example.com") -> list[tuple[str, str, Any]]:
    return [record[:3] for record in read_text(text, origin).records]


def txt(*strings: bytes) -> Txt:
    return Txt(strings)


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize(
    ("line", "rdtype", "value"),
    [
        ('TXT "v=spf1 -all"', "TXT", txt(b"v=spf1 -all")),
        ('TXT "v=spf1 " "-all"', "TXT", txt(b"v=spf1 ", b"-all")),
        ('TXT "v=spf1 ""-all"', "TXT", txt(b"v=spf1 ", b"-all")),
        # without quotes, blanks separate strings and a semicolon starts a comment: faults that a checker shows
        ("TXT v=spf1 -all", "TXT", txt(b"v=spf1", b"-all")),
        ("TXT v=DMARC1; p=none", "TXT", txt(b"v=DMARC1")),
        ('TXT "v=DMARC1; p=none" ; a comment', "TXT", txt(b"v=DMARC1; p=none")),
        (r'TXT "a\"b\\c\059d\195\188"', "TXT", txt(b'a"b\\c;d\xc3\xbc')),
        (r"TXT a\ b\;c", "TXT", txt(b"a b;c")),
        ('TXT ""', "TXT", txt(b"")),
        ('TXT "grün"', "TXT", txt("grün".encode())),
        ("TXT “v=spf1 -all”", "TXT", txt("“v=spf1".encode(), "-all”".encode())),
        ('TXT "' + "x" * 300 + '"', "TXT", txt(b"x" * 300)),
        ('SPF "v=spf1 -all"', "SPF", txt(b"v=spf1 -all")),
        ("MX 10 mail", "MX", Mx(10, "mail.example.com")),
        ("MX 0 .", "MX", Mx(0, "")),
        ("mx 10 Mail.Example.NET.", "MX", Mx(10, "mail.example.net")),
        # the missing final dot, the commonest fault of all, is kept
        ("MX 10 mail.example.com", "MX", Mx(10, "mail.example.com.example.com")),
        ("A 192.0.2.1", "A", "192.0.2.1"),
        ("AAAA 2001:DB8:0:0:0:0:0:1", "AAAA", "2001:db8::1"),
        ("AAAA ::FFFF:192.0.2.1", "AAAA", "::ffff:192.0.2.1"),
        ("AAAA ::ffff:c000:201", "AAAA", "::ffff:192.0.2.1"),
        ("CNAME @", "CNAME", "example.com"),
        ("NS ns1", "NS", "ns1.example.com"),
        ("PTR mail.example.com.", "PTR", "mail.example.com"),
        ("CNAME müller", "CNAME", "xn--mller-kva.example.com"),
        ("CNAME müller.example.", "CNAME", "xn--mller-kva.example"),
        ("DNAME example.net.", "DNAME", "example.net"),
        ("SRV 0 1 993 imap", "SRV", "0 1 993 imap.example.com."),
        ("SRV 0 0 0 .", "SRV", "0 0 0 ."),
        ("SOA ns1 hostmaster 1 2h 1h 2w 5m", "SOA", SOA),
        ("SOA ns1 hostmaster ( 1 ; serial\n 7200 3600\n 1209600 300 )", "SOA", SOA),
        ('CAA 0 issue "ca.example; x=y"', "CAA", '0 issue "ca.example; x=y"'),
        ("TLSA 3 1 1 ( abcd\n ef01 )", "TLSA", "3 1 1 abcd ef01"),
        (r"TYPE731 \# 3 abcdef", "TYPE731", r"\# 3 abcdef"),
        (r"CNAME a\.b", "CNAME", r"a\046b.example.com"),
        (r"CNAME a\046B.example.net.", "CNAME", r"a\046b.example.net"),
        (r"CNAME \097\ \195\188.x.", "CNAME", r"a \195\188.x"),
        (r"CNAME a\\.x.", "CNAME", "a\\.x"),
        (r"CNAME a\.b.", "CNAME", r"a\046b"),
    ],
)
def test_records(line: str, rdtype: str, value: object) -> None:
    assert told(f"@ {line}") == [("example.com", rdtype, value)]


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("@", "example.com"),
        ("www", "www.example.com"),
        ("WWW.Example.NET.", "www.example.net"),
        ("*", "*.example.com"),
        ("_dmarc.a", "_dmarc.a.example.com"),
        (".", ""),
        ("bücher", "xn--bcher-kva.example.com"),
        (r"a\.b", r"a\046b.example.com"),
        ("l" * 63, "l" * 63 + ".example.com"),
    ],
)
def test_owners(owner: str, name: str) -> None:
    assert told(f"{owner} A 192.0.2.1") == [(name, "A", "192.0.2.1")]


@pytest.mark.parametrize(
    ("line", "ttl"),
    [
        ("@ A 192.0.2.1", None),
        ("@ 60 A 192.0.2.1", 60),
        ("@ IN 60 A 192.0.2.1", 60),
        ("@ 60 IN A 192.0.2.1", 60),
        ("@ in a 192.0.2.1", None),
        (" 1h30m A 192.0.2.1", 5400),
        (" 1W2d3H4m5s IN A 192.0.2.1", 604800 + 2 * 86400 + 3 * 3600 + 4 * 60 + 5),
        (" 2147483647 A 192.0.2.1", 2**31 - 1),
        (" 0 A 192.0.2.1", 0),
        ("$TTL 1d\n@ A 192.0.2.1", 86400),
        ("$ttl 1d\n@ 60 A 192.0.2.1", 60),
    ],
)
def test_times_to_live(line: str, ttl: int | None) -> None:
    assert read_text(line, "example.com").records == (Record("example.com", "A", "192.0.2.1", ttl),)


def test_the_time_to_live_of_a_record_without_one() -> None:
    soa = "@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n"
    records = "a A 192.0.2.1\nb 60 A 192.0.2.1\nc A 192.0.2.1\n"

    def ttls(text: str) -> list[int | None]:
        return [record.ttl for record in read_text(text, "example.com").records]

    assert ttls(records) == [None, 60, 60]  # the last one stated
    assert ttls(soa + records) == [300, 300, 60, 60]  # the SOA record's minimum, if none was stated before
    assert ttls("a 60 A 192.0.2.1\n" + soa) == [60, 60]
    assert ttls("$TTL 5\n" + soa + records) == [5, 5, 60, 5]
    assert ttls(records + "$TTL 5\nd A 192.0.2.1\n") == [None, 60, 60, 5]


def test_owners_carry_on_over_lines_that_start_with_a_blank() -> None:
    text = (
        "a TXT 1\n\tTXT 2\n\n ; nothing here\n   TXT 3\nb TXT 4\n$ORIGIN example.net.\n  TXT 5\nc TXT 6\n(\n d TXT 7\n)"
    )
    assert [(name, value.data) for name, _, value in told(text)] == [
        ("a.example.com", b"1"),
        ("a.example.com", b"2"),
        ("a.example.com", b"3"),
        ("b.example.com", b"4"),
        ("b.example.com", b"5"),
        ("c.example.net", b"6"),
        ("d.example.net", b"7"),
    ]


def test_the_first_owner_is_the_origin_if_there_is_one() -> None:
    assert told("  TXT x") == [("example.com", "TXT", txt(b"x"))]


def test_origins_are_relative_to_each_other_and_reported() -> None:
    text = "$ORIGIN example.net.\nwww A 192.0.2.1\n$ORIGIN sub\nwww A 192.0.2.2\n$ORIGIN .\nexample.org A 192.0.2.3"
    zone = read_text(text)
    assert [record.name for record in zone.records] == ["www.example.net", "www.sub.example.net", "example.org"]
    assert zone.origins == ("example.net", "sub.example.net", "")
    assert read_text("", ".") == ZoneText(records=(), origins=("",))


def test_without_an_origin_a_name_of_two_labels_is_complete() -> None:
    assert told("_dmarc.example.com TXT x\nexample.com MX 10 mail.example.net\n" + r"a\.b.c A 192.0.2.1", None) == [
        ("_dmarc.example.com", "TXT", txt(b"x")),
        ("example.com", "MX", Mx(10, "mail.example.net")),
        (r"a\046b.c", "A", "192.0.2.1"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks(end: str, mark: str) -> None:
    text = mark + end.join(["a TXT x ; c", "b (", ' TXT "y" )', ""])
    assert told(text) == [("a.example.com", "TXT", txt(b"x")), ("b.example.com", "TXT", txt(b"y"))]
    with pytest.raises(UsageError, match=r"^<text>:5: "):
        read_text(text + end + "a FOO x", "example.com")


@pytest.mark.parametrize(
    "data",
    [
        "ü.example.com. TXT ü".encode(),
        "\ufeffü.example.com. TXT ü".encode(),
        "\ufeffü.example.com. TXT ü".encode("utf-16-le"),
        "\ufeffü.example.com. TXT ü".encode("utf-16-be"),
    ],
)
def test_encodings_of_files(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "zone"
    path.write_bytes(data)
    assert read_file(path).records == (Record("xn--tda.example.com", "TXT", txt("ü".encode()), None),)


def test_octets_that_are_no_utf8_stay_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "zone"
    path.write_bytes(b'a.example. TXT "\xfc\xff"')
    assert read_file(path).records[0].value == txt(b"\xfc\xff")


# ---------------------------------------------------------------- $INCLUDE


def test_include(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "zone").write_text(
        "$ORIGIN example.com.\n$TTL 60\na TXT 1\n$INCLUDE sub/one\n TXT 4\n"
        '$INCLUDE "sub/two words" example.net.\nb TXT 7\n TXT 8\n'
    )
    (tmp_path / "sub/one").write_text(" TXT 2\n$INCLUDE three\n$ORIGIN example.org.\n$TTL 5\nx TXT 3\n")
    (tmp_path / "sub/three").write_text("c TXT 2b\n")
    (tmp_path / "sub/two words").write_text(" TXT 5\ny TXT 6\n")
    zone = read_file(tmp_path / "zone")
    assert [(r.name, r.value.data.decode(), r.ttl) for r in zone.records if isinstance(r.value, Txt)] == [
        ("a.example.com", "1", 60),
        ("a.example.com", "2", 60),
        ("c.example.com", "2b", 60),
        ("x.example.org", "3", 5),
        ("a.example.com", "4", 60),
        ("example.net", "5", 60),
        ("y.example.net", "6", 60),
        ("b.example.com", "7", 60),
        ("b.example.com", "8", 60),
    ]


def test_what_is_wrong_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "zone").write_text("$ORIGIN a.example.\n$INCLUDE other\n")
    (tmp_path / "other").write_text("\n\na FOO x\n")
    with pytest.raises(UsageError) as caught:
        read_file(str(tmp_path / "zone"))
    assert str(caught.value) == f"{tmp_path / 'other'}:3: FOO is no record type"


def test_includes_that_go_round_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "zone").write_text("$INCLUDE other\n")
    (tmp_path / "other").write_text("\n$INCLUDE ./zone\n")
    with pytest.raises(UsageError) as caught:
        read_file(tmp_path / "zone")
    assert str(caught.value) == f"{tmp_path / 'other'}:2: $INCLUDE ./zone leads round in a circle, or too deep"


def test_includes_that_go_too_deep(tmp_path: Path) -> None:
    for at in range(30):
        (tmp_path / f"{at}").write_text(f"$INCLUDE {at + 1}\n")
    with pytest.raises(UsageError, match=r"/16:1: \$INCLUDE 17 leads round"):
        read_file(tmp_path / "0")
    (tmp_path / "16").write_text("a.example. TXT x\n")
    assert len(read_file(tmp_path / "0").records) == 1


def test_files_that_cannot_be_read_are_os_errors(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none")
    with pytest.raises(IsADirectoryError):
        read_file(tmp_path)
    (tmp_path / "zone").write_text("$INCLUDE none\n")
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "zone")


# ---------------------------------------------------------------- what cannot be read

GIVE = "there is none; add a line '$ORIGIN example.com.' above; in Python, origin='example.com' does the same"
NAME = "is not a domain name (labels of 1 to 63 octets, 253 in all)"


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ('a.b TXT "x', 1, "this quote is not closed on the same line"),
        ('a.b TXT "x\\', 1, "this quote is not closed on the same line"),
        ('a.b TXT (\n "x\ny" )', 2, "this quote is not closed on the same line"),
        ("a.b TXT x\\\ny", 1, "a backslash at the end of a line escapes nothing"),
        ("a.b TXT )", 1, "this ')' closes nothing"),
        ("\na.b TXT ( (\n x )\n\n", 2, "this '(' is never closed"),
        ("a.b\u00a0TXT x", 1, "the character U+00A0 cannot stand outside quotes"),
        ("a.b TXT \ud800", 1, "half a UTF-16 surrogate pair is no character"),
        (" TXT x", 1, "a line that starts with a blank continues the name above it; there is none"),
        ("@ TXT x", 1, f"'@' stands for the origin, and {GIVE}"),
        ("mail TXT x", 1, f"'mail' is relative to an origin, and {GIVE}"),
        ("s1._domainkey TXT x", 1, f"'s1._domainkey' is relative to an origin, and {GIVE}"),
        ("a.b MX 10 mail", 1, f"'mail' is relative to an origin, and {GIVE}"),
        (r"a\046b TXT x", 1, rf"'a\\046b' is relative to an origin, and {GIVE}"),
        ('"a.b" TXT x', 1, 'a name is not quoted: "a.b"'),
        ("a..b. TXT x", 1, f"'a..b.' {NAME}"),
        (".b. TXT x", 1, f"'.b.' {NAME}"),
        (r"a..\098. TXT x", 1, f"'a..\\\\098.' {NAME}"),
        ("l" * 64 + ".b. TXT x", 1, f"'{'l' * 64}.b.' {NAME}"),
        (r"\108" + "l" * 63 + ".b. TXT x", 1, f"'\\\\108{'l' * 63}.b.' {NAME}"),
        (r"\108." + "l." * 127 + " TXT x", 1, f"'\\\\108.{'l.' * 127}' {NAME}"),
        ("a." * 128 + " TXT x", 1, f"'{'a.' * 128}' {NAME}"),
        ("ⅷ\u200d.b. TXT x", 1, f"'ⅷ\\u200d.b.' {NAME}"),
        ('a.b TXT "\\256"', 1, "\\256 is no octet; \\000 to \\255 are"),
        ("a.b", 1, "a.b is not followed by a record type and its data"),
        ("a.b 60 IN", 1, "a.b 60 IN is not followed by a record type and its data"),
        ("a.b 60 60 A 192.0.2.1", 1, "60 is no record type"),
        ("a.b IN IN A 192.0.2.1", 1, "IN is no record type"),
        ("a.b 2147483648 A 192.0.2.1", 1, "2147483648 is no record type"),
        ("a.b CH TXT x", 1, "class CH is not read; IN, the Internet, is"),
        ("a.b TYPO x", 1, "TYPO is no record type"),
        ('a.b "TXT" x', 1, '"TXT" is no record type'),
        ('a.b "v=spf1 -all"', 1, '"v=spf1 -all" is no record type'),
        (
            '$ORIGIN a.b.\nTXT "x"',
            2,
            '"x" is no record type; TXT was read as the name, for a line without a name starts with a blank',
        ),
        ("a.b TXT", 1, "TXT is followed by nothing"),
        ("a.b A", 1, "A is followed by nothing"),
        ("a.b TLSA", 1, "TLSA is followed by nothing"),
        ("a.b A 192.0.2", 1, "'192.0.2' is no IPv4 address"),
        ("a.b A 192.0.2.01", 1, "'192.0.2.01' is no IPv4 address"),
        ("a.b A 192.0.2.1 192.0.2.2", 1, "A is followed by one IPv4 address, not by 192.0.2.1 192.0.2.2"),
        ('a.b A "192.0.2.1"', 1, 'A is followed by one IPv4 address, not by "192.0.2.1"'),
        ("a.b AAAA 192.0.2.1", 1, "'192.0.2.1' is no IPv6 address"),
        ("a.b AAAA fe80::1%eth0", 1, "'fe80::1%eth0' is no IPv6 address"),
        ("a.b MX mail.b.", 1, "MX is followed by preference exchange, not by mail.b."),
        ("a.b MX (10\nmail.b. x )", 1, "MX is followed by preference exchange, not by 10 mail.b. x"),
        ("a.b MX 65536 mail.b.", 1, "65536 is no preference"),
        ("a.b MX ten mail.b.", 1, "ten is no preference"),
        ('a.b MX "10" mail.b.', 1, '"10" is no preference'),
        ("a.b MX (10\nmail..b. )", 2, f"'mail..b.' {NAME}"),
        ("a.b SOA a. b. 4294967296 1 1 1 1", 1, "4294967296 is no serial"),
        ("a.b SOA a. b. 1 1 1 1 soon", 1, "soon is no minimum"),
        ("$ORIGIN", 1, "$ORIGIN is followed by a name, not by nothing"),
        ("$ORIGIN a. b.", 1, "$ORIGIN is followed by a name, not by a. b."),
        ("$TTL soon", 1, "$TTL is followed by a time to live, not by soon"),
        ("$TTL", 1, "$TTL is followed by a time to live, not by nothing"),
        ("$INCLUDE", 1, "$INCLUDE is followed by a path and perhaps an origin, not by nothing"),
        ("$INCLUDE a", 1, "$INCLUDE is read in files only, for a text stands in no folder"),
        ("$INCLUDE a b..", 1, f"'b..' {NAME}"),
        ("$GENERATE 1-9 a A 192.0.2.$", 1, "$GENERATE is not read; $ORIGIN, $TTL and $INCLUDE are"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, wrong: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_text(text)
    assert str(caught.value) == f"<text>:{line}: {wrong}"


@pytest.mark.parametrize("origin", ["", "a..b", "a b\u2028", "l" * 64])
def test_an_origin_that_is_no_name(origin: str) -> None:
    with pytest.raises(UsageError, match="is not a domain name"):
        read_text("", origin)


# ---------------------------------------------------------------- anything at all

# fmt: off
PIECES = st.sampled_from([
    "a", "@", "TXT", "MX", "A", "IN", "60", "10", "b.", "192.0.2.1", '"x y"', '"', "\\", "\\1", "\\065", "(", ")", ";",
    " ", "\t", "\n", "\r\n", "\r", "$ORIGIN", "$TTL", "$INCLUDE", "*", "..", "ü", "\x00", "\udc80", "\ud800", "\u2028",
])
# fmt: on


@settings(max_examples=1000)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(st.characters(), max_size=60), st.sampled_from([None, "o"]))
def test_any_text_is_read_or_a_usage_error(text: str, origin: str | None) -> None:
    try:
        zone = read_text(text, origin)
    except UsageError as wrong:
        said = str(wrong)
    else:
        said = "<text>: " * all(record.rdtype == record.rdtype.upper() for record in zone.records)
    assert said.startswith("<text>:")


@pytest.mark.parametrize(
    "piece", ['a.b. TXT "x"\n', '"x ', "\\1", "(\n", "a.b. TXT (\n x )\n", "\\.", "1w", "a.b. 60 IN TXT x\\\n", "; x\n"]
)
def test_reading_is_linear(piece: str) -> None:
    def cost(times: int) -> float:
        text = piece * times
        best = 1e9
        for _ in range(5):
            start = time.process_time()
            with suppress(UsageError):
                read_text(text)
            best = min(best, time.process_time() - start)
        return best

    ratios = sorted((cost(2 * size) + 1e-4) / (cost(size) + 1e-4) for size in (500, 1_000, 2_000))
    assert ratios[1] <= 2.6, ratios


# ---------------------------------------------------------------- beside dnspython

LABELS = st.sampled_from(["a", "b", "*", "_dmarc", "x-1", "W"])
STRINGS = st.binary(max_size=40) | st.sampled_from([b"v=spf1 -all", b'a"b', b"\\", b";", b" "])
NAMES = st.lists(LABELS, max_size=3).map(lambda labels: ".".join(labels) or "@")
TARGETS = NAMES | NAMES.filter(lambda name: name != "@").map(lambda name: name + ".example.net.")


def _quoted(data: bytes) -> str:
    return '"' + "".join(chr(b) if 0x20 <= b < 0x7F and b not in b'"\\' else f"\\{b:03d}" for b in data) + '"'


RDATA = st.one_of(
    st.lists(STRINGS.map(_quoted), min_size=1, max_size=3).map(lambda strings: ["TXT", *strings]),
    st.tuples(st.just("MX"), st.integers(0, 65535).map(str), TARGETS).map(list),
    st.tuples(st.sampled_from(["NS", "PTR"]), TARGETS).map(list),
    st.tuples(st.just("SRV"), *[st.integers(0, 65535).map(str)] * 3, TARGETS).map(list),
    st.ip_addresses(v=4).map(lambda ip: ["A", str(ip)]),
    st.ip_addresses(v=6).map(lambda ip: ["AAAA", ip.exploded.upper()]),
)
TTLS = st.none() | st.sampled_from(["0", "60", "1h", "1h30m", "2W"])
BLANKS = st.sampled_from([" ", "\t", "  ", " \t "])


@st.composite
def zone_texts(draw: st.DrawFn) -> str:
    """Zones written in every way that RFC 1035 allows."""
    lines = [f"$TTL {draw(st.sampled_from(['60', '1d']))}"] if draw(st.booleans()) else []
    lines.append("@ 300 IN SOA ns1 hostmaster 1 2h 1h 2w 5m")
    for _ in range(draw(st.integers(0, 8))):
        if draw(st.integers(0, 9)) == 0:
            lines.append(draw(st.sampled_from(["$ORIGIN sub", "$ORIGIN example.com.", "$TTL 2h", "", " ; x", "\t"])))
            continue
        ttl = draw(TTLS)
        words = [*([ttl] if ttl else []), *(["IN"] if draw(st.booleans()) else [])]
        if draw(st.booleans()):
            words.reverse()
        words += draw(RDATA)
        owner = "" if draw(st.integers(0, 3)) == 0 else draw(NAMES)
        opened = draw(st.none() | st.integers(0, len(words) - 1))
        line = owner
        for at, word in enumerate(words):
            line += draw(BLANKS) + ("( ; x\n" if at == opened else "")
            line += word + ("\n" if opened is not None and at >= opened and draw(st.booleans()) else "")
        lines.append(line + (")" if opened is not None else "") + draw(st.sampled_from(["", " ", ";", " ; (x", '; "'])))
    return "\n".join(lines).replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _shown(value: Any) -> str:
    match value:
        case Txt(strings):
            return repr(strings)
        case Mx(preference, exchange):
            return f"{preference} {exchange}."
        case _:
            return str(value)


def _of_dnspython(rdtype: dns.rdatatype.RdataType, rdata: Any) -> str:
    match dns.rdatatype.to_text(rdtype):
        case "TXT":
            return repr(rdata.strings)
        case "NS" | "PTR":
            return str(rdata.target.to_text(omit_final_dot=True)).lower()
        case "AAAA":
            address = ipaddress.IPv6Address(rdata.address)
            return str(address) if address.ipv4_mapped is None else f"::ffff:{address.ipv4_mapped}"
        case _:
            return str(rdata.to_text()).lower()


@settings(max_examples=300)
@given(zone_texts())
def test_the_records_are_those_that_dnspython_reads(text: str) -> None:
    ours: dict[tuple[str, str], tuple[set[str], int | None]] = {}
    for name, rdtype, value, ttl in read_text(text, "example.com").records:
        values, least = ours.get((name, rdtype), (set(), ttl))
        assert ttl is not None
        assert least is not None
        ours[name, rdtype] = (values | {_shown(value)}, min(least, ttl))
    theirs = {
        (name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(rdataset.rdtype)): (
            {_of_dnspython(rdataset.rdtype, rdata) for rdata in cast(Iterable[Any], rdataset)},
            rdataset.ttl,
        )
        for name, rdataset in dns.zone.from_text(
            text.replace("\r\n", "\n"), "example.com", relativize=False, check_origin=False
        ).iterate_rdatasets()
    }
    assert ours == theirs
