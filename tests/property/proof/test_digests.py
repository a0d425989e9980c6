"""A digest stands for one row and no other, however the letters lie in its columns."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from stepladder.store import models, proof
from stepladder.store.sql import columns

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
numbers = st.integers(0, 2**62)
ROW = st.tuples(
    words, words, numbers, st.none() | numbers, words, numbers, numbers, numbers, numbers, words, words, words
)


def test_position_and_digest_stand_where_the_table_has_them() -> None:
    names = columns(models.Event)
    assert (names[proof.POSITION], names[proof.DIGEST]) == ("position", "digest")
    assert len(names) == proof.DIGEST + 1


@given(ROW, ROW, words, words, st.booleans(), st.booleans())
def test_two_that_differ_anywhere_have_two_digests(
    one: tuple[Any, ...], other: tuple[Any, ...], before: str, after: str, adopted: bool, too: bool
) -> None:
    def proved(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return row[: proof.POSITION] + row[proof.POSITION + 1 :]

    same = (proved(one), before, adopted) == (proved(other), after, too)
    digests = proof.digest_of(one, before, adopted=adopted), proof.digest_of(other, after, adopted=too)
    assert (digests[0] == digests[1]) is same


@given(ROW, st.sampled_from([0, 9, 10]))
def test_a_letter_that_moves_into_the_next_column_makes_another(row: tuple[Any, ...], at: int) -> None:
    assume(isinstance(row[at], str) and isinstance(row[at + 1], str) and row[at])
    moved = (*row[:at], row[at][:-1], row[at][-1] + row[at + 1], *row[at + 2 :])
    assert proof.digest_of(moved, "") != proof.digest_of(row, "")


@given(ROW, numbers)
def test_a_position_given_later_changes_no_digest(row: tuple[Any, ...], position: int) -> None:
    placed = (*row[: proof.POSITION], position, *row[proof.POSITION + 1 :])
    assert proof.digest_of(placed, "x") == proof.digest_of(row, "x")
