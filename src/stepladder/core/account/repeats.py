"""An account that escalates again and again: counted by cases, found once, then looked at by people (SD-247, Q-11)."""

from __future__ import annotations

from datetime import timedelta

from stepladder.core.account import commands as c
from stepladder.core.account import events as e
from stepladder.core.account.state import Account
from stepladder.core.account.telling import Telling
from stepladder.core.case.refused import Refused


def count_escalation(telling: Telling, case: str, patterns: tuple[c.Pattern, ...]) -> None:
    """A case counts once, however many messages it has and whatever was merged into it.

    While a review is open a further escalation adds to it; else a pattern that is reached opens one.
    """
    account = telling.account
    while case in account.merged:
        case = account.merged[case]
    if any(one.case == case for one in account.escalations):
        return
    open_ones = tuple(name for name, review in account.reviews.items() if review.is_open)
    telling.tell(e.EscalationCounted(case=case, adds_to=open_ones))
    for pattern in patterns:
        cases = in_window(telling.account, pattern)
        if pattern.pattern not in open_ones and len(cases) >= pattern.at_least:
            telling.tell(e.ReviewOpened(pattern=pattern.pattern, cases=cases, source=pattern.source))


def in_window(account: Account, pattern: c.Pattern) -> tuple[str, ...]:
    """The escalations that count for a pattern: in a window that ends with the newest one and includes its edge.

    What an earlier review of the pattern looked at does not count again.
    """
    review = account.reviews.get(pattern.pattern)
    known = set() if review is None else {*review.looked_at, *review.cases}
    counted = [one for one in account.escalations if one.case not in known]
    newest = max((one.at for one in counted), default=None)
    if newest is None:
        return ()
    return tuple(
        one.case
        for one in sorted(counted, key=lambda one: one.at)
        if pattern.within is None or newest - one.at <= timedelta(seconds=pattern.within)
    )


def merge_escalation(telling: Telling, command: c.MergeEscalation, by: str) -> None:
    """Two cases were one: from now on they count once. A review that they opened together stays open."""
    if command.case not in telling.account.merged and not _leads_to(telling.account, command.into, command.case):
        telling.tell(e.EscalationMerged(case=command.case, into=command.into), by)


def _leads_to(account: Account, case: str, other: str) -> bool:
    """Whether a case is the other one, by itself or by what it was merged into: no two may become each other."""
    while case != other and case in account.merged:
        case = account.merged[case]
    return case == other


def finish_review(telling: Telling, command: c.FinishReview, by: str) -> None:
    where = f"account {telling.account.id}"
    review = telling.account.reviews.get(command.pattern)
    if review is None or not review.is_open:
        raise Refused(f"no review of '{command.pattern[:40]}' is open", where=where, mend="Look at the account again.")
    if not command.because.strip():
        raise Refused("a review is not finished without a word", where=where, mend="Say what it found.")
    telling.tell(e.ReviewFinished(pattern=command.pattern, because=command.because.strip()), by)
