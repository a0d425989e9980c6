"""What notices about the work on a case say: hand-overs, approvals, steps, follow-ups, and a wait that is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.owed import key_of
from stepladder.core.case.state import Case
from stepladder.core.policy.pack import Pack
from stepladder.core.values import parse_instant
from stepladder.service.made import Made


class Composed(Made, frozen=True):
    subject: str
    body: str


class Known(Protocol):
    """How the case is called, and how an instant is written."""

    @property
    def headline(self) -> str: ...
    @property
    def customer(self) -> str: ...
    def person(self, identifier: str) -> str: ...
    def instant(self, moment: datetime) -> str: ...


def news_of_work(delivery: DeliveryOrder, case: Case, pack: Pack, names: Known) -> Composed | None:
    """What happened, as subject and first lines; None where the notice is of another kind."""
    make = _NEWS.get(delivery.purpose)
    return make(delivery, case, pack, names) if make is not None else None


def _hand_over(delivery: DeliveryOrder, case: Case, pack: Pack, names: Known) -> Composed:
    was = names.person(str(delivery.details.get("was")))
    if delivery.to == delivery.details.get("was"):
        return Composed(
            f"Not taken up, gone back: {names.headline} - {names.customer}",
            f"You did not take the case up in time. It is with {names.person(case.owner)} again.",
        )
    back = case.hand_over
    if back is None:
        return Composed(
            f"Back with you: {names.headline} - {names.customer}",
            f"The case came back to you from {was}. The timeline says why.",
        )
    lines = [f"The case came to you from {was}. Acknowledge it, so that everybody knows it is in hand."]
    if back.at is not None and delivery.to == case.owner:
        lines.append(f"Unless you do so by {names.instant(back.at)}, it goes back.")
    return Composed(f"Yours now: {names.headline} - {names.customer}", "\n".join(lines))


def _approval(delivery: DeliveryOrder, case: Case, pack: Pack, names: Known) -> Composed:
    name = str(delivery.details.get("approval"))
    rule = next((one for one in pack.text.approvals if one.id == name), None)
    title = (rule.title if rule is not None else "") or name
    because = rule.because if rule is not None else ""
    asked = case.approvals.get(name)
    by = names.person(asked.asked_by) if asked is not None else "somebody"
    decided = names.person(asked.decided_by) if asked is not None and asked.decided_by else "somebody"
    reason = f"\nThe reason: {asked.because}" if asked is not None and asked.because else ""
    state = str(delivery.details.get("state"))
    subjects = {
        "pending": "To decide",
        "given": "Approved",
        "refused": "Not approved",
        "expired": "Not decided in time",
    }
    until = ""
    if asked is not None and asked.expires_at is not None:
        until = f"\nDecide by {names.instant(asked.expires_at)}; after that it goes on to somebody else, or lapses."
    bodies = {
        "pending": "\n".join(part for part in (f"{by} asks for your decision: {title}.", because) if part) + until,
        "given": f"{decided} approved: {title}.{reason}\nGo on with what waited for it.",
        "refused": f"{decided} did not approve: {title}.{reason}\nWhat waited for it stays closed.",
        "expired": f"Nobody decided in time: {title}.\nAsk again, or go another way.",
    }
    return Composed(f"{subjects.get(state, 'Approval')}: {title} - {names.customer}", bodies.get(state, f"{title}."))


def _step(delivery: DeliveryOrder, case: Case, pack: Pack, names: Known) -> Composed:
    key = str(delivery.details.get("step"))
    does = next((one.title or one.does for one in pack.text.steps if key_of(one.scope, one.id) == key), key)
    due = names.instant(parse_instant(str(delivery.details["due_at"])))
    return Composed(
        f"Not done in time: {does.rstrip('.')} - {names.customer}",
        f"This was to be done by {due}, and is not: {does}\nDo it now, or leave it out and say why.",
    )


def _follow_up(delivery: DeliveryOrder, case: Case, pack: Pack, names: Known) -> Composed:
    key = str(delivery.details.get("follow_up"))
    rule = next((one for one in pack.text.follow_ups if key_of(one.scope, one.id) == key), None)
    does = (rule.title or rule.does) if rule is not None else key
    by = names.instant(parse_instant(str(delivery.details["due_at"])))
    because = f"\n{rule.because}" if rule is not None and rule.because else ""
    return Composed(
        f"Follow up: {does.rstrip('.')} - {names.customer}",
        f"It is time to do this, by {by} at the latest: {does}{because}",
    )


def _waiting(delivery: DeliveryOrder, case: Case, pack: Pack, names: Known) -> Composed:
    return Composed(
        f"No answer yet: {names.headline} - {names.customer}",
        "The customer did not answer in the time you gave them. The clocks that stood still run again.\n"
        "Ask once more, call, or go on with what is known.",
    )


_NEWS: Mapping[str, Callable[[DeliveryOrder, Case, Pack, Known], Composed]] = {
    "hand_over": _hand_over,
    "approval": _approval,
    "step_overdue": _step,
    "follow_up": _follow_up,
    "waiting_over": _waiting,
}
