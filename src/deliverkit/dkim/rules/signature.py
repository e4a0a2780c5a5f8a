"""What can be wrong with a DKIM-Signature field?  (RFC 6376 section 3.5)

``domain`` and ``selector`` are those of the signature, empty where they cannot be read.
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule
from .wording import of

__all__ = [
    "addable_field",
    "bad_tag_value",
    "dkim2_not_judged",
    "expires_before_signed",
    "from_not_signed",
    "identity_mismatch",
    "length_tag",
    "malformed_signature",
    "missing_tag",
    "obsolete_algorithm",
    "repeated_tag",
    "uncovered_body",
    "uncovered_field",
    "unknown_algorithm",
    "unknown_canonicalization",
    "unknown_query_method",
    "unknown_tag",
    "unsigned_fields",
    "unsupported_version",
]

_ADMIN = Fixer.SENDING_ADMIN


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.2", "RFC 6376 section 6.1.1"))
def malformed_signature(*, domain: str, selector: str, piece: str) -> Said:
    """The list of tags in the signature cannot be read.

    Why: Receivers ignore a signature that breaks the grammar (result neutral): the message counts as unsigned.

    Remedy: Let the software that signs write tag=value, parted by single semicolons; look for a gateway or a program
    that edits or folds header fields after signing.
    """
    return Said(
        f"{of(domain, selector)}this is no tag=value, so receivers ignore the signature: {piece}",
        fix="mend what writes, or later edits, the DKIM-Signature field",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.2",))
def repeated_tag(*, domain: str, selector: str, tag: str) -> Said:
    """A tag stands twice in the signature.

    Why: "If a tag name does occur more than once, the entire tag-list is invalid": receivers ignore the signature.

    Remedy: Let the software that signs write each tag once.
    """
    return Said(f"{of(domain, selector)}{tag}= stands twice, so receivers ignore the signature", fix="write it once")


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.5", "RFC 6376 section 6.1.1"))
def missing_tag(*, domain: str, selector: str, tag: str) -> Said:
    """A tag that every signature must have is missing.

    Why: The signature cannot be verified (permerror), so the message counts as unsigned.

    Remedy: Let the software that signs write v, a, b, bh, d, h and s; look for a gateway that cuts long header fields.
    """
    return Said(
        f"{of(domain, selector)}{tag}= is missing, so receivers cannot verify the signature",
        fix="mend what writes, or later cuts, the DKIM-Signature field",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.5", "RFC 6376 section 6.1.1"))
def bad_tag_value(*, domain: str, selector: str, tag: str, value: str) -> Said:
    """A tag of the signature has a value that it cannot have.

    Why: Receivers ignore a signature with a value that breaks the grammar (result neutral).

    Remedy: Let the software that signs write the value as RFC 6376 section 3.5 gives it.
    """
    return Said(
        f"{of(domain, selector)}{tag}= cannot be {value or 'empty'}; receivers ignore the signature",
        fix=f"mend the value of {tag}=",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.5",))
def unsupported_version(*, domain: str, selector: str, value: str) -> Said:
    """The signature says that it is of another version of DKIM than 1.

    Why: Verifiers know version 1 only, and ignore the signature (result neutral).

    Remedy: Let the software that signs write v=1.
    """
    return Said(f"{of(domain, selector)}v={value} is no version of DKIM; it is v=1", fix="write v=1")


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.3", "RFC 8463 section 3"))
def unknown_algorithm(*, domain: str, selector: str, algorithm: str) -> Said:
    """The signature was made by an algorithm that DKIM does not have.

    Why: Verifiers cannot check it and ignore the signature (result neutral).

    Remedy: Sign with rsa-sha256, and beside it with ed25519-sha256 if you like.
    """
    return Said(f"{of(domain, selector)}no receiver knows the algorithm {algorithm}", fix="sign with rsa-sha256")


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.4",))
def unknown_canonicalization(*, domain: str, selector: str, value: str) -> Said:
    """The signature names a canonicalization that DKIM does not have.

    Why: Verifiers cannot tell which octets were signed and ignore the signature (result neutral).

    Remedy: Write c=relaxed/relaxed.
    """
    return Said(f"{of(domain, selector)}c={value} is none of simple and relaxed", fix="sign with c=relaxed/relaxed")


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.5",))
def unknown_query_method(*, domain: str, selector: str, value: str) -> Said:
    """The signature says that its key is to be had by a way that no verifier knows.

    Why: Keys are found in the DNS only (q=dns/txt); without that, receivers ignore the signature (result neutral).

    Remedy: Leave q= out, or write q=dns/txt.
    """
    return Said(f"{of(domain, selector)}q={value} names no way that receivers know", fix="leave q= out")


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 5.4", "RFC 6376 section 6.1.1"))
def from_not_signed(*, domain: str, selector: str) -> Said:
    """The signature does not cover the From field.

    Why: The From field MUST be signed; verifiers give up on a signature without it (permerror).

    Remedy: Put "from" into h= (in OpenDKIM: SignHeaders; in Rspamd: sign_headers).
    """
    return Said(
        f"{of(domain, selector)}h= does not name from, so receivers do not accept the signature",
        fix='sign the From field: put "from" into h=',
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.5", "RFC 6376 section 6.1.1"))
def identity_mismatch(*, domain: str, selector: str, identity: str) -> Said:
    """The identity i= is not of the domain that signs.

    Why: The domain of i= must be d= or stand below it; else verifiers give up (permerror).

    Remedy: Leave i= out, or give it an address in the domain of d=.
    """
    return Said(
        f"{of(domain, selector)}i={identity} is not of {domain}, so receivers do not accept the signature",
        fix="leave i= out",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 3.5",))
def expires_before_signed(*, domain: str, selector: str, signed_at: int, expires_at: int) -> Said:
    """The signature expires before, or when, it was made.

    Why: x= must be greater than t=; receivers may ignore the signature (result neutral).

    Remedy: Let x= be some days after t=, or leave it out.
    """
    return Said(f"{of(domain, selector)}x={expires_at} is not after t={signed_at}", fix="let x= be some days after t=")


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 8301 section 3.1",))
def obsolete_algorithm(*, domain: str, selector: str, algorithm: str) -> Said:
    """The signature is made with SHA-1, which must not be used any more.

    Why: "rsa-sha1 MUST NOT be used for signing or verifying": receivers treat the message as unsigned.

    Remedy: Sign with rsa-sha256; the key can stay.
    """
    return Said(
        f"{of(domain, selector)}receivers must not accept {algorithm} any more",
        fix="sign with rsa-sha256; the same key can be used",
    )


@rule(Severity.NOTE, by=_ADMIN, cites=("RFC 6376 section 3.2",))
def unknown_tag(*, domain: str, selector: str, tag: str) -> Said:
    """The signature has a tag that RFC 6376 does not know.

    Why: "Unrecognized tags MUST be ignored": it does no harm, but may be a known tag misspelt.

    Remedy: Nothing, unless another tag was meant; names of tags are case-sensitive.
    """
    return Said(f"{of(domain, selector)}receivers ignore the tag {tag}=")


@rule(Severity.WARNING, by=_ADMIN, cites=("RFC 6376 section 8.2",))
def uncovered_body(*, domain: str, selector: str, covered: int, uncovered: int) -> Said:
    """Octets of the body stand behind what the signature covers, by l=.

    Why: Anybody can put them there, a whole page over the real one included, without breaking the signature. Receivers
    may take them out, or not accept the signature.

    Remedy: Sign without l=; an old mailing-list setting is where it usually comes from (OpenDKIM: BodyLengthDB).
    """
    return Said(
        f"{of(domain, selector)}{covered} octets of the body are signed, {uncovered} behind them are not",
        fix="sign the whole body: leave l= out",
    )


@rule(Severity.NOTE, by=_ADMIN, cites=("RFC 6376 section 8.2",))
def length_tag(*, domain: str, selector: str, covered: int) -> Said:
    """The signature limits itself to the first octets of the body, by l=.

    Why: Today it covers all of them, but anybody can add text behind them without breaking it, so receivers may not
    accept such signatures.

    Remedy: Sign without l=.
    """
    return Said(
        f"{of(domain, selector)}l={covered} lets anybody add text behind the signed body",
        fix="sign the whole body: leave l= out",
    )


@rule(Severity.ERROR, by=_ADMIN, cites=("RFC 6376 section 8.15", "RFC 5322 section 3.6"))
def uncovered_field(*, domain: str, selector: str, field: str, count: int, signed: int) -> Said:
    """A field that may stand once stands more often, and the signature does not cover all of them.

    Why: The signature fits, but a reader may be shown the field that was not signed: this is how a signed message is
    replayed with another author or subject. Receivers refuse messages with several From fields.

    Remedy: Send each of these fields once; when the message came like this, do not trust it. Over-sign: name the field
    in h= once more than it stands.
    """
    return Said(
        f"{of(domain, selector)}{field} stands {count} times, {signed} of them signed: readers may see the other",
        fix="send the field once, and name it in h= once more than it stands",
    )


@rule(Severity.NOTE, by=_ADMIN, cites=("RFC 6376 section 5.4.1",))
def unsigned_fields(*, domain: str, selector: str, fields: tuple[str, ...]) -> Said:
    """Fields that tell a reader what the message is are not signed.

    Why: Anybody on the way can change them without breaking the signature.

    Remedy: Name them in h=.
    """
    return Said(f"{of(domain, selector)}not signed: {', '.join(fields)}", fix="name them in h=")


@rule(Severity.NOTE, by=_ADMIN, cites=("RFC 6376 section 8.15",))
def addable_field(*, domain: str, selector: str, fields: tuple[str, ...]) -> Said:
    """Fields could be added a second time without breaking the signature.

    Why: Who replays the message can put another From or Subject above the signed one, and some programs show that one.

    Remedy: Over-sign: name the field in h= once more than it stands (OpenDKIM: OversignHeaders; Rspamd:
    sign_headers with "(o)").
    """
    return Said(
        f"{of(domain, selector)}a second one could be added unseen: {', '.join(fields)}",
        fix="name each in h= once more than it stands",
    )


@rule(Severity.NOTE, by=Fixer.NOBODY, cites=("draft-ietf-dkim-dkim2-spec-09 section 7",))
def dkim2_not_judged(*, signatures: int, instances: int) -> Said:
    """The message carries signatures of DKIM2, which is not judged here.

    Why: DKIM2 is a draft whose form still changes. No receiver may refuse a message because of it, and nothing is said
    here of whether these signatures fit.

    Remedy: Nothing; go on signing with DKIM beside it.
    """
    return Said(f"{signatures} DKIM2-Signature and {instances} Message-Instance fields: not judged (a draft)")
