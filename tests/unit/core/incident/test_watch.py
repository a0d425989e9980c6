"""A watch raises one suspicion for one burst, counts customers and not messages, and knows what is usual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.incident.commands import BurstOver, Report
from stepladder.core.incident.events import SuspicionGrew, SuspicionRaised, Watched
from stepladder.core.incident.usual import ENOUGH, expected, hour_of_week, is_more_than_usual, tail
from stepladder.core.incident.watch import Watch, evolve, fold, hear, settle

NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


def report(number: int, minute: float = 0, *, customer: str | None = None, **more: Any) -> Report:
    return Report(
        tag="outage",
        case=f"c{number}",
        customer=customer or f"k{number}",
        at=NOON + timedelta(minutes=minute),
        at_least=2,
        within=1_800,
        detectors=("multi-customer",),
        **more,
    )


def told(*reports: Report, watch: Watch | None = None) -> tuple[Watch, list[Watched]]:
    watch, events = watch or Watch("outage"), list[Watched]()
    for one in reports:
        new = hear(watch, one, now=one.at)
        watch = evolve(watch, *new)
        events += new
    return watch, events


def raised(events: list[Watched]) -> list[tuple[str, ...]]:
    return [one.event.cases for one in events if isinstance(one.event, SuspicionRaised)]


TABLE = {  # claim: (reports, cases of each suspicion)
    "one customer is no pattern": ([report(1)], []),
    "the second customer within half an hour is one": ([report(1), report(2, 30)], [("c1", "c2")]),
    "a second later is none": ([report(1), report(2, 30.02)], []),
    "two cases of one customer are none": ([report(1, customer="k"), report(2, 5, customer="k")], []),
    "another feature is another issue": ([report(1, feature="sync"), report(2, 5, feature="invoices")], []),
    "who names no feature counts with any": ([report(1, feature="sync"), report(2, 5)], [("c1", "c2")]),
    "a third adds to the suspicion and raises no second": ([report(1), report(2, 5), report(3, 30)], [("c1", "c2")]),
    "a burst after silence is a new one": (
        [report(1), report(2, 5), report(3, 60), report(4, 70)],
        [("c1", "c2"), ("c3", "c4")],
    ),
    "an older report counts though it is heard of later": ([report(1), report(2, -30)], [("c1", "c2")]),
    "one that is older by more does not": ([report(1), report(2, -30.02)], []),
    "nor is it of a burst that goes on since": ([report(1), report(2, 5), report(3, -40)], [("c1", "c2")]),
    "what was before a burst and is heard of after it is one of its own": (
        [report(1), report(2, 5), report(3, -60), report(4, -50), report(5, 20), report(6, -55)],
        [("c1", "c2"), ("c3", "c4")],
    ),
    "the same case twice says nothing new": ([report(1), report(1, 5)], []),
}


@pytest.mark.parametrize("minutes", [(0, 20, 40), (40, 0, 20), (20, 40, 0)])
def test_what_lies_within_twice_the_time_is_no_burst_in_whatever_order_it_comes(minutes: tuple[float, ...]) -> None:
    reports = [msgspec.structs.replace(report(number, minute), at_least=3) for number, minute in enumerate(minutes, 1)]
    assert raised(told(*reports)[1]) == []
    near = [
        msgspec.structs.replace(report(number, minute * 0.75), at_least=3) for number, minute in enumerate(minutes, 1)
    ]
    assert len(raised(told(*near)[1])) == 1


@pytest.mark.parametrize(("reports", "suspicions"), TABLE.values(), ids=TABLE)
def test_a_watch_over_one_issue(reports: list[Report], suspicions: list[tuple[str, ...]]) -> None:
    assert raised(told(*reports)[1]) == suspicions


def test_what_comes_while_a_burst_goes_on_joins_its_incident() -> None:
    _, events = told(report(1), report(2, 5), report(3, 20), report(4, 45))
    assert [one.event.case for one in events if isinstance(one.event, SuspicionGrew)] == ["c3", "c4"]
    assert {one.event.incident for one in events if isinstance(one.event, SuspicionGrew)} == {"i-c1"}


def test_what_is_older_and_heard_of_later_joins_the_burst_that_it_belongs_to_and_no_later_one() -> None:
    late = [report(3, 30), report(4, 55), report(5, 2), report(6, -25), report(7, -56)]
    _, events = told(report(1), report(2, 5), *late)
    assert [one.event.case for one in events if isinstance(one.event, SuspicionGrew)] == ["c3", "c4", "c5", "c6"]


def test_once_an_incident_is_over_the_next_reports_begin_anew() -> None:
    watch, _ = told(report(1), report(2, 5))
    assert settle(watch, BurstOver(incident="i-other"), now=NOON) == ()
    watch = evolve(watch, *settle(watch, BurstOver(incident="i-c1"), now=NOON + timedelta(minutes=6)))
    watch, events = told(report(3, 8), watch=watch)
    assert raised(events) == [], "those of before count for no other one"
    assert raised(told(report(4, 9), watch=watch)[1]) == [("c3", "c4")]


def test_what_is_usual_at_that_hour_of_the_week_raises_nothing() -> None:
    watch, events = Watch("outage"), list[Watched]()
    for week in range(8):
        quiet = [report(100 * week + n, minute=-7 * 24 * 60 * (8 - week) + 2 * n) for n in range(12)]
        watch, new = told(*quiet, watch=watch)
        events += new
    before = len(raised(events))
    watch, now = told(*(report(1_000 + n, minute=2 * n) for n in range(12)), watch=watch)
    assert raised(now) == [], "twelve an hour are what this hour always brings"
    assert before <= 4, "only until enough is known"
    _, burst = told(*(report(2_000 + n, minute=25 + n / 4) for n in range(40)), watch=watch)
    assert len(raised(burst)) == 1


def test_until_enough_is_counted_nothing_is_called_usual() -> None:
    hour = hour_of_week(NOON)
    assert expected({hour: 400}, NOON - ENOUGH + timedelta(seconds=1), NOON, 1_800) is None
    assert expected({hour: 400}, NOON - ENOUGH, NOON, 1_800) == 50.0
    assert is_more_than_usual(2, None)


@given(st.floats(0.01, 60), st.integers(0, 80))
def test_the_tail_falls_with_the_number_and_rises_with_what_is_usual(usual: float, number: int) -> None:
    assert 0 <= tail(number + 1, usual) <= tail(number, usual) <= 1
    assert tail(number, usual) <= tail(number, usual + 1) + 1e-9


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 200), st.sampled_from("abc")), max_size=20))
def test_a_watch_is_what_its_events_tell_and_each_case_is_heard_once(found: list[tuple[int, int, str]]) -> None:
    reports = [report(n, minute, customer=who) for n, minute, who in sorted(found, key=lambda one: one[1])]
    watch, events = told(*reports)
    assert msgspec.json.encode(fold("outage", events)) == msgspec.json.encode(watch)
    for cases in raised(events):
        assert len(set(cases)) == len(cases) >= 2


def test_two_features_of_one_issue_are_two_suspicions_that_both_go_on() -> None:
    watch, events = told(
        report(1),
        report(2, 1, feature="sync"),
        report(3, 2, feature="invoices"),
        report(4, 3, feature="invoices"),
        report(5, 4, feature="sync"),
    )
    names = [one.event.incident for one in events if isinstance(one.event, SuspicionRaised)]
    assert len(names) == len(set(names)) == 2
    grew = [(one.event.case, one.event.incident) for one in events if isinstance(one.event, SuspicionGrew)]
    assert grew == [("c4", names[1]), ("c5", names[0])]
    over = evolve(watch, *settle(watch, BurstOver(incident=names[0]), now=NOON))
    assert [one.incident for one in over.suspicions] == [names[1]]
    assert {one.feature for one in over.heard} == {"invoices"}
