"""An entry beside a plain model of a set and a word: whatever is asked of it, its cases hear of every move once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stepladder.core.case.refused import Refused
from stepladder.core.case.register_commands import EntryNews
from stepladder.core.register import commands as c
from stepladder.core.register.asked import asked_by_entry
from stepladder.core.register.entry import Around, Entry, evolve, fold, handle
from stepladder.core.register.events import Happening
from stepladder.core.register.registers import REGISTERS

CASES = ("c1", "c2", "c3")
PEOPLE = ("ana", "ben")
STATES = sorted({state for one in REGISTERS.values() for state in one.states})
AROUND = Around(customer_of=lambda case: case.upper(), names=lambda more: (), is_person=lambda one: one in PEOPLE)


class EntryLife(RuleBasedStateMachine):
    """The model: which cases are linked, in which state it is, who confirmed, and what each case was told last."""

    def __init__(self) -> None:
        super().__init__()
        self.entry, self.told = Entry("wish"), list[Happening]()
        self.now = datetime(2026, 2, 26, 15, 0, tzinfo=UTC)
        self.register, self.state = "", ""
        self.linked: set[str] = set()
        self.confirmed: set[str] = set()
        self.heard: dict[str, str] = {}
        """The state that each linked case knows."""

    def do(self, command: c.AnyRegisterCommand, by: str = "ana") -> bool:
        """Whether it was carried out; a refusal changes nothing."""
        self.now += timedelta(minutes=1)
        before = msgspec.json.encode(self.entry)
        try:
            events = handle(self.entry, command, AROUND, by=by, now=self.now)
        except Refused:
            assert msgspec.json.encode(self.entry) == before
            return False
        first = self.entry.version + 1
        self.entry = evolve(self.entry, *events)
        self.told += events
        for order in asked_by_entry(self.entry, events, first_version=first, due=self.now):
            news = msgspec.json.decode(order.command, type=EntryNews)
            assert news.number == self.entry.version - len(events) + 1 + int(order.event.rpartition("/")[2]) - first
            if not news.is_linked:
                del self.heard[order.target]
            else:
                assert self.heard.get(order.target) != news.state, "a case was told the same twice"
                self.heard[order.target] = news.state
        return True

    @rule(register=st.sampled_from(sorted(REGISTERS)), case=st.none() | st.sampled_from(CASES))
    def it_is_written_down(self, register: str, case: str | None) -> None:
        if self.do(c.Enter(register=register, title="A wish", case=case)):
            assert not self.register
            self.register, self.state = register, REGISTERS[register].states[0]
            self.linked |= {case} if case else set()
        else:
            assert self.register

    @rule(case=st.sampled_from(CASES), is_about=st.booleans())
    def a_case_is_about_it_or_not(self, case: str, is_about: bool) -> None:
        command = c.LinkEntry(entry="wish", case=case) if is_about else c.UnlinkEntry(entry="wish", case=case)
        if self.do(command):
            self.linked = self.linked | {case} if is_about else self.linked - {case}

    @rule(state=st.sampled_from(STATES))
    def it_is_moved(self, state: str) -> None:
        may = bool(self.register) and state in REGISTERS[self.register].states
        assert self.do(c.MoveEntry(entry="wish", to=state)) == may
        self.state = state if may else self.state

    @rule(person=st.none() | st.sampled_from((*PEOPLE, "nobody")), by=st.sampled_from(PEOPLE))
    def somebody_confirms(self, person: str | None, by: str) -> None:
        if self.do(c.ConfirmEntry(entry="wish", person=person), by):
            confirms, who = REGISTERS[self.register].confirms, person or by
            assert confirms == "attended" or (confirms == "read" and who == by)
            assert who != "nobody"
            self.confirmed.add(who)

    @rule()
    def it_is_said_in_other_words(self) -> None:
        may = bool(self.register) and self.state not in REGISTERS[self.register].nameless
        assert self.do(c.RewordEntry(entry="wish", title="Another word")) == may

    @invariant()
    def it_stands_as_the_model_says(self) -> None:
        assert (self.entry.register, self.entry.state) == (self.register, self.state)
        assert set(self.entry.cases) == self.linked
        assert set(self.entry.confirmed) == self.confirmed
        assert self.entry.is_over == (bool(self.register) and self.state in REGISTERS[self.register].ends)

    @invariant()
    def each_case_knows_how_it_stands(self) -> None:
        assert self.heard == dict.fromkeys(self.linked, self.state)

    @invariant()
    def replay_gives_the_same(self) -> None:
        assert msgspec.json.encode(fold("wish", self.told)) == msgspec.json.encode(self.entry)


EntryLife.TestCase.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)
TestEntryLife = EntryLife.TestCase
