"""What does a PDF do when it is opened?  Its actions, scripts and files (ISO 32000-1 sections 12.6 and 7.11.4)."""

from __future__ import annotations

import re
from typing import Final

from ...containers.member import Held, Why
from ..signs import Activity, Signs
from .files import Specifications, strings_of
from .lexing import STRING, Name, Word, text_of, words_of
from .streams import filters_of, open_stream, stream_end

__all__ = ["look_at_pdf"]

_NEAR: Final = 2048  # octets around a name in which the rest of its dictionary is looked for
_WORD_COSTS: Final = 256  # octets: looking at a word takes as long as looking at these
_SIGN_COSTS: Final = 16  # the same for a single delimiter
_MOST_STREAM: Final = 32 << 20
_MOST_CODE: Final = 4096  # octets of a script that are read, to be shown
_BLANK: Final = rb"[\0\t\n\f\r ]"
_CODE: Final = re.compile(
    _BLANK + rb"*+(?:(" + STRING + rb")|(<(?!<)[0-9A-Fa-f\s]*+>)|([0-9]{1,10})" + _BLANK + rb"++[0-9])", re.DOTALL
)
_HEADER: Final = re.compile(rb"([0-9]{1,10})%s{1,8}[0-9]{1,5}%s{1,8}obj\Z" % (_BLANK, _BLANK))
_TAKES_VALUE: Final = re.compile(_BLANK + rb"*+(?:[0-9]|<<)")
_ENCRYPTED: Final = re.compile(rb"/Encrypt" + _TAKES_VALUE.pattern)


def look_at_pdf(data: bytes, signs: Signs) -> None:
    """Note what acts in the PDF *data*."""
    _Reading(data, signs).run()


class _Reading:
    """One pass over a PDF, stream by stream."""

    def __init__(self, data: bytes, signs: Signs) -> None:
        self.data = data
        self.signs = signs
        self.files = Specifications(signs, data)
        self.encrypted = _ENCRYPTED.search(data) is not None
        self.at_once = -1  # where the document says what to do when it opens
        self.pending: Name | None = None  # what the dictionary says of the stream behind it
        self.mark = -1  # where the next ``endstream`` stands

    def run(self) -> None:
        if self.encrypted:
            self.signs.stop(Why.ENCRYPTED, "the PDF is encrypted")
        at = 0 if self._pays(self.data) else -1
        while at >= 0:
            at = self._until_stream(at)
        self.files.tell()
        for activity in (Activity.PDF_SCRIPT, Activity.PDF_LAUNCH):
            if self.at_once >= 0 and self.signs.has(activity):
                self.signs.add(activity, "at once when the document is opened", self.at_once, self.at_once)

    def _pays(self, text: bytes) -> bool:
        # what has many names or strings takes longer
        return self.signs.pay(len(text) + _SIGN_COSTS * (text.count(b"/") + text.count(b"(")))

    def _until_stream(self, at: int) -> int:
        """Look at what stands between *at* and the next stream; where that ends, or -1 when there is none."""
        for word in words_of(self.data, at):
            if not self.signs.pay(_WORD_COSTS):
                return -1
            if word.name is None:
                return self._stream(word)
            self._note(word, self.data, "")
        return -1

    def _stream(self, word: Word) -> int:
        start = word.end
        if self.mark < start:
            self.mark = self.data.find(b"endstream", start)
            self.mark = len(self.data) if self.mark < 0 else self.mark
        end = stream_end(self.data, start, self.mark)
        pending, self.pending = self.pending, None
        if pending is Name.OBJECT_STREAM:
            self._object_stream(word, end)
        elif pending is Name.EMBEDDED_FILE:
            self.files.add_stream(self._number(word.start), start)
        return end

    def _object_stream(self, word: Word, end: int) -> None:
        """Look into an object stream, which holds objects as they stand in the file, and no streams."""
        held, number = Held(self.data), self._number(word.start)
        filters = filters_of(self._dictionary(self.data, word.start))
        opened = open_stream(held, word.end, end, filters, self.signs.budget, _MOST_STREAM)
        inner = f"object stream {number}"
        if opened.why is not None:
            self.signs.stop(opened.why, f"{inner}: {opened.detail}")
        elif not opened.complete:
            self.signs.stop(Why.LIMIT, f"{inner}: longer than {_MOST_STREAM} octets")
        if opened.data and self._pays(opened.data):
            for found in words_of(opened.data):
                if not self.signs.pay(_WORD_COSTS):
                    return
                if found.name is not None:
                    self._note(found, opened.data, inner)

    def _note(self, word: Word, text: bytes, inner: str) -> None:
        name = word.name
        if word.disguised and name is not Name.OTHER and not self.signs.full(Activity.PDF_DISGUISE):
            self.signs.add(
                Activity.PDF_DISGUISE, text[word.start : word.end], word.start, word.end, self._inner(word, inner)
            )
        match name:
            case Name.JS | Name.JAVASCRIPT:
                self._script(word, text, inner)
            case Name.LAUNCH:
                self._launch(word, text, inner)
            case Name.EMBEDDED:
                self.files.add(self._dictionary(text, word.start), word.start, inner, legible=not self.encrypted)
            case Name.OPEN_ACTION | Name.ADDITIONAL_ACTIONS:
                self.at_once = word.start if self.at_once < 0 else self.at_once
            case Name.OBJECT_STREAM | Name.EMBEDDED_FILE:
                self.pending = name
            case Name.ENCRYPT if _TAKES_VALUE.match(text, word.end):
                self.signs.stop(Why.ENCRYPTED, "the PDF is encrypted")
            case _:
                pass

    def _script(self, word: Word, text: bytes, inner: str) -> None:
        if self.signs.full(Activity.PDF_SCRIPT):
            return
        code = _CODE.match(text, word.end, word.end + _MOST_CODE) if word.name is Name.JS else None
        what = "" if code is None else f"in object {code[3].decode()}" if code[3] else text_of(code[1] or code[2])
        self.signs.add(Activity.PDF_SCRIPT, what, word.start, word.end, self._inner(word, inner))

    def _launch(self, word: Word, text: bytes, inner: str) -> None:
        if self.signs.full(Activity.PDF_LAUNCH):
            return
        strings = {} if self.encrypted else strings_of(self._dictionary(text, word.start))
        what = " ".join(strings[key] for key in ("UF", "F", "P") if key in strings)
        self.signs.add(Activity.PDF_LAUNCH, what, word.start, word.end, self._inner(word, inner))

    def _inner(self, word: Word, inner: str) -> str:
        return inner or f"object {self._number(word.start)}"

    def _number(self, at: int) -> int:
        """The number of the object that *at* stands in; 0 for the trailer."""
        start = self.data.rfind(b"obj", max(0, at - _NEAR), at)
        found = _HEADER.search(self.data, max(0, start - 24), start + 3) if start >= 0 else None
        return int(found[1]) if found else 0

    def _dictionary(self, text: bytes, at: int) -> bytes:
        """The dictionary around *at*, or what of it stands near."""
        start = max(text.rfind(b"obj", max(0, at - _NEAR), at), at - _NEAR, 0)
        end = text.find(b"obj", at, at + _NEAR)
        return text[start : end if end >= 0 else at + _NEAR]
