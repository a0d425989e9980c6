"""Incidents and watches beside plain models: nothing goes to customers on a guess, nobody is told twice or left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stepladder.core.case.incident_commands import IncidentNews
from stepladder.core.case.refused import Refused
from stepladder.core.incident import commands as c
from stepladder.core.incident import incident as one
from stepladder.core.incident import watch as over
from stepladder.core.incident.asked import asked_by_incident
from stepladder.core.incident.events import Incidental, SuspicionGrew, SuspicionRaised, Watched

CASES = ("c1", "c2", "c3", "c4")
START = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
WINDOW = 1_800


class IncidentLife(RuleBasedStateMachine):
    """The model: how it stands, which cases it touches, and what each case was told."""

    def __init__(self) -> None:
        super().__init__()
        self.incident, self.told = one.Incident("i-1"), list[Incidental]()
        self.now = START
        self.state = "new"
        self.cases: set[str] = set()
        self.heard: dict[str, list[str]] = {name: [] for name in CASES}
        self.spoke: dict[str, int] = dict.fromkeys(CASES, 0)
        """How many messages a person wrote at a case: it has those already."""

    def do(self, command: c.AnyIncidentCommand) -> bool:
        self.now += timedelta(minutes=1)
        before = msgspec.json.encode(self.incident)
        try:
            events = one.handle(self.incident, command, by="mia", now=self.now)
        except Refused:
            assert msgspec.json.encode(self.incident) == before
            return False
        first = self.incident.version + 1
        self.incident = one.evolve(self.incident, *events)
        self.told += events
        for order in asked_by_incident(self.incident, events, first_version=first, due=self.now):
            if ":" not in order.target:
                self.heard[order.target].append(msgspec.json.decode(order.command, type=IncidentNews).news)
        return True

    @rule(cases=st.lists(st.sampled_from(CASES), min_size=2, max_size=3, unique=True))
    def it_is_suspected(self, cases: list[str]) -> None:
        assert self.do(c.Suspect(tag="outage", cases=tuple(cases), customers=2, detectors=("many",)))
        if self.state == "new":
            self.state, self.cases = "suspected", set(cases)

    @rule(case=st.none() | st.sampled_from(CASES))
    def a_person_declares_it(self, case: str | None) -> None:
        done = self.do(c.Declare(title="Sync is down", case=case, author="mia"))
        assert done == (self.state != "ended")
        if done:
            self.state = "declared"
            self.cases |= {case} if case is not None else set()

    @rule(case=st.sampled_from(CASES), belongs=st.booleans())
    def a_case_belongs_or_not(self, case: str, belongs: bool) -> None:
        if not belongs:
            self.do(c.RemoveCase(case=case))
            self.cases.discard(case)
        elif self.do(c.AddCase(case=case)):
            assert self.state in ("suspected", "declared")
            self.cases.add(case)

    @rule(ends=st.booleans(), case=st.none() | st.sampled_from(CASES))
    def everybody_is_told(self, ends: bool, case: str | None) -> None:
        heard = {name: len(news) for name, news in self.heard.items()}
        command = c.End(text="row", case=case) if ends else c.Update(text="row", case=case)
        if not self.do(command):
            assert self.state != "declared"
            return
        self.state = "ended" if ends else self.state
        for name, news in self.heard.items():
            wanted = name in self.cases and name != case
            assert len(news) - heard[name] == int(wanted), f"{name} was told {len(news) - heard[name]} times"

    @invariant()
    def it_stands_as_the_model_says(self) -> None:
        assert (self.incident.state, set(self.incident.cases)) == (self.state, self.cases)
        assert len(self.incident.cases) == len(set(self.incident.cases))

    @invariant()
    def nothing_goes_to_customers_on_a_guess_and_the_end_is_told_once(self) -> None:
        for news in self.heard.values():
            assert news.count("ended") <= 1
            if {"updated", "ended"} & set(news):
                assert self.incident.declared_at is not None

    @invariant()
    def replay_gives_the_same(self) -> None:
        assert msgspec.json.encode(one.fold("i-1", self.told)) == msgspec.json.encode(self.incident)


class WatchLife(RuleBasedStateMachine):
    """The model: every report with its time, and the burst that each was taken into."""

    def __init__(self) -> None:
        super().__init__()
        self.watch, self.told = over.Watch("outage"), list[Watched]()
        self.now, self.number = START, 0
        self.bursts: dict[str, set[str]] = {}
        self.reports: dict[str, tuple[datetime, str]] = {}

    @rule(
        minutes=st.sampled_from([0, 1, 10, 29, 31, 90]),
        customer=st.sampled_from(["ann", "bob", "cay"]),
        feature=st.sampled_from([None, "sync", "bill"]),
    )
    def somebody_reports(self, minutes: int, customer: str, feature: str | None) -> None:
        self.now += timedelta(minutes=minutes)
        self.number += 1
        case = f"c{self.number}"
        report = c.Report(
            tag="outage", case=case, customer=customer, at=self.now, at_least=2, within=WINDOW,
            detectors=("many",), feature=feature,
        )  # fmt: skip
        self.reports[case] = (self.now, customer)
        self.keep(over.hear(self.watch, report, now=self.now))
        assert over.hear(self.watch, report, now=self.now) == (), "the same case twice is news"

    @rule()
    def its_incident_is_over(self) -> None:
        for standing in list(self.watch.suspicions):
            self.keep(over.settle(self.watch, c.BurstOver(incident=standing.incident), now=self.now))
            assert over.settle(self.watch, c.BurstOver(incident=standing.incident), now=self.now) == ()

    def keep(self, events: tuple[Watched, ...]) -> None:
        self.watch = over.evolve(self.watch, *events)
        self.told += events
        for told in events:
            match told.event:
                case SuspicionRaised(incident=incident, cases=cases, customers=customers):
                    assert all(other.incident != incident for other in self.watch.suspicions[:-1])
                    assert len({self.reports[name][1] for name in cases}) == customers >= 2
                    assert self.now - min(self.reports[name][0] for name in cases) <= timedelta(seconds=WINDOW)
                    self.bursts[incident] = set(cases)
                case SuspicionGrew(incident=incident, case=case):
                    assert incident in self.bursts
                    assert case not in self.bursts[incident]
                    self.bursts[incident].add(case)

    @invariant()
    def of_one_feature_one_suspicion_stands(self) -> None:
        features = [standing.feature for standing in self.watch.suspicions]
        assert len(features) == len(set(features))
        assert None not in features or len(features) == 1

    @invariant()
    def replay_gives_the_same(self) -> None:
        assert msgspec.json.encode(over.fold("outage", self.told)) == msgspec.json.encode(self.watch)


IncidentLife.TestCase.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)
WatchLife.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestIncidentLife = IncidentLife.TestCase
TestWatchLife = WatchLife.TestCase
