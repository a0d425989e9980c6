import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.clock.work_time import WorkTime
from stepladder.core.values import DeskError

TABLE = {  # claim: (promised, percent, expected)
    "enterprise halves the four hours of a high case": (14_400, 50, 7_200),
    "an odd second is dropped, not rounded up": (7, 50, 3),
    "one second stays one second": (1, 50, 1),
    "nothing stays nothing": (0, 50, 0),
    "no per cent changes nothing": (14_400, 0, 14_400),
}


@pytest.mark.parametrize(("promised", "percent", "expected"), TABLE.values(), ids=TABLE)
def test_faster_by(promised: int, percent: int, expected: int) -> None:
    assert WorkTime(promised).faster_by(percent) == WorkTime(expected)


@given(st.integers(0, 10_000), st.integers(0, 99))
def test_faster_is_never_slower_and_never_nothing(seconds: int, percent: int) -> None:
    assert WorkTime(min(seconds, 1)) <= WorkTime(seconds).faster_by(percent) <= WorkTime(seconds)


@pytest.mark.parametrize("percent", [-1, 100, 150])
def test_a_share_that_is_no_cut_is_refused(percent: int) -> None:
    with pytest.raises(DeskError, match="is not from 0 to 99"):
        WorkTime(60).faster_by(percent)


def test_work_time_below_zero_is_refused() -> None:
    with pytest.raises(DeskError, match="below zero"):
        WorkTime(-1)


def test_work_time_cannot_be_added_to_an_instant() -> None:
    assert not hasattr(WorkTime(60), "__add__")
