"""Signals that are committed together: each sees what the earlier ones of its group change, all are stored or none."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import field

from stepladder.core.case.state import Case
from stepladder.service.arrived import Arrived, IntakeResult
from stepladder.service.desk import Desk
from stepladder.service.ports import Change, IntakeAnswer, KeyTaken, StaleCase, Surroundings
from stepladder.service.problems import Busy, KeyReused
from stepladder.service.taking import taken

MOST = 100
"""Signals in one transaction."""
_TRIES = 8


Outcome = IntakeResult | Exception


class _Group(msgspec.Struct, eq=False):
    """What its signals change, and have not committed yet."""

    changes: list[Change] = field(default_factory=list)
    answers: dict[tuple[str, str, str], IntakeAnswer] = field(default_factory=dict)
    cases: dict[tuple[str, str], Case] = field(default_factory=dict)

    def add(self, one: Arrived, change: Change) -> IntakeResult:
        assert change.intake is not None
        self.changes.append(change)
        self.answers[one.name] = change.intake
        if change.case is not None:
            self.cases[one.workspace, change.case.id] = change.case
        return IntakeResult(status=change.intake.status, body=change.intake.body, replayed=False)

    def seen_from_here(self, around: Surroundings, one: Arrived) -> Surroundings:
        """The store's answer, corrected by what this group has not committed yet."""
        if not self.cases:
            return around
        found = around.joins
        if found is not None:
            found = self.cases.get((one.workspace, found.id), found)
        conversation = one.request.signal.conversation
        for (workspace, _), case in self.cases.items():
            if workspace != one.workspace:
                continue
            if conversation is not None:
                joins = case.conversation == conversation
            else:
                same_contact = one.contact is None or case.contact is None or one.contact == case.contact
                joins = one.customer is not None and case.customer == one.customer and same_contact
            # The newest case counts; names of cases sort by the time they were opened.
            if joins and (found is None or case.id >= found.id):
                found = case
        return around if found is around.joins else msgspec.structs.replace(around, joins=found, continues=None)


def settle(desk: Desk, signals: Sequence[Arrived]) -> list[Outcome]:
    """Take signals in one commit, and tell what became of each: its answer, or the fault that is its own.

    Where another sender came between, or the rows of one cannot be stored, each is taken by itself.
    Raises: what the store calls an outage - then nothing more can be stored now, and none of these was answered.
    """
    if len(signals) > 1:
        try:
            return _together(desk, signals)
        except desk.store.outages:
            raise
        except Exception:  # Whose fault it is comes out when each is taken by itself.
            pass
    return [_alone(desk, one) for one in signals]


def _together(desk: Desk, signals: Sequence[Arrived]) -> list[Outcome]:
    """One transaction. Raises: KeyTaken, StaleCase - another sender was quicker; whatever else the store refuses."""
    group = _Group()
    outcomes: list[Outcome] = []
    for one in signals:
        try:
            outcomes.append(_next(desk, group, one))
        except desk.store.outages:
            raise
        except Exception as fault:  # It spoils no other: what is broken in one is that one's answer.
            outcomes.append(fault)
    if group.changes:
        desk.store.commit(group.changes)
    return outcomes


def _alone(desk: Desk, one: Arrived) -> Outcome:
    for _ in range(_TRIES):
        group = _Group()
        try:
            found = _next(desk, group, one)
            if group.changes:
                desk.store.commit(group.changes)
        except (KeyTaken, StaleCase):
            continue  # Somebody was quicker: look again at what is stored now.
        except desk.store.outages:
            raise
        except Exception as fault:
            return fault
        return found
    return Busy("its case changes faster than it can be read", where="case", mend="Send it again with the same key.")


def _next(desk: Desk, group: _Group, one: Arrived) -> IntakeResult:
    """The answer that was given before, or the one that holds once the group is committed."""
    known = group.answers.get(one.name)
    if known is not None:
        return _replay(known, one)
    around = desk.store.surroundings(
        one.workspace,
        one.source,
        one.key,
        conversation=one.request.signal.conversation,
        customer=one.customer,
        contact=one.contact,
    )
    if around.answer is not None:
        return _replay(around.answer, one)
    return group.add(one, taken(desk, one, group.seen_from_here(around, one)))


def _replay(answer: IntakeAnswer, one: Arrived) -> IntakeResult:
    if answer.body_hash != one.hash:
        raise KeyReused(
            "this key was used for another body", where="Idempotency-Key", mend="Use a new key for another signal."
        )
    return IntakeResult(status=answer.status, body=answer.body, replayed=True)
