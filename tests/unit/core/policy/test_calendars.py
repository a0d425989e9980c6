"""What a pack may write about a calendar, and what comes of it."""
# ruff: noqa: E501 - a calendar of a policy stands on one line

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from stepladder.core.clock.revision import ALL, CalendarChange, CalendarRevision
from stepladder.core.policy.calendars import Calendars
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from stepladder.core.values import DeskError, Fault, PackFaults
from tests.unit.core.triage.small_desk import FILES

WEEK = '{mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}'
ICAL = (
    "BEGIN:VCALENDAR\nX-WR-CALNAME:Closing days\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20251224\nEND:VEVENT\nEND:VCALENDAR\n"
)


def pack_with(calendar: str, **files: str) -> Pack:
    text = f"calendars:\n  - {{{calendar}}}\n"
    return load(
        "small-desk", FILES | {"team.yaml": text} | {name.replace("_", "."): one for name, one in files.items()}
    )


def due(pack: Pack, start: str, hours: int, calendar: str = "team") -> str:
    return pack.calendars[calendar].deadline(datetime.fromisoformat(start), timedelta(hours=hours)).isoformat()


def faults(calendar: str, **files: str) -> tuple[Fault, ...]:
    with pytest.raises(PackFaults) as refused:
        pack_with(calendar, **files)
    return refused.value.faults


