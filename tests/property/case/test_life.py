"""A case beside a plain dict that knows the rules in one line each: whatever people do, the laws hold."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from stepladder.core.case import commands as c
from stepladder.core.case.clocks import floor_of
from stepladder.core.case.counted import recalculated
from stepladder.core.case.events import ClockMissed, ClockResumed, ClockStarted, RouteTold, RouteWithdrawn
from stepladder.core.case.life import Refused, fold, tick, wake_at
from stepladder.core.case.orders import deliveries
from stepladder.core.case.wake import missed_from
from tests.unit.core.case.play import CLOSE, NOON, Play, name_of, news

OPENING = st.sampled_from(["leak", "bug", "outage", "wish", "refund"])
WORDS = st.sampled_from(["leak", "bug", "outage", "wish", "refund", "small refund", "rumour", "thanks"])
PEOPLE = st.sampled_from(["lee", "kim", "sam"])
TRIGGERS = st.sampled_from(["leak", "bug", "outage", "wish", "rumour", "refund-limit"])
LEVELS = st.sampled_from(["critical", "high", "standard"])
AMOUNTS = st.sampled_from(["20 USD", "500 USD", "500.01 USD", "900 EUR"])
SECONDS = st.one_of(st.integers(0, 4_000), st.sampled_from([1800, 14_400, 86_400, 400_000]))


class CaseLife(RuleBasedStateMachine):
    """The model: stage, owner, who acknowledged it beside them, whether anybody took it up or answered, failed notices.

    Sam is of security, whose promise is theirs to keep; nobody is of the other teams, so that anybody answers for them.
    """

    @initialize(words=OPENING)
    def a_signal_opens_it(self, words: str) -> None:
        self.play = Play(policy=news())
        self.play.people = {"sam": "security"}
        self.now = NOON
        self.ticked = True
        self.play.signal(words, self.now)
        self.model: dict[str, Any] = {
            "stage": "open",
            "owner": self.play.open_case.owner,
            "taken": False,
            "answered": False,
            "beside": set(),
            "failures": set(),
            "closed_after": None,
        }

    def attempt(self, command: c.AnyCommand, by: str, *, allowed: bool) -> bool:
        """Do it, and see that the case refuses exactly what the model says. True if it was done."""
        before = msgspec.json.encode(self.play.open_case)
        held = self.play.open_case
        try:
            events = self.play.do(command, self.now, by=by)
        except Refused:
            assert not allowed, f"{command} was refused"
            return False
        assert allowed, f"{command} was not refused"
        assert msgspec.json.encode(held) == before, "the case that was given changed"
        # Whatever started or moved, nothing is due at once, and nothing is told twice.
        if events:
            assert tick(self.play.open_case, self.now) == ()
        return True

    def is_(self, *stages: str) -> bool:
        return self.model["stage"] in stages

    def stands(self, trigger: str) -> bool:
        known = self.play.open_case.triggers.get(trigger)
        return known is not None and known.state in ("provisional", "confirmed")

    @rule(seconds=SECONDS, looking=st.booleans())
    def time_passes(self, seconds: int, looking: bool) -> None:
        self.now += timedelta(seconds=seconds)
        if looking:
            self.play.tick(self.now)

    @rule()
    def it_is_woken(self) -> None:
        wake = wake_at(self.play.open_case)
        if wake is not None:
            self.now = max(self.now, wake)
            assert self.play.tick(self.now), "it asked to be woken and did nothing"

    @precondition(lambda self: self.model["stage"] != "closed")
    @rule(words=WORDS, sender=st.sampled_from(["customer", "agent", "automatic"]), late=SECONDS)
    def a_signal_joins(self, words: str, sender: str, late: int) -> None:
        before = {slot: clock for slot, clock in self.play.open_case.clocks.items() if clock.state == "running"}
        stood = {name for name in self.play.open_case.triggers if self.stands(name)}
        events = self.play.signal(words, self.now - timedelta(seconds=late), sender=sender, noticed=self.now)
        for slot, clock in before.items():
            after = self.play.open_case.clocks[slot]
            floor = floor_of(self.play.open_case, after.not_before)
            assert after.due_at <= clock.due_at or after.due_at == floor
            assert after.due_at == clock.due_at or after.due_at > self.now
        if sender != "automatic" and words in stood:
            assert self.play.open_case.resolved_at is None, "a complaint that was repeated was swallowed"
        if words == "thanks":
            assert "reopened" not in events
        if sender == "automatic":
            assert not {"clock_started", "clock_moved", "clock_met", "reopened", "route_told"} & set(events)
        if "reopened" in events:
            assert self.is_("resolved")
            told = [one.event for one in self.play.events[-len(events) :]]
            resumed = [event.slot for event in told if isinstance(event, ClockResumed)]
            assert all(self.play.open_case.clocks[slot].due_at >= self.now for slot in resumed)
            self.model["stage"] = "open"

    @rule(by=PEOPLE)
    def acknowledge(self, by: str) -> None:
        awaited = self.play.open_case.teams_awaited(by_now=self.now)
        speaks = by == "sam" and "security" in awaited
        answers = speaks or any(team != "security" for team in awaited)
        has_owner = self.model["taken"] and self.model["owner"] in ("lee", "kim", "sam")
        if not self.attempt(c.Acknowledge(), by, allowed=self.is_("open")):
            return
        left = self.play.open_case.teams_awaited(by_now=self.now)
        assert left == (("security",) if "security" in awaited and by != "sam" else ())
        self.model["taken"] = True
        if speaks and has_owner:
            self.model["beside"] |= {by} - {self.model["owner"]}
        elif answers or by not in self.model["beside"]:
            self.is_with(by)

    def is_with(self, owner: str) -> None:
        if owner != self.model["owner"]:
            self.model |= {"owner": owner, "beside": set()}

    @rule(to=st.sampled_from(["lee", "kim", "sam", "success"]))
    def assign(self, to: str) -> None:
        if self.attempt(c.Assign(to=to), "kim", allowed=not self.is_("closed")):
            self.is_with(to)

    @rule(by=st.sampled_from(["lee", "desk"]))
    def send(self, by: str) -> None:
        if self.attempt(c.Send(channel="email", text="Hello."), by, allowed=not self.is_("closed")) and by == "lee":
            self.model["answered"] = True
            assert not any(
                clock.waits and clock.opens_at <= self.now
                for clock in self.play.open_case.clocks.values()
                if "message_sent" in clock.stops
            )

    @rule()
    def note(self) -> None:
        before = {slot: clock.stopped_at for slot, clock in self.play.open_case.clocks.items()}
        if self.attempt(c.Note(text="Look."), "lee", allowed=not self.is_("closed")):
            assert {slot: clock.stopped_at for slot, clock in self.play.open_case.clocks.items()} == before

    @rule(automatic=st.booleans())
    def the_customer_replies(self, automatic: bool) -> None:
        self.attempt(c.RecordReply(automatic=automatic), "lee", allowed=not self.is_("closed"))

    @rule(trigger=TRIGGERS)
    def confirm(self, trigger: str) -> None:
        allowed = self.is_("open") or (self.is_("resolved") and self.stands(trigger))
        if self.attempt(c.ConfirmTrigger(trigger=trigger), "lee", allowed=allowed):
            assert self.play.open_case.triggers[trigger].state == "confirmed"

    @rule(trigger=TRIGGERS, becomes=st.one_of(st.just("none"), TRIGGERS))
    def correct(self, trigger: str, becomes: str) -> None:
        known = trigger in self.play.open_case.triggers
        allowed = self.is_("open") and known and becomes != trigger
        if self.attempt(c.CorrectTrigger(trigger=trigger, becomes=becomes), "lee", allowed=allowed):
            assert not self.stands(trigger)
            assert becomes == "none" or self.stands(becomes)

    @rule(value=AMOUNTS)
    def set_amount(self, value: str) -> None:
        command = c.SetFact(fact="refund_amount", value=value)
        if self.attempt(command, "lee", allowed=self.is_("open")):
            assert self.play.open_case.facts["signal.refund_amount"] == value

    @rule(level=LEVELS)
    def set_level(self, level: str) -> None:
        command = c.SetLevel(scale="priority", level=level, because="Somebody knows better.")
        if self.attempt(command, "lee", allowed=self.is_("open")):
            assert self.play.open_case.levels["priority"] == level

    @rule()
    def resolve(self) -> None:
        if self.attempt(c.Resolve(text="Done."), "lee", allowed=self.is_("open")):
            self.model["stage"] = "resolved"

    @rule()
    def reopen(self) -> None:
        if self.attempt(c.Reopen(because="It is back."), "lee", allowed=self.is_("resolved")):
            self.model["stage"] = "open"

    @rule()
    def close(self) -> None:
        if self.attempt(CLOSE, "lee", allowed=self.is_("resolved")):
            self.model |= {"stage": "closed", "closed_after": len(self.play.events)}

    @rule(number=st.integers(1, 3), to=st.sampled_from(["security", "success"]))
    def a_notice_fails(self, number: int, to: str) -> None:
        name = f"d{number}"
        command = c.ReportFailure(delivery=name, to=to, channel="email", reason="no address")
        self.attempt(command, "desk", allowed=True)
        self.model["failures"].add(name)

    @rule(case=st.sampled_from(["c2", "c3"]))
    def it_is_linked(self, case: str) -> None:
        self.attempt(c.Link(case=case), "desk", allowed=True)
        assert self.play.open_case.continued_by.count(case) == 1

    @invariant()
    def the_state_is_what_its_events_tell(self) -> None:
        assert fold("c1", self.play.events) == self.play.open_case
        assert self.play.open_case.version == len(self.play.events)

    @invariant()
    def the_case_agrees_with_the_model(self) -> None:
        case = self.play.open_case
        taken = "communicate" if self.model["answered"] else "investigate"
        stage = {"open": taken if self.model["taken"] else "acknowledge", "resolved": "follow_up"}
        assert case.stage == stage.get(self.model["stage"], "closed")
        assert case.owner == self.model["owner"]
        assert set(case.answered_by) == self.model["beside"]
        assert (case.first_reply_at is not None) == self.model["answered"]
        assert set(case.failed_deliveries) == self.model["failures"]
        assert case.owner in case.participants

    @invariant()
    def it_wakes_while_something_runs_and_only_then(self) -> None:
        case = self.play.open_case
        running = [clock for clock in case.clocks.values() if clock.state == "running"]
        assert (wake_at(case) is not None) == bool(running)
        if not self.is_("open"):
            # Only what the end itself started may still wait, until the case is closed.
            assert all("resolved" in clock.starts for clock in case.clocks.values() if clock.waits)
        if self.is_("closed"):
            assert not any(clock.waits for clock in case.clocks.values())

    @invariant()
    def it_wakes_before_anything_is_missed(self) -> None:
        case = self.play.open_case
        wake = wake_at(case)
        running = [clock for clock in case.clocks.values() if clock.state == "running"]
        assert wake is None or all(wake <= missed_from(clock) for clock in running)

    @invariant()
    def t1_no_news_is_due_before_a_first_response_that_is_open(self) -> None:
        case = self.play.open_case
        for clock in case.clocks.values():
            floor = floor_of(case, clock.not_before)
            assert clock.state != "running" or floor is None or clock.due_at >= floor

    @invariant()
    def t2_only_a_message_that_nobody_answered_runs_the_next_reply(self) -> None:
        clock = self.play.open_case.clocks.get("next_reply")
        assert clock is None or not clock.waits or self.play.open_case.customer_waits_since is not None

    @invariant()
    def t7_a_deadline_can_be_counted_again_from_what_the_case_holds(self) -> None:
        for clock in self.play.open_case.clocks.values():
            if clock.state == "running":
                found = recalculated(self.play.pack.calendars, clock)
                assert found.due_at == clock.due_at
                assert self.warnings(found.marks, found.shares) == self.warnings(clock.marks, clock.shares)

    def warnings(self, marks: tuple[datetime, ...], shares: tuple[int, ...]) -> list[tuple[datetime, int]]:
        """Those that must be the same however often they are counted: all, while no calendar changes."""
        return list(zip(marks, shares, strict=True))

    @invariant()
    def after_a_tick_it_wakes_in_the_future(self) -> None:
        case = self.play.open_case
        ticked = fold("c1", [*self.play.events, *tick(case, self.now)])
        assert tick(ticked, self.now) == ()
        wake = wake_at(ticked)
        assert wake is None or wake > self.now
        assert all(clock.state != "running" or missed_from(clock) > self.now for clock in ticked.clocks.values())

    @invariant()
    def each_clock_is_missed_once_and_told_to_somebody(self) -> None:
        events = [one.event for one in self.play.events]
        missed = Counter(event.slot for event in events if isinstance(event, ClockMissed))
        started = Counter(event.slot for event in events if isinstance(event, ClockStarted))
        assert all(missed[slot] <= started[slot] for slot in missed)
        assert all(event.told and all(event.told) for event in events if isinstance(event, ClockMissed))

    @invariant()
    def nothing_happens_to_a_closed_case_but_links_and_failures(self) -> None:
        if self.model["closed_after"] is not None:
            after = self.play.events[self.model["closed_after"] :]
            assert {name_of(one) for one in after} <= {"linked", "delivery_failed"}

    @invariant()
    def nobody_is_told_of_a_matter_twice(self) -> None:
        told: Counter[tuple[str, str]] = Counter()
        ways: dict[str, tuple[str, str]] = {}
        for event in (one.event for one in self.play.events):
            if isinstance(event, RouteTold):
                ways[event.route] = (event.to, event.channel)
                told[ways[event.route]] += 1
            elif isinstance(event, RouteWithdrawn):
                told[ways[event.route]] -= 1
            assert all(count <= 1 for count in told.values())

    @invariant()
    def every_message_is_ordered_once(self) -> None:
        orders = deliveries(self.play.open_case, self.play.events, first_version=1)
        assert len({one.id for one in orders}) == len(orders)
        assert all(one.to for one in orders)


TestCaseLife = CaseLife.TestCase
TestCaseLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
