"""Calls, waiting for the customer, and promises to be heard from by a time."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import HOUR, MINUTE, Work

AT = NOON + 10 * MINUTE
WAIT = c.WaitForCustomer(for_="2h")


def waiting(words: str = "leak") -> Work:
    """A case of noon that waits since ten past for two hours at most: its resolution stands still until 14:10."""
    play = Work(words)
    assert play.do(WAIT, AT)[0] == "waiting_started"
    assert play.case.clocks["resolution"].state == "paused"
    return play


# A wait that is over before anybody looked: whatever comes first, its clocks count again from its end.


@pytest.mark.parametrize("come", ["signal", "command", "time", "version"])
def test_t15_whatever_comes_first_after_a_wait_its_clocks_count_from_its_end(come: str) -> None:
    play, later = waiting(), NOON + 3 * HOUR
    match come:
        case "signal":
            play.signal("leak", later)
        case "command":
            play.do(c.Note(text="Look."), later)
        case "version":
            play.do(h.MovePolicy(to="2"), later)
        case _:
            play.let_pass(later)
    clock = play.case.clocks["resolution"]
    assert (play.case.waiting, clock.state, clock.due_at) == (None, "running", NOON + 6 * HOUR)
    assert play.case.clocks["resolution"].pauses == ((AT, AT + 2 * HOUR),)


def test_an_answer_after_the_deadline_is_late_though_the_end_of_the_wait_was_noticed_with_it() -> None:
    play = waiting()
    play.do(c.Resolve(text="Done."), NOON + 20 * HOUR)
    clock = play.case.clocks["resolution"]
    assert (clock.state, clock.missed_at, clock.stopped_at) == ("missed", NOON + 6 * HOUR, NOON + 20 * HOUR)
