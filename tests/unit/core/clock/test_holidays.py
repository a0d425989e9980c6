"""Holiday lists as values, openings on single dates, and calendars that change from a date on."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import holidays as published
import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.holidays import HolidayList
from stepladder.core.values import DeskError
from tests.unit.core.clock.offices import ALWAYS, EVERY_DAY, NEW_YORK, NIGHTS, OFFICE, deadline, epoch, weekly, worked

CHRISTMAS, EVE = date(2025, 12, 25), date(2025, 12, 24)
LIST = HolidayList("Closing days", "2025.1", [CHRISTMAS, EVE, EVE])
DAY = ("2025-12-25T00:00-05:00", "2025-12-26T00:00-05:00")
EVENING = ("2025-12-23T00:00-05:00", "2025-12-24T00:00-05:00")


def test_a_list_is_a_value_in_order_without_repetition() -> None:
    assert LIST.dates == tuple(LIST) == (EVE, CHRISTMAS)
    assert HolidayList(" Closing days ", "2025.1", (EVE, CHRISTMAS)) == LIST
    assert HolidayList("Closing days", "2025.2", LIST) != LIST
    assert (str(LIST), LIST.last) == ("Closing days (2025.1)", CHRISTMAS)
    assert hash(LIST) == hash(HolidayList("Closing days", "2025.1", LIST))


@pytest.mark.parametrize("holidays", [LIST, [LIST], [LIST, date(2026, 1, 1)], list(LIST)])
def test_a_calendar_takes_lists_and_dates(holidays: Any) -> None:
    calendar = Calendar(NEW_YORK, weekly("09:00-18:00"), holidays)
    assert worked(calendar, *DAY) == "0:00:00"
    assert worked(calendar, *EVENING) == "9:00:00"
    days, lists = calendar.holidays_on(CHRISTMAS)
    assert days >= set(LIST)
    assert lists == tuple(item for item in [holidays, *holidays] if isinstance(item, HolidayList))


def test_a_snapshot_of_published_holidays_keeps_their_version() -> None:
    name = f"holidays {published.__version__}"
    snapshot = HolidayList("US federal", name, published.country_holidays("US", years=[2025]))
    assert (len(snapshot.dates), snapshot.last, snapshot.version) == (11, CHRISTMAS, name)
    assert deadline(Calendar(NEW_YORK, weekly("09:00-18:00"), snapshot), "2025-07-03T17:00-04:00", "2h") == (
        "2025-07-07T10:00:00-04:00"
    )


WARNINGS = {  # claim: (holidays, now, ahead_days, the start of each sentence)
    "a named list by its name and version": (
        [LIST], "2025-12-26T00:00-05:00", 0,
        ["The last holiday of the list Closing days (2025.1) of calendar office was"]),
    "a list that ends next week, a month ahead": (
        [LIST], "2025-12-18T12:00-05:00", 30,
        ["The last holiday of the list Closing days (2025.1) of calendar office is 2025-12-25: every later one will"]),
    "the same, without looking ahead": ([LIST], "2025-12-18T12:00-05:00", 0, []),
    "each list by itself": (
        [LIST, HolidayList("More", "1", [date(2026, 1, 1)])], "2025-12-26T00:00-05:00", 0,
        ["The last holiday of the list Closing days"]),
    "a date far ahead hides no list that has ended": (
        [LIST, date(2030, 1, 1)], "2025-12-26T00:00-05:00", 0, ["The last holiday of the list Closing days"]),
    "a date beside a list is an addition, and no list": (
        [HolidayList("More", "1", [date(2026, 1, 1)]), EVE], "2025-12-26T00:00-05:00", 0, []),
    "dates alone": ([EVE], "2025-12-26T00:00-05:00", 0, ["The last holiday of calendar office was 2025-12-24: every"]),
}  # fmt: skip


@pytest.mark.parametrize(("holidays", "now", "ahead_days", "said"), WARNINGS.values(), ids=WARNINGS)
def test_warnings(holidays: list[date | HolidayList], now: str, ahead_days: int, said: list[str]) -> None:
    calendar = Calendar(NEW_YORK, weekly("09:00-18:00"), holidays, id="office")
    found = calendar.warnings(datetime.fromisoformat(now), ahead_days=ahead_days)
    assert len(found) == len(said)
    assert all(sentence.startswith(start) for sentence, start in zip(found, said, strict=True))


HOURS, OPENED = weekly("09:00-18:00"), {CHRISTMAS: ["10:00-12:00"], date(2025, 12, 23): ["17:00-20:00"]}
NIGHT = weekly("22:00-06:00", days=EVERY_DAY)
NIGHT_OPENED = Calendar(NEW_YORK, NIGHT, [CHRISTMAS], openings={EVE: ["18:00-02:00"]}, holiday_closes_shift=False)

OPENINGS = {  # claim: (calendar, stretch, worked)
    "an opening on a holiday is open": (Calendar(NEW_YORK, HOURS, [CHRISTMAS], openings=OPENED), DAY, "2:00:00"),
    "on a working day it comes on top, and an overlap counts once": (
        Calendar(NEW_YORK, HOURS, openings=OPENED), EVENING, "11:00:00"),
    "it comes on top of an exception": (
        Calendar(NEW_YORK, HOURS, (), {CHRISTMAS: ["09:00-10:00"]}, openings=OPENED), DAY, "3:00:00"),
    "it opens a date that an exception closes": (
        Calendar(NEW_YORK, HOURS, (), {CHRISTMAS: []}, openings=OPENED), DAY, "2:00:00"),
    "it opens a calendar without weekly hours": (Calendar(NEW_YORK, {}, openings=OPENED), DAY, "2:00:00"),
    "by date: no holiday cuts it, though it cuts the week": (
        NIGHT_OPENED, ("2025-12-24T12:00-05:00", "2025-12-25T12:00-05:00"), "8:00:00"),
    "around the clock it adds nothing": (
        Calendar(NEW_YORK, weekly("00:00-24:00", days=EVERY_DAY), openings=OPENED), DAY, "1 day, 0:00:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "stretch", "expected"), OPENINGS.values(), ids=OPENINGS)
def test_openings(calendar: Calendar, stretch: tuple[str, str], expected: str) -> None:
    assert worked(calendar, *stretch) == expected


EIGHT = Calendar(NEW_YORK, weekly("08:00-17:00"), [CHRISTMAS])
APRIL = Calendar.changing(OFFICE, (date(2025, 4, 1), EIGHT), (date(2026, 4, 1), ALWAYS), id="team")
TO_NIGHTS = Calendar.changing(NIGHTS, (date(2025, 4, 1), OFFICE))
FROM_NIGHTS = Calendar.changing(OFFICE, (date(2025, 4, 1), NIGHTS))

CHANGES = {  # claim: (calendar, start, within, due)
    "before the date the first holds": (APRIL, "2025-03-28T17:00-04:00", "2h", "2025-03-31T10:00:00-04:00"),
    "from the date on the next holds": (APRIL, "2025-04-01T07:00-04:00", "2h", "2025-04-01T10:00:00-04:00"),
    "a promise runs over from one to the other": (APRIL, "2025-03-31T17:00-04:00", "3h", "2025-04-01T10:00:00-04:00"),
    "the last holds for ever": (APRIL, "2030-06-01T03:00-04:00", "3h", "2030-06-01T06:00:00-04:00"),
    "holidays are those of the calendar that holds": (
        APRIL, "2025-12-24T16:00-05:00", "2h", "2025-12-26T09:00:00-05:00"),
    "the last night of the old one runs to its end": (
        TO_NIGHTS, "2025-03-31T23:00-04:00", "8h", "2025-04-01T10:00:00-04:00"),
    "the night before the new one's first date is none": (
        FROM_NIGHTS, "2025-04-01T00:00-04:00", "1h", "2025-04-01T23:00:00-04:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "within", "due"), CHANGES.values(), ids=CHANGES)
def test_a_calendar_that_changes(calendar: Calendar, start: str, within: str, due: str) -> None:
    assert deadline(calendar, start, within) == due


def test_a_calendar_that_changed_is_like_any_other() -> None:
    assert repr(APRIL) == "<Calendar team in America/New_York>"
    start, end = epoch("2025-03-25T00:00Z"), epoch("2026-04-07T00:00Z")
    spans = APRIL.working(start, end)
    assert sum(closes - opens for opens, closes in spans) == APRIL.worked_seconds(start, end)
    starts = list(range(start, end, 86_399))
    assert APRIL.deadlines(starts, 7200).tolist() == [APRIL.due(at, 7200) for at in starts]
    again = Calendar.changing(APRIL, (date(2027, 1, 1), OFFICE))
    assert deadline(again, "2026-12-31T22:00-05:00", "3h") == "2027-01-01T10:00:00-05:00"
    assert deadline(again, "2025-03-31T17:00-04:00", "3h") == deadline(APRIL, "2025-03-31T17:00-04:00", "3h")


def test_it_warns_of_the_holidays_that_hold_now() -> None:
    assert APRIL.warnings(datetime.fromisoformat("2025-03-01T12:00-05:00")) == ()
    assert len(APRIL.warnings(datetime.fromisoformat("2026-01-02T12:00-05:00"))) == 1
    assert APRIL.warnings(datetime.fromisoformat("2026-04-02T12:00-04:00")) == ()


def test_around_the_clock_twice_is_around_the_clock() -> None:
    twice = Calendar.changing(ALWAYS, (date(2025, 4, 1), Calendar.always(NEW_YORK)))
    assert twice.working(0, 10**9) == [(0, 10**9)]


LISBON = Calendar("Europe/Lisbon", weekly("09:00-18:00"))
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {  # claim: (the call, what)
    "a list without a name": (lambda: HolidayList(" ", "1", [EVE]), "no name or no version"),
    "a list without a version": (lambda: HolidayList("Closing days", "", [EVE]), "no name or no version"),
    "a list without a date": (lambda: HolidayList("Closing days", "1", []), "holds no date"),
    "a list with a time of day": (lambda: HolidayList("Closing days", "1", [datetime(2025, 1, 1)]), "is not a date"),
    "an opening with a time of day": (
        lambda: Calendar(NEW_YORK, HOURS, openings={datetime(2025, 1, 1): ["09:00-10:00"]}), "is not a date"),
    "an opening that cannot be read": (
        lambda: Calendar(NEW_YORK, HOURS, openings={EVE: ["noon"]}), "'noon' is not a span of hours"),
    "t44: openings without spans": (lambda: Calendar(NEW_YORK, {}, openings={EVE: []}), "it never opens"),
    "nothing to change to": (lambda: Calendar.changing(OFFICE), "it never changes"),
    "dates that do not ascend": (
        lambda: Calendar.changing(OFFICE, (CHRISTMAS, EIGHT), (EVE, ALWAYS)), "2025-12-24 does not follow 2025-12-25"),
    "the same date twice": (lambda: Calendar.changing(OFFICE, (EVE, EIGHT), (EVE, ALWAYS)), "does not follow"),
    "a change at a time of day": (
        lambda: Calendar.changing(OFFICE, (datetime(2025, 1, 1), EIGHT)), "is not a date"),
    "a change of zone": (
        lambda: Calendar.changing(OFFICE, (EVE, LISBON)), "from 2025-12-24 on its zone would be Europe/Lisbon"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "what"), REFUSED.values(), ids=REFUSED)
def test_refused(call: Callable[[], Any], what: str) -> None:
    with pytest.raises(DeskError) as refused:
        call()
    assert what in refused.value.what
