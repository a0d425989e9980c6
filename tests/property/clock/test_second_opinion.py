"""Boundaries in gaps and repeated hours against another library, whose "compatible" rule is the one of RFC 5545."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from whenever import ZonedDateTime

from stepladder.core.clock.hours import wall_instant
from stepladder.core.clock.zones import zone
from tests.property.clock.calendars import CHANGES

# Zones whose rules for these years have long been settled: the other library may read older zone data.
SETTLED = (
    "America/New_York",
    "Europe/Lisbon",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "America/Havana",
)
DAYS = st.builds(
    lambda change, days: datetime.fromtimestamp(change, UTC).date() + timedelta(days=days),
    st.sampled_from([change for change in CHANGES if change < 1_767_225_600]),
    st.integers(-1, 1),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SETTLED), DAYS, st.integers(0, 1439))
def test_a_wall_time_is_the_instant_another_library_gives(key: str, day: date, minute: int) -> None:
    other = ZonedDateTime(day.year, day.month, day.day, *divmod(minute, 60), tz=key, disambiguation="compatible")
    assert wall_instant(zone(key), day, minute * 60) == other.timestamp()
