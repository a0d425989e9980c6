"""Instants as tables keep them: whole microseconds, none lost, in whatever zone and age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from stepladder.store.moments import read, stored

OFFSETS = st.integers(-24 * 3600 + 1, 24 * 3600 - 1).map(lambda seconds: timezone(timedelta(seconds=seconds)))
AGES = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=OFFSETS)


@given(AGES)
@example(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
def test_an_instant_is_its_microseconds_since_1970_and_comes_back(moment: datetime) -> None:
    assert stored(moment) == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert read(stored(moment)) == moment


def test_no_instant_is_none() -> None:
    assert (stored(None), read(None)) == (None, None)
