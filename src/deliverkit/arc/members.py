"""Which three fields make up each set of a chain whose structure is right?  (RFC 8617 section 4.2)"""

from __future__ import annotations

from typing import NamedTuple

from ..dkim.signature import SignatureHeader
from ..message import HeaderField, read_arc_authentication_results
from .form import Form, form_of_seal, form_of_signature
from .result import ArcSet, Link
from .sets import SetFields
from .structure import status_of

__all__ = ["Members", "arc_set", "unjudged"]


class Members(NamedTuple):
    """The three fields of a set, and the form of the two that are signatures."""

    instance: int
    results: HeaderField
    signature: SignatureHeader
    seal: SignatureHeader
    signature_form: Form
    seal_form: Form

    @classmethod
    def of(cls, own: SetFields) -> Members:
        """Those of a set that has one of each."""
        (results,), (signature,), (seal,) = own.results, own.signatures, own.seals
        form = form_of_signature(own.instance, signature)
        return cls(own.instance, results, signature, seal, form, form_of_seal(own.instance, seal))


def arc_set(instance: int, results: HeaderField | None, signature: Link | None, seal: Link | None) -> ArcSet:
    """The set as a value."""
    read = None if results is None else read_arc_authentication_results(results.value, results.where, results.value_at)
    return ArcSet(instance, "" if seal is None else status_of(seal.header), read, signature, seal)


def unjudged(own: SetFields) -> ArcSet:
    """A set of which nothing was judged; of several fields of one name, the first."""
    links = [Link(found[0]) if found else None for found in (own.signatures, own.seals)]
    return arc_set(own.instance, own.results[0] if own.results else None, *links)
