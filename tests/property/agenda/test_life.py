"""An agenda beside a plain model of one row per item: however it is woken, each turn is told once and none is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stepladder import packfiles
from stepladder.core.agenda import commands as c
from stepladder.core.agenda.answer import handle
from stepladder.core.agenda.apply import evolve, fold
from stepladder.core.agenda.events import Happening, ItemDue, ItemOverdue
from stepladder.core.agenda.state import Agenda
from stepladder.core.agenda.tick import tick, wake_at
from stepladder.core.agenda.written import OfficeOf
from stepladder.core.case.refused import Refused

OFFICE = OfficeOf(packfiles.load("support-desk"))
DAYS = {"2 days": 2, "1 week": 7, "2 weeks": 14}
ITEMS = ("a", "b")


class AgendaLife(RuleBasedStateMachine):
    """The model: for each item the days on which it comes up, the open turn among them, and what was told."""

    def __init__(self) -> None:
        super().__init__()
        self.agenda, self.told = Agenda(id="desk"), list[Happening]()
        self.now = datetime(2026, 2, 26, 15, 0, tzinfo=UTC)
        self.plans = 0
        self.every: dict[str, str] = {}
        self.turns: dict[str, list[datetime]] = {}
        """When each item comes up, from the open turn on."""
        self.said: dict[str, datetime | None] = {}
        self.missed: dict[str, int] = {}
        self.last_done: dict[str, datetime] = {}

    def do(self, command: c.AnyAgendaCommand) -> None:
        before = msgspec.json.encode(self.agenda)
        events = handle(self.agenda, command, OFFICE, by="lee", now=self.now)
        assert msgspec.json.encode(self.agenda) == before, "the agenda that was given changed"
        self.keep(events)

    def keep(self, events: tuple[Happening, ...]) -> None:
        self.agenda = evolve(self.agenda, *events)
        self.told += events

    @rule(hours=st.sampled_from([1, 5, 24, 100, 400, 1_000]), wakes=st.booleans())
    def time_passes(self, hours: int, wakes: bool) -> None:
        self.now += timedelta(hours=hours)
        if wakes:
            self.keep(tick(self.agenda, OFFICE, self.now))
            assert tick(self.agenda, OFFICE, self.now) == ()
            self.come_up()

    @rule(every=st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(sorted(DAYS))), version=st.booleans())
    def a_policy_is_published(self, every: dict[str, str], version: bool) -> None:
        self.plans += version
        items = tuple(
            c.Planned(item=name, kind="agenda", title=name, owner="owner", every=each) for name, each in every.items()
        )
        self.do(c.Plan(digest=f"d{self.plans}", fallback="fallback", items=items))
        self.come_up()
        for name in set(self.every) - set(every):
            del self.turns[name], self.said[name], self.missed[name]
        for name, each in every.items():
            if self.every.get(name) == each:
                continue
            if name in self.every and self.said[name] is not None:
                due_at = self.turns[name][0]
                self.turns[name] = [due_at, *(at for at in openings(OFFICE.today(due_at), each) if at > due_at)]
            else:
                self.turns[name] = openings(OFFICE.today(self.now), each)
                self.said[name], self.missed[name] = None, 0
        self.every = dict(every)
        self.come_up_later()

    @rule(name=st.sampled_from(ITEMS), skips=st.booleans())
    def somebody_settles_a_turn(self, name: str, skips: bool) -> None:
        self.keep(tick(self.agenda, OFFICE, self.now))
        self.come_up()
        due_at = self.turns[name][0] if name in self.turns else self.now
        command = (
            c.SkipItem(item=name, due_at=due_at, because="Not now.")
            if skips
            else c.CompleteItem(item=name, due_at=due_at, note="Done.")
        )
        try:
            self.do(command)
        except Refused:
            assert name not in self.turns
            return
        self.turns[name] = self.turns[name][1:]
        self.said[name], self.missed[name] = None, 0
        if not skips:
            self.last_done[name] = self.now
        told = len(self.told)
        self.do(command)
        assert len(self.told) == told, "a second click changed something"

    def come_up(self) -> None:
        """What the model makes of the time that has passed."""
        for name, turns in self.turns.items():
            if turns[0] > self.now:
                continue
            passed = sum(at <= self.now for at in turns) - 1
            self.turns[name], self.missed[name] = turns[passed:], self.missed[name] + passed
            self.said[name] = turns[passed]

    def come_up_later(self) -> None:
        """A new plan is told of by the next wake-up, not by the plan itself."""
        self.keep(tick(self.agenda, OFFICE, self.now))
        self.come_up()

    @invariant()
    def items_stand_as_the_model_says(self) -> None:
        stands = {
            name: (one.turn.due_at if one.turn else None, one.then.due_at if one.then else None, one.told, one.missed)
            for name, one in self.agenda.items.items()
        }
        assert stands == {
            name: (turns[0], turns[1], self.said[name] is not None, self.missed[name])
            for name, turns in self.turns.items()
        }

    @invariant()
    def who_did_what_last_is_never_lost(self) -> None:
        assert {name: one.at for name, one in self.agenda.done.items()} == self.last_done

    @invariant()
    def it_wakes_when_something_changes(self) -> None:
        waits = (turns[1] if self.said[name] else turns[0] for name, turns in self.turns.items())
        assert wake_at(self.agenda) == min(waits, default=None)

    @invariant()
    def no_turn_is_told_twice(self) -> None:
        due = [(one.event.item, one.event.turn.due_at) for one in self.told if isinstance(one.event, ItemDue)]
        overdue = [(one.event.item, one.event.due_at) for one in self.told if isinstance(one.event, ItemOverdue)]
        assert len(due) == len(set(due))
        assert len(overdue) == len(set(overdue))

    @invariant()
    def its_events_tell_all_of_it(self) -> None:
        assert msgspec.json.encode(fold("desk", self.told)) == msgspec.json.encode(self.agenda)


@cache
def opens(day: date) -> datetime:
    return OFFICE.opens(day)


def openings(day: date, every: str) -> list[datetime]:
    """When the office opens on each of the next days of an interval: one where several have the same opening."""
    days = (day + timedelta(days=DAYS[every] * number) for number in range(1, 450))
    return list(dict.fromkeys(opens(one) for one in days))


AgendaLife.TestCase.settings = settings(max_examples=150, stateful_step_count=20, deadline=None)
TestAgendaLife = AgendaLife.TestCase
