"""What is done to headers on their way: messages, and edits that are made to them after they were signed."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Final, NamedTuple

__all__ = ["BREAKAGES", "CONTROLS", "MESSAGES", "NAMES", "Breakage"]

NAMES: Final = (
    *(b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"mime-version", b"content-type"),
    *(b"content-transfer-encoding", b"reply-to", b"x-topic", b"x-topic", b"list-unsubscribe-post", b"x-mailer"),
)


def _crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-8")


MESSAGES: Final = {
    "walk": _crlf(
        """\
From: "Anna Meier" <anna@a.example>
To: "Ben Kurz" <ben@b.example>, "Carla Cruz" <carla@c.example>
Cc: dora@Dora.Example
Subject: A long walk in the hills
Date: Sun, 01 Nov 2026 09:05:00 +0100
Message-ID: <1@a.example>
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 7bit
X-Topic: hills
X-Topic: boots
X-Mailer: Feder 2.1

Hello.
"""
    ),
    "offer": _crlf(
        """\
From: =?utf-8?q?J=C3=BCrgen_Gro=C3=9F?= <juergen@a.example>
To: "Kunden, alle" <kunden@b.example>,
\t"Ben Kurz" <ben@b.example>
Cc: "Dora Dorn" <dora@d.example>
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus_M=C3=BCnchen?=
Date: Mon, 02 Nov 2026 18:30:12 +0100
Message-ID: <20261102.2@a.example>
MIME-Version: 1.0
Content-Type: multipart/alternative;
\tboundary="b1"
Content-Transfer-Encoding: 7bit
X-Topic: offer
X-Topic: winter
X-Mailer: Feder 2.1

--b1
Content-Type: text/plain

Hallo.
--b1--
"""
    ),
    "letter": _crlf(
        """\
From: "News of A" <news@a.example>
To: "Ben Kurz" <ben@b.example>
Cc: dora@d.example, "Carla Cruz" <carla@c.example>
Subject: Re: All that has happened in our town since you last looked at the
 paper, and what to expect
Date: Tue, 03 Nov 2026 23:59:59 -0500
Message-ID: <news.3@a.example>
MIME-Version: 1.0
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable
X-Topic: news
X-Topic: town
List-Unsubscribe-Post: List-Unsubscribe=One-Click
X-Mailer: Feder 2.1

