"""What a process counted reaches the sums of the desk once, however often the way there is cut."""

from __future__ import annotations

import pytest

from stepladder.service.counting import Counts, Sums


def test_what_could_not_be_added_is_handed_over_the_next_time_with_what_came_since() -> None:
    counts, kept = Counts(), list[Sums]()

    def away(sums: Sums) -> None:
        counts.add("seen", "a")
        raise OSError("the database is away")

    counts.add("seen", "a", 2)
    with pytest.raises(OSError, match="away"):
        counts.hand_over(away)
    counts.hand_over(kept.append)
    counts.hand_over(kept.append)
    assert kept == [{("seen", "a"): 3}, {}]
