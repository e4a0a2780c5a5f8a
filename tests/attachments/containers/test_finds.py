"""Does what the readers share keep the first reason, and pay for what it lists?"""

from __future__ import annotations

from deliverkit.attachments.containers.finds import Finds
from deliverkit.attachments.containers.member import Kind, NameSource, Why
from deliverkit.attachments.containers.naming import readings
from deliverkit.core.budget import Budget, Limits


def test_the_first_reason_stays() -> None:
    finds = Finds(Kind.CAB, b"abc", Budget(Limits(bytes_read=2)))
    assert finds.why is Why.LIMIT
    finds.stop(Why.UNREADABLE, "something else")
    assert (finds.listing().why, finds.listing().detail) == (Why.LIMIT, "limit: bytes_read (2)")


def test_names_cost() -> None:
    finds = Finds(Kind.CAB, memoryview(b"abc"), Budget(Limits(bytes_read=50)))
    name = readings(b"x" * 100, NameSource.HEADER, ("utf-8",))
    assert not finds.directory(name, 0)
    assert finds.listing().members == ()
    assert finds.stored(name[:0], 0, 0, 1)
    assert finds.stored(name[:0], 99, 99, 1)
    assert [member.offset for member in finds.listing().members] == [0, 3]
