"""What is attached, and how is each file judged?  The walk, its limits, and what it says."""

from __future__ import annotations

import bz2
import pickle

import pytest

from attachment_builders.active import notebook_of
from attachment_builders.cms import enveloped, signed
from attachment_builders.contents import compound, pe
from attachment_builders.sevenzips import Folder, sevenzip_of
from attachment_builders.singles import gzip_of
from attachment_builders.tars import tar_of
from attachment_builders.uuencoded import uu_of
from attachment_builders.zips import ZipMember, zip_of
from attachment_gallery import PDF, SCRIPT, base64_lines, entity, mail, members
from attachment_gallery_archives import carried, hidden, locked
from attachment_gallery_mail import written_oddly
from deliverkit import attachments
from deliverkit.attachments import Attachment, AttachmentVerdict, Settings
from deliverkit.attachments.content import ContentKind
from deliverkit.attachments.effort import Effort
from deliverkit.attachments.files import below
from deliverkit.core.budget import Limits
from deliverkit.core.outcome import Outcome, Verdict
from deliverkit.message import Message


def check(raw: bytes, **limits: int) -> Outcome[tuple[Attachment, ...]]:
    return attachments.check(raw, Settings(limits=Limits(**limits)) if limits else Settings())


def files(outcome: Outcome[tuple[Attachment, ...]]) -> list[Attachment]:
    return list(outcome.value or ())


def verdicts(outcome: Outcome[tuple[Attachment, ...]]) -> dict[tuple[str, ...], str]:
    return {one.path: one.verdict.name for one in outcome.value or ()}


def attached(data: bytes, name: str) -> bytes:
    return mail(entity(data, name))


def test_every_room_of_the_gallery() -> None:
    seen: set[tuple[str, str]] = set()
    for room in (members, written_oddly, hidden, locked, carried):
        for sample in room():
            key = (sample.container, sample.place) if room in (members, carried) else (sample.feature, "")
            if key not in seen and sample.feature != "last of 30,001":
                seen.add(key)
                assert verdicts(check(sample.raw))[sample.path] == sample.verdict, sample.triple


def test_a_message_is_taken_as_octets_or_read() -> None:
    raw = attached(SCRIPT, "run.js")
    assert attachments.check(Message.parse(raw)) == attachments.check(raw)


def test_a_text_has_nothing_to_judge() -> None:
    outcome = check(mail() + b"\r\nhello\r\n")
    assert (outcome.value, outcome.applies, outcome.verdict) == ((), False, Verdict.NOT_APPLICABLE)


def test_what_is_told_of_a_file() -> None:
    outcome = check(attached(zip_of([("scan.pdf.js", SCRIPT)]), "invoice.zip"))
    archive, script = files(outcome)
    assert archive.kind is ContentKind.ZIP
    assert (archive.container, archive.media_type, script.container, script.media_type) == (
        "",
        "application/octet-stream",
        "zip",
        "",
    )
    assert script.size == len(SCRIPT)
    (name,) = script.names
    assert tuple(name) == ("scan.pdf.js", "scan.pdf.js", "central directory", "message:part:2!invoice.zip")
    assert [one.code for one in script.findings] == ["attachments.forbidden-extension", "attachments.disguised-name"]
    assert outcome.findings == script.findings
    assert outcome.findings[0].message.startswith("invoice.zip > scan.pdf.js: a script, refused inside archives too")
    assert outcome.verdict is Verdict.PROBLEMS


def test_outcomes_pickle() -> None:
    outcome = check(attached(zip_of([("scan.pdf.js", SCRIPT)]), "invoice.zip"))
    assert pickle.loads(pickle.dumps(outcome)) == outcome


def test_settings_decide() -> None:
    raw = attached(zip_of([("run.js", SCRIPT), ("a.iso", b"x")]), "a.zip")
    assert verdicts(attachments.check(raw, Settings(remove=("js",), add=("iso",)))) == {
        ("a.zip",): "CLEAN",
        ("a.zip", "run.js"): "CLEAN",
        ("a.zip", "a.iso"): "FORBIDDEN",
    }


