"""Everything that people may do to a case, in any order and at any time, beside a plain dict of what is owed.

A life runs for a minute here; `make lives` lets it run for as long as you like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from stepladder.core.case import work_events as we
from stepladder.core.case.events import ClockAtRisk, Happened
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.life import Refused, evolve, fold, wake_at
from stepladder.core.case.orders import deliveries
from stepladder.core.case.owed_view import owed_lines
from stepladder.core.case.owing import owed_of
from stepladder.core.case.passing import let_pass
from stepladder.core.values import DeskError
from tests.property.case import anything, laws
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import Work

WORDS = st.sampled_from(["leak", "bug", "reset", "erasure", "leave", "threat"])
OPENING = st.sampled_from(["bug", "leave", "leave", "erasure", "leak", "reset", "threat"])
SECONDS = st.one_of(st.integers(0, 4_000), st.sampled_from([3600, 14_400, 86_400, 400_000]))
PLAIN = (
    "the case is", "is empty", "the text is", " is called '", "nobody has asked", "has decided", "nobody answered in",
    "was handed over by nobody", "has the case already", "the time promised is over", "is not a", "would become itself",
    "cannot become part", "an owner is missing", "`to` is neither", "belongs to a team of ours", "is more than",
    "the hold evidence", "the hold delivery", "the hold case", "by the hold case", "no version is called",
)  # fmt: skip
"""Words of refusals that no requirement stands behind: slips of the pen, an order of things, a person's own hold."""


def law(holds: Callable[[WorkLife], None]) -> Callable[[WorkLife], None]:
    """An invariant, looked at again when something happened or time passed: a case changes by nothing else."""

    @wraps(holds)
    def look(life: WorkLife) -> None:
        moment = len(life.play.events), life.now
        if life.looked.get(holds.__name__) != moment:
            holds(life)
            life.looked[holds.__name__] = moment

    return invariant()(look)


