"""Laws of revised calendars, on generated ones: they count as if their policy had said so, and holidays only delay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due
from stepladder.core.clock.holidays import HolidayList
from stepladder.core.clock.revision import ALL, CalendarChange, CalendarRevision, revised, spans_of
from stepladder.core.clock.written_dates import read_dates, write_dates
from stepladder.core.values import DeskError
from tests.property.clock.calendars import DATES, INSTANTS, RULES, SPAN, WORK, ZONES, calendar_of
from tests.property.clock.oracle import Rules


def apart(texts: list[str]) -> bool:
    try:
        spans_of(texts, where="spans")
    except DeskError:
        return False
    return True


OWN_SPANS = st.lists(SPAN, min_size=1, max_size=2).filter(apart).map(tuple)
CHANGES = st.builds(
    CalendarChange,
    holidays=st.lists(DATES, max_size=5).map(tuple),
    lists=st.lists(st.builds(HolidayList, st.just("Days off"), st.just("1"), st.lists(DATES, min_size=1)), max_size=1),
    exceptions=st.dictionaries(DATES, st.just(()) | OWN_SPANS, max_size=3),
    openings=st.dictionaries(DATES, OWN_SPANS, max_size=2),
)
HOLIDAYS = st.frozensets(DATES, min_size=1, max_size=8)
COUNTINGS = st.sampled_from(["open_hours", "working_days", "elapsed"])


def under(calendar: Calendar, change: CalendarChange, name: str = "office") -> Calendar:
    return revised({"office": calendar}, CalendarRevision({name: change} if change else {}))["office"]


@given(st.sampled_from(ZONES), RULES, CHANGES, INSTANTS, WORK)
def test_a_revised_calendar_counts_as_if_its_policy_had_said_so(
    zone: str, rules: Rules, change: CalendarChange, start: int, work: int
) -> None:
    calendar = calendar_of(zone, rules)
    off = change.days_off
    written = replace(
        rules,
        holidays=rules.holidays | off,
        exceptions={day: spans for day, spans in rules.exceptions.items() if day not in off}
        | {day: list(spans) for day, spans in change.exceptions.items()},
        openings={
            day: [*rules.openings.get(day, ()), *change.openings.get(day, ())]
            for day in (*rules.openings, *change.openings)
        },
    )
    # A week without a single date off never closes, and stays so.
    assume(not calendar.hours.never_closes)
    for name in ("office", ALL):
        assert under(calendar, change, name).due(start, work) == calendar_of(zone, written).due(start, work)


@given(st.sampled_from(ZONES), RULES, HOLIDAYS, INSTANTS, WORK, COUNTINGS)
def test_t36_holidays_delay_and_never_hasten(
    zone: str, rules: Rules, holidays: frozenset[date], start: int, work: int, counting: Counting
) -> None:
    calendar = calendar_of(zone, rules)
    found = under(calendar, CalendarChange(holidays=tuple(holidays)))
    before = due(calendar, start, work, counting)
    after = due(found, start, work, counting)
    assert after >= before
    if counting == "elapsed":
        assert after == before


@given(st.sampled_from(ZONES), RULES, CHANGES)
def test_only_its_own_calendar_is_another(zone: str, rules: Rules, change: CalendarChange) -> None:
    calendars = {name: calendar_of(zone, rules) for name in ("office", "billing")}
    found = revised(calendars, CalendarRevision({"office": change} if change else {}))
    assert found["billing"] is calendars["billing"]


@given(CHANGES.map(lambda change: replace(change, exceptions={d: s for d, s in change.exceptions.items() if s})))
def test_what_is_written_is_read_again(change: CalendarChange) -> None:
    # A text names each date once: a date with hours of its own is no holiday besides.
    change = replace(change, lists=(), holidays=tuple(day for day in change.holidays if day not in change.exceptions))
    read, faults = read_dates(write_dates(change))
    assert faults == ()
    assert read.holidays == change.holidays
    assert {day: spans_of(texts, where="") for day, texts in read.exceptions.items()} == {
        day: spans_of(texts, where="") for day, texts in change.exceptions.items()
    }
    assert read.openings.keys() == change.openings.keys()
