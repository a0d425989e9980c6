"""The readings that a policy chooses: each is acted on, or told as what only elements can say; nonsense is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import stepladder
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.triage.loading import load
from stepladder.core.values import PackFaults

SOURCE = Path(stepladder.__file__).parent
TELLING = ("core/lint/", "core/policy/parameters.py", "core/policy/shown/", "web/")
"""What speaks of parameters and goes by none of them."""
PACK = "pack: {id: own, title: Own, version: '1'}\n"
HOURS = "hours: {mon: ['09:00-17:00'], tue: ['09:00-17:00'], wed: ['09:00-17:00']}"
HALF = "holidays: [{list: Closing days, version: '1', days: [2029-12-25]}]"
ICAL = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Closed\n"
    "DTSTART;VALUE=DATE:20291225\nDTEND;VALUE=DATE:20291226\nEND:VEVENT\nEND:VCALENDAR\n"
)


def test_the_desk_goes_by_every_parameter_that_is_not_for_elements_to_say() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*.py")
        if not path.relative_to(SOURCE).as_posix().startswith(TELLING)
    ]
    acted_on = {name for name in PARAMETERS if any(f'"{name}"' in text for text in texts)}
    with_a_choice = {name for name, one in PARAMETERS.items() if len(one.choices) != 1}
    assert {name for name in with_a_choice if not PARAMETERS[name].said_by_elements} == acted_on


def test_the_default_of_every_parameter_is_one_of_its_readings() -> None:
    for one in PARAMETERS.values():
        if not one.is_role and one.id not in ("pack.zone", "pack.office"):
            chosen(one.id, one.default)


REFUSED = {
    "clock.enterprise.factor": "half",
    "clock.marks": "50, 75",
    "pack.overdue": "refuse",
    "pack.zone": "Nowhere/Else",
}
PASSED_OVER = {
    "calendar.holidays": "some",
    "detector.missed_meetings": "several",
    "detector.open_issues": "-1",
    "detector.outage": "two",
    "detector.outage.within": "soon",
    "detector.silence": "fortnight",
    "detector.usage_drop": "a third",
    "identity.valid_for": "24 hours",
    "metric.churn": "90 days",
}


@pytest.mark.parametrize(("id_", "value"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_reading_is_refused_where_it_stands(id_: str, value: str) -> None:
    with pytest.raises(PackFaults) as refused:
        chosen(id_, value)
    (fault,) = refused.value.faults
    assert (fault.file, fault.line) == ("read.yaml", 1)
    assert value in fault.what


@pytest.mark.parametrize(("id_", "value"), PASSED_OVER.items(), ids=PASSED_OVER)
def test_what_was_not_looked_at_before_is_read_as_the_default_so_that_policies_stay_in_force(
    id_: str, value: str
) -> None:
    assert chosen(id_, value).parameters[id_] == PARAMETERS[id_].default


def chosen(id_: str, value: str, calendars: str = "", **files: str) -> Pack:
    read = f"parameters: [{{id: {id_}, value: '{value}', because: b}}]\n"
    return load("own", {"pack.yaml": PACK + calendars, "read.yaml": read, **files})


CLOSED, OPEN = datetime(2029, 12, 25, 10, tzinfo=UTC), datetime(2029, 12, 26, 10, tzinfo=UTC)
DAILY = ", ".join(f"{day}: ['09:00-17:00']" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
EVERY_DAY = f"  - {{id: daily, hours: {{{DAILY}}}, because: b}}\n"
OFFICE = f"  - {{id: office, {HOURS}, because: b}}\n"
OTHER = f"  - {{id: other, {HOURS}, {HALF}, because: b}}\n"
OWN = f"  - {{id: own, {HOURS}, holidays: ['2029-12-26'], because: b}}\n"


def is_open(pack: Pack, calendar: str, moment: datetime) -> bool:
    return pack.calendars[calendar].is_open(int(moment.timestamp()))


def test_q02_a_named_list_closes_the_calendars_that_name_no_holidays() -> None:
    pack = chosen("calendar.holidays", "Closing days", f"calendars:\n{OFFICE}{OTHER}{OWN}{EVERY_DAY}")
    assert is_open(pack, "daily", CLOSED), "who is there every day may well be there on that one"
    assert [is_open(pack, name, CLOSED) for name in ("office", "other", "own", "always")] == [False, False, True, True]
    assert [is_open(pack, name, OPEN) for name in ("office", "other", "own")] == [True, True, False]
    assert is_open(chosen("calendar.holidays", "none", f"calendars:\n{OFFICE}{OTHER}"), "office", CLOSED)


def test_q02_a_week_with_an_empty_day_is_no_week_of_seven() -> None:
    week = DAILY.replace("sun: ['09:00-17:00']", "sun: []")
    weekly = f"  - {{id: week, hours: {{{week}}}, because: b}}\n"
    assert not is_open(chosen("calendar.holidays", "Closing days", f"calendars:\n{weekly}{OTHER}"), "week", CLOSED)


def test_q02_so_does_a_file_beside_the_policy() -> None:
    pack = chosen("calendar.holidays", "days.ics", f"calendars:\n{OFFICE}", **{"days.ics": ICAL})
    assert not is_open(pack, "office", CLOSED)
    assert is_open(pack, "office", OPEN)
