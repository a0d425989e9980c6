"""What each event makes of an account."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from stepladder.core.account import events as e
from stepladder.core.account.state import Account, AccountSign, Escalation, Review

KEPT = timedelta(days=400)
"""How long an escalation is remembered, counted from the newest one: patterns look back a year at the most."""
SIGNALS_KEPT = 50
"""How many signals a sign names, the newest: somebody who writes every day must not fill the account."""


def apply(account: Account, told: e.Happening) -> None:
    """Change the account by one event. Only who made the account may call it; everybody else uses `evolve`."""
    account.version += 1
    _APPLY[type(told.event)](account, told.event, told)


def copy_of(account: Account) -> Account:
    """An account that can be changed while this one stays. What its lists and dicts hold is replaced, not changed."""
    return replace(
        account,
        signs=dict(account.signs),
        cleared_at=dict(account.cleared_at),
        escalations=list(account.escalations),
        merged=dict(account.merged),
        reviews=dict(account.reviews),
    )


def evolve(account: Account, *told: e.Happening) -> Account:
    """The account after these events; the one given stays as it is."""
    after = copy_of(account)
    for one in told:
        apply(after, one)
    return after


def fold(id_: str, events: Iterable[e.Happening]) -> Account:
    """The account that these events, all of it from the first, have made."""
    account = Account(id=id_)
    for one in events:
        apply(account, one)
    return account


def _sign_raised(account: Account, event: e.SignRaised, told: e.Happening) -> None:
    name, before = event.seen.sign, account.signs.get(event.seen.sign)
    cases = () if event.case is None else (event.case,)
    if before is None:
        account.signs[name] = AccountSign(event.seen, told.at, told.at, event.expires_at, (event.signal,), cases)
        return
    account.signs[name] = replace(
        before,
        seen=event.seen,
        seen_at=max(before.seen_at, told.at),
        expires_at=event.expires_at,
        signals=(*before.signals, event.signal)[-SIGNALS_KEPT:],
        cases=tuple(dict.fromkeys((*before.cases, *cases)))[-SIGNALS_KEPT:],
    )


def _sign_cleared(account: Account, event: e.SignCleared, told: e.Happening) -> None:
    account.signs.pop(event.sign, None)
    account.cleared_at[event.sign] = told.at


def _sign_expired(account: Account, event: e.SignExpired, told: e.Happening) -> None:
    account.signs.pop(event.sign, None)


def _tier_changed(account: Account, event: e.TierChanged, told: e.Happening) -> None:
    account.tier, account.tier_since = event.tier, told.at


def _contact_noted(account: Account, event: e.ContactNoted, told: e.Happening) -> None:
    account.last_contact_at = told.at if account.last_contact_at is None else max(account.last_contact_at, told.at)


def _escalation_counted(account: Account, event: e.EscalationCounted, told: e.Happening) -> None:
    account.escalations.append(Escalation(event.case, told.at))
    newest = max(one.at for one in account.escalations)
    account.escalations = [one for one in account.escalations if newest - one.at <= KEPT]
    for pattern in event.adds_to:
        review = account.reviews[pattern]
        account.reviews[pattern] = replace(review, cases=(*review.cases, event.case))


def _escalation_merged(account: Account, event: e.EscalationMerged, told: e.Happening) -> None:
    account.merged[event.case] = event.into
    counted = {one.case: one.at for one in account.escalations}
    if event.case not in counted:
        return
    # The two are one escalation, which was made when the first of them was.
    counted[event.into] = min(counted[event.case], counted.get(event.into, counted[event.case]))
    account.escalations = [Escalation(case, at) for case, at in counted.items() if case != event.case]
    for pattern, review in account.reviews.items():
        account.reviews[pattern] = replace(
            review, cases=_with_merged(review.cases, event), looked_at=_with_merged(review.looked_at, event)
        )


def _with_merged(cases: tuple[str, ...], event: e.EscalationMerged) -> tuple[str, ...]:
    return tuple(dict.fromkeys(event.into if case == event.case else case for case in cases))


def _review_opened(account: Account, event: e.ReviewOpened, told: e.Happening) -> None:
    before = account.reviews.get(event.pattern)
    counted = {one.case for one in account.escalations}
    looked_at = () if before is None else tuple(one for one in (*before.looked_at, *before.cases) if one in counted)
    account.reviews[event.pattern] = Review(told.at, event.cases, event.source, looked_at=looked_at)


def _review_finished(account: Account, event: e.ReviewFinished, told: e.Happening) -> None:
    account.reviews[event.pattern] = replace(account.reviews[event.pattern], finished_at=told.at)


_APPLY: dict[type[Any], Callable[[Account, Any, e.Happening], None]] = {
    e.SignRaised: _sign_raised,
    e.SignCleared: _sign_cleared,
    e.SignExpired: _sign_expired,
    e.TierChanged: _tier_changed,
    e.ContactNoted: _contact_noted,
    e.EscalationCounted: _escalation_counted,
    e.EscalationMerged: _escalation_merged,
    e.ReviewOpened: _review_opened,
    e.ReviewFinished: _review_finished,
}
