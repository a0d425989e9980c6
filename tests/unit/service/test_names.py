"""Names of new things sort by the time they were given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stepladder.service.names import new_id

START = datetime(2025, 3, 9, 4, 40, tzinfo=UTC)


def test_later_names_sort_after_earlier_ones() -> None:
    names = [new_id("c", START + timedelta(milliseconds=step)) for step in (0, 1, 40, 1_000, 10**9)]
    assert names == sorted(names)


def test_names_of_one_moment_differ() -> None:
    assert len({new_id("c", START) for _ in range(1_000)}) == 1_000
