"""What a command asks of an account, and what comes of it."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.account import commands as c
from stepladder.core.account import events as e
from stepladder.core.account.repeats import count_escalation, finish_review, merge_escalation
from stepladder.core.account.state import Account
from stepladder.core.account.telling import Telling
from stepladder.core.account.tick import expire
from stepladder.core.case.refused import Refused
from stepladder.core.values import later


def handle(account: Account, command: c.AnyAccountCommand, *, by: str, now: datetime) -> tuple[e.Happening, ...]:
    """The events that a command adds; none where it changes nothing.

    What fell due before comes first. Raises: Refused - the account does not allow it; then nothing happened.
    """
    telling = Telling(account, at=getattr(command, "at", now), now=now, cause=_cause(command))
    expire(telling)
    match command:
        case c.HearSignal():
            _hear(telling, command, by)
        case c.NoteContact():
            _contact(telling, command.at, by, case=command.case)
        case c.MergeEscalation():
            merge_escalation(telling, command, by)
        case c.ClearSign():
            _clear(telling, command, by)
        case c.FinishReview():
            finish_review(telling, command, by)
    telling.follow_tier()
    return telling.events


def _cause(command: c.AnyAccountCommand) -> str:
    return command.signal if isinstance(command, c.HearSignal) else str(command.__struct_config__.tag)


def _hear(telling: Telling, command: c.HearSignal, by: str) -> None:
    # First contact, then what it shows: a threat is a contact too, and is not cleared by itself.
    if command.contact:
        _contact(telling, command.at, by, signal=command.signal, case=command.case)
    for seen in command.signs:
        _raise(telling, command, seen)
    if command.escalated and command.case is not None:
        count_escalation(telling, command.case, command.patterns)


def _contact(telling: Telling, at: datetime, by: str, *, signal: str | None = None, case: str | None = None) -> None:
    """Silence and missed meetings are over once the customer is in touch; a sign seen after that stays (Q-33)."""
    telling.tell(e.ContactNoted(signal=signal, case=case), by)
    for name, one in list(telling.account.signs.items()):
        if one.seen.clears == "contact" and one.seen_at <= telling.at:
            telling.tell(e.SignCleared(sign=name, on="contact"))


def _raise(telling: Telling, command: c.HearSignal, seen: c.SignSeen) -> None:
    account = telling.account
    standing, cleared_at = account.signs.get(seen.sign), account.cleared_at.get(seen.sign)
    if standing is not None and command.signal in standing.signals:
        return  # The same signal says nothing new.
    if cleared_at is not None and telling.at < cleared_at:
        return  # Heard of late: it was cleared after this had been seen.
    spoken = account.last_contact_at
    if seen.clears == "contact" and spoken is not None and telling.at < spoken:
        return
    expires = None if seen.expires_after is None else later(telling.at, seen.expires_after)
    if standing is not None and standing.expires_at is not None and expires is not None:
        expires = max(expires, standing.expires_at)
    telling.tell(e.SignRaised(seen=seen, signal=command.signal, case=command.case, expires_at=expires))


def _clear(telling: Telling, command: c.ClearSign, by: str) -> None:
    where = f"account {telling.account.id}"
    if command.sign not in telling.account.signs:
        known = ", ".join(telling.account.signs) or "none stands"
        raise Refused(f"no sign '{command.sign[:40]}' stands", where=where, mend=f"Those that stand: {known}.")
    if not command.because.strip():
        raise Refused("a sign is not cleared without a reason", where=where, mend="Say why it no longer stands.")
    telling.tell(e.SignCleared(sign=command.sign, on="person", because=command.because.strip()), by)