def test_names_that_say_the_same_are_told_of_once() -> None:
    raw = mail(b"Content-Type: image/png; name=run.exe\r\nContent-Disposition: attachment; filename=setup.exe\r\n\r\nx")
    (finding,) = check(raw).findings
    assert finding["name"] == "setup.exe"


def test_a_name_in_several_places_is_one_name() -> None:
    raw = mail(b"Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nx")
    ((only,),) = [one.names for one in check(raw).value or ()]
    assert only.origin == "Content-Disposition filename"


def test_a_type_is_not_told_of_where_the_name_is() -> None:
    raw = mail(entity(SCRIPT, "run.js", media=b"text/javascript"))
    assert [one.code for one in check(raw).findings] == ["attachments.forbidden-extension"]


def test_content_is_judged_under_every_name() -> None:
    raw = mail(
        b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename="a.dat"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(pe())
    )
    (finding,) = check(raw).findings
    assert finding.code == "attachments.program-under-other-name"


# messages in messages


def test_a_message_without_a_name_is_no_step_of_the_path() -> None:
    inner = mail(entity(zip_of([("run.js", SCRIPT)]), "a.zip"))
    outcome = check(mail(b"Content-Type: message/rfc822\r\n\r\n" + inner))
    assert verdicts(outcome)["a.zip", "run.js"] == "FORBIDDEN"
    assert outcome.findings[0].evidence[0].source == "message:part:2.1.2!a.zip"


def test_what_follows_a_message_is_not_in_it() -> None:
    inner = entity(mail(entity(PDF, "a.pdf")), "old.eml", media=b"message/rfc822", encoding=b"8bit")
    assert verdicts(check(mail(inner, entity(SCRIPT, "run.js"))))["run.js",] == "FORBIDDEN"


def test_a_message_in_a_file_has_its_own_parts() -> None:
    inner = mail(entity(SCRIPT, "run.js"))
    (script,) = (one for one in check(attached(inner, "old.eml")).value or () if one.verdict.name == "FORBIDDEN")
    assert script.path == ("old.eml", "run.js")
    assert script.names[0].source == "message:part:2:header:Content-Disposition:1"


def test_a_short_message_is_known_by_its_name() -> None:
    outcome = check(attached(b"Content-Type: application/hta\r\n\r\nhello", "old.eml"))
    assert verdicts(outcome) == {("old.eml",): "CLEAN", ("old.eml", ""): "FORBIDDEN"}


def test_a_signed_mail_is_looked_into() -> None:
    inner = entity(SCRIPT, "run.js")
    raw = mail(entity(signed(inner), "smime.p7m", media=b"application/pkcs7-mime"))
    assert verdicts(check(raw))["smime.p7m", "run.js"] == "FORBIDDEN"


@pytest.mark.parametrize(("data", "verdict"), [(signed(None), "CLEAN"), (enveloped(), "NOT_INSPECTED")])
def test_other_cms_objects(data: bytes, verdict: str) -> None:
    assert verdicts(check(attached(data, "smime.p7s")))["smime.p7s",] == verdict


def test_files_in_the_text() -> None:
    raw = mail() + b"\r\nHere it is:\r\n\r\n" + uu_of("run.js", SCRIPT) + b"\r\nBye.\r\n"
    assert verdicts(check(raw)) == {("",): "CLEAN", ("", "run.js"): "FORBIDDEN"}
    assert not check(mail() + b"\r\nIt starts like this:\r\nbegin 644 run.js\r\nand so on.\r\n").value


def test_files_in_documents() -> None:
    outcome = check(attached(notebook_of(pe(), names=("run.exe",)), "a.one"))
    assert verdicts(outcome) == {
        ("a.one",): "SUSPICIOUS",
        ("a.one", ""): "FORBIDDEN",
        ("a.one", "run.exe"): "FORBIDDEN",
    }
    assert [one.why for one in outcome.unknown] == ["unsupported: a file in a document"]


def test_a_whole_text_may_be_one_file() -> None:
    raw = mail() + b"\r\n" + uu_of("run.js", SCRIPT)
    assert verdicts(check(raw))["", "run.js"] == "FORBIDDEN"


# containers


