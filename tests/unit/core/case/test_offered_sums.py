"""A sum that a person names keeps within what the policy gives, and within nothing while nobody knows what that is."""

from __future__ import annotations

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from stepladder.core.case.life import evolve
from stepladder.core.case.work_events import OfferMade
from stepladder.core.triage.request import Contract
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import MINUTE, Work, refusal

AT = NOON + 10 * MINUTE
PLACES = ("write-down/1", "write-down/2")


def offer(rung: str, outcome: str = "open", amount: str | None = None) -> w.Offer:
    return w.Offer(rung=rung, outcome=outcome, amount=amount)  # type: ignore[arg-type]


def leaving() -> Work:
    """A customer leaves, and the record of their contract names neither its fee nor what is open of it."""
    play = Work("leave")
    play.requests[0] = msgspec.structs.replace(play.requests[0], contract=Contract(id="k1"))
    play.do(c.SetFact(fact="insists", value=True), NOON + MINUTE)
    return play


UNKNOWN: dict[str, tuple[int, str, w.Offer, str, str]] = {
    # claim: (places that were answered before, how the last of them was, offer, by, fact that nobody knows)
    "months of a fee": (0, "", offer("free-month", "accepted", "250000 EUR"), "ann", "contract.monthly_fee"),
    "a share of it, within the money of the role": (
        0, "", offer("half-fee", amount="150 EUR"), "ann", "contract.monthly_fee"),
    "a share that anybody may give": (1, "accepted", offer("restart", amount="1 EUR"), "top", "contract.outstanding"),
    "a part of a place": (2, "refused", offer("write-down/3/1", amount="1 EUR"), "ann", "contract.monthly_fee"),
    "a share, whatever the role": (
        1, "refused", offer("write-down/2", amount="1 EUR"), "top", "contract.outstanding"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "said", "command", "by", "fact"), UNKNOWN.values(), ids=UNKNOWN)
def test_no_sum_is_within_what_nobody_knows(before: int, said: str, command: w.Offer, by: str, fact: str) -> None:
    play = leaving()
    for place in PLACES[:before]:
        play.do(offer(place, said), AT, by="top")
    fault = refusal(play, command, AT + MINUTE, by=by)
    assert f"while {fact} is unknown" in fault.what
    assert (fault.opens_with, bool(fault.source)) == ("set_fact", True)
    play.do(c.SetFact(fact=fact, value="1000000 EUR"), AT + 2 * MINUTE)
    assert "offer_made" in play.do(command, AT + 3 * MINUTE, by=by)


def test_a_share_of_what_nobody_knows_is_offered_without_a_sum() -> None:
    play = leaving()
    assert "concession_granted" in play.do(offer("free-month", "accepted"), AT, by="ann")
    assert play.case.offers[-1].value is None


def test_an_approval_gives_a_sum_while_the_whole_of_it_is_unknown() -> None:
    play, half = leaving(), offer("write-down/2", amount="900 EUR")
    play.do(offer("write-down/1", "refused"), AT)
    play.do(w.RequestApproval(approval="write-down/2"), AT + MINUTE)
    assert refusal(play, half, AT + MINUTE).opens_with == "set_fact"
    play.do(w.Approve(approval="write-down/2"), AT + 2 * MINUTE, by="max")
    assert play.do(half, AT + 3 * MINUTE) == ["offer_made"]
    assert play.case.offers[-1].value == "900 EUR"


def test_an_offer_that_is_open_since_before_takes_its_answer() -> None:
    play = leaving()
    made = OfferMade(offer="free-month", kind="concession", value="250 EUR", per="k1")
    play.case = evolve(play.case, msgspec.structs.replace(play.events[-1], event=made, by="ann"))
    assert "concession_granted" in play.do(offer("free-month", "accepted"), AT, by="ann")
    assert play.case.offers[-1].value == "250 EUR"
