"""What a person offers: in the order of the ladder, within what their role may give, on the ground it has, and once."""

from __future__ import annotations

import pytest

from stepladder.core.case import asking
from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.work_state import MadeOffer
from stepladder.core.triage.loading import load
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import HOUR, MINUTE, WORK, Work, refusal

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
    assert play.case.owed.ladder is not None
    assert play.case.owed.ladder.next is None
    for place in ("write-down/1", "write-down/2"):
        assert "was accepted" in refusal(play, offer(place, again), AT + MINUTE, by="top").what
    assert play.count("concession_granted") == 1


def test_the_places_of_a_ladder_come_in_order_and_each_is_worth_the_whole_of_it() -> None:
    play = refused_up_to(4)
    assert [(one.offer, one.value) for one in play.case.offers] == [
        ("write-down/1", None),
        ("write-down/2", "1800.00 EUR"),
        ("write-down/3/1", "200.00 EUR"),
        ("write-down/3/2", "600.00 EUR"),
    ]
    assert play.case.owed.ladder is not None
    assert play.case.owed.ladder.next == "write-down/4"


ORDER: dict[str, tuple[int, str, str, str]] = {
    # claim: (places refused before, offer, by, refusal)
    "a place is not skipped": (1, "write-down/3/1", "top", "write-down/3/1 is not what comes next"),
    "a rung with parts is offered by its parts": (2, "write-down/3", "top", "no offer of this case is called"),
    "a place does not come again": (2, "write-down/1", "top", "write-down/1 is not what comes next"),
    "a role without authority needs the approval": (1, "write-down/2", "lee", "needs the approval write-down/2"),
    "who decides the approval has no authority by it": (1, "write-down/2", "max", "needs the approval write-down/2"),
    "a part has an authority of its own": (3, "write-down/3/2", "ann", "is given by manager"),
    "an agent stands below a csm": (2, "write-down/3/1", "leo", ""),
}


@pytest.mark.parametrize(("before", "rung", "by", "what"), ORDER.values(), ids=ORDER)
def test_who_may_offer_what_and_when(before: int, rung: str, by: str, what: str) -> None:
    play = refused_up_to(before)
    if not what:
        assert play.do(offer(rung), NOON + 30 * MINUTE, by=by) == ["offer_made"]
        return
    fault = refusal(play, offer(rung), NOON + 30 * MINUTE, by=by)
    assert what in fault.what
    assert fault.source or "no offer" in what


def test_a_place_waits_for_its_own_condition() -> None:
    play = refused_up_to(4)
    play.do(c.SetFact(fact="insists", value=False), NOON + 20 * MINUTE)
    fault = refusal(play, offer("write-down/4"), NOON + 30 * MINUTE, by="max")
    assert (fault.opens_with, fault.source) == ("set_fact", ("CC-050",))
    play.do(INSIST, NOON + 31 * MINUTE)
    assert play.do(offer("write-down/4"), NOON + 32 * MINUTE, by="max") == ["offer_made"]


def test_an_open_offer_takes_its_answer_later_and_an_answer_is_given_once() -> None:
    play = leaving()
    assert play.do(offer("write-down/1"), AT) == ["offer_made"]
    assert play.do(offer("write-down/1"), AT + MINUTE) == []
    assert play.do(offer("write-down/1", "refused"), AT + MINUTE)[0] == "offer_answered"
    refusal(play, offer("write-down/1", "accepted"), AT + 2 * MINUTE)
    assert play.count("offer_made") == 1


def test_an_approval_stands_for_the_authority_and_not_for_the_refusal_before() -> None:
    play = leaving()
    play.do(offer("write-down/1", "refused"), AT)
    play.do(w.RequestApproval(approval="write-down/2"), AT + MINUTE)
    refusal(play, offer("write-down/2"), AT + 2 * MINUTE)
    play.do(w.Approve(approval="write-down/2"), AT + 3 * MINUTE, by="max")
    assert play.do(offer("write-down/2"), AT + 4 * MINUTE) == ["offer_made"]
    refusal(play, offer("write-down/3/2"), AT + 5 * MINUTE, by="max")


