"""How is a hop written on a command line?  As words: host=mx.b.example,ip=192.0.2.7,for=user@b.example,srs,footer."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import deliverkit as dk
from deliverkit import forwarding

ENVELOPES = tuple(one.value for one in forwarding.EnvelopeUse)
EDITS: dict[str, Callable[[], forwarding.Change]] = {
    "footer": forwarding.Footer,
    "disclaimer": forwarding.PartFooter,
    "tag": forwarding.SubjectTag,
    "recode": forwarding.Recode,
    "strip": forwarding.StripAttachments,
    "refold": forwarding.RefoldHeader,
    "trim": forwarding.TrimBlanks,
}
HELP = f"host=...,ip=..., then for=ADDRESS, {'|'.join(ENVELOPES)}, {'|'.join(EDITS)}|from, sign=DOMAIN, seal=DOMAIN"


def hop(text: str) -> forwarding.Hop:
    """The hop that *text* describes."""
    words = text.split(",")
    told = dict(word.split("=", 1) for word in words if "=" in word)
    edits = [EDITS[word]() for word in words if word in EDITS]
    known = {"host", "ip", "for", "sign", "seal"}
    strange = [word for word in words if "=" not in word and word not in (*ENVELOPES, *EDITS, "from")]
    strange += sorted(told.keys() - known)
    if len({word for word in words if word in ENVELOPES}) > 1:
        raise argparse.ArgumentTypeError(f"give one of {', '.join(ENVELOPES)}")
    if strange:
        raise argparse.ArgumentTypeError(f"{strange[0]!r} is unknown: {HELP}")
    try:
        if "from" in words:
            if "for" not in told:
                raise argparse.ArgumentTypeError("'from' needs for=ADDRESS, which is put into From")
            edits.append(forwarding.RewriteFrom(told["for"]))
        return forwarding.Hop(
            told.get("host", ""),
            told.get("ip", ""),
            told.get("for", ""),
            next((word for word in words if word in ENVELOPES), "keep"),
            tuple(edits),
            forwarding.Signing(told["sign"]) if "sign" in told else None,
            forwarding.Signing(told["seal"]) if "seal" in told else None,
        )
    except dk.UsageError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None


def origin(text: str) -> forwarding.Origin:
    """The author's server, as ``host=...,ip=...``."""
    given = hop(text)
    return forwarding.Origin(given.host, given.ip)
