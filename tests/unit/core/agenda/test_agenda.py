"""An agenda: recurring work comes up on time, is told once, is overdue when the next turn comes, forgets nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
import pytest

from stepladder import packfiles
from stepladder.core.agenda import commands as c
from stepladder.core.agenda.answer import handle
from stepladder.core.agenda.apply import evolve, fold
from stepladder.core.agenda.events import Happening, ItemDue, ItemOverdue, decode
from stepladder.core.agenda.state import Agenda
from stepladder.core.agenda.tick import tick, wake_at
from stepladder.core.agenda.view import state_of
from stepladder.core.agenda.written import OfficeOf, plan_of
from stepladder.core.case.refused import Refused
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from stepladder.core.values import DeskError

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""10:00 in New York, where the office opens at nine. The clocks go forward on 8 March."""


@cache
def pack() -> Pack:
    return packfiles.load("support-desk")


def work(item: str = "agenda/sync", every: str | None = "1 week", **more: Any) -> c.Planned:
    return c.Planned(item=item, kind="agenda", title="Sync", owner="team-lead", every=every, **more)


def asked(*items: c.Planned, digest: str = "d1") -> c.Plan:
    return c.Plan(digest=digest, fallback="manager", items=items)


BARE = """\
pack: {id: bare, title: Bare, version: "1"}
parameters: [{id: pack.zone, value: Europe/Berlin, because: We are there.}]
scales: [{id: priority, levels: [{id: high, calendar: always}]}]
"""


class Played:
    """One agenda, with all that happened to it."""

    def __init__(self, *items: c.Planned) -> None:
        self.agenda, self.told, self.office = Agenda(id="support-desk"), list[Happening](), OfficeOf(pack())
        if items:
            self.do(asked(*items), MONDAY)

    def do(self, command: c.AnyAgendaCommand, at: datetime, by: str = "lee") -> list[str]:
        return self._keep(handle(self.agenda, command, self.office, by=by, now=at))

    def wake(self, at: datetime) -> list[str]:
        return self._keep(tick(self.agenda, self.office, at))

    def done(self, at: datetime, item: str = "agenda/sync", note: str = "") -> list[str]:
        return self.do(c.CompleteItem(item=item, due_at=self.due(item), note=note), at)

    def due(self, item: str = "agenda/sync") -> datetime:
        turn = self.agenda.items[item].turn
        assert turn is not None
        return turn.due_at

    def _keep(self, events: tuple[Happening, ...]) -> list[str]:
        self.agenda = evolve(self.agenda, *events)
        self.told += events
        assert msgspec.json.encode(fold("support-desk", self.told)) == msgspec.json.encode(self.agenda)
        return [str(one.event.__struct_config__.tag) for one in events]