class WorkLife(RuleBasedStateMachine):
    """The model: what was owed and not settled when it was last looked at, by kind and id."""

    @initialize(words=OPENING)
    def a_signal_opens_it(self, words: str) -> None:
        self.play, self.now = Work(words), NOON
        self.owed: dict[tuple[str, str], str] = {}
        self.looked: dict[str, tuple[int, datetime]] = {}

    def attempt(self, command: c.PersonCommand, by: str) -> list[str]:
        """What it adds; nothing where it is refused, and then nothing has changed."""
        held, before, count = self.play.case, msgspec.json.encode(self.play.case), len(self.play.events)
        fault: DeskError | None = None
        events: list[str] = []
        try:
            events = self.play.do(command, self.now, by=by)
        except DeskError as raised:
            fault = raised
        assert msgspec.json.encode(held) == before, "the case that was given changed"
        if fault is not None:
            assert (len(self.play.events), self.play.case) == (count, held), "a refused command left something behind"
            assert _says_why(fault), str(fault)
        return events

    def let_pass(self) -> None:
        """Time has come: what is due is told, which takes no more than a few looks."""
        stepped, steps = self.play.case, list[Happened]()
        for _ in range(200):
            wake = wake_at(stepped)
            if wake is None or wake > self.now:
                break
            found, after = let_pass(stepped, wake, self.play.asks)
            assert found, f"it asked to be woken at {wake} and did nothing"
            steps += found
            stepped = evolve(stepped, *found)
            assert after == stepped
        else:
            raise AssertionError(f"it does not come to rest: {wake}")
        before = len(self.play.events)
        self.play.let_pass(self.now)
        # It makes no difference to what falls due when somebody looks. But turns that nobody noticed are told once
        # (T25), and warnings of what is over by then not at all.
        assert _fell_due(self.play.events[before:]) == _fell_due(steps)

    # What may happen

    @rule(seconds=SECONDS, looking=st.booleans())
    def time_passes(self, seconds: int, looking: bool) -> None:
        self.now += timedelta(seconds=seconds)
        if looking:
            self.let_pass()

    @rule()
    def it_is_woken(self) -> None:
        wake = wake_at(self.play.case)
        if wake is not None:
            self.now = max(self.now, wake)
            self.let_pass()

    @rule(words=st.sampled_from(["thanks"]) | WORDS, sender=st.sampled_from(["customer", "agent", "automatic"]),
          late=SECONDS)  # fmt: skip
    def a_signal_joins(self, words: str, sender: str, late: int) -> None:
        if self.play.case.is_open:
            when = max(NOON, self.now - timedelta(seconds=late))
            events = self.play.signal(words, when, sender=sender, noticed=self.now)
            if sender == "automatic":
                stirred = {"clock_started", "clock_met", "reopened", "route_told", "follow_up_planned"} & set(events)
                assert not stirred, stirred

    @rule(command=anything.TALK, by=anything.PEOPLE)
    def somebody_speaks(self, command: c.PersonCommand, by: str) -> None:
        self.attempt(command, by)

    @rule(command=anything.JUDGEMENT, by=anything.PEOPLE)
    def somebody_knows_better(self, command: c.PersonCommand, by: str) -> None:
        self.attempt(command, by)

    @rule(command=anything.DUTIES, by=anything.PEOPLE)
    def somebody_does_their_duty(self, command: c.PersonCommand, by: str) -> None:
        self.attempt(command, by)

    @rule(approval=st.sampled_from(["high", "write-down/2", "discount"]), asks=anything.PEOPLE, says=anything.PEOPLE,
          yes=st.booleans())  # fmt: skip
    def somebody_asks_and_somebody_decides(self, approval: str, asks: str, says: str, yes: bool) -> None:
        self.attempt(w.RequestApproval(approval=approval), asks)
        self.attempt(w.Approve(approval=approval) if yes else w.Reject(approval=approval), says)

    @rule(number=st.integers(0, 6), by=anything.PEOPLE, outcome=st.sampled_from(["ours", "theirs"]))
    def what_is_owed_is_done(self, number: int, by: str, outcome: str) -> None:
        case = self.play.case
        owed = [*case.follow_ups, *(one.key for one in case.owed.work)]
        if owed:
            key = owed[number % len(owed)]
            if key == "call":
                self.attempt(c.LogCall(with_="customer", outcome="reached"), by)
                self.attempt(w.LogAttempt(what="call", result="spoke"), by)
            evidence = w.Evidence(type="attempt") if key == "call" else w.Evidence(type="field", text="So it is.")
            if key == "sorry":
                evidence = w.Evidence(type="message")
            self.attempt(w.CompleteStep(step=key, outcome=outcome if key == "cause" else None, evidence=evidence), by)

    @rule(number=st.integers(0, 6), by=anything.PEOPLE)
    def a_gate_is_worked_on(self, number: int, by: str) -> None:
        closed = [one for one in self.play.case.owed.gates if one.state == "held"]
        if not closed:
            return
        gate = closed[number % len(closed)]
        match gate.id:
            case "search":
                self.attempt(w.LogAttempt(what="search", result="nothing"), by)
            case "tried":
                self.attempt(w.LogAttempt(what="steps", result="nothing"), by)
                kinds = {"steps": "attempt", "told": "message", "written": "field"}
                for need in gate.needs:
                    evidence = w.Evidence(type=kinds.get(need, "tick"), text="Seen.")  # type: ignore[arg-type]
                    self.attempt(w.TickGate(gate="tried", item=need, evidence=evidence), by)
            case "agreement":
                self.attempt(c.SetFact(fact="insists", value=True), by)
            case "proved" | "agreed":
                for factor in ("email", "card"):
                    self.attempt(w.AddFactor(factor=factor, result="passed"), by)
            case "complete":
                self.attempt(c.SetFact(fact="summary", value="It fell over."), by)
            case _:
                self.attempt(w.TickGate(gate=gate.key), by)

    @rule(command=anything.OFFER, by=anything.PEOPLE)
    def somebody_offers(self, command: c.PersonCommand, by: str) -> None:
        self.attempt(command, by)

    @rule(answers=st.lists(st.sampled_from(["open", "refused", "refused", "accepted"]), min_size=1, max_size=4),
          by=anything.PEOPLE, approves=anything.PEOPLE)  # fmt: skip
    def somebody_bargains(self, answers: list[str], by: str, approves: str) -> None:
        self.attempt(c.SetFact(fact="insists", value=True), by)
        for answer in answers:
            ladder = self.play.case.owed.ladder
            if ladder is not None and ladder.next is not None:
                if ladder.next == "write-down/2":
                    self.attempt(w.RequestApproval(approval="write-down/2"), by)
                    self.attempt(w.Approve(approval="write-down/2"), approves)
                self.attempt(w.Offer(rung=ladder.next, outcome=answer), by)  # type: ignore[arg-type]

    @rule(command=anything.OWNERS, by=anything.PEOPLE)
    def it_changes_hands(self, command: c.PersonCommand, by: str) -> None:
        events = self.attempt(command, by)
        if isinstance(command, h.HandOver) and "handed_over" in events:
            assert self.play.case.owner == command.to.strip()

    @rule(by=anything.PEOPLE)
    def it_is_resolved(self, by: str) -> None:
        self.attempt(c.Resolve(text="Done."), by)

    @rule(for_=st.sampled_from(["5m", "2h", "30h"]) | st.none(), by=anything.PEOPLE)
    def it_waits(self, for_: str | None, by: str) -> None:
        self.attempt(c.WaitForCustomer(for_=for_), by)

    @rule(command=anything.ENDS, by=anything.PEOPLE)
    def it_ends_or_does_not(self, command: c.PersonCommand, by: str) -> None:
        self.attempt(command, by)

    @rule(command=anything.LAST, by=anything.PEOPLE, really=st.integers(0, 9))
    def it_is_over(self, command: c.PersonCommand, by: str, really: int) -> None:
        if really == 0:
            self.attempt(command, by)

    @rule(really=st.integers(0, 19))
    def its_policy_is_retired(self, really: int) -> None:
        if really == 0:
            self.play.retire(self.now)

    # What holds

    @law
    def the_state_is_what_its_events_tell_byte_for_byte(self) -> None:
        again = fold("c1", self.play.events)
        assert again == self.play.case
        assert msgspec.json.encode(again) == msgspec.json.encode(self.play.case)

    @law
    def nothing_that_is_owed_is_lost(self) -> None:
        lines = {(line["kind"], line["id"]): line["state"] for line in owed_lines(self.play.case)}
        case = self.play.case
        lost = {key for key, state in self.owed.items() if key not in lines and state in ("open", "overdue")}
        if lost:
            owed = owed_of(self.play.asks(self.now)(knowledge_of(case)))
            asked = {("gate", one.key) for one in owed.gates} | {(one.kind, one.key) for one in owed.work}
            asked |= {("approval", name) for name in owed.approvals}
            assert not lost & asked, f"{lost & asked} were lost"
            assert not {kind for kind, _ in lost} & {"hold", "follow_up"}, lost
        self.owed = lines

    @law
    def what_the_policy_asks_for_stands_on_the_case(self) -> None:
        case = self.play.case
        wake = wake_at(case)
        rests = wake is None or wake > self.now
        if not (case.is_open and case.resolved_at is None and case.policy_retired_at is None and rests):
            return
        owed = owed_of(self.play.asks(self.now)(knowledge_of(case)))
        standing = {one.key: one.state for one in case.owed.gates}
        for gate in owed.gates:
            assert standing.get(gate.key) == gate.state, f"{gate.key} is {standing.get(gate.key)} and not {gate.state}"
        work = {one.key for one in case.owed.work}
        assert all(one.key in work for one in owed.work)

    @law
    def whatever_has_a_time_wakes_the_case_by_then(self) -> None:
        wake = wake_at(self.play.case)
        for name, moment in laws.instants_owed(self.play.case):
            assert wake is not None, f"nothing wakes it for the {name}"
            assert wake <= moment, f"it sleeps through the {name}"

    @law
    def an_open_case_is_somebodys(self) -> None:
        case = self.play.case
        assert case.owner.strip()
        assert case.owner in case.participants

    @law
    def t22_what_stands_still_for_a_wait_does(self) -> None:
        case = self.play.case
        for clock in case.clocks.values():
            if case.waiting is not None:
                assert clock.state != "running" or "waiting" not in clock.pauses_for
            else:
                assert clock.state != "paused", f"{clock.slot} stands still for nothing"
        laws.t22_nothing_is_missed_while_it_stands_still(self.play.events)

    @law
    def nothing_fires_twice(self) -> None:
        laws.nothing_fires_twice(self.play.events)

    @law
    def the_ladder_is_walked_in_order(self) -> None:
        laws.the_ladder_is_walked_in_order(self.play.events, self.play.pack)

    @law
    def approvals_are_somebody_elses(self) -> None:
        laws.approvals_are_somebody_elses(self.play.events)

    @law
    def an_end_is_an_end(self) -> None:
        laws.an_end_is_an_end(self.play.events)

    @law
    def every_message_goes_to_somebody_and_once(self) -> None:
        orders = deliveries(self.play.case, self.play.events, first_version=1)
        assert len({one.id for one in orders}) == len(orders)
        assert all(one.to.strip() for one in orders)


def _says_why(fault: DeskError) -> bool:
    """What, where, how to mend it, and the requirements behind it but for a slip: then `where` names an argument."""
    if not (fault.what and fault.mend and fault.where):
        return False
    if not isinstance(fault, Refused) or ":" in fault.where:
        return True
    return bool(fault.source) or any(words in fault.what for words in PLAIN)


TestWorkLife = WorkLife.TestCase


def _fell_due(happened: Iterable[Happened]) -> list[tuple[datetime, object]]:
    return [(one.at, one.event) for one in happened if not isinstance(one.event, ClockAtRisk | we.FollowUpDue)]


TestWorkLife.settings = settings(max_examples=400, stateful_step_count=60, deadline=None)
