"""A case changes hands: complete, or it waits; and it comes back unless somebody takes it up."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from stepladder.core.case.hand_over_events import HandOverHeld
from tests.unit.core.case.play import NOON, name_of
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work, refusal

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


def test_what_fell_due_after_it_went_back_is_told_to_whoever_has_it_by_then_however_late_somebody_looks() -> None:
    on_time, late = handed(), handed()
    on_time.wake_until(NOON + DAY)
    late.let_pass(NOON + DAY)
    assert [(one.at, one.event) for one in late.events] == [(one.at, one.event) for one in on_time.events]
    back = next(place for place, one in enumerate(late.events) if name_of(one) == "hand_over_expired")
    told = [one.event.told for one in late.events[back + 1 :] if getattr(one.event, "told", None)]
    assert told
    assert all("lee" in one and "kim" not in one for one in told)


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


FULL = {"summary": "All invoices of another company show.", "tried": "none", "links": "none"}
"""What may be left out is answered too, with "none"."""


def bug() -> Work:
    """A case of a level that holds a hand-over with gaps."""
    return Work("bug")


HANDS: dict[str, tuple[str, h.HandOver, str]] = {
    # claim: (words, command, event)
    "a level that holds keeps one with gaps back": ("bug", to("kim"), "hand_over_held"),
    "with what was missing it goes": ("bug", to("kim", **FULL), "handed_over"),
    "an empty field says nothing": ("bug", to("kim", **FULL | {"summary": "  "}), "hand_over_held"),
    "what is optional holds nothing back": ("bug", to("kim", **FULL | {"links": ""}), "handed_over"),
    "a level that warns lets it go with its gaps": ("leak", to("kim"), "handed_over"),
}


@pytest.mark.parametrize(("words", "command", "event"), HANDS.values(), ids=HANDS)
def test_when_a_case_changes_hands(words: str, command: h.HandOver, event: str) -> None:
    play = Work(words)
    owner = play.case.owner
    assert event in play.do(command, AT)
    assert play.case.owner == ("kim" if event == "handed_over" else owner)


def test_what_is_missing_is_named_and_what_was_given_stays() -> None:
    play = bug()
    play.do(to("kim", tried="Restarted twice."), AT)
    held = play.last("hand_over_held").event
    assert isinstance(held, HandOverHeld)
    assert (held.missing, held.gates, held.source) == (("summary", "links"), ("complete",), ("SD-178",))
    gate = play.case.owed.gate("complete")
    assert gate is not None
    assert gate.needs == ("summary", "links")
    play.do(to("kim", summary="It fell over.", links="none"), AT + MINUTE)
    assert set(play.case.given_fields) == {"tried", "summary", "links"}
    assert play.states("gate")["complete"] == "done"


def test_whoever_may_lets_it_pass_with_its_gaps() -> None:
    play, waive = bug(), w.WaiveGate(gate="complete", because="It burns.")
    assert refusal(play, waive, AT, by="leo").source == ("SD-178",)
    play.do(waive, AT, by="max")
    assert "handed_over" in play.do(to("kim"), AT + MINUTE)


def test_the_marks_are_those_of_the_policy() -> None:
    poor, good = bug(), bug()
    poor.do(w.WaiveGate(gate="complete", because="It burns."), AT, by="max")
    poor.do(to("kim", summary="It fell over."), AT)
    good.do(to("kim", **FULL | {"tried": "Restarted twice."}), AT)
    assert (poor.case.quality, good.case.quality) == (["-no-attempts"], [])


REFUSES: dict[str, tuple[h.HandOver | h.ReturnHandOver, str]] = {
    "to nobody": (to("  "), "`to` is empty"),
    "to whom it belongs": (to("lee"), "lee has the case already"),
    "a field that nobody asks for": (to("kim", nothing="x"), "no field of this hand-over is called 'nothing'"),
    "back in no time at all": (to("kim", "much", **FULL), ""),
    "given back by nobody": (h.ReturnHandOver(code="no-attempts"), "it was handed over by nobody"),
}


@pytest.mark.parametrize(("command", "what"), REFUSES.values(), ids=REFUSES)
def test_what_is_no_hand_over(command: h.HandOver | h.ReturnHandOver, what: str) -> None:
    play = bug()
    play.do(ACK, NOON + MINUTE)
    assert what in refusal(play, command, AT).what


def test_it_is_given_back_for_a_reason_that_the_policy_knows() -> None:
    play = handed()
    assert "is called 'dull'" in refusal(play, h.ReturnHandOver(code="dull"), AT + MINUTE, by="kim").what
    assert "is called ''" in refusal(play, h.ReturnHandOver(code=" "), AT + MINUTE, by="kim").what
    assert play.do(h.ReturnHandOver(code="-no-attempts"), AT + MINUTE, by="kim") == ["hand_over_returned"]
    assert (play.case.owner, play.case.hand_over) == ("lee", None)
    play.wake_until(NOON + DAY)
    assert play.count("hand_over_expired") == 0


def test_handed_on_before_it_was_taken_up_it_goes_back_to_the_last_hand() -> None:
    play = handed()
    play.do(to("ann", "1h"), AT + MINUTE, by="kim")
    play.let_pass(AT + 61 * MINUTE)
    assert (play.case.owner, play.count("hand_over_expired")) == ("kim", 1)


def test_from_the_last_hand_it_can_go_back_to_the_first() -> None:
    play = handed()
    play.do(to("ann", "1h"), AT + MINUTE, by="kim")
    play.let_pass(AT + 61 * MINUTE)
    assert play.do(h.ReturnHandOver(code="no-attempts"), AT + 70 * MINUTE, by="kim") == ["hand_over_returned"]
    assert (play.case.owner, play.case.hand_over) == ("lee", None)
    play.wake_until(NOON + DAY)
    assert play.count("hand_over_expired") == 1


def test_it_goes_through_the_same_hands_but_once() -> None:
    play = handed(None)
    play.do(to("ann"), AT + MINUTE, by="kim")
    play.do(to("lee"), AT + 2 * MINUTE, by="ann")
    back = play.case.hand_over
    assert back is not None
    assert (back.to, back.earlier) == ("ann", (("kim", True),))


def test_a_role_of_the_policy_is_no_person() -> None:
    play = Work("leak")
    play.do(to("legal"), AT)
    assert (play.case.owner, play.case.owner_is_person) == ("legal", False)


def test_the_end_of_a_case_ends_the_way_back() -> None:
    play = handed()
    play.do(c.Resolve(text="Done."), AT + MINUTE, by="kim")
    play.wake_until(NOON + DAY)
    assert (play.case.owner, play.count("hand_over_expired")) == ("kim", 0)