FIRST = {  # claim: (every, planned at, due at)
    "a week on, when the office opens, an hour earlier in UTC after the clocks went forward": (
        "1 week", MONDAY, datetime(2026, 3, 9, 13, tzinfo=UTC),
    ),
    "a month is one of the calendar": ("1 month", MONDAY, datetime(2026, 4, 2, 13, tzinfo=UTC)),
    "a quarter too": ("3 months", MONDAY, datetime(2026, 6, 2, 13, tzinfo=UTC)),
    "a closed day waits for the next opening": (
        "1 day", datetime(2026, 3, 6, 15, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC),
    ),
    "the day is that of the office, not of UTC": (
        "1 week", datetime(2026, 3, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC),
    ),
    "the last of a month comes on the last of the next": (
        "1 month", datetime(2026, 3, 31, 15, tzinfo=UTC), datetime(2026, 4, 30, 13, tzinfo=UTC),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("every", "at", "due_at"), FIRST.values(), ids=FIRST)
def test_the_first_turn(every: str, at: datetime, due_at: datetime) -> None:
    played = Played()
    played.do(asked(work(every=every)), at)
    assert played.due() == due_at == wake_at(played.agenda)


def test_a_turn_is_told_once_to_its_owner() -> None:
    played = Played(work())
    due_at = played.due()
    assert played.wake(due_at) == ["item_due"]
    event = played.told[-1].event
    assert isinstance(event, ItemDue)
    assert (event.told, event.missed, played.told[-1].at) == (("team-lead",), 0, due_at)
    assert played.wake(due_at) == []
    assert state_of(played.agenda.items["agenda/sync"], due_at) == "due"


def test_nothing_comes_up_a_second_too_early() -> None:
    played = Played(work())
    assert played.wake(datetime(2026, 3, 9, 12, 59, 59, tzinfo=UTC)) == []


def test_what_nobody_settles_is_overdue_when_the_next_turn_comes_and_the_fallback_role_hears_of_it() -> None:
    played = Played(work())
    first = played.due()
    played.wake(first)
    assert played.wake(datetime(2026, 3, 16, 13, tzinfo=UTC)) == ["item_overdue", "item_due"]
    overdue, due = (one.event for one in played.told[-2:])
    assert isinstance(overdue, ItemOverdue)
    assert isinstance(due, ItemDue)
    assert (overdue.told, overdue.due_at, overdue.missed, due.missed) == (("manager",), first, 1, 1)
    assert state_of(played.agenda.items["agenda/sync"], datetime(2026, 3, 16, 13, tzinfo=UTC)) == "overdue"


def test_after_a_long_sleep_the_newest_turn_is_told_with_how_many_passed() -> None:
    played = Played(work())
    assert played.wake(datetime(2026, 4, 8, tzinfo=UTC)) == ["item_overdue", "item_due"]
    overdue, due = (one.event for one in played.told[-2:])
    assert isinstance(overdue, ItemOverdue)
    assert isinstance(due, ItemDue)
    assert (overdue.missed, due.missed, due.turn.due_at) == (4, 4, datetime(2026, 4, 6, 13, tzinfo=UTC))
    assert [one.late for one in played.told[-2:]] == [True, True]


def test_done_in_time_clears_it_and_the_next_turn_does_not_depend_on_when() -> None:
    played = Played(work())
    played.wake(played.due())
    assert played.done(datetime(2026, 3, 12, 20, tzinfo=UTC), note="Two learnings.") == ["item_completed"]
    assert played.due() == datetime(2026, 3, 16, 13, tzinfo=UTC)
    done = played.agenda.done["agenda/sync"]
    assert (done.by, done.at, done.text) == ("lee", datetime(2026, 3, 12, 20, tzinfo=UTC), "agenda:support-desk/3/note")


def test_done_late_clears_what_was_missed() -> None:
    played = Played(work())
    played.done(datetime(2026, 3, 9, 14, tzinfo=UTC))
    played.wake(datetime(2026, 4, 8, tzinfo=UTC))
    assert played.agenda.items["agenda/sync"].missed == 3
    played.done(datetime(2026, 4, 8, 1, tzinfo=UTC))
    assert played.agenda.items["agenda/sync"].missed == 0
    assert played.wake(datetime(2026, 4, 8, 2, tzinfo=UTC)) == []


def test_done_before_it_is_due_is_done() -> None:
    played = Played(work())
    assert played.done(datetime(2026, 3, 6, 20, tzinfo=UTC)) == ["item_completed"]
    assert played.wake(datetime(2026, 3, 9, 13, tzinfo=UTC)) == []


def test_a_month_that_is_too_short_moves_no_later_one() -> None:
    played = Played()
    played.do(asked(work(every="1 month")), datetime(2026, 1, 30, 15, tzinfo=UTC))
    played.done(datetime(2026, 2, 1, tzinfo=UTC))
    # 30 January, 28 February (a Saturday, so Monday 2 March), 30 March.
    assert played.due() == datetime(2026, 3, 30, 13, tzinfo=UTC)


def test_turns_that_fall_into_one_opening_are_one() -> None:
    played = Played()
    played.do(asked(work(every="1 day")), datetime(2026, 3, 5, 15, tzinfo=UTC))
    played.done(datetime(2026, 3, 6, 15, tzinfo=UTC))
    assert played.due() == datetime(2026, 3, 9, 13, tzinfo=UTC)
    assert played.wake(datetime(2026, 3, 9, 13, tzinfo=UTC)) == ["item_due"]


def test_a_second_click_is_not_a_mistake() -> None:
    played = Played(work())
    command = c.CompleteItem(item="agenda/sync", due_at=played.due())
    assert played.do(command, MONDAY) == ["item_completed"]
    assert played.do(command, MONDAY) == []


def test_a_turn_is_left_out_with_a_reason() -> None:
    played = Played(work())
    command = c.SkipItem(item="agenda/sync", due_at=played.due(), because=" A holiday week. ")
    assert played.do(command, MONDAY) == ["item_skipped"]
    assert played.agenda.done == {}
    assert played.due() == datetime(2026, 3, 16, 13, tzinfo=UTC)


REFUSED = {  # claim: (command, what)
    "an item that is not planned": (
        c.CompleteItem(item="agenda/none", due_at=MONDAY), "the policy in force asks for no 'agenda/none'",
    ),
    "a turn that is not the open one": (
        c.CompleteItem(item="agenda/sync", due_at=MONDAY), "another turn of 'agenda/sync' has come up meanwhile",
    ),
    "leaving out without a reason": (
        c.SkipItem(item="agenda/sync", due_at=datetime(2026, 3, 9, 13, tzinfo=UTC), because=" "),
        "a turn is not left out without a reason",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("command", "what"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(command: c.PersonOfAgenda, what: str) -> None:
    played = Played(work())
    with pytest.raises(Refused) as refused:
        played.do(command, MONDAY)
    assert refused.value.what == what


def test_the_same_policy_once_more_changes_nothing() -> None:
    played = Played(work())
    assert played.do(asked(work()), datetime(2026, 3, 4, tzinfo=UTC)) == []


def test_new_words_move_no_turn() -> None:
    played = Played(work())
    before = played.due()
    assert played.do(asked(work(does="Share."), digest="d2"), datetime(2026, 3, 4, tzinfo=UTC)) == ["agenda_planned"]
    assert (played.due(), played.agenda.items["agenda/sync"].planned.does) == (before, "Share.")


def test_another_interval_counts_from_publishing_and_keeps_who_did_it_last() -> None:
    played = Played(work())
    played.done(datetime(2026, 3, 4, tzinfo=UTC))
    played.do(asked(work(every="1 month"), digest="d2"), datetime(2026, 3, 5, 15, tzinfo=UTC))
    assert played.due() == datetime(2026, 4, 6, 13, tzinfo=UTC), "5 April is a Sunday"
    assert played.agenda.done["agenda/sync"].by == "lee"


def test_what_is_due_stays_due_under_another_interval_and_is_not_told_again() -> None:
    played = Played(work())
    first = played.due()
    played.wake(first)
    assert played.do(asked(work(every="1 month"), digest="d2"), first) == ["agenda_planned"]
    assert played.due() == first
    assert played.wake(datetime(2026, 3, 16, 13, tzinfo=UTC)) == []
    assert played.wake(datetime(2026, 4, 9, 13, tzinfo=UTC)) == ["item_overdue", "item_due"]


def test_an_item_that_vanishes_is_dropped_and_who_did_it_last_is_kept() -> None:
    played = Played(work(), work("agenda/other"))
    played.done(datetime(2026, 3, 4, tzinfo=UTC))
    assert played.do(asked(work("agenda/other"), digest="d2"), MONDAY) == ["agenda_planned", "item_dropped"]
    assert list(played.agenda.items) == ["agenda/other"]
    played.do(asked(work(), work("agenda/other"), digest="d3"), datetime(2026, 3, 5, 15, tzinfo=UTC))
    assert played.agenda.done["agenda/sync"].by == "lee"
    assert played.due() == datetime(2026, 3, 12, 13, tzinfo=UTC)


def test_a_review_is_due_on_the_day_the_policy_names_and_counts_on_from_there() -> None:
    played = Played(work("header/review", every="3 months", first_on="2026-04-30"))
    assert played.due("header/review") == datetime(2026, 4, 30, 13, tzinfo=UTC)
    played.done(datetime(2026, 4, 28, tzinfo=UTC), "header/review")
    assert played.due("header/review") == datetime(2026, 7, 31, 13, tzinfo=UTC), "the last of a month stays the last"


def test_a_review_that_is_long_past_is_overdue_at_once() -> None:
    played = Played(work("header/review", every="3 months", first_on="2025-04-30"))
    assert played.wake(MONDAY) == ["item_overdue", "item_due"]
    assert played.agenda.items["header/review"].missed == 3


def test_a_review_that_was_done_is_not_asked_for_when_the_policy_comes_back() -> None:
    review = work("header/review", every="3 months", first_on="2025-04-30")
    played = Played(review)
    played.wake(MONDAY)
    played.done(MONDAY, "header/review")
    played.do(asked(digest="d2"), MONDAY)
    played.do(asked(review), MONDAY)
    assert played.due("header/review") == datetime(2026, 4, 30, 13, tzinfo=UTC)


def test_what_comes_once_is_over_when_it_is_done() -> None:
    played = Played(work("header/review", every=None, first_on="2026-03-03"))
    assert played.wake(datetime(2027, 1, 1, tzinfo=UTC)) == ["item_due"]
    assert wake_at(played.agenda) is None
    played.done(datetime(2027, 1, 2, tzinfo=UTC), "header/review")
    assert state_of(played.agenda.items["header/review"], datetime(2027, 1, 2, tzinfo=UTC)) == "over"
    assert played.wake(datetime(2030, 1, 1, tzinfo=UTC)) == []


def test_a_policy_puts_its_agenda_its_training_and_its_review_on_it() -> None:
    planned = {one.item: one for one in plan_of(pack()).items}
    assert list(planned) == [
        "agenda/product-review", "agenda/success-review", "agenda/team-sync", "training/review-meeting",
        "training/refresher", "training/case-studies", "training/policy-change", "header/review",
    ]  # fmt: skip
    assert planned["agenda/success-review"].segment == "enterprise"
    assert planned["header/review"].first_on == "2025-04-30"
    assert {one.owner for one in planned.values() if one.kind == "training"} == {planned["header/review"].owner}


def test_without_an_office_the_day_begins_at_midnight_in_the_zone_of_the_policy() -> None:
    bare = load("bare", {"pack.yaml": BARE})
    assert bare.parameters["pack.office"] not in bare.calendars
    office = OfficeOf(bare)
    assert office.opens(office.today(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))) == datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert plan_of(bare).items == ()


def test_an_event_of_another_release_is_named() -> None:
    with pytest.raises(DeskError, match="version 2 is not known to this release"):
        decode("item_due", 2, b"{}")
    with pytest.raises(DeskError, match="'item_due' cannot be read"):
        decode("item_due", 1, b"{}")
