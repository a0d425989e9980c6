"""Time in conditions: where each one turns, to the second."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from stepladder.core.policy.conditions import Truth, wake_instants
from tests.unit.core.policy.conditions.desk import answer, desk, second, tree_of

NEW_YORK = ZoneInfo("America/New_York")

EDGES = {  # claim: (condition, facts, now, answer)
    "elapsed holds at its very end": (
        "elapsed(case.opened_at) >= duration('4h')",
        {"case.opened_at": "2025-03-09T01:00-05:00"},
        "2025-03-09T06:00-04:00",
        True,
    ),
    "elapsed fails one second before": (
        "elapsed(case.opened_at) >= duration('4h')",
        {"case.opened_at": "2025-03-09T01:00-05:00"},
        "2025-03-09T05:59:59-04:00",
        False,
    ),
    "nothing has elapsed before the anchor": (
        "elapsed(case.opened_at) >= duration('0h')",
        {"case.opened_at": "2025-03-09T01:00-05:00"},
        "2025-03-09T00:59:59-05:00",
        False,
    ),
    "before is strict": (
        "before(case.opened_at)",
        {"case.opened_at": "2025-03-09T01:00Z"},
        "2025-03-09T01:00:00Z",
        False,
    ),
    "before holds one second earlier": (
        "before(case.opened_at)",
        {"case.opened_at": "2025-03-09T01:00Z"},
        "2025-03-09T00:59:59Z",
        True,
    ),
    "after is strict": (
        "after(case.opened_at)",
        {"case.opened_at": "2025-03-09T01:00Z"},
        "2025-03-09T01:00:00Z",
        False,
    ),
    "after holds one second later": (
        "after(case.opened_at)",
        {"case.opened_at": "2025-03-09T01:00Z"},
        "2025-03-09T01:00:01Z",
        True,
    ),
    "a date begins at midnight in the zone": (
        "before(contract.ends_on)",
        {"contract.ends_on": "2025-07-01"},
        "2025-07-01T03:59:59Z",
        True,
    ),
    "and not at midnight in UTC": (
        "before(contract.ends_on)",
        {"contract.ends_on": "2025-07-01"},
        "2025-07-01T04:00:00Z",
        False,
    ),
    "three months on are counted on the calendar": (
        "after(plus_months(signal.kick_off, 3))",
        {"signal.kick_off": "2025-11-30"},
        "2026-02-28T05:00:01Z",
        True,
    ),
    "and not a second early": (
        "after(plus_months(signal.kick_off, 3))",
        {"signal.kick_off": "2025-11-30"},
        "2026-02-28T05:00:00Z",
        False,
    ),
    "a day across the clock change keeps the time on the wall": (
        "after(plus_days(case.opened_at, 1))",
        {"case.opened_at": "2025-03-08T12:00-05:00"},
        "2025-03-09T16:00:01Z",
        True,
    ),
    "and 24 hours do not": (
        "after(plus(case.opened_at, duration('24h')))",
        {"case.opened_at": "2025-03-08T12:00-05:00"},
        "2025-03-09T16:00:01Z",
        False,
    ),
    "a wall time that does not exist moves forward by the gap": (
        "after(plus_days(case.opened_at, 1))",
        {"case.opened_at": "2025-03-08T02:30-05:00"},
        "2025-03-09T03:30:01-04:00",
        True,
    ),
    "a move out of all years is unknown": (
        "after(plus_days(signal.kick_off, 2))",
        {"signal.kick_off": "9999-12-31"},
        "2025-01-01T00:00Z",
        None,
    ),
    "a move before all years is unknown": (
        "after(plus_months(signal.kick_off, -9))",
        {"signal.kick_off": "0001-01-31"},
        "2025-01-01T00:00Z",
        None,
    ),
}


@pytest.mark.parametrize(("text", "facts", "now", "truth"), EDGES.values(), ids=EDGES)
def test_edge(text: str, facts: dict[str, object], now: str, truth: Truth) -> None:
    assert answer(text, desk(facts, now=now, zone=NEW_YORK)) is truth


def half_speed(calendar: str, start: int, seconds: int) -> int | None:
    """A calendar that is open every other second; any other has no answer."""
    return start + 2 * seconds if calendar == "office" else None


def test_worked_asks_the_calendar_for_the_deadline() -> None:
    text = "worked(case.opened_at, 'office') >= duration('4h')"
    opened = {"case.opened_at": "2025-03-10T00:00:00Z"}
    early, due = "2025-03-10T07:59:59Z", "2025-03-10T08:00:00Z"
    assert answer(text, desk(opened, now=early, work_deadline=half_speed)) is False
    assert answer(text, desk(opened, now=due, work_deadline=half_speed)) is True
    assert wake_instants(tree_of(text), desk(opened, work_deadline=half_speed)) == (second(due),)


def test_worked_is_unknown_where_the_calendar_has_no_answer() -> None:
    opened = desk({"case.opened_at": "2025-03-10T00:00:00Z"}, work_deadline=half_speed)
    assert answer("worked(case.opened_at, 'other') >= duration('4h')", opened) is None
    assert wake_instants(tree_of("worked(case.opened_at, 'other') >= duration('4h')"), opened) == ()


WAKES = {  # claim: (condition, seconds after the case opened)
    "elapsed turns at its end": ("elapsed(case.opened_at) >= duration('4h')", [14_400]),
    "before turns at its instant": ("before(case.opened_at)", [0]),
    "after turns one second past it": ("after(case.opened_at)", [1]),
    "several turn in order, each once": (
        "!before(plus(case.opened_at, duration('2h'))) && (elapsed(case.opened_at) >= duration('1h')"
        " || elapsed(case.opened_at) >= duration('2h'))",
        [3_600, 7_200],
    ),
    "what holds no time never turns": ("case.opened_at == instant('2025-01-01T00:00Z')", []),
    "a missing anchor never turns": ("elapsed(case.escalated_at) >= duration('4h')", []),
}


@pytest.mark.parametrize(("text", "after"), WAKES.values(), ids=WAKES)
def test_wake_instants(text: str, after: list[int]) -> None:
    opened = "2025-03-10T00:00:00Z"
    env = desk({"case.opened_at": opened}, zone=UTC)
    assert [instant - second(opened) for instant in wake_instants(tree_of(text), env)] == after
