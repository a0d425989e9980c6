"""A message to somebody who is away reaches whoever stands in, and is never lost (T14)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.duty.absence import Absence, Standing, away_at, stand_in
from stepladder.core.values import DeskError

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = "abcde"

CHAINS = {  # claim: (away, who can be reached, who is told)
    "somebody present is told": ({}, "abc", Standing(person="a")),
    "a deputy stands in": ({"a": "b"}, "abc", Standing(person="b", passed=("a",))),
    "a deputy's deputy stands in": ({"a": "b", "b": "c"}, "abc", Standing(person="c", passed=("a", "b"))),
    "all are away: the last one": (
        {"a": "b", "b": "c", "c": None}, "abc", Standing(person="c", passed=("a", "b"), is_away=True),
    ),
    "the last one cannot be reached: the one before": (
        {"a": "b", "b": "c", "c": None}, "ab", Standing(person="b", passed=("a",), is_away=True),
    ),
    "a deputy who cannot be reached loses nothing": ({"a": "b"}, "a", Standing(person="a", is_away=True)),
    "no deputy: the one who was meant": ({"a": None}, "abc", Standing(person="a", is_away=True)),
    "a circle ends": ({"a": "b", "b": "a"}, "ab", Standing(person="b", passed=("a",), is_away=True)),
    "nobody can be reached": ({"a": "b"}, "", None),
}  # fmt: skip


@pytest.mark.parametrize(("away", "reachable", "told"), CHAINS.values(), ids=CHAINS)
def test_t14_a_chain_of_deputies(away: dict[str, str | None], reachable: str, told: Standing | None) -> None:
    assert stand_in("a", away, lambda one: one in reachable) == told


@given(st.dictionaries(st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_t14_nothing_is_lost_while_somebody_of_the_chain_can_be_reached(
    away: dict[str, str | None], reachable: set[str]
) -> None:
    told = stand_in("a", away, reachable.__contains__)
    if told is None:
        assert "a" not in reachable
    else:
        assert told.person in reachable
        assert told.is_away == (told.person in away)
        assert all(one in away for one in told.passed)


def absence(person: str, starts: int, ends: int, deputy: str | None = None) -> Absence:
    return Absence(person=person, starts_at=NOON + starts * DAY, ends_at=NOON + ends * DAY, deputy=deputy)


def test_an_absence_holds_from_its_first_instant_up_to_its_last() -> None:
    one = absence("lee", 0, 1, "kim")
    assert away_at([one], NOON) == {"lee": "kim"}
    assert away_at([one], NOON + DAY) == {}
    assert away_at([one], NOON - timedelta(seconds=1)) == {}


def test_of_two_absences_the_one_that_began_last_counts_and_one_with_a_deputy_before_one_without() -> None:
    assert away_at([absence("lee", -1, 9, "kim"), absence("lee", -2, 9, "noor")], NOON) == {"lee": "kim"}
    assert away_at([absence("lee", -1, 9), absence("lee", -2, 9, "noor")], NOON) == {"lee": "noor"}


@pytest.mark.parametrize(("ends", "deputy"), [(0, None), (-1, None), (1, "lee")])
def test_an_absence_that_cannot_be_is_refused(ends: int, deputy: str | None) -> None:
    with pytest.raises(DeskError):
        absence("lee", 0, ends, deputy)
