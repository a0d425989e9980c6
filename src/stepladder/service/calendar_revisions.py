"""Holidays and hours of the workspace's own: looked at before they hold, then published for every open case (T7)."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from stepladder.core.case.commands import Recalculate
from stepladder.core.case.events import ClockMoved
from stepladder.core.case.recalculate import recalculate
from stepladder.core.case.state import Case
from stepladder.core.clock.revision import ALL, CalendarRevision, check_revision
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.readers import with_calendars
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.open_cases import open_cases
from stepladder.service.problems import BadInput, Stale
from stepladder.service.requests import CONTROL
from stepladder.service.rows import CalendarRevisionRow

SHOWN = 200
SETTLES_AFTER = timedelta(minutes=1)
"""When to look for cases once more: whoever decided under the old calendars has long stored its case by then."""


class Settle(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="settle_calendars"):
    """A reaction of a revision to itself: send every case that was opened while it was published its command."""

    revision: int


class MovedClock(Made, frozen=True, kw_only=True):
    """A deadline as it is and as it would be. Where only its warnings move, both are the same."""

    slot: str
    was_due_at: datetime
    due_at: datetime


class MovedCase(Made, frozen=True, kw_only=True):
    """An open case some of whose clocks would move, those that fall due first before the others."""

    case: str
    customer: str | None
    owner: str
    owner_is_person: bool
    clocks: tuple[MovedClock, ...]


class RevisionPreview(Made, frozen=True, kw_only=True):
    """What a revision would move if it were published at once.

    Fields: open_cases - how many were looked at; moved - how many of them would move; earlier, past - how many would
    have a deadline earlier than before, and one that is over already; cases - the first of those that move.
    """

    revision: CalendarRevision
    open_cases: int
    moved: int
    earlier: int
    past: int
    cases: tuple[MovedCase, ...]


def revision_in_force(desk: Desk, workspace: str) -> tuple[int, CalendarRevision]:
    """The number of the newest revision with what it sets; 0 and nothing where there is none."""
    number = desk.store.calendar_revision(workspace)
    row = desk.store.calendar_revision_row(workspace, number) if number else None
    return (row.number, row.revision) if row is not None else (0, CalendarRevision())


def preview_revision(desk: Desk, workspace: str, revision: CalendarRevision) -> RevisionPreview:
    """For each open case which clocks would move from when to when. Reads a batch of cases at a time, stores nothing.

    Raises: DeskError - an unknown calendar, one that never closes, or one that would never open again; NoPolicy.
    """
    number = desk.store.calendar_revision(workspace)
    _check(desk, workspace, revision)
    now = desk.time.now()
    packs: dict[str, Pack] = {}
    seen = moved = earlier = past = 0
    first: list[MovedCase] = []
    for case in open_cases(desk.store, workspace):
        seen += 1
        pack = packs.get(case.digest)
        if pack is None:
            written = desk.packs.as_written(workspace, case.digest)
            pack = packs[case.digest] = with_calendars(written, written.calendars.under(revision), number + 1)
        clocks = _moves(case, pack, now)
        if not clocks:
            continue
        moved += 1
        earlier += any(one.due_at < one.was_due_at for one in clocks)
        past += any(one.due_at <= now for one in clocks)
        if len(first) < SHOWN:
            first.append(
                MovedCase(
                    case=case.id,
                    customer=case.customer,
                    owner=case.owner,
                    owner_is_person=case.owner_is_person,
                    clocks=clocks,
                )
            )
    return RevisionPreview(
        revision=revision, open_cases=seen, moved=moved, earlier=earlier, past=past,
        cases=tuple(first),
    )  # fmt: skip


def publish_revision(
    desk: Desk, workspace: str, revision: CalendarRevision, *, by: str, on_top_of: int, note: str = ""
) -> tuple[CalendarRevisionRow, int]:
    """Put a revision in force, and send each open case the command to count its clocks anew, all in one transaction.

    Takes: on_top_of - the number of the revision that the caller has seen, 0 for none. Answers how many cases get it.
    Raises: Stale - another one was published meanwhile; BadInput - a note with control characters; DeskError - as
    preview_revision.
    """
    if CONTROL.search(note):
        raise BadInput("it holds a control character", where="note", mend="Take it out.")
    _check(desk, workspace, revision)
    row = CalendarRevisionRow(
        number=on_top_of + 1, revision=revision, published_at=desk.time.now(), by=by, note=note.strip()[:200]
    )
    command = msgspec.json.encode(Recalculate(revision=row.number))
    settle = msgspec.json.encode(Settle(revision=row.number))
    cases = desk.store.publish_calendars(workspace, row, command, settle, row.published_at + SETTLES_AFTER)
    if cases is None:
        raise Stale(
            f"revision {row.number} was published by somebody else meanwhile",
            where="calendars",
            mend="Look at the calendars as they are now, and change them again.",
        )
    return row, cases


def _check(desk: Desk, workspace: str, revision: CalendarRevision) -> None:
    """By the policy in force, and by every other one that an open case is pinned to.

    A calendar must be one of the policy in force, unless it was changed before: an older policy may still have it.
    """
    now = int(desk.time.now().timestamp())
    in_force = desk.packs.in_force(workspace)
    known = {ALL, *in_force.calendars, *revision_in_force(desk, workspace)[1].changes}
    unknown = {id_: change for id_, change in revision.changes.items() if id_ not in known}
    check_revision(in_force.calendars, CalendarRevision(unknown), now)
    for digest in dict.fromkeys((in_force.digest, *desk.store.digests_of_open_cases(workspace))):
        calendars = desk.packs.as_written(workspace, digest).calendars
        own = {id_: change for id_, change in revision.changes.items() if id_ == ALL or id_ in calendars}
        check_revision(calendars, CalendarRevision(own), now)


def _moves(case: Case, pack: Pack, now: datetime) -> tuple[MovedClock, ...]:
    found = [
        MovedClock(slot=one.event.slot, was_due_at=one.event.was_due_at, due_at=one.event.due_at)
        for one in recalculate(case, pack, now=now)
        if isinstance(one.event, ClockMoved)
    ]
    return tuple(sorted(found, key=lambda clock: (clock.due_at, clock.slot)))
