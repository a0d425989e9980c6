"""Holidays of an iCalendar text: what is read, and what is refused with its line."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.core.clock.ical import LONGEST_TEXT, holidays_from_ical
from stepladder.core.values import DeskError


def calendar(*lines: str, end: str = "\r\n") -> str:
    return end.join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])


def event(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", *lines, "END:VEVENT")


CHRISTMAS = "DTSTART;VALUE=DATE:20251225"

READ = {  # claim: (lines, dates as ISO)
    "one day": (event(CHRISTMAS), ["2025-12-25"]),
    "an end is the day after": (event(CHRISTMAS, "DTEND;VALUE=DATE:20251226"), ["2025-12-25"]),
    "several days": (event(CHRISTMAS, "DTEND;VALUE=DATE:20251227"), ["2025-12-25", "2025-12-26"]),
    "a duration in days": (event(CHRISTMAS, "DURATION:P2D"), ["2025-12-25", "2025-12-26"]),
    "a duration in weeks": (
        event(CHRISTMAS, "DURATION:P1W"), [str(date(2025, 12, 25) + timedelta(days=n)) for n in range(7)]),
    "other properties are passed over": (
        event("UID:1@example.org", 'SUMMARY;LANGUAGE="en:x";X-A=1,2:Christmas: a day off', CHRISTMAS,
              "TRANSP:TRANSPARENT"),
        ["2025-12-25"]),
    "a folded line goes on": (event("DTSTART;VALUE=D", " ATE:2025", "\t1225"), ["2025-12-25"]),
    "a date without its VALUE": (event("DTSTART:20251225"), ["2025-12-25"]),
    "small letters": (event("dtstart;value=date:20251225"), ["2025-12-25"]),
    "events in any order, each day once": (
        (*event("DTSTART:20260101"), *event(CHRISTMAS), *event(CHRISTMAS)), ["2025-12-25", "2026-01-01"]),
    "a cancelled event is left out": (
        (*event(CHRISTMAS), *event("DTSTART:20251231", "STATUS:CANCELLED")), ["2025-12-25"]),
    "what an alarm says is its own": (
        event(CHRISTMAS, "BEGIN:VALARM", "DURATION:PT15M", "TRIGGER:-PT1H", "END:VALARM"), ["2025-12-25"]),
    "other parts of a calendar are passed over": (
        ("BEGIN:VTIMEZONE", "BEGIN:STANDARD", "DTSTART:19701101T020000", "RRULE:FREQ=YEARLY", "END:STANDARD",
         "END:VTIMEZONE", *event(CHRISTMAS), "BEGIN:VTODO", "DTSTART:20250101T100000Z", "END:VTODO"), ["2025-12-25"]),
    "empty lines": (("", *event(CHRISTMAS), ""), ["2025-12-25"]),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "dates"), READ.values(), ids=READ)
@pytest.mark.parametrize("end", ["\r\n", "\n"], ids=["CRLF", "LF"])
def test_read(lines: tuple[str, ...], dates: list[str], end: str) -> None:
    assert [str(day) for day in holidays_from_ical(calendar(*lines, end=end))] == dates


def test_a_byte_order_mark_does_not_hurt() -> None:
    assert holidays_from_ical("\ufeff" + calendar(*event(CHRISTMAS))).last == date(2025, 12, 25)


def test_the_list_has_the_calendars_name_and_the_texts_version() -> None:
    text = calendar("X-WR-CALNAME:Feiertage\\, alle", *event(CHRISTMAS))
    found = holidays_from_ical(text)
    assert found.name == "Feiertage, alle"
    assert found == holidays_from_ical(text)
    assert found.version.startswith("sha256:")
    assert found.version != holidays_from_ical(text.replace("alle", "viele")).version
    assert holidays_from_ical(calendar(*event(CHRISTMAS))).name == "iCalendar"
    named = holidays_from_ical(text, name="US federal", version="2025.2")
    assert (named.name, named.version) == ("US federal", "2025.2")


REFUSED = {  # claim: (text, line, what)
    "nothing": ("", 0, "the text is empty"),
    "no calendar": ("hello", 1, "'hello' is no line of a calendar"),
    "a line before the calendar": ("VERSION:2.0\n", 1, "outside of a calendar"),
    "a line after the calendar": (calendar(*event(CHRISTMAS)) + "VERSION:2.0", 7, "outside of a calendar"),
    "something else that begins": ("BEGIN:VCARD\nEND:VCARD", 1, "'VCARD' is no calendar"),
    "an event by itself": ("\n".join(event(CHRISTMAS)), 1, "'VEVENT' is no calendar"),
    "a text cut short": (calendar(*event(CHRISTMAS)).replace("END:VCALENDAR", ""), 5, "END:VCALENDAR is missing"),
    "an event cut short": (calendar("BEGIN:VEVENT", CHRISTMAS), 5, "END:VCALENDAR ends nothing"),
    "no event": (calendar(), 3, "no event"),
    "only a cancelled event": (calendar(*event(CHRISTMAS, "STATUS:CANCELLED")), 7, "no event"),
    "a yearly rule": (calendar(*event(CHRISTMAS, "RRULE:FREQ=YEARLY")), 5, "RRULE makes the event repeat itself"),
    "more dates": (calendar(*event(CHRISTMAS, "RDATE;VALUE=DATE:20261225")), 5, "RDATE makes the event repeat itself"),
    "no start": (calendar(*event("SUMMARY:Christmas")), 3, "the event has no DTSTART"),
    "two starts": (calendar(*event(CHRISTMAS, "DTSTART:20261225")), 5, "a second DTSTART"),
    "a time of day": (calendar(*event("DTSTART:20251225T090000Z")), 4, "not a date without a time of day"),
    "a time of day in a zone": (
        calendar(*event("DTSTART;TZID=Europe/Lisbon:20251225T090000")), 4, "not a date without a time of day"),
    "a time of day as the end": (calendar(*event(CHRISTMAS, "DTEND:20251226T000000")), 5, "without a time of day"),
    "a day that does not exist": (calendar(*event("DTSTART:20250229")), 4, "'20250229' is no day"),
    "an end on the start": (calendar(*event(CHRISTMAS, "DTEND:20251225")), 5, "lasts 0 days"),
    "an end before the start": (calendar(*event(CHRISTMAS, "DTEND:20251220")), 5, "lasts -5 days"),
    "over a year": (calendar(*event(CHRISTMAS, "DTEND:99991231")), 5, "days"),
    "a duration of hours": (calendar(*event(CHRISTMAS, "DURATION:PT24H")), 5, "no number of whole days"),
    "an end and a duration": (calendar(*event(CHRISTMAS, "DTEND:20251226", "DURATION:P1D")), 5, "DTEND and a DURATION"),
    "after the last year": (calendar(*event("DTSTART:99991231", "DURATION:P9D")), 3, "after the year 9999"),
    "a line that is none, after a folded one": (
        calendar(*event("SUMMARY:one", " two", "three")), 6, "'three' is no line of a calendar"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, line: int, what: str) -> None:
    with pytest.raises(DeskError) as refused:
        holidays_from_ical(text)
    assert what in refused.value.what
    assert refused.value.where == f"iCalendar line {line}"
    assert refused.value.mend


def test_too_long_a_text_is_refused_unread() -> None:
    with pytest.raises(DeskError, match="characters are too many"):
        holidays_from_ical("x" * (LONGEST_TEXT + 1))


def test_too_many_days_are_refused_though_they_are_the_same() -> None:
    with pytest.raises(DeskError, match="more than 20,000 holidays"):
        holidays_from_ical(calendar(*event("DTSTART:20250101", "DURATION:P365D") * 100))


PARTS = st.sampled_from(
    ["BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", CHRISTMAS, "DTEND:20251228", "DURATION:P1D",
     " ", "\t", "RRULE:", ";", ":", '"', "DTSTART:", "20250101", "", "X"],
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS | st.text(max_size=20), max_size=30).map("\n".join) | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    found = None
    with suppress(DeskError):
        found = holidays_from_ical(text)
    assert found is None or found.dates
