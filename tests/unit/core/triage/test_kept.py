"""What was worked out is kept, and never more of it than was said."""

from __future__ import annotations

from stepladder.core.triage.kept import Kept


def test_it_answers_what_it_was_given_and_begins_anew_once_it_is_full() -> None:
    kept: Kept[int] = Kept(2)
    assert [kept.keep(name, number) for number, name in enumerate("ab")] == [0, 1]
    assert kept == {"a": 0, "b": 1}
    assert kept.keep("c", 2) == 2
    assert kept == {"c": 2}
