"""Pasted dates are read line by line, and what cannot be read is named by its line."""

from __future__ import annotations

from datetime import date

import pytest

from stepladder.core.clock.revision import CalendarChange
from stepladder.core.clock.written_dates import LineFault, read_dates, write_dates

EVE, CHRISTMAS, SATURDAY = date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)
READ: dict[str, tuple[str, CalendarChange]] = {
    "a date alone is a holiday": ("2026-12-25", CalendarChange(holidays=(CHRISTMAS,))),
    "a date with a span is open only then": (
        "2026-12-24 09:00-12:00", CalendarChange(exceptions={EVE: ("09:00-12:00",)}),
    ),
    "spans are parted by commas or blanks": (
        "2026-12-24  09:00-12:00, 13:00-14:00 15:00-16:00",
        CalendarChange(exceptions={EVE: ("09:00-12:00", "13:00-14:00", "15:00-16:00")}),
    ),
    "a plus opens besides": ("2026-12-26 + 10:00-14:00", CalendarChange(openings={SATURDAY: ("10:00-14:00",)})),
    "a plus may touch its span": ("2026-12-26 +10:00-14:00", CalendarChange(openings={SATURDAY: ("10:00-14:00",)})),
    "a holiday may open for some hours besides": (
        "2026-12-25\n2026-12-25 +10:00-11:00",
        CalendarChange(holidays=(CHRISTMAS,), openings={CHRISTMAS: ("10:00-11:00",)}),
    ),
    "remarks, empty lines and Windows line ends say nothing": (
        "# our own\r\n\r\n 2026-12-25  # Christmas\r\n", CalendarChange(holidays=(CHRISTMAS,)),
    ),
    "nothing is nothing": ("", CalendarChange()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_a_text_is_read(text: str, expected: CalendarChange) -> None:
    assert read_dates(text) == (expected, ())


WRONG: dict[str, tuple[str, LineFault]] = {
    "a date that is no date": ("xmas", LineFault(1, "'xmas' is not a date", "Write it as 2026-12-24.")),
    "a date in another order": ("24.12.2026", LineFault(1, "'24.12.2026' is not a date", "Write it as 2026-12-24.")),
    "a day that does not exist": (
        "2026-12-25\n2026-02-30", LineFault(2, "'2026-02-30' is no day of the calendar", "Use a day that exists."),
    ),
    "spans that overlap": (
        "\n2026-12-24 09:00-12:00, 11:00-14:00",
        LineFault(2, "09:00-12:00 and 11:00-14:00 overlap", "Write them as one, or apart."),
    ),
    "a date that stands there twice": (
        "2026-12-25\n2026-12-25 09:00-12:00", LineFault(2, "2026-12-25 stands here twice", "Keep the line that holds."),
    ),
    "hours that are none": (
        "2026-12-24 9-12",
        LineFault(
            1, "'9-12' is not a span of hours",
            "Write it as 09:00-17:00, or 22:00-06:00 for a night; 24:00 only as the close.",
        ),
    ),
    "a plus without hours": (
        "2026-12-24 +",
        LineFault(
            1, "'+' is not a span of hours",
            "Write it as 09:00-17:00, or 22:00-06:00 for a night; 24:00 only as the close.",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), WRONG.values(), ids=WRONG)
def test_a_line_that_cannot_be_read_is_named(text: str, fault: LineFault) -> None:
    assert read_dates(text)[1] == (fault,)


def test_every_wrong_line_is_named_up_to_twenty_and_the_good_ones_are_read() -> None:
    change, faults = read_dates("\n".join(["2026-12-25", *["wrong"] * 50]))
    assert [one.line for one in faults] == list(range(2, 22))
    assert change.holidays == (CHRISTMAS,)


@pytest.mark.parametrize("text", ["9" * 1_100_000, "2026-12-25\n" * 20_001], ids=["characters", "lines"])
def test_too_much_is_refused_before_it_costs_much(text: str) -> None:
    assert read_dates(text)[1]


def test_what_holds_is_written_as_it_is_read_in_the_order_of_the_dates() -> None:
    text = "2026-12-26 +10:00-14:00\n2026-12-25\n2026-12-24 09:00-12:00, 13:00-14:00\n"
    change, _ = read_dates(text)
    written = write_dates(change)
    assert written == "2026-12-24 09:00-12:00, 13:00-14:00\n2026-12-25\n2026-12-26 +10:00-14:00\n"
    assert read_dates(written) == (change, ())
