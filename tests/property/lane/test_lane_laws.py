"""Laws of a lane: no span holds more than the rate allows, and a peer that is ill is left alone but never forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.lane.circuit import FAILURES, LONGEST_ASKED, LONGEST_PAUSE, Circuit
from stepladder.core.lane.rate import Rate, Sends, read_rates
from stepladder.core.values import DeskError

START = datetime(2025, 3, 9, 4, 40, tzinfo=UTC)
RATES = st.builds(Rate, st.integers(1, 6), st.sampled_from([1, 60, 3600]))
GAPS = st.lists(st.integers(0, 90_000), max_size=60)
"""Milliseconds between one wish to send and the next."""


@given(RATES, GAPS)
def test_whoever_waits_as_told_never_sends_more_than_the_rate_in_any_span(rate: Rate, gaps: list[int]) -> None:
    now, sends, went = START, Sends(), []
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        until = sends.wait_until(rate, now)
        if until is not None:
            assert now < until <= now + rate.span
            now = until
        assert sends.wait_until(rate, now) is None, "at the instant that was named it is its turn"
        sends = sends.and_one(rate, now)
        went.append(now)
    for first, beyond in zip(went, went[rate.count :], strict=False):
        assert beyond - first >= rate.span


@given(RATES, GAPS)
def test_nobody_waits_who_keeps_below_the_rate_anyway(rate: Rate, gaps: list[int]) -> None:
    now, sends = START, Sends()
    for gap in gaps:
        now += rate.span + timedelta(milliseconds=gap)
        assert sends.wait_until(rate, now) is None
        sends = sends.and_one(rate, now)


@given(RATES, st.integers(1, 30), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_those_that_overtake_count_and_are_remembered_no_longer_than_needed(
    rate: Rate, overtaking: int, back: timedelta
) -> None:
    sends = Sends()
    for _ in range(overtaking):
        sends = sends.and_one(rate, START)
    assert len(sends.at) <= rate.count
    assert (sends.wait_until(rate, START) is None) == (overtaking < rate.count)
    assert sends.wait_until(rate, START + rate.span) is None
    if back:
        assert sends.wait_until(rate, START - back) is None, "a clock that was set back stops nobody"


@pytest.mark.parametrize("text", ["", "30", "0/minute", "-1/minute", "1.5/minute", "30/day", "99999999999/second"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(DeskError, match="STEPLADDER_RATES"):
        Rate.read(text, where="STEPLADDER_RATES")


SLIPS = {  # what is read: (what is said, how to write it)
    "30/minute": ("'30/minute' does not say of which lane it is", "email=30/minute"),
    "email": ("'email' does not say of which lane it is", "email=30/minute"),
    "mail=30/minute": ("'mail=30/minute' names no lane of this desk", "*, email"),
    "email=30/min": ("'30/min' is no rate", "email=30/minute"),
    "email=": ("'' is no rate", "email=30/minute"),
    "email=0/hour": ("'0/hour' is no rate", "email=30/minute"),
}


@pytest.mark.parametrize(("text", "said", "mend"), [(text, *told) for text, told in SLIPS.items()], ids=SLIPS)
def test_a_slip_in_the_rates_names_the_setting_what_was_read_and_how_to_write_it(
    text: str, said: str, mend: str
) -> None:
    with pytest.raises(DeskError) as fault:
        read_rates(["*=1/second", text], {"*", "email"}, where="STEPLADDER_RATES")
    assert fault.value.where == "STEPLADDER_RATES"
    assert said in fault.value.what
    assert mend in fault.value.mend


def test_rates_are_read_by_lane() -> None:
    found = read_rates(["email=30/minute", "*=1/second"], {"*", "email"}, where="x")
    assert found == {"email": Rate(30, 60), "*": Rate(1, 1)}


def test_a_rate_is_read_and_said() -> None:
    assert [str(Rate.read(one, where="x")) for one in ("30/minute", "1/second", "500/hour")] == [
        "30 a minute", "1 a second", "500 an hour",
    ]  # fmt: skip


OUTCOMES = st.lists(st.tuples(st.booleans(), st.integers(0, 900), st.none() | st.integers(0, 10_000)), max_size=40)
"""(the peer answered, seconds since the one before, seconds for which it asks to be left alone)."""


@given(OUTCOMES)
def test_only_failures_in_a_row_open_it_and_one_answer_closes_it(
    outcomes: list[tuple[bool, int, int | None]],
) -> None:
    now, circuit, row, asked = START, Circuit(), 0, False
    for answered, gap, after in outcomes:
        now += timedelta(seconds=gap)
        row, asked = (0, False) if answered else (row + 1, bool(after))
        circuit = circuit.answered() if answered else circuit.failed(now, "no answer", after)
        assert circuit.failures == row
        assert circuit.is_ill == (row >= FAILURES)
        assert (circuit.wait_until(now) is not None) == (row >= FAILURES or asked)
        until = circuit.wait_until(now)
        if until is not None:
            assert now < until <= now + LONGEST_ASKED
            assert circuit.wait_until(until) is None, "then one message is tried"


@given(st.integers(1, 40))
def test_the_pauses_grow_up_to_the_longest_and_begin_with_the_fifth_failure(failures: int) -> None:
    circuit, pauses = Circuit(), []
    for _ in range(failures):
        circuit = circuit.failed(START, "no answer")
        pauses.append((circuit.wait_until(START) or START) - START)
    assert pauses == sorted(pauses)
    assert max(pauses) <= LONGEST_PAUSE
    assert [bool(one) for one in pauses] == [number >= FAILURES for number in range(1, failures + 1)]
    assert circuit.since == START


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=400)), st.none() | st.integers(0, 10_000))
def test_a_clock_that_was_set_back_leaves_no_peer_alone_for_longer(back: timedelta, after: int | None) -> None:
    circuit = Circuit()
    for _ in range(FAILURES):
        circuit = circuit.failed(START, "no answer", after)
    assert circuit.wait_until(START - back) is None
    again = circuit.failed(START - back, "no answer").wait_until(START - back)
    assert again is not None
    assert again - (START - back) <= LONGEST_PAUSE
