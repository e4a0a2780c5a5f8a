"""What does one line of a recording say?  (RFC 8259, RFC 4648 section 4)"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from ..core.errors import UsageError
from ..core.questions import Answer, Clock, Dns, Https, Mx, Page, Question, Status, Txt, question_from_uri

__all__ = ["read_line", "write_line"]

_Json: TypeAlias = "str | int | bool | list[_Json] | dict[str, _Json]"

_MAX_TTL: Final = 2**31 - 1  # "a value of zero to 2147483647" (RFC 2181 section 8)
_STATUSES: Final = {status.value: status for status in Status}


def write_line(question: Question[Any], answer: Any) -> str:
    """The line, in ASCII and without its end.

    Raises:
        UsageError: the question has no URI to be read back from, or the answer is none of the three kinds.
    """
    if question_from_uri(question.uri) != question:
        raise UsageError(f"a recording cannot hold {question!r}")
    return json.dumps({"question": question.uri, **_written(answer)})


def read_line(line: str) -> tuple[Question[Any], Any]:
    """The question and its answer.

    Raises:
        ValueError: it is no such line; the text says why.
        RecursionError: brackets nest by the hundred.
    """
    found = _object(json.loads(line))
    uri = _uri(found.pop("question", None))
    question = question_from_uri(uri)
    match question:
        case Https():
            return question, Page(**_members(found, {"code": _whole, "body": _octets, "reason": _text}, "code"))
        case Clock():
            return question, _members(found, {"now": _time}, "now")["now"]
        case None:
            raise ValueError(f"{_show(uri)} is no question")
        case _:
            return question, _answer(found, cast("Dns[Any]", question).rdtype.upper())


# ---------------------------------------------------------------- writing


def _written(answer: Any) -> dict[str, _Json]:
    for kind, write in _WRITERS.items():
        if isinstance(answer, kind):
            return write(answer)
    raise UsageError(f"a recording cannot hold the answer {answer!r}")


def _answer_out(answer: Answer[Any]) -> dict[str, _Json]:
    if (answer.status is Status.FOUND) != bool(answer.records):
        raise UsageError(f"a recording cannot hold the answer {answer!r}: {_FOUND}")
    line: dict[str, _Json] = {"status": answer.status.value}
    if answer.records:
        line["records"] = [_record_out(record) for record in answer.records]
    if answer.reason:
        line["reason"] = _text_out(answer.reason)
    if answer.aliases:
        line["aliases"] = [_text_out(alias) for alias in answer.aliases]
    if answer.ttl is not None:
        line["ttl"] = answer.ttl
    if answer.authenticated:
        line["authenticated"] = True
    return line


def _page_out(page: Page) -> dict[str, _Json]:
    line: dict[str, _Json] = {"code": page.code}
    if page.body:
        line["body"] = _octets_out(page.body)
    if page.reason:
        line["reason"] = _text_out(page.reason)
    return line


def _time_out(time: datetime) -> dict[str, _Json]:
    return {"now": time.isoformat()}


_WRITERS: Final[Mapping[type, Callable[[Any], dict[str, _Json]]]] = MappingProxyType(
    {Answer: _answer_out, Page: _page_out, datetime: _time_out}
)
_FOUND: Final = "there are records exactly when the status is 'found'"


def _record_out(record: Any) -> _Json:
    match record:
        case Txt(strings):
            return [_octets_out(string) for string in strings]
        case Mx(preference, exchange):
            return [preference, _text_out(exchange)]
        case str():
            return _text_out(record)
        case _:
            raise UsageError(f"a recording cannot hold the record {record!r}")


def _text_out(text: str) -> _Json:
    # two halves of a surrogate pair, one after the other, would be read back as one character
    return _octets_out(text.encode("utf-8", "surrogatepass"))


def _octets_out(octets: bytes) -> _Json:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": b64encode(octets).decode("ascii")}


# ---------------------------------------------------------------- reading


def _members(
    found: Mapping[str, object], readers: Mapping[str, Callable[[object], Any]], needed: str
) -> dict[str, Any]:
    """What *readers* make of the members; one that is unknown is a slip of the pen, not to be passed over."""
    if needed not in found:
        raise ValueError(f"{needed!r} is missing")
    unknown = next((name for name in found if name not in readers), None)
    if unknown is not None:
        raise ValueError(f"{_show(unknown)} is not known here; {', '.join(readers)} are")
    told: dict[str, Any] = {}
    for name, value in found.items():
        try:
            told[name] = readers[name](value)
        except ValueError as wrong:
            raise ValueError(f"{name!r}: {wrong}") from None
    return told


def _answer(found: Mapping[str, object], rdtype: str) -> Answer[Any]:
    record = _RECORDS.get(rdtype, _text)
    readers: dict[str, Callable[[object], Any]] = {
        "status": _status,
        "records": lambda value: tuple(record(one) for one in _list(value)),
        "reason": _text,
        "aliases": _texts,
        "ttl": _ttl,
        "authenticated": _flag,
    }
    told = _members(found, readers, "status")
    answer: Answer[Any] = Answer(**told)
    if (answer.status is Status.FOUND) != bool(answer.records):
        raise ValueError(_FOUND)
    return answer


def _status(value: object) -> Status:
    status = _STATUSES.get(value) if isinstance(value, str) else None
    if status is None:
        raise ValueError(f"{_show(value)} is none of {', '.join(_STATUSES)}")
    return status


def _txt(value: object) -> Txt:
    strings = _parts(value)
    if strings is None:
        raise ValueError(f"{_show(value)} is no list of strings, as a TXT record is")
    return Txt(tuple(_octets(string) for string in strings))


def _mx(value: object) -> Mx:
    match _parts(value):
        case [preference, exchange]:
            return Mx(_whole(preference), _text(exchange))
        case _:
            raise ValueError(f'{_show(value)} is no MX record, such as [10, "mx.example.com"]')


def _object(value: object) -> dict[str, object]:
    match value:
        case dict():
            return cast("dict[str, object]", value)
        case _:
            raise ValueError(f"{_show(value)} is no JSON object")


def _uri(value: object) -> str:
    match value:
        case str():
            return value
        case _:
            raise ValueError('"question" is missing')


def _parts(value: object) -> list[object] | None:
    match value:
        case list():
            return cast("list[object]", value)
        case _:
            return None


def _list(value: object) -> list[object]:
    parts = _parts(value)
    if parts is None:
        raise ValueError(f"{_show(value)} is no list")
    return parts


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(one) for one in _list(value))


def _text(value: object) -> str:
    return _octets(value).decode("utf-8", "surrogatepass")


def _octets(value: object) -> bytes:
    match value:
        case str():
            return value.encode("utf-8", "surrogatepass")
        case {"base64": str(encoded)}:
            return b64decode(encoded, validate=True)
        case _:
            raise ValueError(f'{_show(value)} is neither a string nor {{"base64": "..."}}')


def _whole(value: object) -> int:
    match value:
        case int() if value >= 0 and not isinstance(value, bool):
            return value
        case _:
            raise ValueError(f"{_show(value)} is no whole number")


def _ttl(value: object) -> int:
    seconds = _whole(value)
    if seconds > _MAX_TTL:
        raise ValueError(f"{_show(seconds)} is no time to live, which is {_MAX_TTL} seconds at most")
    return seconds


def _flag(value: object) -> bool:
    match value:
        case bool():
            return value
        case _:
            raise ValueError(f"{_show(value)} is neither true nor false")


def _time(value: object) -> datetime:
    match value:
        case str() if (time := datetime.fromisoformat(value)).tzinfo is not None:
            return time
        case _:
            raise ValueError(f"{_show(value)} is no time with its offset from UTC, such as 2026-11-22T12:00:00+00:00")


def _show(value: object) -> str:
    shown = json.dumps(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."


# SPF, the obsolete type, looks like TXT; records of every other type are their presentation form
_RECORDS: Final[Mapping[str, Callable[[object], Any]]] = MappingProxyType({"TXT": _txt, "SPF": _txt, "MX": _mx})
