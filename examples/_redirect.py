"""What if the mail is redirected once its faults are mended?  With SRS and without, DKIM intact and broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import deliverkit as dk
from deliverkit import forwarding


class Mended:
    """The DNS as it will be once the records are published that *findings* propose."""

    def __init__(self, world: Any, findings: Iterable[dk.Finding]) -> None:
        changes = [one.remedy.publish for one in findings if one.remedy.publish and one.remedy.publish.value]
        self.world = world
        self.published = dk.TableResolver({(one.owner, one.rdtype): [one.value] for one in changes})
        self.owners = {(one.owner, one.rdtype) for one in changes}

    def resolve(self, questions: Sequence[Any], timeout: float) -> list[Any]:
        """The answers, each from the records to publish where there is one."""
        asked = [(self.published if one in self.owners else self.world, one) for one in questions]
        return [world.resolve([one], timeout)[0] for world, one in asked]


def ways(report: dk.Report, envelope: dk.Envelope, hop: forwarding.Hop, world: Any) -> list[str]:
    """The table of what becomes of the author's mail behind *hop*, or nothing where the author is not known."""
    if not report.subject or report["dmarc"].value is None:
        return []
    origin = forwarding.Origin(envelope.helo or "", envelope.client_ip) if envelope.client_ip else None
    check = forwarding.compare(report.subject, [hop], origin=origin)
    outcome = dk.run(check, resolver=Mended(world or dk.SystemResolver(), report.findings))
    if outcome.value is None:
        return []
    failed = report["dkim"].result == "fail"
    broken = f"    DKIM broken{', as here' if failed else ''}"
    return outcome.value.lines(head="If it is redirected (SPF, DMARC mended)", intact="    DKIM intact", broken=broken)
