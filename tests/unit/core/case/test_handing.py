"""A case changes hands: complete, or it waits; and it comes back unless somebody takes it up."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work

AT = NOON + 10 * MINUTE
ACK = c.Acknowledge()


def to(name: str, return_after: str | None = None, **fields: str) -> h.HandOver:
    return h.HandOver(to=name, fields=fields, return_after=return_after)


def handed(return_after: str | None = "2h") -> Work:
    """A critical case that lee has taken up and handed to kim."""
    play = Work("leak")
    play.do(ACK, NOON + MINUTE, by="lee")
    assert "handed_over" in play.do(to("kim", return_after), AT, by="lee")
    return play


def test_it_goes_back_unless_it_is_taken_up_and_once() -> None:
    play = handed()
    assert "hand_over_expired" not in play.let_pass(AT + 2 * HOUR - MINUTE)
    assert "hand_over_expired" in play.let_pass(AT + 2 * HOUR)
    assert (play.case.owner, play.case.owner_is_person, play.case.hand_over) == ("lee", True, None)
    play.wake_until(NOON + DAY)
    assert play.count("hand_over_expired") == 1


@pytest.mark.parametrize("by", ["kim", "ann"])
def test_whoever_takes_up_what_was_handed_over_keeps_it_though_it_was_taken_up_by_another_before(by: str) -> None:
    play = handed()
    assert "acknowledged" in play.do(ACK, AT + MINUTE, by=by)
    assert play.do(ACK, AT + 2 * MINUTE, by=by) == []
    play.wake_until(NOON + DAY)
    assert (play.count("hand_over_expired"), play.case.owner) == (0, by)


def test_a_case_that_was_assigned_since_does_not_go_back_by_itself() -> None:
    play = handed()
    play.do(c.Assign(to="ann"), AT + MINUTE, by="max")
    play.wake_until(NOON + DAY)
    assert (play.count("hand_over_expired"), play.case.owner) == (0, "ann")