<p>Hello.
"""
    ),
}


class Breakage(NamedTuple):
    """One edit.

    Arguments:
        name: what it is.
        edit: makes it; None where it cannot be made in a message.
        relaxed: the kinds of damage that are to be found, and who can mend them; empty when the signature still fits.
        simple: the same under the simple algorithm; None when it is the same.
        marked: what the first piece of evidence marks, where it is the same in all messages.
    """

    name: str
    edit: Callable[[bytes], bytes | None]
    relaxed: dict[str, str]
    simple: dict[str, str] | None = None
    marked: str = ""


def _value(name: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes | None]:
    """Change the value of a field, outer blanks left out, folds kept."""
    field = re.compile(rb"(?mi)^(%s:[ \t]*)((?:[^\r\n]|\r\n[ \t])*)" % name.encode())

    def edit(raw: bytes) -> bytes | None:
        after = field.sub(lambda match: match[1] + change(match[2]), raw, count=1)
        return None if after == raw else after

    return edit


def _set(name: str, value: bytes) -> Callable[[bytes], bytes | None]:
    return _value(name, lambda _: value)


def _replace(old: bytes, new: bytes) -> Callable[[bytes], bytes | None]:
    return lambda raw: raw.replace(old, new, 1) if old in raw else None


def _before(line: bytes, name: bytes) -> Callable[[bytes], bytes | None]:
    return _replace(b"\r\n" + name + b":", b"\r\n" + line + b"\r\n" + name + b":")


def _drop(name: str) -> Callable[[bytes], bytes | None]:
    field = re.compile(rb"(?mi)^%s:(?:[^\r\n]|\r\n[ \t])*\r\n" % name.encode())

    def edit(raw: bytes) -> bytes | None:
        after = field.sub(b"", raw, count=1)
        return None if after == raw else after

    return edit


def _all(*edits: Callable[[bytes], bytes | None]) -> Callable[[bytes], bytes | None]:
    def edit(raw: bytes) -> bytes | None:
        for one in edits:
            after = one(raw)
            if after is None:
                return None
            raw = after
        return raw

    return edit


def _header(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes | None]:
    """Change the header below the signature."""

    def edit(raw: bytes) -> bytes | None:
        at = raw.index(b"\r\nFrom:") + 2
        end = raw.index(b"\r\n\r\n") + 2
        after = raw[:at] + change(raw[at:end]) + raw[end:]
        return None if after == raw else after

    return edit


def _signature(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes | None]:
    def edit(raw: bytes) -> bytes | None:
        at = raw.index(b"\r\nFrom:")
        after = change(raw[:at]) + raw[at:]
        return None if after == raw else after

    return edit


def _base64_subject(value: bytes) -> bytes:
    match = re.fullmatch(rb"=\?utf-8\?q\?(.*)\?=", value)
    if match is None:
        return value
    text = re.sub(rb"=(..)", lambda one: bytes.fromhex(one[1].decode()), match[1].replace(b"_", b" "))
    return b"=?UTF-8?B?" + base64.b64encode(text) + b"?="


def _raw_subject(value: bytes) -> bytes:
    match = re.fullmatch(rb"=\?utf-8\?q\?(.*)\?=", value)
    if match is None:
        return value
    return re.sub(rb"=(..)", lambda one: bytes.fromhex(one[1].decode()), match[1].replace(b"_", b" "))


def _tag_in_word(value: bytes) -> bytes:
    return b"=?UTF-8?Q?=5BStadt=5D_" + value[10:] if value.startswith(b"=?utf-8?q?") else value


def _behind_reply(value: bytes) -> bytes:
    return value.replace(b"Re: ", b"Re: [town] ", 1)


def _no_quotes(value: bytes) -> bytes:
    return value.replace(b'"', b"")


_FROM_LIST: Final = b"Hikers via List <hikers@list.example>"
_MUNGED: Final = _value("From", lambda value: value.partition(b" <")[0].strip(b'"') + b" via Hike <hike@list.example>")
_UTC: Final = {
    b"Sun, 01 Nov 2026 09:05:00 +0100": b"Sun, 01 Nov 2026 08:05:00 +0000",
    b"Mon, 02 Nov 2026 18:30:12 +0100": b"Mon, 02 Nov 2026 17:30:12 GMT",
    b"Tue, 03 Nov 2026 23:59:59 -0500": b"Wed, 04 Nov 2026 04:59:59 +0000 (UTC)",
}


def _munged_with_reply(raw: bytes) -> bytes | None:
    author = re.search(rb"(?m)^From: ([^\r]*)", raw)
    assert author is not None
    return _all(
        _MUNGED, _before(b"Reply-To: " + author[1], b"Date"), _value("Subject", lambda value: b"[hike] " + value)
    )(raw)


def _munged_with_original(raw: bytes) -> bytes | None:
    author = re.search(rb"(?m)^From: ([^\r]*)", raw)
    assert author is not None
    return _all(_set("From", _FROM_LIST), _before(b"X-Original-From: " + author[1], b"Date"))(raw)


def _no_quotes_around_names(block: bytes) -> bytes:
    return re.sub(rb'"([^"\r\n]*)" <', rb"\1 <", block)


def _google_group(raw: bytes) -> bytes | None:
    author = re.search(rb'(?m)^From: "?([^"\r<]*)"? (<[^\r]*)', raw)
    if author is None or b"Re: " in raw:
        return None
    return _all(
        _set("From", b"'%s' via Hikers <hikers@list.example>" % author[1]),
        _before(b"X-Original-Sender: " + author[2].strip(b"<>"), b"Date"),
        _before(b"Reply-To: %s %s" % (author[1], author[2]), b"Date"),
        _value("Subject", lambda value: b"[hikers] " + value),
    )(raw)


def _swapped(block: bytes) -> bytes:
    return re.sub(rb"(X-Topic: [^\r]*\r\n)(X-Topic: [^\r]*\r\n)", rb"\2\1", block)


def _lower_names(block: bytes) -> bytes:
    return re.sub(rb"(?m)^[A-Za-z-]+:", lambda match: match[0].lower(), block)


_LIST_ID: Final = b"List-Id: <newsletter.list.example>"


def _small_domain(value: bytes) -> bytes:
    return value.replace(b"Dora.Example", b"dora.example")


_FORWARDER: Final = "forwarder"
_SENDER: Final = "sending admin"
_RECEIVER: Final = "receiving admin"
_TAGGED: Final = {"subject-tagged": _FORWARDER}
_MARKED: Final = {"subject-marked": _RECEIVER}
_FROM: Final = {"from-rewritten": _FORWARDER}
_ADDED: Final = {"field-added": _FORWARDER}
_REMOVED: Final = {"field-removed": _FORWARDER}
_REWRITTEN: Final = {"field-rewritten": _SENDER}
_REENCODED: Final = {"field-reencoded": _SENDER}
_REFOLDED: Final = {"field-refolded": _SENDER}
_CASE: Final = {"field-name-case": _SENDER}
_ENDS: Final = {"header-line-ends": _SENDER}

BREAKAGES: Final = (
    Breakage("list tag", _value("Subject", lambda value: b"[hike] " + value), _TAGGED, marked="[hike] "),
    Breakage("gateway tag", _value("Subject", lambda value: b"[EXTERNAL] " + value), _MARKED, marked="[EXTERNAL] "),
    Breakage("external colon", _value("Subject", lambda value: b"EXTERNAL: " + value), _MARKED, marked="EXTERNAL: "),
    Breakage("spam stars", _value("Subject", lambda value: b"***SPAM*** " + value), _MARKED, marked="***SPAM*** "),
    Breakage("spam braces", _value("Subject", lambda value: b"{Spam?} " + value), _MARKED, marked="{Spam?} "),
    Breakage(
        "gateway tag in few letters", _value("Subject", lambda value: b"[EXT] " + value), _MARKED, marked="[EXT] "
    ),
    Breakage("ticket number", _value("Subject", lambda value: b"[Ticket#1] " + value), _TAGGED, marked="[Ticket#1] "),
    Breakage(
        "list with a warning for its name",
        _all(_value("Subject", lambda value: b"[Newsletter] " + value), _before(_LIST_ID, b"Date")),
        _TAGGED,
        marked="[Newsletter] ",
    ),
    Breakage(
        "second From",
        _before(b"From: Zoe <zoe@z.example>", b"X-Mailer"),
        {"field-doubled": _RECEIVER},
        marked="From: Zoe <zoe@z.example>",
    ),
    Breakage("domain in small letters", _value("Cc", _small_domain), _REWRITTEN),
    Breakage("two tags", _value("Subject", lambda value: b"[a] [b] " + value), _TAGGED, marked="[a] [b] "),
    Breakage("tag behind Re", _value("Subject", _behind_reply), _TAGGED, marked="[town] "),
    Breakage("tag at the end", _value("Subject", lambda value: value + b" (fwd)"), _TAGGED, marked=" (fwd)"),
    Breakage("tag inside the encoded word", _value("Subject", _tag_in_word), _TAGGED),
    Breakage("subject in base64", _value("Subject", _base64_subject), _REENCODED),
    Breakage("subject in raw UTF-8", _value("Subject", _raw_subject), _REENCODED),
    Breakage("list with munged From", _munged_with_reply, {**_ADDED, **_TAGGED, **_FROM}),
    Breakage("From kept elsewhere", _munged_with_original, _FROM, marked=_FROM_LIST.decode()),
    Breakage(
        "Reply-To added", _before(b"Reply-To: l@list.example", b"Date"), _ADDED, marked="Reply-To: l@list.example"
    ),
    Breakage("second Message-ID", _before(b"Message-ID: <x@y.example>", b"X-Mailer"), _ADDED),
    Breakage(
        "tag and Reply-To",
        _all(_value("Subject", lambda value: b"[hike] " + value), _before(b"Reply-To: l@list.example", b"Date")),
        {**_ADDED, **_TAGGED},
    ),
    Breakage("no MIME-Version", _drop("MIME-Version"), _REMOVED, marked="mime-version"),
    Breakage("no encoding", _drop("Content-Transfer-Encoding"), _REMOVED, marked="content-transfer-encoding"),
    Breakage("no one-click", _drop("List-Unsubscribe-Post"), _REMOVED, marked="list-unsubscribe-post"),
    Breakage("keywords sorted", _header(_swapped), {"fields-reordered": _FORWARDER}),
    Breakage("body recoded", _set("Content-Transfer-Encoding", b"base64"), _REWRITTEN, marked="base64"),
    Breakage(
        "recoded, charset in capitals",
        _all(_set("Content-Transfer-Encoding", b"8bit"), _replace(b'charset="utf-8"', b'charset="UTF-8"')),
        _REWRITTEN,
    ),
    Breakage("charset unquoted", _value("Content-Type", _no_quotes), _REWRITTEN),
    Breakage(
        "type unfolded and spaced", _value("Content-Type", lambda value: re.sub(rb";\s+", b";", value)), _REFOLDED
    ),
    Breakage("date in UTC", _value("Date", lambda value: _UTC[value]), _REWRITTEN),
    Breakage("day without zero", _value("Date", lambda value: value.replace(b" 0", b" ", 1)), _REWRITTEN),
    Breakage("names without quotes", _value("Cc", _no_quotes), _REWRITTEN),
    Breakage("list among the recipients", _value("Cc", lambda value: value + b", l@list.example"), _REWRITTEN),
    Breakage("Message-Id", _replace(b"Message-ID:", b"Message-Id:"), {}, _CASE, marked="Message-Id"),
    Breakage("small names", _header(_lower_names), {}, _CASE, marked="from"),
    Breakage("unfolded", _header(lambda block: re.sub(rb"\r\n(?=[ \t])", b"", block)), {}, _REFOLDED),
    Breakage("tabs to blanks", _header(lambda block: block.replace(b"\r\n\t", b"\r\n ")), {}, _REFOLDED),
    Breakage("recipients one a line", _value("To", lambda value: re.sub(rb",\s+", b",\r\n\t", value)), {}, _REFOLDED),
    Breakage("no blank behind the colon", _replace(b"Subject: ", b"Subject:"), {}, _REFOLDED),
    Breakage("blank added at the end", _value("Subject", lambda value: value + b" "), {}, _REFOLDED),
    Breakage("signature unfolded", _signature(lambda field: re.sub(rb"\r\n\s+", b" ", field)), {}, {}),
    Breakage(
        "fields of MIME dropped",
        _all(_drop("MIME-Version"), _drop("Content-Transfer-Encoding"), _drop("Content-Type")),
        _REMOVED,
        marked="mime-version",
    ),
    Breakage("all quotation marks dropped", _header(_no_quotes_around_names), _REWRITTEN),
    Breakage("list that keeps the author in three fields", _google_group, {**_ADDED, **_TAGGED, **_FROM}),
    Breakage("bare line feeds in folds", _header(lambda block: re.sub(rb"\r\n(?=[ \t])", b"\n", block)), _ENDS),
)

CONTROLS: Final = {
    "a word of the Subject": _value("Subject", lambda value: re.sub(rb"long|chen|town", b"xyz", value)),
    "an hour": _value("Date", lambda value: re.sub(rb"(\d\d):(\d\d):", rb"07:\2:", value)),
    "another Message-ID": _set("Message-ID", b"<0123456789@relay.example>"),
    "another recipient": _set("To", b"zoe@z.example"),
    "another author": _set("From", b"Zoe <zoe@z.example>"),
    "another author, munged": _set("From", b"Zoe via L <l@l.example>"),
    "no mailer": _drop("X-Mailer"),
    "another type": _set("Content-Type", b'multipart/mixed; boundary="unknown"'),
    "a question mark for each letter": _value("Subject", lambda value: re.sub(rb"[eu]", b"?", value)),
}