def test_a_threat_freezes_every_offer_on_the_ladder() -> None:
    play = leaving()
    play.signal("threat", AT)
    fault = refusal(play, offer("write-down/1"), AT + MINUTE, by="top")
    assert "frozen by threat" in fault.what
    assert fault.opens_with is None


def test_q37_nobody_refuses_a_place_that_was_never_offered() -> None:
    play = leaving()
    fault = refusal(play, w.LogAttempt(what="write-down/1", result="refused"), AT)
    assert (fault.opens_with, fault.source) == ("offer", ("CC-040",))
    assert play.do(w.LogAttempt(what="a call", result="refused"), AT) == ["attempt_logged"]


def test_a_hold_of_the_case_and_a_closed_gate_stand_before_every_offer() -> None:
    play = Work("leave")
    fault = refusal(play, offer("write-down/1"), AT)
    assert ("agreement" in fault.what, fault.source) == (True, ("CC-041",))
    play.do(INSIST, AT)
    play.do(w.Hold(what="case", because="Look first."), AT, by="max")
    assert refusal(play, offer("write-down/1"), AT + MINUTE).opens_with == "release"


def test_nothing_is_offered_once_the_case_is_closed() -> None:
    play = leaving()
    play.do(c.Resolve(text="Done."), AT)
    assert play.do(offer("write-down/1"), AT + MINUTE) == ["offer_made"]
    play.do(w.TickGate(gate="outcome"), AT + 2 * MINUTE)
    play.do(c.Close(outcome=c.Outcome(resolved_by_team=True, satisfied=True), lesson="None."), AT + 3 * MINUTE)
    for one in (offer("write-down/1", "accepted"), offer("free-month")):
        assert "the case is closed" in refusal(play, one, AT + 4 * MINUTE, by="ann").what


CONCESSIONS: dict[str, tuple[list[w.Offer], w.Offer, str, str]] = {
    # claim: (accepted before, offer, by, refusal)
    "within the authority": ([], offer("free-month"), "ann", ""),
    "below the authority": ([], offer("free-month"), "lee", "is given by csm"),
    "so often and no more": ([offer("free-month", "accepted")], offer("free-month"), "ann", "was given 1 time"),
    "on another ground": ([], offer("free-month", ground="kindness"), "ann", "the ground of free-month"),
    "on its ground": ([], offer("free-month", ground="free-month"), "ann", ""),
    "half of 200 is within 150": ([], offer("half-fee"), "ann", ""),
    "more than the whole of it": ([], offer("half-fee", amount="100.01 EUR"), "ann", "is more than"),
    "another currency than the whole of it": ([], offer("half-fee", amount="10 USD"), "ann", "nobody alone"),
    "nothing": ([], offer("half-fee", amount="0 EUR"), "ann", "0 EUR is nothing that can be given"),
    "less than nothing": ([], offer("half-fee", amount="-50 EUR"), "ann", "-50 EUR is nothing that can be given"),
    "no sum at all": ([], offer("half-fee", amount="much"), "ann", "much"),
    "not beside what it excludes by its ladder": (
        [offer("write-down/1", "accepted")], offer("half-fee"), "ann", "does not stand beside write-down/1"),
    "tied to a ladder and without it": ([], offer("restart"), "top", "is given only with write-down"),
    "tied to a ladder and with a place on it": ([offer("write-down/1", "accepted")], offer("restart"), "top", ""),
    "without its proof": ([], offer("revenue-drop"), "top", "needs its proof"),
    "with its proof and no approval": ([], offer("revenue-drop", proof="a1"), "top", "needs the approval discount"),
    "a term is said by anybody": ([], offer("whole-fee"), "lee", ""),
    "nobody knows it": ([], offer("a pony"), "top", "no offer of this case is called 'a pony'"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "command", "by", "what"), CONCESSIONS.values(), ids=CONCESSIONS)