def test_names_of_what_was_only_compressed() -> None:
    def names(outer: str) -> list[str]:
        return [name.text for name in files(check(attached(gzip_of(b"hello"), outer)))[1].names]

    assert names("a.txt.gz") == ["a.txt"]
    assert names("a.tgz") == ["a.tar"]
    assert names("a") == ["a"]
    assert names(".gz") == []
    assert names("") == []


def test_a_container_without_a_reader_is_not_clean() -> None:
    outcome = check(attached(b"LZIP\1\x0c" + bytes(30), "a.lz"))
    assert [(one.what, one.why) for one in outcome.unknown] == [("a.lz", "unsupported: an lzip file")]
    assert outcome.verdict is Verdict.UNDETERMINED


def test_streams_of_compound_files_have_marks_that_are_no_disguise() -> None:
    outcome = check(attached(compound(), "a.doc"))
    assert outcome.findings == () or all(one.code != "attachments.disguised-name" for one in outcome.findings)


def test_a_large_tar_is_read_piece_by_piece() -> None:
    data = gzip_of(tar_of([("a.bin", bytes(101_000_000)), ("run.js", SCRIPT)]))
    outcome = check(attached(data, "a.tar.gz"))
    assert verdicts(outcome)["a.tar.gz", "a.tar", "run.js"] == "FORBIDDEN"


def test_a_damaged_archive_tells_why() -> None:
    data = zip_of([("a.txt", b"hello" * 99), ("b.txt", b"hello" * 99)])
    (unknown,) = check(attached(data[:-30], "a.zip")).unknown
    assert unknown.what == "a.zip"
    assert unknown.why.startswith("unreadable: ")


def test_many_faults_are_counted() -> None:
    names = [ZipMember(name=b"%d.txt" % n, local_name=b"%d.pdf" % n) for n in range(9)]
    finding = next(one for one in check(attached(zip_of(names), "a.zip")).findings)
    assert finding.code == "attachments.archive-views-differ"
    assert finding["details"].endswith("; 6 more")
    assert len(finding.evidence) == 3


# limits


def test_a_container_never_takes_what_its_neighbours_need() -> None:
    flood = zip_of([(f"{n}.odd\u00e9", b"x") for n in range(3000)])
    raw = mail(entity(flood, "a.zip"), entity(zip_of([("run.js", SCRIPT)]), "b.zip"))
    outcome = check(raw, steps=20_000)
    assert verdicts(outcome)["b.zip", "run.js"] == "FORBIDDEN"
    assert any(one.why == "limit: steps (20000)" for one in outcome.unknown)
    assert outcome.unknown[-1].what.endswith("more files")


def test_a_bomb_never_hides_its_neighbours() -> None:
    bomb = bz2.compress(bytes(50_000_000))
    raw = attached(zip_of([("0.bz2", bomb), ("1.bz2", bomb), ("b.zip", zip_of([("run.js", SCRIPT)]))]), "a.zip")
    outcome = check(raw, bytes_inflated=60_000_000)
    assert verdicts(outcome)["a.zip", "b.zip", "run.js"] == "FORBIDDEN"
    assert "attachments.inflates-too-far" in {one.code for one in outcome.findings}
    assert all(one.why.startswith("limit: bytes_inflated") for one in outcome.unknown)


@pytest.mark.parametrize("steps", range(0, 400, 7))
def test_running_out_of_steps_is_never_clean(steps: int) -> None:
    raw = attached(zip_of([("a.zip", zip_of([("a.pdf", pe())])), ("old.eml", attached(PDF, "a.pdf"))]), "b.zip")
    outcome = check(raw, steps=steps)
    assert outcome.verdict in (Verdict.UNDETERMINED, Verdict.PROBLEMS)


@pytest.mark.parametrize("octets", [0, 300, 500, 700])
def test_running_out_of_octets_is_never_clean(octets: int) -> None:
    raw = attached(attached(PDF, "a.pdf"), "old.eml")
    outcome = attachments.check(Message.parse(raw), Settings(limits=Limits(bytes_read=octets)))
    assert outcome.verdict is Verdict.UNDETERMINED


