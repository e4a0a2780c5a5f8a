"""Does this page or picture run scripts, ask for a password, or lead elsewhere at once?  (HTML; SVG; RFC 2397)"""

from __future__ import annotations

import re
from typing import Final

from ..signs import Activity, Signs
from .smuggling import look_for_smuggling
from .tags import Tag, tags_of

__all__ = ["look_at_page", "look_at_picture"]

# attributes that load or lead somewhere
_LINKS: Final = (b"href", b"src", b"action", b"formaction", b"data", b"to", b"from", b"values", b"by", b"background")
_BLANKS: Final = re.compile(r"[\0-\x20]++")
_RUNS: Final = re.compile(r"(?:javascript|vbscript|jscript|livescript):", re.IGNORECASE)
# the code of links that do nothing, or what the buttons of the browser do
_IDLE: Final = re.compile(
    r"(?:void\(?\s*(?:0|null)?\s*\)?|undefined|null|(?:window\.)?(?:print|close|history\.(?:back|go))\([-0-9]*\)|//)?;*",
    re.IGNORECASE,
)
_DATA: Final = re.compile(r"data:([\w.+-]+/[\w.+-]+)", re.IGNORECASE)
_PLAIN_DATA: Final = re.compile(
    r"(?:image|font|audio|video)/|text/(?:css|plain|csv|calendar)|application/(?:x-)?font|application/json",
    re.IGNORECASE,
)
_MARKUP_TYPE: Final = re.compile(r"image/svg|text/html|xhtml", re.IGNORECASE)
_PAGE_HOLDERS: Final = (b"iframe", b"frame", b"object", b"embed", b"a")
_EXECUTED: Final = re.compile(r"script|module\Z", re.IGNORECASE)
_REFRESH: Final = re.compile(r"[\s\d.]*+[;,]?\s*+(?:url\s*+=)?\s*+[\"']?+(.*)", re.IGNORECASE | re.DOTALL)
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}+:|[\\/]{2}")
_HANDLER: Final = re.compile(rb"on[a-z]{3,}+\Z")
_NO_HANDLER: Final = (b"online", b"onward", b"onset")
_SOURCE: Final = re.compile(r"<script|\bon[a-z]{3,}\s*=|javascript:", re.IGNORECASE)
# an entity whose value has "<" as a number
_ENTITY: Final = re.compile(rb"<!ENTITY\s(?:[^<>&]++|&(?!#0*+60;|#x0*+3c;))*+&#(?:0*+60|x0*+3c);", re.IGNORECASE)
_SHOWN: Final = 200


def look_at_page(data: bytes, signs: Signs) -> None:
    """Note what acts in a web page."""
    _look(data, signs, Activity.SCRIPT, xml=data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"))


def look_at_picture(data: bytes, signs: Signs) -> None:
    """Note what acts in an SVG picture; who opens one as a file opens it in a browser."""
    _look(data, signs, Activity.PICTURE_SCRIPT, xml=True)


def _look(data: bytes, signs: Signs, script: Activity, *, xml: bool) -> None:
    text = _narrow(data)
    if not signs.pay(len(text)):
        return
    bodies: list[bytes] = []
    downloads = False
    for tag in tags_of(text, signs, xml=xml):
        downloads = downloads or b"download" in tag.attributes
        if tag.name == b"script":
            _script(tag, text, signs, script, bodies)
        elif tag.name == b"meta":
            _redirect(tag, signs)
        elif tag.name == b"input" and tag.value(b"type").strip().lower() == "password":
            signs.add(Activity.PASSWORD, "a field for a password", tag.start, tag.end)
        elif tag.name == b"foreignobject" and script is Activity.PICTURE_SCRIPT:
            signs.add(Activity.PICTURE_PAGE, "foreignObject", tag.start, tag.end)
        _attributes(tag, signs, script)
    entity = _ENTITY.search(text) if xml else None
    if entity:
        signs.add(script, "an entity that hides markup", *entity.span())
    look_for_smuggling(text, bodies, signs, downloads=downloads)


def _narrow(data: bytes) -> bytes:
    """*data* in an encoding that extends ASCII: browsers take UTF-16 from its mark, or from how the page begins."""
    for start, codec in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if data.startswith(start):
            return data.decode(codec, "replace").encode("utf-8", "replace")
    return data


def _script(tag: Tag, text: bytes, signs: Signs, script: Activity, bodies: list[bytes]) -> None:
    kind = tag.value(b"type").partition(";")[0].strip()
    # "Any other value means that the script is a data block, which is not processed"
    if kind and not _EXECUTED.search(kind):
        return
    source = tag.value(b"src") or tag.value(b"href")
    body = text[tag.end : tag.inside]
    if source or body.strip():
        signs.add(script, source or body[:_SHOWN], tag.start, tag.inside)
        bodies.append(body)


def _redirect(tag: Tag, signs: Signs) -> None:
    if tag.value(b"http-equiv").strip().lower() == "refresh":
        target = _REFRESH.match(tag.value(b"content"))
        # a page that moved within its own site says so too
        if target and _ELSEWHERE.match(_BLANKS.sub("", target[1])):
            signs.add(Activity.REDIRECT, target[1], tag.start, tag.end)


def _attributes(tag: Tag, signs: Signs, script: Activity) -> None:
    for name, value in tag.attributes.items():
        if _HANDLER.match(name) and name not in _NO_HANDLER and value.strip():
            signs.add(script, name + b"=" + value, tag.start, tag.end)
        elif name == b"srcdoc" and _SOURCE.search(tag.value(name)):
            signs.add(script, "srcdoc", tag.start, tag.end)
        elif name in _LINKS:
            _link(tag, tag.value(name), signs, script)


def _link(tag: Tag, value: str, signs: Signs, script: Activity) -> None:
    # browsers drop tabs and line ends from addresses, and controls before them
    address = _BLANKS.sub("", value)
    runs = _RUNS.match(address)
    if runs and not _IDLE.fullmatch(address, runs.end()):
        signs.add(script, address, tag.start, tag.end)
    data = _DATA.match(address)
    if data is None:
        return
    kind = data[1]
    page = tag.name in _PAGE_HOLDERS and _MARKUP_TYPE.search(kind)
    if page or not (_PLAIN_DATA.match(kind) or tag.name == b"script"):
        signs.add(Activity.SMUGGLING, f"data:{kind}", tag.start, tag.end)