def test_what_may_be_given(before: list[w.Offer], command: w.Offer, by: str, what: str) -> None:
    play = leaving()
    for one in before:
        play.do(one, AT, by="ann")
    if what:
        assert what in refusal(play, command, AT + MINUTE, by=by).what
    else:
        assert play.do(command, AT + MINUTE, by=by) == ["offer_made"]


def test_what_excludes_another_stands_beside_it_in_neither_order() -> None:
    play = leaving()
    play.do(offer("half-fee", "accepted"), AT, by="ann")
    fault = refusal(play, offer("write-down/1"), AT + MINUTE)
    assert "does not stand beside half-fee" in fault.what


def test_a_closed_list_of_grounds_locks_what_is_not_on_it() -> None:
    play = leaving()
    play.do(offer("write-down/1", "accepted"), AT)
    fault = refusal(play, offer("restart"), AT + MINUTE, by="max")
    assert ("Closed grounds" in fault.what, fault.source) == (True, ("CC-071",))
    assert play.do(offer("restart"), AT + MINUTE, by="top") == ["offer_made"]


PER: dict[str, tuple[str, str, str]] = {
    # claim: (what the ladder is walked once for, what was said in another case, next place)
    "q37 a refusal in another case counts for the same contract": ("contract", "refused", "write-down/2"),
    "q37 what was accepted there ends the ladder here": ("contract", "accepted", ""),
    "a ladder that is walked for each case begins anew": ("case", "refused", "write-down/1"),
    "and so it does after a yes": ("case", "accepted", "write-down/1"),
}


def answered(place: str, said: str, per: str) -> MadeOffer:
    """What the customer said in another case to an offer that counted for this contract, or this customer."""
    return MadeOffer(offer=place, kind="rung", at=NOON, by="ann", outcome=said, per=per)  # type: ignore[arg-type]


@pytest.mark.parametrize(("per", "said", "place"), PER.values(), ids=PER)
def test_what_was_said_in_another_case(per: str, said: str, place: str) -> None:
    text = WORK.read_text(encoding="utf-8").replace("frozen_by: [threat]", f"frozen_by: [threat]\n    per: {per}")
    policy = load("work", {"pack.yaml": text})
    play = Work("leave", policy=policy)
    before = (answered("write-down/1", said, "k1"),)
    asks = asking.verdict_for(
        play.case, policy, lambda: play.requests[0], lambda rows: {}, now=AT, answered=lambda: before
    )
    ladder = asks(knowledge_of(play.case)).duties.ladder
    assert ladder is not None
    assert (ladder.place or "") == place


def test_an_open_offer_is_answered_as_it_was_made() -> None:
    play = leaving()
    play.do(offer("write-down/1", "refused"), AT)
    assert play.do(offer("write-down/2"), AT + MINUTE, by="top") == ["offer_made"]
    other = refusal(play, offer("write-down/2", "accepted", amount="1200 EUR"), AT + 2 * MINUTE, by="top")
    assert other.what == "write-down/2 is open at 1800.00 EUR, and not at 1200 EUR"
    assert "concession_granted" in play.do(offer("write-down/2", "accepted", amount="1800.00 EUR"), AT + 3 * MINUTE)


ELSEWHERE: dict[str, tuple[str, str, str, str]] = {
    # claim: (what was offered there, what was said to it, whose it was, why the free month is refused here)
    "q37 given under the same contract it is given": ("free-month", "accepted", "k1", "was given 1 time"),
    "what was refused there was not given": ("free-month", "refused", "k1", ""),
    "another contract has one of its own": ("free-month", "accepted", "k2", ""),
    "where that case named no contract it may be this one": ("free-month", "accepted", "acme", "was given 1 time"),
    "another concession leaves it alone": ("half-fee", "accepted", "k1", ""),
}


