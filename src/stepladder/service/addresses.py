"""Who is reached and where, by what is stored today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from stepladder.core.case.reach import CUSTOMER, MAIL, Directory, Reached, reach, reach_customer
from stepladder.core.case.reach import Unreachable as Unreachable
from stepladder.core.case.state import Case
from stepladder.core.duty.absence import away_at
from stepladder.core.policy.pack import Pack
from stepladder.service import asking
from stepladder.service.ports import Store, StoredSignal


def resolve(
    store: Store, workspace: str, pack: Pack, case: Case | None, to: str, channel: str, *, now: datetime
) -> Reached:
    """Where a message to a role, a person, an address or the customer goes now. Raises: Unreachable.

    Takes: case - None for what belongs to none.
    """
    if to == CUSTOMER and case is not None:
        return reach_customer(case, channel, _mails_of(store.signals(workspace, case.signals)))
    return reach(
        pack,
        case,
        to,
        channel,
        directory=_directory(store, workspace, now),
        customer=lambda: asking.customer_of(store, workspace, case) if case is not None else None,
    )


def mail_of_customer(case: Case, signals: Mapping[str, StoredSignal]) -> str | None:
    """Where mail to the customer of a case goes, by its signals; None where no address of theirs is known."""
    try:
        return reach_customer(case, MAIL, _mails_of(signals)).address
    except Unreachable:
        return None


def _mails_of(signals: Mapping[str, StoredSignal]) -> list[str]:
    """The addresses that these signals came from, the newest first."""
    return [str(mail) for one in reversed([*signals.values()]) if (mail := (one.contact or {}).get("email"))]


def _directory(store: Store, workspace: str, now: datetime) -> Directory:
    ways: dict[str, list[Reached]] = {}
    for one in store.addresses(workspace):
        ways.setdefault(one.role, []).append(Reached(channel=one.channel, address=one.address))
    people = store.people(workspace)
    holders: dict[str, list[str]] = {}
    for person in people:
        holders.setdefault(person.role, []).append(person.id)
    return Directory(
        ways=ways,
        mail={person.id: person.email for person in people},
        away=away_at(store.absences(workspace, now), now),
        on_duty={one.role: who for one in store.rotas(workspace, now) if (who := one.on_duty(now)) is not None},
        holders=holders,
    )
