"""What a workspace sets stands over what its policy writes, and only where it was set."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.holidays import HolidayList
from stepladder.core.clock.revision import ALL, CalendarChange, CalendarRevision, check_revision, revised
from stepladder.core.values import DeskError

WEEK = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
CHRISTMAS_EVE, CHRISTMAS = date(2025, 12, 24), date(2025, 12, 25)
SATURDAY = date(2025, 12, 27)
NOW = int(datetime(2025, 12, 19, tzinfo=UTC).timestamp())


def office(**more: object) -> Calendar:
    return Calendar("UTC", WEEK, id="office", **more)  # type: ignore[arg-type]


CALENDARS = {
    "always": Calendar.always("UTC", id="always"),
    "office": office(exceptions={CHRISTMAS_EVE: ["09:00-14:00"]}),
    "billing": office(),
}


def under(**changes: CalendarChange) -> dict[str, Calendar]:
    """The calendars under changes by name; `every` stands for all."""
    named = {ALL if name == "every" else name: change for name, change in changes.items()}
    return dict(revised(CALENDARS, CalendarRevision(named)))


def hours(calendar: Calendar, day: date) -> list[str]:
    zone = calendar.zone
    return [
        f"{datetime.fromtimestamp(opens, zone):%H:%M}-{datetime.fromtimestamp(closes, zone):%H:%M}"
        for opens, closes in calendar.shifts(day)
    ]


OFF = CalendarChange(holidays=(CHRISTMAS, CHRISTMAS_EVE))
LISTED = CalendarChange(lists=(HolidayList("Bank holidays", "2025", [CHRISTMAS]),))
TABLE: dict[str, tuple[dict[str, CalendarChange], date, list[str]]] = {
    # claim: (changes, date, hours of the office)
    "a holiday closes the day": ({"office": OFF}, CHRISTMAS, []),
    "a holiday closes a short day of the policy": ({"office": OFF}, CHRISTMAS_EVE, []),
    "a holiday of all calendars closes it too": ({"every": OFF}, CHRISTMAS, []),
    "a named list counts as its dates do": ({"every": LISTED}, CHRISTMAS, []),
    "hours of a date stand over the policy's": (
        {"office": CalendarChange(exceptions={CHRISTMAS_EVE: ("10:00-11:00",)})}, CHRISTMAS_EVE, ["10:00-11:00"],
    ),
    "hours of a date stand over a holiday of the same change": (
        {"office": CalendarChange(holidays=(CHRISTMAS,), exceptions={CHRISTMAS: ("10:00-11:00",)})},
        CHRISTMAS, ["10:00-11:00"],
    ),
    "what is a calendar's own stands over what all of them get": (
        {"every": CalendarChange(exceptions={CHRISTMAS: ("10:00-11:00",)}), "office": OFF}, CHRISTMAS, [],
    ),
    "and the other way round": (
        {"every": OFF, "office": CalendarChange(exceptions={CHRISTMAS: ("10:00-11:00",)})}, CHRISTMAS, ["10:00-11:00"],
    ),
    "an opening comes on top": (
        {"office": CalendarChange(openings={SATURDAY: ("10:00-14:00",)})}, SATURDAY, ["10:00-14:00"],
    ),
    "an opening stands on a holiday": (
        {"every": OFF, "office": CalendarChange(openings={CHRISTMAS: ("10:00-14:00",)})}, CHRISTMAS, ["10:00-14:00"],
    ),
    "other dates stay as they are": ({"every": OFF}, date(2025, 12, 23), ["09:00-18:00"]),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "day", "expected"), TABLE.values(), ids=TABLE)
def test_a_date_under_a_revision(changes: dict[str, CalendarChange], day: date, expected: list[str]) -> None:
    assert hours(under(**changes)["office"], day) == expected


def test_t36_a_holiday_of_one_calendar_leaves_the_others_alone() -> None:
    found = under(office=OFF)
    assert found["billing"] is CALENDARS["billing"]
    assert found["always"] is CALENDARS["always"]


def test_a_calendar_that_never_closes_is_not_touched_by_what_all_get() -> None:
    assert under(every=OFF)["always"] is CALENDARS["always"]


def test_a_calendar_that_changes_on_a_date_is_revised_before_and_after_it() -> None:
    later = Calendar("UTC", {**WEEK, "thu": ["07:00-12:00"]}, id="office")
    changing = Calendar.changing(office(), (date(2026, 1, 1), later), id="office")
    change = CalendarChange(holidays=(CHRISTMAS, date(2026, 1, 8)))
    found = revised({"office": changing}, CalendarRevision({"office": change}))["office"]
    assert [hours(found, day) for day in (CHRISTMAS, date(2026, 1, 8))] == [[], []]
    assert hours(found, date(2025, 12, 18)) == ["09:00-18:00"]
    assert hours(found, date(2026, 1, 15)) == ["07:00-12:00"]


def test_the_name_and_version_of_a_list_stay_known() -> None:
    found = under(every=LISTED)["office"]
    assert [str(one) for one in found.holidays_on(CHRISTMAS)[1]] == ["Bank holidays (2025)"]
    assert "Bank holidays (2025)" in found.warnings(datetime(2026, 2, 1, tzinfo=UTC))[0]


def test_a_revision_without_changes_gives_the_same_calendars() -> None:
    found = revised(CALENDARS, CalendarRevision())
    assert all(found[name] is calendar for name, calendar in CALENDARS.items())


def test_the_last_change_of_a_calendar_is_forgotten_when_it_is_taken_back() -> None:
    revision = CalendarRevision().with_change("office", OFF)
    assert revision.with_change("office", CalendarChange()) == CalendarRevision()
    assert revision.of("billing") == CalendarChange()


WRONG: dict[str, tuple[dict[str, CalendarChange], str]] = {
    "an unknown calendar is named with the nearest": ({"offcie": OFF}, "Did you mean 'office'?"),
    "a calendar that never closes has no holidays": ({"always": OFF}, "never closes"),
    "a list of every day of the years to come": (
        {"office": CalendarChange(holidays=tuple(date.fromordinal(n) for n in range(739_000, 741_000)))},
        "would not open for a year",
    ),
}


@pytest.mark.parametrize(("changes", "said"), WRONG.values(), ids=WRONG)
def test_what_could_only_be_a_mistake_is_refused(changes: dict[str, CalendarChange], said: str) -> None:
    with pytest.raises(DeskError, match=said):
        check_revision(CALENDARS, CalendarRevision(changes), NOW)


def test_t44_a_calendar_of_single_dates_is_not_closed_for_ever() -> None:
    fair = Calendar("UTC", {}, exceptions={date(2026, 3, 2): ["09:00-17:00"]}, id="fair")
    change = CalendarChange(holidays=(date(2026, 3, 2),))
    with pytest.raises(DeskError, match="would never open again"):
        revised({"fair": fair}, CalendarRevision({"fair": change}))


def test_a_sound_revision_passes() -> None:
    check_revision(CALENDARS, CalendarRevision({ALL: OFF, "office": LISTED}), NOW)


BROKEN: dict[str, dict[str, object]] = {
    "a datetime is no date": {"holidays": (datetime(2025, 12, 25),)},
    "spans that overlap": {"exceptions": {CHRISTMAS: ("09:00-12:00", "11:00-14:00")}},
    "a night that runs into the morning of its own date": {"openings": {CHRISTMAS: ("22:00-10:00", "09:00-12:00")}},
    "no span at all": {"exceptions": {CHRISTMAS: ("9 to 5",)}},
    "more dates than anybody needs": {"holidays": tuple(date.fromordinal(n) for n in range(1, 20_002))},
}


@pytest.mark.parametrize("given", BROKEN.values(), ids=BROKEN)
def test_a_change_that_cannot_be_read_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(DeskError):
        CalendarChange(**given)  # type: ignore[arg-type]