WRITTEN = {  # claim: (calendar, start, hours, due)
    "a holiday as a date": (
        f"id: team, hours: {WEEK}, holidays: [2025-12-25]", "2025-12-24T17:00-05:00", 2, "2025-12-26T10:00:00-05:00"),
    "a named list of holidays": (
        f"id: team, hours: {WEEK}, holidays: [{{list: Closing days, version: '2025', days: [2025-12-25, 2025-12-26]}}]",
        "2025-12-24T17:00-05:00", 2, "2025-12-29T10:00:00-05:00"),
    "a date beside a list": (
        f"id: team, hours: {WEEK}, holidays: [2025-12-29, {{list: Closing days, version: '2025', days: [2025-12-25, 2025-12-26]}}]",
        "2025-12-24T17:00-05:00", 2, "2025-12-30T10:00:00-05:00"),
    "a file of holidays beside the pack": (
        f"id: team, hours: {WEEK}, holidays: [{{ical: days.ics}}]", "2025-12-23T17:00-05:00", 2, "2025-12-25T10:00:00-05:00"),
    "an opening on top of a closed day": (
        f"id: team, hours: {WEEK}, openings: {{2025-03-08: ['10:00-11:00']}}",
        "2025-03-07T17:00-05:00", 2, "2025-03-08T11:00:00-05:00"),
    "an opening on a holiday": (
        f"id: team, hours: {WEEK}, holidays: [2025-12-25], openings: {{2025-12-25: ['10:00-11:00']}}",
        "2025-12-24T17:00-05:00", 2, "2025-12-25T11:00:00-05:00"),
    "hours that change on a date": (
        f"id: team, hours: {WEEK}, changes: [{{from: 2025-03-06, hours: {{thu: ['12:00-14:00']}}}}]",
        "2025-03-05T17:00-05:00", 2, "2025-03-06T13:00:00-05:00"),
    "before the date they are what they were": (
        f"id: team, hours: {WEEK}, changes: [{{from: 2025-03-07, hours: {{thu: ['12:00-14:00']}}}}]",
        "2025-03-05T17:00-05:00", 2, "2025-03-06T10:00:00-05:00"),
    "a change leaves the holidays as they were": (
        f"id: team, hours: {WEEK}, holidays: [2025-03-06], changes: [{{from: 2025-03-06, hours: {WEEK.replace('09:00', '08:00')}}}]",
        "2025-03-05T17:00-05:00", 2, "2025-03-07T09:00:00-05:00"),
    "a second change builds on the first": (
        f"id: team, hours: {WEEK}, changes: [{{from: 2025-03-06, hours: {WEEK.replace('09:00', '08:00')}}}, {{from: 2025-03-07, holidays: [2025-03-07]}}]",
        "2025-03-06T17:00-05:00", 2, "2025-03-10T09:00:00-04:00"),
    "a change to no holidays": (
        f"id: team, hours: {WEEK}, holidays: [2025-03-06], changes: [{{from: 2025-03-06, holidays: []}}]",
        "2025-03-05T17:00-05:00", 2, "2025-03-06T10:00:00-05:00"),
    "the holiday of the day on which a night starts closes it whole": (
        "id: team, hours: {wed: ['22:00-06:00'], thu: ['22:00-06:00']}, holidays: [2025-03-05]",
        "2025-03-05T21:00-05:00", 3, "2025-03-07T01:00:00-05:00"),
    "or a holiday closes its own date alone": (
        "id: team, hours: {wed: ['22:00-06:00'], thu: ['22:00-06:00']}, holidays: [2025-03-05], holiday_closes_shift: false",
        "2025-03-05T21:00-05:00", 3, "2025-03-06T03:00:00-05:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "hours", "due_at"), WRITTEN.values(), ids=WRITTEN)
def test_what_a_calendar_says_counts(calendar: str, start: str, hours: int, due_at: str) -> None:
    assert due(pack_with(calendar, days_ics=ICAL), start, hours) == due_at


def test_a_list_keeps_its_name_and_version() -> None:
    pack = pack_with(f"id: team, hours: {WEEK}, holidays: [{{ical: days.ics, version: '2025'}}]", days_ics=ICAL)
    _, (one,) = pack.calendars["team"].holidays_on(date(2025, 3, 1))
    assert str(one) == "Closing days (2025)"


def test_a_file_of_holidays_is_part_of_the_version() -> None:
    calendar = f"id: team, hours: {WEEK}, holidays: [{{ical: days.ics}}]"
    other = ICAL.replace("20251224", "20251223")
    assert pack_with(calendar, days_ics=ICAL).digest != pack_with(calendar, days_ics=other).digest


def test_a_list_that_runs_out_is_warned_of() -> None:
    pack = pack_with(f"id: team, hours: {WEEK}, holidays: [{{ical: days.ics, version: '2025'}}]", days_ics=ICAL)
    calendar = pack.calendars["team"]
    assert calendar.warnings(datetime(2025, 6, 1, tzinfo=UTC)) == ()
    (warning,) = calendar.warnings(datetime(2026, 6, 1, tzinfo=UTC))
    assert "the list Closing days (2025) of calendar team was 2025-12-24" in warning


REFUSED = {  # claim: (calendar, part of what, part of mend)
    "a file that is not there": (
        f"id: team, hours: {WEEK}, holidays: [{{ical: day.ics}}]", "no file of the pack is called 'day.ics'", "days.ics"),
    "a file that cannot be read": (
        f"id: team, hours: {WEEK}, holidays: [{{ical: bad.ics}}]", "bad.ics, iCalendar line 1: 'nothing' is no line", "Write NAME:value"),
    "an empty list": (
        f"id: team, hours: {WEEK}, holidays: [{{list: None, version: '1', days: []}}]", "it holds no date", "Leave the list out"),
    "a list without a version": (
        f"id: team, hours: {WEEK}, holidays: [{{list: None, days: [2025-12-25]}}]", "'version' is missing", "version"),
    "an unknown key of a list": (
        f"id: team, hours: {WEEK}, holidays: [{{list: A, version: '1', dates: [2025-12-25]}}]", "'dates'", "'days'"),
    "a change without a date": (
        f"id: team, hours: {WEEK}, changes: [{{hours: {{mon: ['09:00-12:00']}}}}]", "'from' is missing", "from"),
    "a change of nothing": (
        f"id: team, hours: {WEEK}, changes: [{{from: 2025-04-01}}]", "nothing changes", "Add one of"),
    "changes that go back": (
        f"id: team, hours: {WEEK}, changes: [{{from: 2025-04-01, holidays: []}}, {{from: 2025-03-01, holidays: [2025-12-25]}}]",
        "2025-03-01 does not follow 2025-04-01", "in order"),
    "a calendar that never closes, with days off": (
        "id: team, always: true, holidays: [2025-12-25]", "its holidays would change nothing", "leave `holidays` out"),
    "a flag that is none": (
        f"id: team, hours: {WEEK}, holiday_closes_shift: maybe", "not true or false", "Write true or false"),
    "an opening that is no span": (
        f"id: team, hours: {WEEK}, openings: {{2025-03-08: ['ten']}}", "'ten' is not a span of hours", "09:00-17:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "what", "mend"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused_at_its_place(calendar: str, what: str, mend: str) -> None:
    found = [one for one in faults(calendar, days_ics=ICAL, bad_ics="nothing\n") if what in one.what]
    assert [one.file for one in found] == ["team.yaml"]
    assert found[0].line == 2
    assert mend in found[0].mend


THEIRS = f"id: team, zone: customer, hours: {WEEK}, holidays: [2025-12-25]"


def test_a_calendar_in_the_zone_of_the_customer_is_compiled_for_each() -> None:
    pack = pack_with(THEIRS)
    start = "2025-03-07T16:00+00:00"
    assert due(pack, start, 2) == "2025-03-07T13:00:00-05:00"
    assert due(pack, start, 2, "team@Europe/Paris") == "2025-03-10T10:00:00+01:00"
    assert due(pack, start, 2, "team@Asia/Tokyo") == "2025-03-10T11:00:00+09:00"
    assert pack.calendars["team@Asia/Tokyo"] is pack.calendars["team@Asia/Tokyo"]
    assert sorted(pack.calendars) == ["always", "office", "team"]


def test_around_the_clock_has_the_zone_of_the_customer_too() -> None:
    pack = pack_with("id: always, zone: customer, always: true")
    assert due(pack, "2025-03-07T16:00+00:00", 2, "always@Europe/Paris") == "2025-03-07T19:00:00+01:00"


def test_a_key_names_the_zone_only_where_it_matters() -> None:
    calendars = pack_with(THEIRS).calendars
    assert calendars.key("team", "Europe/Paris") == "team@Europe/Paris"
    assert calendars.key("team", None) == "team"
    assert calendars.key("office", "Europe/Paris") == "office"


@pytest.mark.parametrize("key", ["tean", "office@Europe/Paris", "nobody@Europe/Paris", "team@"])
def test_a_key_of_no_calendar_is_none(key: str) -> None:
    with pytest.raises(KeyError):
        pack_with(THEIRS).calendars[key]


def test_a_zone_that_no_customer_can_have_is_refused_by_name() -> None:
    with pytest.raises(DeskError, match=r"no time zone is called 'Europe/Pari'.*Europe/Paris"):
        pack_with(THEIRS).calendars["team@Europe/Pari"]


def test_only_so_many_zones_are_kept() -> None:
    made: list[str] = []
    office = pack_with(THEIRS).calendars["office"]
    calendars = Calendars({"team": office}, {"team": lambda zone: made.append(zone) or office})  # type: ignore[func-returns-value]
    zones = ["Europe/Paris", *(f"Etc/GMT+{n}" for n in range(1, 13)), *(f"Etc/GMT-{n}" for n in range(1, 15))]
    for _ in range(2):
        assert all(calendars[f"team@{zone}"] is office for zone in zones)
    assert made == zones


def test_a_revision_of_a_calendar_holds_for_it_in_every_zone() -> None:
    written = pack_with(THEIRS).calendars
    monday = CalendarChange(holidays=(date(2025, 3, 10),))
    start, two = datetime(2025, 3, 7, 16, tzinfo=UTC), timedelta(hours=2)
    for name in ("team", ALL):
        calendars = written.under(CalendarRevision({name: monday}))
        assert calendars["team@Europe/Paris"].deadline(start, two).isoformat() == "2025-03-11T10:00:00+01:00"
        assert calendars["team@Asia/Tokyo"].deadline(start, two).isoformat() == "2025-03-11T11:00:00+09:00"
        assert calendars.key("team", "Europe/Paris") == "team@Europe/Paris"
        assert list(calendars) == list(written)


def test_what_a_revision_does_not_touch_is_the_same_calendar() -> None:
    written = pack_with(THEIRS).calendars
    calendars = written.under(CalendarRevision({"office": CalendarChange(holidays=(date(2025, 3, 10),))}))
    for key in ("always", "team", "team@Europe/Paris"):
        assert calendars[key] is written[key]
    assert calendars["office"] is not written["office"]


def test_around_the_clock_stays_so_in_every_zone() -> None:
    written = pack_with("id: always, zone: customer, always: true").calendars
    calendars = written.under(CalendarRevision({ALL: CalendarChange(holidays=(date(2025, 3, 10),))}))
    assert calendars["always@Europe/Paris"] is written["always@Europe/Paris"]
