"""The strip puts every counted second where the clock on the wall shows it, and stays small."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.promised import promised
from stepladder.web.pages.strip import FIRST_WEEKS, LAST_WEEKS, MOST_DAYS, Mark, Row, Strip, strip
from stepladder.web.pages.working import Working, working_of
from tests.property.clock.calendars import CALENDARS, INSTANTS
from tests.unit.core.clock.offices import ALWAYS, NIGHTS, OFFICE, epoch

HOUR = 3600


def drawn(calendar: Calendar, start: str, hours: int, **more: Any) -> Strip:
    found = promised(calendar, epoch(start), hours * HOUR)
    marks = [Mark("start", found.start, "Start"), Mark("due", found.due_at, "Due")]
    return strip(calendar, found.working, marks, calendar.zone, **more)


def between(calendar: Calendar, start: str, end: str) -> Working:
    first, last = epoch(start), epoch(end)
    marks = [Mark("start", first, "Start"), Mark("end", last, "End")]
    return working_of(calendar, calendar.working(first, last), marks, calendar.zone)


def share(row: Row, kind: str) -> float:
    """Per cent of a row that the bars of a kind fill; a bar of half the height counts half."""
    return sum(float(bar.width[:-1]) * min(bar.height, 14) / 14 for bar in row.bars if bar.kind == kind)


def test_a_weekend_has_a_row_for_each_day() -> None:
    rows = drawn(OFFICE, "2025-06-06T16:15-04:00", 4).rows
    assert [row.label for row in rows] == ["Fri 6 Jun", "Sat 7 Jun", "Sun 8 Jun", "Mon 9 Jun"]
    friday, saturday, _, monday = rows
    assert [(bar.kind, bar.x, bar.width) for bar in friday.bars] == [
        ("open", "37.50%", "37.50%"),
        ("counted", "67.71%", "7.29%"),
    ]
    assert saturday.bars == ()
    assert [(point.kind, point.x) for row in rows for point in row.points] == [("start", "67.71%"), ("due", "46.88%")]
    assert monday.bars[1].width == "9.38%"


def test_a_short_promise_is_drawn_large() -> None:
    found = drawn(ALWAYS, "2025-06-06T16:15-04:00", 1)
    assert [text for _, text, _ in found.heads] == ["16", "17", "18"]
    (row,) = found.rows
    assert [(bar.x, bar.width) for bar in row.bars if bar.kind == "counted"] == [("12.50%", "50.00%")]


def test_the_hour_that_is_left_out_is_marked_and_nothing_is_drawn_in_it() -> None:
    found = drawn(ALWAYS, "2025-03-08T23:40-05:00", 4)
    sunday = found.rows[1]
    assert [(bar.x, bar.width) for bar in sunday.bars if bar.kind == "gap"] == [("8.33%", "4.17%")]
    assert [(bar.x, bar.width) for bar in sunday.bars if bar.kind == "counted"] == [
        ("0.00%", "8.33%"),
        ("12.50%", "6.94%"),
    ]
    assert found.changes[0].is_gap


def test_the_hour_that_comes_twice_has_two_lanes() -> None:
    (row,) = drawn(ALWAYS, "2025-11-02T00:30-04:00", 3).rows
    counted = [(bar.x, bar.width, bar.y - row.y, bar.height) for bar in row.bars if bar.kind == "counted"]
    assert counted == [
        ("2.08%", "2.08%", 0, 14),
        ("4.17%", "4.17%", 0, 7),
        ("4.17%", "4.17%", 7, 7),
        ("8.33%", "2.08%", 0, 14),
    ]
    assert [bar.kind for bar in row.bars].count("twice") == 1


def test_a_date_that_its_zone_left_out_has_no_row() -> None:
    samoa = Calendar.always("Pacific/Apia")
    rows = drawn(samoa, "2011-12-29T12:00-10:00", 24).rows
    assert [row.label for row in rows] == ["Thu 29 Dec", "Sat 31 Dec"]


def test_a_count_that_ends_where_a_date_was_left_out_ends_in_the_row_before() -> None:
    (row,) = drawn(Calendar.always("Pacific/Apia"), "2011-12-29T20:00-10:00", 4).rows
    assert row.label == "Thu 29 Dec"
    assert [(point.kind, point.x) for point in row.points] == [("start", "0.00%"), ("due", "100.00%")]


def test_a_count_that_ends_at_midnight_ends_in_the_row_of_its_day() -> None:
    rows = drawn(ALWAYS, "2025-06-06T20:00-04:00", 4).rows
    assert [(row.label, [point.kind for point in row.points]) for row in rows] == [("Fri 6 Jun", ["start", "due"])]
    assert rows[0].points[1].x == "100.00%"


@pytest.mark.parametrize(("days", "rows"), [(MOST_DAYS - 1, MOST_DAYS), (MOST_DAYS, 2)])
def test_many_days_become_weeks(days: int, rows: int) -> None:
    found = between(ALWAYS, "2025-06-02T12:00-04:00", f"2025-06-{2 + days:02}T12:00-04:00").strip
    assert len(found.rows) == rows


def test_sixty_days_are_nine_rows_and_a_short_table() -> None:
    found = between(OFFICE, "2025-02-03T10:00-05:00", "2025-04-04T15:00-04:00")
    assert [row.label for row in found.strip.rows][:5] == ["3 Feb 2025", "10 Feb", "17 Feb", "24 Feb", "3 Mar"]
    assert found.strip.height < 250
    assert len(found.lines) == 23
    assert (found.lines[20].words, found.lines[20].counts, found.total) == ("23 more spans", "207 h", "401 h")


def test_years_are_told_in_between_and_lose_no_time() -> None:
    found = between(OFFICE, "2025-01-06T09:00-05:00", "2029-12-28T18:00-05:00")
    assert len(found.strip.rows) == FIRST_WEEKS + 1 + LAST_WEEKS
    fold = found.strip.rows[FIRST_WEEKS]
    assert fold.words == "234 more weeks, 10,530 h counted"
    assert int(found.total.replace(",", "")[:-2]) == 10_530 + (FIRST_WEEKS + LAST_WEEKS) * 45
    assert [row.label for row in found.strip.rows][FIRST_WEEKS + 1] == "19 Nov 2029"


def test_a_pause_is_drawn_and_explained() -> None:
    pause = (epoch("2025-06-06T12:00-04:00"), epoch("2025-06-06T13:00-04:00"))
    marks = [
        Mark("start", epoch("2025-06-05T10:00-04:00"), "Start"),
        Mark("end", epoch("2025-06-06T18:00-04:00"), "End"),
    ]
    found = working_of(OFFICE, [], marks, OFFICE.zone, pauses=[pause])
    assert share(found.strip.rows[1], "paused") == pytest.approx(100 / 24, abs=0.01)
    assert [entry.kind for entry in found.legend] == ["start", "end", "counted", "open", "paused"]
    assert found.lines == ()


def test_the_table_has_the_spans_of_the_strip_in_words() -> None:
    lines = between(NIGHTS, "2025-06-05T12:00-04:00", "2025-06-07T00:00-04:00").lines
    assert [(line.from_words, line.to_words, line.counts) for line in lines] == [
        ("Thu 5 Jun 22:00", "Fri 6 Jun 06:00", "8 h"),
        ("Fri 6 Jun 22:00", "Sat 7 Jun 00:00", "2 h"),
    ]


def test_a_list_of_holidays_closes_its_row() -> None:
    holiday = Calendar("America/New_York", {"thu": ["09:00-18:00"], "fri": ["09:00-18:00"]}, [date(2025, 7, 4)])
    rows = between(holiday, "2025-07-03T09:00-04:00", "2025-07-05T00:00-04:00").strip.rows
    assert [bool(row.bars) for row in rows] == [True, False]


@settings(max_examples=60, deadline=None)
@given(CALENDARS, INSTANTS, st.integers(1, 9 * 86_400))
def test_whatever_the_calendar_the_bars_hold_the_time_that_counted(calendar: Calendar, start: int, length: int) -> None:
    spans = calendar.working(start, start + length)
    marks = [Mark("start", start, "Start"), Mark("end", start + length, "End")]
    found = strip(calendar, spans, marks, calendar.zone)
    assert len(found.rows) <= MOST_DAYS + 1
    assert sum(len(row.points) for row in found.rows) == 2
    for row in found.rows:
        # In a row bars of one kind and one lane follow each other, and none leaves the row.
        for kind in ("open", "counted"):
            for lane in (row.y, row.y + 7):
                bars = sorted(
                    (float(bar.x[:-1]), float(bar.width[:-1])) for bar in row.bars if (bar.kind, bar.y) == (kind, lane)
                )
                assert all(one[0] + one[1] <= other[0] + 0.31 for one, other in pairwise(bars))
                assert all(0 <= x <= 100 and x + width <= 100.31 for x, width in bars)
        # What counted was open. Bars of a few seconds are drawn wider than they are.
        assert share(row, "counted") <= share(row, "open") + 0.31 * len(row.bars)
