"""What do other engines say, and is it the same?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import deliverkit as dk


def second_opinions(
    message: dk.Message, envelope: dk.Envelope, report: dk.Report, transcript: Iterable[tuple[Any, Any]]
) -> list[dk.Outcome[dk.crosscheck.Opinion]]:
    """What pyspf, dkimpy and checkdmarc say of the same answers, as far as there was something to judge."""
    transcript = tuple(transcript)
    spf, signed, dmarc = (report[name].value for name in ("spf", "dkim", "dmarc"))
    said = [dk.crosscheck.spf(spf.client_ip, envelope.mail_from, spf.helo, transcript, ours=spf)] if spf else []
    said += [dk.crosscheck.dkim(message, transcript, ours=signed)] if signed else []
    # checkdmarc looks among the records of the domain itself too, which only SPF asks for
    asked = dmarc and spf and spf.domain == dmarc.author_domain
    return said + ([dk.crosscheck.dmarc(dmarc.author_domain, transcript, ours=dmarc.discovery)] if asked else [])


def line(seconds: Sequence[dk.Outcome[dk.crosscheck.Opinion]]) -> str:
    """What other engines say of SPF, DKIM and DMARC, and whether it is the same."""
    said = [f"{one.value.engine} {one.value.result}" for one in seconds if one.value]
    why = "; ".join(f"{unknown.what}: {unknown.why}" for one in seconds for unknown in one.unknown)
    differ = [finding.message for one in seconds for finding in one.findings]
    told = [", ".join(said) or "none", *(differ or ["all agree"] if said else [])]
    return f"Second opinions: {': '.join(told)}{f' ({why})' if why else ''}."