@pytest.mark.parametrize(("what", "said", "per", "why"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_concession_counts_over_all_cases_of_a_contract(what: str, said: str, per: str, why: str) -> None:
    play = leaving()
    play.elsewhere = (answered(what, said, per),)
    if why:
        assert why in refusal(play, offer("free-month"), AT, by="ann").what
    else:
        assert "offer_made" in play.do(offer("free-month"), AT, by="ann")


def test_what_was_given_in_another_case_excludes_here_too() -> None:
    play = leaving()
    play.elsewhere = (answered("half-fee", "accepted", "k1"),)
    fault = refusal(play, offer("write-down/1"), AT)
    assert fault.what == "write-down/1 does not stand beside half-fee, which was given"


def capped(at_most: int = 1) -> Work:
    """A free month is given so often, and once more with the approval `discount`."""
    text = WORK.read_text(encoding="utf-8")
    limits = f"at_most: {at_most}, ground: free-month,"
    text = text.replace("at_most: 1, ground: free-month,", f"{limits} approval: discount,")
    play = Work("leave", policy=load("work", {"pack.yaml": text}))
    play.do(INSIST, NOON + MINUTE)
    return play


MONTH, ASK = offer("free-month", "accepted"), w.RequestApproval(approval="discount")


def test_cc_029_each_approval_gives_one_more_and_no_further_ones() -> None:
    play = capped()
    play.do(MONTH, AT, by="ann")
    for again, given in ((1, "was given 1 time;"), (2, "was given 2 times;")):
        at = AT + again * 10 * MINUTE
        fault = refusal(play, MONTH, at, by="ann")
        assert given in fault.what
        assert (fault.mend, fault.opens_with) == ("Ask for it; somebody else decides.", "request_approval")
        assert play.do(ASK, at + MINUTE, by="ann") == ["approval_requested"]
        refusal(play, MONTH, at + 2 * MINUTE, by="ann")
        play.do(w.Approve(approval="discount"), at + 3 * MINUTE, by="max")
        assert "was approved by max" in refusal(play, ASK, at + 4 * MINUTE, by="ann").what
        assert "concession_granted" in play.do(MONTH, at + 5 * MINUTE, by="ann")
    refusal(play, MONTH, AT + HOUR, by="ann")
    assert play.count("concession_granted") == 3


def test_an_approval_is_spent_by_a_yes_to_what_was_offered_after_it() -> None:
    play = capped()
    play.do(offer("free-month"), AT, by="ann")
    play.do(ASK, AT + MINUTE, by="ann")
    play.do(w.Approve(approval="discount"), AT + 2 * MINUTE, by="max")
    play.do(MONTH, AT + 3 * MINUTE, by="ann")
    play.do(offer("free-month"), AT + 4 * MINUTE, by="ann")
    play.do(offer("free-month", "refused"), AT + 5 * MINUTE, by="ann")
    assert "concession_granted" in play.do(MONTH, AT + 6 * MINUTE, by="ann")
    assert "once more needs the approval discount" in refusal(play, MONTH, AT + 7 * MINUTE, by="ann").what


def test_within_the_limit_an_approval_stands_for_the_authority_as_often() -> None:
    play = capped(at_most=2)
    play.do(ASK, AT, by="lee")
    play.do(w.Approve(approval="discount"), AT + MINUTE, by="max")
    for minute in (2, 3):
        assert "concession_granted" in play.do(MONTH, AT + minute * MINUTE, by="lee")
    assert refusal(play, MONTH, AT + 4 * MINUTE, by="lee").opens_with == "request_approval"


def test_an_approval_of_what_has_no_limit_is_never_spent() -> None:
    play = leaving()
    play.do(ASK, AT, by="lee")
    play.do(w.Approve(approval="discount"), AT + MINUTE, by="max")
    drop = offer("revenue-drop", "accepted", proof="a1")
    for minute in (2, 3):
        assert "concession_granted" in play.do(drop, AT + minute * MINUTE)
    assert "was approved by max" in refusal(play, ASK, AT + 4 * MINUTE).what
