"""How does forwarded mail get an envelope sender that passes SPF and leads bounces back?

    rewriter = Rewriter(["srs.example.com"], [secret])
    rewriter.forward("anna@a.example", day)    # Rewritten("SRS0=hash=day=a.example=anna@srs.example.com")
    rewriter.reverse(recipient, day)           # Reversed("anna@a.example")

The Sender Rewriting Scheme has no RFC. This is the format of libsrs2, Mail::SRS and postsrsd ("Various schemes to do
this exist", RFC 7208 appendix D.2).
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field, fields
from hmac import compare_digest
from typing import Any, Final

from ..core.errors import UsageError
from ..core.quick import new
from .address import MAX_LOCAL_PART, MAX_MAILBOX
from .arguments import (
    DomainSet,
    checked_aliases,
    checked_choice,
    checked_domains,
    checked_flag,
    checked_number,
    checked_secrets,
)
from .form import SEPARATORS
from .outcomes import Forwarded, NotReversed, NotReversedReason, Returned, Reversed, Rewritten
from .plain import NOTHING, SENDER, plain_recipient
from .returning import Returning
from .sending import Sending
from .signer import FOLD, MOST_HASH, TO_URL, Signer
from .stamp import LAST_DAY, SLOT, SLOTS, STAMPS, Day, day_number, stamp_of

__all__ = ["Rewriter"]

_fits: Final = SENDER.fullmatch


def _made(given: dict[str, Any]) -> Rewriter:
    return Rewriter(**given)


@dataclass(frozen=True, slots=True, eq=False)
class Rewriter:
    """Rewrites the envelope senders of mail that is forwarded, and reverses the addresses that bounces come back to.

    Arguments:
        aliases: domains that bounces come back to: their MX leads here, their SPF record lets this server send. The
            first stands in new addresses, all are accepted.
        secrets: bytes that nobody else knows, 16 random octets or more, and without the line end of a file. The first
            signs, all verify: to change it, put the new one in front and leave the old one for ``max_age`` days.
        separator: what stands behind ``SRS0``: "=", "+" or "-". All are accepted.
        hash_length: letters of the hash in new addresses, 4 to 27. Each is 5 bits, as case is lost on the way: somebody
            who tries addresses finds one of 4 letters in a million.
        hash_min: letters of the hash that are accepted, at least.
        max_age: days after which an address is refused, the last included. After 1,024 days it would be good again.
        future_days: days an address may be ahead of this clock.
        alphabet: ``base64url`` writes ``-`` and ``_`` in the hash, ``classic`` writes ``+`` and ``/`` as Mail::SRS and
            postsrsd 1.x do; some servers refuse a ``/``. Both are accepted.
        over_length: for senders whose new local part would have more than 64 octets: ``refuse`` them, ``emit`` it all
            the same, or ask for a store of yours (``token``).
        own_domains: further domains whose SPF record lets this server send: ``example.com``, ``.example.com`` for all
            below it, or a function that is given the domain.
        exclude: further domains whose senders stay as they are, in the same form.
        always_rewrite: whether senders of the aliases and of ``own_domains`` are rewritten too.
        keyed: the format for forwarders that share their secret with nobody: HMAC-SHA256, at least 8 letters behind a
            ``~``, and all parts kept apart. Only this library reads it, and then it reads nothing else.

    In the plain format the parts are signed without anything between them. Who has an address for ``bob@a.com`` can
    make one for ``mbob@a.co`` of it, and what was signed for one alias counts for all that have the same secret. The
    keyed format has neither weakness; SRS demands the plain one where programs of others share the secret.

    A Rewriter never changes: threads may share one. To begin with ``keyed``, or to end it, make two and ask the other
    one too for ``max_age`` days, where the reason is ``OTHER_FORMAT``.

    Raises:
        UsageError: an argument is not what is asked for.

    >>> rewriter = Rewriter(["fwd.example"], [b"tops3cr3t"], alphabet="classic")
    >>> rewriter.forward("alice@sender.example", 19675).address
    'SRS0=oxVX=G3=sender.example=alice@fwd.example'
    >>> rewriter.reverse("SRS0=oxVX=G3=sender.example=alice@fwd.example", 19680)
    Reversed(address='alice@sender.example', age=5, secret=0, smtputf8=False)
    """

    aliases: Sequence[str]
    secrets: Sequence[bytes] = field(repr=False)
    _: KW_ONLY
    separator: str = "="
    hash_length: int = 4
    hash_min: int = 4
    max_age: int = 21
    future_days: int = 0
    alphabet: str = "base64url"
    over_length: str = "refuse"
    own_domains: Sequence[str] | Callable[[str], bool] = ()
    exclude: Sequence[str] | Callable[[str], bool] = ()
    always_rewrite: bool = False
    keyed: bool = False
    _sending: Sending = field(init=False, repr=False)
    _returning: Returning = field(init=False, repr=False)
    _plain_sender: tuple[Any, ...] = field(init=False, repr=False)
    _plain_recipient: tuple[Any, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        aliases, secrets = checked_aliases(self.aliases), checked_secrets(self.secrets)
        checked_choice("separator", self.separator, *SEPARATORS)
        checked_choice("alphabet", self.alphabet, "base64url", "classic")
        checked_choice("over_length", self.over_length, "refuse", "emit", "token")
        # three letters are 15 bits, which somebody who tries finds in a day
        checked_number("hash_length", self.hash_length, 4, MOST_HASH)
        checked_number("hash_min", self.hash_min, 4, self.hash_length)
        checked_number("max_age", self.max_age, 0, 1000)
        checked_number("future_days", self.future_days, 0, 7)
        checked_flag("always_rewrite", self.always_rewrite)
        checked_flag("keyed", self.keyed)
        own = checked_domains("own_domains", self.own_domains)
        excluded = checked_domains("exclude", self.exclude)
        signer = Signer(secrets, self.hash_length, self.hash_min, self.alphabet == "base64url", self.keyed)
        ours = DomainSet() if self.always_rewrite else own.joined(aliases)
        self._set(
            aliases=aliases,
            secrets=secrets,
            _sending=Sending(aliases, signer, self.separator, self.over_length, ours, excluded),
            _returning=Returning(aliases, signer, self.max_age, self.future_days),
        )
        # from what was checked, which stands in the fields by now
        self._set(
            _plain_sender=self._for_senders(signer, ours, excluded),
            _plain_recipient=self._for_recipients(signer),
        )

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _for_senders(self, signer: Signer, own: DomainSet, excluded: DomainSet) -> tuple[Any, ...]:
        """What forward() needs for plain senders, in one piece, as it is quicker to take apart than to ask for."""
        alias = self.aliases[0]
        # the "@" of the sender becomes a "="
        room = min(MAX_LOCAL_PART, MAX_MAILBOX - len("@") - len(alias)) - len("SRS0===G3") - self.hash_length
        if self.keyed or not (own.is_exact and excluded.is_exact):
            room = -1
        url = TO_URL if signer.url else None
        inside, outside = signer.states[0]
        kept, start = own.exact | excluded.exact, f"SRS0{self.separator}"
        return room, kept, inside.copy, outside.copy, self.hash_length, url, start, f"@{alias}"

    def _for_recipients(self, signer: Signer) -> tuple[Any, ...]:
        # one secret only: where there are several, all are to be tried
        is_plain = len(self.secrets) == 1 and not self.keyed
        fits = plain_recipient(self.aliases[0], self.hash_min) if is_plain else NOTHING
        room = MAX_LOCAL_PART + len("@") + len(self.aliases[0])  # so no label of the domain in it is too long either
        inside, outside = signer.states[0]
        return fits.fullmatch, room, inside.copy, outside.copy, self.max_age

    def __reduce__(self) -> tuple[Any, ...]:
        # what has been hashed cannot be pickled
        return _made, ({one.name: getattr(self, one.name) for one in fields(self) if one.init},)

    def forward(self, sender: str, day: Day) -> Forwarded:
        """The envelope sender to forward a mail of *sender* with.

        Arguments:
            sender: the mail's envelope sender, with or without angle brackets; "" or "<>" for none.
            day: the day in UTC: ``int(time.time()) // 86400``, a date, or a datetime with its time zone.

        Returns:
            ``Rewritten``; or ``Unchanged``, ``Refused`` or ``NeedsToken``, with the reason. Any text may come in; no
            address comes out that is no valid mailbox.

        Raises:
            UsageError: *sender* is no text, or *day* no day.
        """
        room, kept, inside, outside, size, url, start, end = self._plain_sender
        try:
            plain = _fits(sender)
        except TypeError:
            raise UsageError(f"forward() takes the sender as a text, not {type(sender).__name__}") from None
        if plain is None or len(sender) > room or type(day) is not int or not 0 <= day <= LAST_DAY:
            return self._sending.forward(sender, stamp_of(day_number(day)))
        local_part, host = plain.groups()
        stamp = STAMPS[day % SLOTS]
        if host in kept:
            return self._sending.forward(sender, stamp)
        inner = inside()
        inner.update(f"{stamp}{host}{local_part}".encode().lower())
        outer = outside()
        outer.update(inner.digest())
        letters = b2a_base64(outer.digest())[:size]
        if url:
            letters = letters.translate(url)
        return new(Rewritten, (f"{start}{letters.decode()}={stamp}={host}={local_part}{end}", "SRS0", False, True))

    def reverse(self, recipient: str, day: Day, *, mail_from: str = "") -> Returned:
        """Where a mail for *recipient* belongs, if it is an address that was made here.

        Arguments:
            recipient: an envelope recipient of the mail, with or without angle brackets.
            day: the day in UTC, as in :meth:`forward`.
            mail_from: the mail's envelope sender. Only bounces, which have none, may use the way back; without that,
                everybody who saw an address could send through it.

        Returns:
            ``Reversed`` or ``StoredSender``; or ``NotReversed`` with the reason. An address of a ``FOREIGN_SIGNER`` and
            one that is ``NOT_SRS`` are to be passed on as they are. An SRS1 address leads to the SRS0 address of the
            first forwarder; where that is one of the aliases again, reverse it once more.

        Raises:
            UsageError: *recipient* or *mail_from* is no text, or *day* no day.
        """
        fits, room, inside, outside, max_age = self._plain_recipient
        try:
            plain = fits(recipient)
        except TypeError:
            raise UsageError(f"reverse() takes the recipient as a text, not {type(recipient).__name__}") from None
        if plain is None or mail_from != "" or type(day) is not int or not 0 <= day <= LAST_DAY:
            if not isinstance(mail_from, str):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise UsageError(f"reverse() takes mail_from as a text, not {type(mail_from).__name__}")
            return self._returning.reverse(recipient, day_number(day), mail_from)
        letters, stamp, host, local_part = plain.groups()
        age = (day - SLOT[stamp]) % SLOTS
        if age > max_age or len(recipient) > room:
            return self._returning.reverse(recipient, day, mail_from)
        inner = inside()
        inner.update(f"{stamp}{host}{local_part}".encode().lower())
        outer = outside()
        outer.update(inner.digest())
        given = letters.encode()
        made = b2a_base64(outer.digest())[: len(given)]
        if not compare_digest(made, given) and not compare_digest(made.translate(FOLD), given.translate(FOLD)):
            return NotReversed(NotReversedReason.BAD_HASH)
        return new(Reversed, (f"{local_part}@{host}", age, 0, False))
