"""Calendars and instants as Hypothesis makes them: odd offsets, both hemispheres, nights, split days, days off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from stepladder.core.clock.calendar import Calendar
from tests.property.clock.oracle import NAMES, Rules

ZONES = (
    "UTC", "America/New_York", "Europe/Lisbon", "Europe/Dublin", "Asia/Kathmandu", "Asia/Kolkata", "America/St_Johns",
    "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
    "America/Santiago", "America/Havana", "America/Nuuk", "Africa/Casablanca", "Asia/Beirut", "Africa/Monrovia",
    "Antarctica/Troll",
)  # fmt: skip


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


# Around these instants some zone above changes its clock, or leaves out a day.
CHANGES = tuple(
    at(text)
    for text in (
        "1972-01-07T00:44:30", "1995-01-01T10:00", "2011-12-30T10:00", "2024-10-27T01:00", "2025-03-09T07:00",
        "2025-03-30T01:00", "2025-04-05T15:00", "2025-04-06T03:00", "2025-09-07T04:00", "2025-10-04T15:30",
        "2025-11-02T06:00", "2199-03-10T07:00",
    )
)  # fmt: skip
# Calendars are compiled in chunks of 2**26 seconds, whose borders nobody may notice.
BORDERS = tuple(number << 26 for number in (0, 7, 25, 26, 100))

TIMES = ["00:00", "01:30", "02:00", "02:30", "03:00", "06:00", "09:00", "12:00", "13:00", "18:00", "22:00"]
WALL = st.one_of(
    st.sampled_from(TIMES),
    st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59)),
)
USUAL = [["09:00-18:00"], ["09:00-12:00", "13:00-18:00"], ["22:00-06:00"], ["00:00-24:00"], ["18:00-00:00"]]
# A close of 24:00 where the two would be the same time, which no span may have.
SPAN = st.builds(lambda opens, closes: f"{opens}-{'24:00' if opens == closes else closes}", WALL, WALL)
SPANS = st.one_of(st.sampled_from(USUAL), st.lists(SPAN, min_size=1, max_size=3))
WEEKS = st.dictionaries(st.sampled_from(NAMES), SPANS, min_size=1, max_size=7)
# Days off crowd around the clock changes and a single month, so that they meet the instants.
DATES = st.one_of(
    st.builds(
        lambda change, days: datetime.fromtimestamp(change, UTC).date() + timedelta(days=days),
        st.sampled_from(CHANGES),
        st.integers(-4, 4),
    ),
    st.dates(date(2025, 6, 1), date(2025, 6, 30)),
)
RULES = st.builds(
    Rules,
    hours=WEEKS,
    holidays=st.frozensets(DATES, max_size=6),
    exceptions=st.dictionaries(DATES, st.just([]) | SPANS, max_size=4),
    holiday_closes_shift=st.booleans(),
    openings=st.dictionaries(DATES, SPANS, max_size=2),
)


def calendar_of(zone: str, rules: Rules) -> Calendar:
    return Calendar(
        zone,
        rules.hours,
        rules.holidays,
        rules.exceptions,
        openings=rules.openings,
        holiday_closes_shift=rules.holiday_closes_shift,
    )


CALENDARS = st.one_of(
    st.builds(calendar_of, st.sampled_from(ZONES), RULES), st.builds(Calendar.always, st.sampled_from(ZONES))
)
INSTANTS = st.one_of(
    st.builds(int.__add__, st.sampled_from(CHANGES + BORDERS), st.integers(-4 * 86_400, 4 * 86_400)),
    st.builds(int.__add__, st.just(at("2025-06-01T00:00")), st.integers(0, 30 * 86_400)),
    st.integers(at("1970-01-01T00:00"), at("2200-01-01T00:00")),
)
# Up to four days of work time: a quarter of an hour a week takes seven years for it.
WORK = st.integers(0, 4 * 86_400) | st.sampled_from([0, 1, 1800, 3600, 14_400, 86_400])
