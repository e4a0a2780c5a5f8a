"""Where does a SARIF viewer show evidence, and what may it make of the words of a message?  (SARIF 2.1.0, RFC 3986)

:func:`said` is the one place where text becomes harmless in a message: no placeholder, no link, no control.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from ..core.findings import Evidence
from .json import Json

__all__ = ["location", "logical", "said", "uri"]

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_STRAY_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_IN_PATH: Final = "!$&'()*+,;=:@/?%"  # what RFC 3986 section 3.3 lets stand, and the query


def said(text: str) -> str:
    """*text* as a plain text message: what a viewer would take for more than text is taken out of its hands.

    Controls and invisible characters, those that reorder text among them, are escaped; line feeds separate paragraphs
    in SARIF, so they are, too.
    """
    shown = text if text.isprintable() else "".join(map(_visible, text))
    # section 3.11.5: "the characters "{" and "}" SHALL be represented by the character sequences "{{" and "}}""
    shown = shown.replace("{", "{{").replace("}", "}}")
    # section 3.11.6: embedded link = "[", link text, "](", link destination, ")"
    return shown.replace("](", "] (")


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def location(evidence: Evidence, about: str) -> Json:
    """Where *evidence* stands, as a location object.

    A record, a header field, a cell is shown as one line, so the region is on line 1 and its columns count in the text
    of the evidence; the snippets carry that text exactly.
    """
    (start, end), text = evidence.span, evidence.text
    whole: Json = {"startLine": 1, "snippet": {"text": text}}
    physical: dict[str, Json] = {"artifactLocation": {"uri": uri(evidence.source)}, "region": whole}
    if (start, end) != (0, len(text)):
        marked: Json = {
            "startLine": 1,
            "startColumn": start + 1,
            "endColumn": end + 1,
            "snippet": {"text": text[start:end]},
        }
        # section 3.29.5: contextRegion is "a proper superset of the region specified by the region property"
        physical |= {"region": marked, "contextRegion": whole}
    found: dict[str, Json] = {"physicalLocation": physical}
    if about:
        found["logicalLocations"] = [_named(about)]
    return found


def logical(about: str) -> list[Json]:
    """The one location that is only a name (a domain, an address, a part of a message), if there is a name."""
    return [{"logicalLocations": [_named(about)]}] if about else []


def _named(about: str) -> Json:
    # section 3.33.5: at the top level, fullyQualifiedName "SHALL equal name"
    return {"name": about, "fullyQualifiedName": about, "kind": "resource"}


def uri(source: str) -> str:
    """*source* as a URI reference (RFC 3986 section 4.1), everything percent-encoded that may not stand in one."""
    scheme = _SCHEME.match(source)
    if scheme is None:
        # section 4.2: in a relative reference the first segment holds no colon, and "//" would start an authority
        return _rooted(quote(source, safe="/", errors="surrogatepass")) or "evidence:"
    rest = _STRAY_PERCENT.sub("%25", source[scheme.end() :])
    path = quote(rest, safe=_IN_PATH, errors="surrogatepass")
    return scheme[0] + (path if scheme[0] == "https:" else _rooted(path))


def _rooted(path: str) -> str:
    # section 3.3: without an authority, "the path cannot begin with two slash characters ("//")"
    return f"/.{path}" if path.startswith("//") else path
