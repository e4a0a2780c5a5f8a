"""What the tests of containers ask of a listing."""

from __future__ import annotations

from deliverkit.attachments.containers.member import ContainerFault, Listing, Member, Opened
from deliverkit.core.budget import Budget, Limits

__all__ = ["faults", "first_names", "lavish", "names", "opened", "texts"]


def first_names(listing: Listing) -> list[str]:
    """The likeliest name of each member."""
    return [member.names[0].text for member in listing.members]


def texts(member: Member) -> list[str]:
    """Every name of *member*."""
    return [name.text for name in member.names]


def names(listing: Listing) -> set[str]:
    """Every name of every member."""
    return {name.text for member in listing.members for name in member.names}


def faults(listing: Listing | Opened) -> set[ContainerFault]:
    """What is odd."""
    return {problem.kind for problem in listing.problems}


def opened(member: Member, budget: Budget | None = None) -> Opened:
    """*member*, opened whole; it must have an opener."""
    assert member.opener is not None, (member.why, member.detail)
    return member.opener(budget or lavish())


def lavish() -> Budget:
    """A budget that the tests do not exhaust."""
    return Budget(Limits(bytes_inflated=1 << 30, bytes_read=1 << 30))
