"""Where does a CNAME chain lead?  (RFC 1034 section 3.6.2)"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from ..core.questions import Answer, Status

__all__ = ["MAX_ALIASES", "follow"]

MAX_ALIASES: Final = 16  # a longer chain is taken for a loop


def follow(name: str, rdtype: str, find: Callable[[str, str], Answer[Any]]) -> Answer[Any]:
    """The answer for *rdtype* at *name*, CNAMEs followed and listed in ``aliases``.

    Arguments:
        find: answers for one name and type exactly, following nothing.
    """
    aliases: list[str] = []
    ttls: list[int] = []
    while True:
        answer = find(name, rdtype)
        alias = answer if answer.status is not Status.NO_DATA or rdtype == "CNAME" else find(name, "CNAME")
        if alias is answer or alias.status is not Status.FOUND:
            break
        if len(aliases) == MAX_ALIASES:
            return Answer.unreachable("cname-loop")
        name = alias.records[0].lower()
        aliases.append(name)
        ttls += [] if alias.ttl is None else [alias.ttl]
    if not aliases:
        return answer
    ttls += [] if answer.ttl is None else [answer.ttl]
    return replace(answer, aliases=tuple(aliases), ttl=min(ttls, default=None))
