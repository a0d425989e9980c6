"""Names of new things sort by the time they were given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stepladder.service.names import is_id, new_id

START = datetime(2025, 3, 9, 4, 40, tzinfo=UTC)


def test_later_names_sort_after_earlier_ones() -> None:
    names = [new_id("c", START + timedelta(milliseconds=step)) for step in (0, 1, 40, 1_000, 10**9)]
    assert names == sorted(names)


def test_names_of_one_moment_differ() -> None:
    assert len({new_id("c", START) for _ in range(1_000)}) == 1_000


def test_a_name_is_known_by_its_form_with_all_that_was_split_off() -> None:
    name = new_id("c", START)
    assert all(is_id("c", one) for one in (name, f"{name}.2", f"{name}.2.13"))


@pytest.mark.parametrize("more", ["x", ".", ".x", ".2.", "..2", ".2\x00", ".\u0662"])
def test_what_is_no_name_is_not_taken_for_one(more: str) -> None:
    assert not is_id("c", new_id("c", START) + more)
    assert not is_id("d", new_id("c", START))
