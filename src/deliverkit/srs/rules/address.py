"""What can be wrong with an address of the Sender Rewriting Scheme?  (RFC 5321 section 4.5.3.1, RFC 7208 appendix D.2)

The scheme has no RFC. Where a rule cites RFC 7208 appendix D.2, it is about what rewriting is for: "mail rejected from
the external mailbox will have to be forwarded back to the original sender by the forwarding service".
"""

from __future__ import annotations

from ...core.findings import Fixer, Severity
from ...core.rules import Said, rule

__all__ = [
    "bad_stamp",
    "exim_dialect",
    "expired",
    "from_the_future",
    "hexadecimal_hash",
    "malformed",
    "needs_smtputf8",
    "nested_rewriting",
    "not_a_mailbox",
    "over_long_address",
    "over_long_local_part",
    "short_hash",
    "slash_in_hash",
]

_MEDIATORS = "RFC 7208 appendix D.2"
_WORDS = {
    "crlf": "a line end stands in it",
    "no_at": "it has no @ and no domain",
    "needs_quoting": "characters stand in its local part that may stand there in quotation marks only",
    "domain_literal": "an IP address stands in place of its domain",
}


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=("RFC 5321 section 4.1.2", _MEDIATORS))
def not_a_mailbox(*, why: str) -> Said:
    """The rewritten address is no valid mailbox.

    Why: servers refuse it as an envelope sender, so the forwarded mail does not arrive; or they refuse it as a
    recipient, so bounces are lost. Programs that rewrite the text of an address without reading it make such ones, of
    "a b"@a.example for example.

    Remedy: Have the forwarder put the whole new local part in quotation marks where the old one was in quotation marks,
    and refuse what is no address.
    """
    told = _WORDS.get(why, "a part of it is empty, or has characters that no address has")
    needed = "put the whole new local part in quotation marks" if why == "needs_quoting" else "write a valid address"
    return Said(f"this is no valid address: {told}", fix=f"{needed}, or refuse to forward")


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 5321 section 4.5.3.1.1", _MEDIATORS))
def over_long_local_part(*, octets: int) -> Said:
    """The rewritten local part has more than 64 octets.

    Why: "The maximum total length of a user name or other local-part is 64 octets". Servers may refuse more, often with
    553 5.1.7, and what they refuse is the forwarded mail. The rewriting itself takes 14 octets of them.

    Remedy: Have the forwarder keep long senders in a store and send with a key, or choose a shorter hash.
    """
    return Said(
        f"the local part has {octets} octets, and 64 are allowed: some servers refuse the mail",
        fix="keep long senders in a store and send with a key in their place",
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 5321 section 4.5.3.1.3", _MEDIATORS))
def over_long_address(*, octets: int) -> Said:
    """The rewritten address has more than 254 octets.

    Why: "The maximum total length of a reverse-path or forward-path is 256 octets", angle brackets included. Servers
    may refuse more, and what they refuse is the forwarded mail.

    Remedy: Have the forwarder keep long senders in a store and send with a key.
    """
    return Said(
        f"the address has {octets} octets, and 254 are allowed: some servers refuse the mail",
        fix="keep long senders in a store and send with a key in their place",
    )


@rule(Severity.NOTE, by=Fixer.FORWARDER, cites=("RFC 6531 section 3.4",))
def needs_smtputf8() -> Said:
    """The rewritten address has characters beyond ASCII.

    Why: It may be used only with servers that offer SMTPUTF8; others must not be given it, and the mail comes back. The
    same is true of the sender's own address.

    Remedy: Nothing, if the mail is sent on to a server that offers SMTPUTF8.
    """
    return Said("the address has characters beyond ASCII: the next server must offer SMTPUTF8")


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=(_MEDIATORS,))
def malformed(*, signer: str) -> Said:
    """The address is tagged as rewritten, and what leads back is missing.

    Why: SRS0 needs a hash, a day, a domain and a local part, with a "=" between each; SRS1 a hash, the first
    forwarder's domain, and what that one wrote. Nobody can reverse anything less: bounces are refused or lost.

    Remedy: Have the forwarder make its addresses with a library that does; do not forward an address that is broken
    already.
    """
    return Said(
        f"nobody can reverse what {_shown(signer)} is to reverse: a part is missing, so bounces are lost",
        fix="write SRS0=hash=day=domain=local-part",
    )


