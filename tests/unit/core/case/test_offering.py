"""What a person offers: in the order of the ladder, within what their role may give, on the ground it has, and once."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import MINUTE, Work, refusal

AT = NOON + 10 * MINUTE
INSIST = c.SetFact(fact="insists", value=True)


def leaving() -> Work:
    """A customer who leaves, with all that has to be known before something is offered."""
    play = Work("leave")
    play.do(INSIST, NOON + MINUTE)
    return play


def offer(rung: str, outcome: str = "open", **said: str) -> w.Offer:
    return w.Offer(rung=rung, outcome=outcome, **said)  # type: ignore[arg-type]


def refused_up_to(number: int) -> Work:
    """The first places of the ladder were refused, each by a person who may give it."""
    play = leaving()
    places = ("write-down/1", "write-down/2", "write-down/3/1", "write-down/3/2")
    for minute, place in enumerate(places[:number]):
        play.do(offer(place, "refused"), AT + minute * MINUTE, by="top")
    return play


@pytest.mark.parametrize("again", ["open", "accepted", "refused"])
def test_a_place_that_was_accepted_is_never_offered_again_nor_any_after_it(again: str) -> None:
    play = leaving()
    events = play.do(offer("write-down/1", "accepted"), AT)
    assert events == ["offer_made", "offer_answered", "concession_granted", "reassessed"]
    assert play.case.owed.ladder is not None and play.case.owed.ladder.next is None
    for place in ("write-down/1", "write-down/2"):
        assert "was accepted" in refusal(play, offer(place, again), AT + MINUTE, by="top").what
    assert play.count("concession_granted") == 1