def test_running_out_of_names_is_never_clean() -> None:
    raw = mail(*[entity(PDF, f"{n}.pdf") for n in range(9)])
    assert [one.why for one in check(raw, names=6).unknown] == ["limit: names (6)"]


def test_depth() -> None:
    data = zip_of([("a.txt", b"x")])
    for n in range(45):
        data = zip_of([(f"{n}.zip", data)])
    outcome = check(attached(data, "a.zip"))
    assert [one.why for one in outcome.unknown] == ["limit: depth (40)"]
    (finding,) = outcome.findings
    assert finding.code == "attachments.nested-too-deep"
    assert finding["path"][0] == "..."
    assert len(finding["path"]) == 32


def test_depth_of_mails() -> None:
    raw = mail(entity(SCRIPT, "run.js"))
    for _ in range(3):
        raw = attached(raw, "old.eml")
    assert [one.why for one in check(raw, depth=2).unknown] == ["limit: depth (2)"]


def test_after_a_thousand_findings_verdicts_go_on() -> None:
    names = [f"{n}.js" for n in range(1100)] + ["a.txt_", "b.exe_", "c.txt"]
    outcome = check(attached(zip_of([(name, b"x") for name in names]), "a.zip"))
    assert len(outcome.findings) == 1000
    assert [*verdicts(outcome).values()][-3:] == ["CLEAN", "SUSPICIOUS", "CLEAN"]
    assert [*verdicts(outcome).values()].count("FORBIDDEN") == 1100


def test_after_a_thousand_findings_the_rest_of_the_walk_goes_on() -> None:
    parts = [entity(b"x", f"{n}.js") for n in range(1100)]
    outcome = check(mail(*parts, entity(pe(), "a.pdf")))
    assert [*verdicts(outcome).values()][-1] == "FORBIDDEN"


# the message


def test_size_counts_line_ends_as_they_are_sent() -> None:
    raw = attached(b"x" * 100, "a.txt").replace(b"\r\n", b"\n")
    size = len(raw) + raw.count(b"\n")
    assert attachments.check(raw, Settings(max_message_size=size)).findings == ()
    (finding,) = attachments.check(raw, Settings(max_message_size=size - 1)).findings
    assert (finding["size"], finding["largest"][0][0]) == (size, "a.txt")


def test_size_of_a_message_with_crlf() -> None:
    raw = attached(b"x" * 100, "a.txt")
    assert attachments.check(raw, Settings(max_message_size=len(raw))).findings == ()


def test_large_sizes_are_told_in_megabytes() -> None:
    raw = mail() + b"\r\n" + b"x" * 2_000_000
    (finding,) = attachments.check(raw, Settings(max_message_size=1_000_000)).findings
    assert "the message has 2.0 MB as it is sent, the receiver takes 1.0 MB" in finding.message


def test_parts_that_say_nothing_of_themselves() -> None:
    raw = mail(b"Content-Disposition: attachment\r\n\r\nhello", b"Content-Disposition: inline\r\n\r\nhello")
    assert verdicts(check(raw)) == {("",): "CLEAN"}


def test_a_reading_that_says_the_same_is_looked_at_once() -> None:
    raw = mail(
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: 8bit\r\n\r\nx"
    )
    assert len(check(raw).value or ()) == 1


def test_paths_are_bounded() -> None:
    path = tuple(str(n) for n in range(31))
    for n in range(31, 100):
        path = below(path, str(n))
    assert (len(path), path[:2], path[-1:]) == (32, ("...", "69"), ("99",))
    assert below((), "x" * 300) == ("x" * 255 + "...",)


def test_effort() -> None:
    whole = Effort(10_000)
    part = whole.part()
    assert part.spend(7_495)
    assert (whole.left, part.left, part.part().left, whole.part().left) == (2_505, 5, 5, 2_505)
    assert not part.spend(6)
    assert (whole.left, part.left) == (2_500, 0)


def test_a_verdict_for_every_file() -> None:
    data = sevenzip_of([(["a.txt"], Folder(files=[b"x"]))])
    assert {one.verdict for one in check(attached(data, "a.7z")).value or ()} == {AttachmentVerdict.CLEAN}