@rule(Severity.ERROR, by=Fixer.FORWARDER, cites=(_MEDIATORS,))
def bad_stamp(*, length: int) -> Said:
    """The day of signing is not two letters of base32.

    Why: every implementation refuses the address, and the bounce with it. The day is the number of days since 1970,
    modulo 1024, as two of A to Z and 2 to 7.

    Remedy: Have the forwarder write the day in this form.
    """
    return Said(
        f"the day has {length} letters that are no day: the bounce is refused",
        fix="write the day as two of A to Z and 2 to 7",
    )


@rule(Severity.WARNING, by=Fixer.NOBODY, cites=(_MEDIATORS,))
def expired(*, days: int, max_age: int) -> Said:
    """The address is older than forwarders accept.

    Why: an address lives for 21 days unless the forwarder says otherwise, so that nobody can use it for ever. A bounce
    that comes later is refused. After 1,024 days the same two letters come round again.

    Remedy: Nothing needs to be changed. To reach the sender, write to the original address.
    """
    return Said(
        f"the address was signed {days} days ago (or {days + 1024}), and {max_age} are accepted: bounces are refused",
        fix="write to the original sender",
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=(_MEDIATORS,))
def from_the_future(*, days: int) -> Said:
    """The address was signed on a day that has not come yet.

    Why: implementations take a day ahead for one more than 1,000 days ago, and refuse the bounce, until the day comes.
    A clock is wrong, or the program rounds the time of the day up: the packages for Node do so from noon on.

    Remedy: Set the forwarder's clock, and have it round down, in UTC.
    """
    return Said(
        f"the address was signed {days} {'day' if days == 1 else 'days'} from now: until then bounces are refused",
        fix="set the forwarder's clock, and round days down, in UTC",
    )


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 2104 section 5",))
def short_hash(*, length: int) -> Said:
    """The hash has fewer than four letters.

    Why: whoever tries all hashes finds the right one soon, as each letter is 5 bits, and then the forwarder sends his
    mail to anybody as a bounce. Forwarders that accept so few relay for everybody.

    Remedy: Make hashes of four letters or more, and accept none that is shorter.
    """
    return Said(
        f"the hash has {length} letters: it can be guessed, and the forwarder used to send mail to anybody",
        fix="make and accept hashes of four letters or more",
    )


@rule(Severity.NOTE, by=Fixer.FORWARDER, cites=("RFC 5321 section 4.1.2",))
def slash_in_hash() -> Said:
    """The hash has a slash in it.

    Why: a "/" is allowed in a local part, and yet some servers refuse such envelope senders, for fear of addresses that
    are the names of files. One address in sixteen has one.

    Remedy: Write hashes in base64url, which has "_" in its place; postsrsd does from version 2.2.6 on.
    """
    return Said("the hash has a slash, and some servers refuse senders with one", fix="write the hash in base64url")


@rule(Severity.NOTE, by=Fixer.FORWARDER, cites=(_MEDIATORS,))
def exim_dialect() -> Said:
    """The address has the form that Exim writes by itself.

    Why: Exim signs with another algorithm than libsrs2, Mail::SRS, postsrsd and this library, and leaves the day out of
    what is signed. None of them can verify its addresses, nor it theirs, even with the same secret.

    Remedy: Let addresses of Exim come back to Exim only. Where several servers share a domain, run one program on all.
    """
    return Said("this looks like Exim's own form, which no other program can verify, with whatever secret")


@rule(Severity.NOTE, by=Fixer.FORWARDER, cites=("RFC 2104 section 5",))
def hexadecimal_hash() -> Said:
    """The hash is four hexadecimal digits.

    Why: the packages for Node write such hashes: 16 bits, and made in another way than by libsrs2, so that no other
    program can verify them. One in 256 addresses of libsrs2 looks like that too.

    Remedy: Where several servers share a domain, run one program on all.
    """
    return Said("the hash is four hexadecimal digits, as the packages for Node write it; others cannot verify these")


@rule(Severity.WARNING, by=Fixer.FORWARDER, cites=("RFC 5321 section 4.5.3.1.1",))
def nested_rewriting(*, times: int) -> Said:
    """A rewritten address was rewritten once more as if it were none.

    Why: every forwarder adds its part, and soon the local part has more than 64 octets. A bounce has to pass all of
    them in turn, and each has to accept it. Exim does so.

    Remedy: Have the forwarder make an SRS1 address of an SRS0 address: it keeps its length from then on.
    """
    return Said(
        f"the sender was rewritten {times} times over: the address grows with every forwarder until it is refused",
        fix="make an SRS1 address of an SRS0 address",
    )


def _shown(signer: str) -> str:
    return signer if signer.isascii() and signer.isprintable() and len(signer) <= 100 else "the forwarder"
