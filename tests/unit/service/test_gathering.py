"""Those who come while a group is under way make the next one; who comes alone is served at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.service.gathering import Gathering
from stepladder.service.problems import Busy

Groups = list[list[int]]


def crowd(
    gathering: Gathering[int, int], count: int, outcomes: dict[int, Exception] | None = None
) -> tuple[Groups, dict[int, object]]:
    """One leads, and the others come in their order meanwhile. The groups, and what each got or was refused with."""
    groups: Groups = []
    became: dict[int, object] = {}
    let_go, begun = threading.Event(), threading.Event()

    def lead(group: Sequence[int]) -> list[int | Exception]:
        groups.append(list(group))
        begun.set()
        assert let_go.wait(30)
        return [(outcomes or {}).get(one, one * 10) for one in group]

    def come(number: int) -> None:
        try:
            became[number] = gathering.served(number, lead)
        except Exception as fault:
            became[number] = fault

    threads = [threading.Thread(target=come, args=(number,)) for number in range(count)]
    pause = threading.Event()
    for number, thread in enumerate(threads):
        thread.start()
        if number == 0:
            assert begun.wait(30)
        for _ in range(10_000):
            if gathering.waiting() + len(became) >= number:
                break
            pause.wait(0.001)
    let_go.set()
    for thread in threads:
        thread.join(30)
    return groups, became


def test_who_comes_alone_is_a_group_of_one() -> None:
    gathering: Gathering[int, int] = Gathering()
    groups: Groups = []

    def lead(group: Sequence[int]) -> list[int]:
        groups.append(list(group))
        return [one + 1 for one in group]

    assert [gathering.served(number, lead) for number in range(3)] == [1, 2, 3]
    assert groups == [[0], [1], [2]]


@given(st.integers(1, 12), st.integers(1, 5))
def test_each_is_served_once_in_the_order_of_coming_in_groups_of_bounded_size(count: int, most: int) -> None:
    groups, became = crowd(Gathering(most_waiting=100, most_together=most), count)
    assert groups[0] == [0]
    assert [one for group in groups for one in group] == list(range(count))
    assert max(map(len, groups)) <= most
    assert len(groups) == 1 + -(-(count - 1) // most)
    assert became == {number: number * 10 for number in range(count)}


def test_a_fault_of_one_is_its_own() -> None:
    fault = ValueError("mine")
    _, became = crowd(Gathering(), 4, {2: fault})
    assert became == {0: 0, 1: 10, 2: fault, 3: 30}


def test_who_finds_too_many_waiting_is_refused_and_the_others_are_served() -> None:
    groups, became = crowd(Gathering(most_waiting=2), 5)
    assert groups == [[0], [1, 2]]
    assert [isinstance(became[number], Busy) for number in range(5)] == [False, False, False, True, True]


def test_after_an_outage_the_next_to_come_leads_again() -> None:
    gathering: Gathering[int, int] = Gathering()

    def fail(group: Sequence[int]) -> list[int]:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        gathering.served(1, fail)
    assert gathering.served(2, list) == 2


@pytest.mark.parametrize("told", [[], [1, 2]], ids=["too few", "too many"])
def test_an_answer_of_the_wrong_length_is_loud_and_the_next_one_is_served(told: list[int]) -> None:
    gathering: Gathering[int, int] = Gathering()
    with pytest.raises(RuntimeError, match="were to be served"):
        gathering.served(1, lambda group: told)
    came: list[int] = []
    thread = threading.Thread(target=lambda: came.append(gathering.served(2, lambda group: list(group))), daemon=True)
    thread.start()
    thread.join(10)
    assert came == [2]
