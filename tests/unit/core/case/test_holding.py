"""Holds: what may not change, who places one, and who lifts it."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import MINUTE, Work, refusal, without

AT = NOON + 10 * MINUTE
FREEZE = w.Hold(what="case", because="Look first.")


def release(hold: str, because: str = "All is clear.") -> w.Release:
    return w.Release(hold=hold, because=because)


def held() -> Work:
    """A case that lee has frozen."""
    play = Work("leave")
    assert play.do(FREEZE, AT, by="lee") == ["hold_placed"]
    return play


RELEASES: dict[str, tuple[str, bool]] = {
    "whoever placed it": ("lee", True),
    "a manager": ("max", True),
    "somebody above a manager": ("top", True),
    "a colleague": ("kim", False),
    "a lead": ("leo", False),
}


@pytest.mark.parametrize(("by", "may"), RELEASES.values(), ids=RELEASES)
def test_who_lifts_what_a_person_placed(by: str, may: bool) -> None:
    play = held()
    if may:
        assert play.do(release("case"), AT + MINUTE, by=by) == ["hold_released"]
        assert play.do(release("case"), AT + MINUTE, by=by) == []
        assert play.states("hold") == {"case": "done"}
    else:
        assert "is released by lee or a manager" in refusal(play, release("case"), AT + MINUTE, by=by).what


@pytest.mark.parametrize(("by", "may"), [("law", True), ("lee", False), ("max", False), ("top", False)])
def test_what_the_policy_placed_is_lifted_by_the_roles_it_names_and_by_nobody_above_them(by: str, may: bool) -> None:
    play = Work("leak")
    assert play.states("hold") == {"preserve": "open"}
    if may:
        assert play.do(release("preserve"), AT, by=by) == ["hold_released"]
        play.do(w.LogAttempt(what="look", result="nothing"), AT + MINUTE)
        assert play.states("hold") == {"preserve": "done"}, "what was released is not placed again"
    else:
        fault = refusal(play, release("preserve"), AT, by=by)
        assert (fault.what, fault.source) == ("the hold preserve is released by legal", ("SD-022",))


@pytest.mark.parametrize(
    "command",
    [c.Resolve(text="Done."), h.Merge(into="c2"), w.Offer(rung="write-down/1")],
    ids=["resolve", "merge", "offer"],
)
def test_what_a_frozen_case_refuses(command: c.PersonCommand) -> None:
    fault = refusal(held(), command, AT + MINUTE)
    assert (fault.opens_with, "frozen by the hold case" in fault.what) == ("release", True)


def test_a_frozen_case_is_still_spoken_about_and_its_deadlines_run() -> None:
    play = held()
    assert "message_sent" in play.do(c.Send(channel="email", text="We look into it."), AT + MINUTE)
    assert play.do(c.Note(text="Look."), AT + MINUTE) == ["note_added"]
    assert play.case.clocks["resolution"].state == "running"


def test_evidence_that_is_kept_closes_no_act() -> None:
    play = Work("leak")
    assert "resolved" in play.do(c.Resolve(text="Done."), AT)


def test_a_hold_is_placed_once_and_for_a_reason() -> None:
    play = held()
    assert play.do(FREEZE, AT + MINUTE, by="lee") == []
    assert refusal(play, w.Hold(what="evidence", because="  "), AT).what == "`because` is empty"
    assert refusal(play, release("case", " "), AT).what == "`because` is empty"
    assert "no hold of this case is called 'nothing'" in refusal(play, release("nothing"), AT).what
    play.do(release("case"), AT + MINUTE)
    assert play.do(FREEZE, AT + 2 * MINUTE, by="max") == ["hold_placed"]


def test_what_one_releases_another_still_holds() -> None:
    play = held()
    assert play.do(FREEZE, AT + MINUTE, by="max") == ["hold_placed"]
    assert set(play.case.holds) == {"case", "case-2"}
    play.do(release("case"), AT + 2 * MINUTE, by="lee")
    assert "frozen by the hold case-2" in refusal(play, h.Merge(into="c2"), AT + 3 * MINUTE).what
    play.do(release("case-2"), AT + 4 * MINUTE, by="max")
    assert play.do(h.Merge(into="c2"), AT + 5 * MINUTE) == ["merged"]


def test_what_the_policy_lets_nobody_lift_is_lifted_by_nobody_whatever_stands_behind_it() -> None:
    for line in ("", ", source: [SD-022]"):
        play = Work("leak", policy=without("preserve", add=f"  - {{id: keep, what: evidence, because: b{line}}}"))
        assert play.states("hold") == {"keep": "open"}
        assert "is released by nobody" in refusal(play, release("keep"), AT, by="max").what


NAMED = (
    "  - {id: evidence, for: {category: security}, what: evidence, released_by: [legal], because: b, source: [SD-022]}"
)


def test_what_a_person_holds_takes_the_place_of_no_hold_of_the_policy() -> None:
    play = Work("leak", policy=without("preserve", add=NAMED))
    assert play.do(w.Hold(what="evidence", because="Mine too."), AT, by="lee") == ["hold_placed"]
    assert set(play.case.holds) == {"evidence", "evidence-2"}
    refusal(play, release("evidence"), AT + MINUTE, by="lee")
    play.do(release("evidence-2"), AT + MINUTE, by="lee")
    placed = play.case.hold_on("evidence")
    assert placed is not None
    assert (placed.hold, placed.released_by) == ("evidence", ("legal",))


def test_a_person_is_not_beforehand_with_a_hold_of_the_policy() -> None:
    play = Work("bug", policy=without("preserve", add=NAMED))
    play.do(w.Hold(what="evidence", because="Mine."), AT, by="lee")
    assert set(play.case.holds) == {"evidence-2"}
    play.signal("leak", AT + MINUTE)
    assert play.case.holds["evidence"].released_by == ("legal",)


def test_a_hold_that_was_released_stays_on_record_beside_the_next_one() -> None:
    play = held()
    play.do(release("case"), AT + MINUTE)
    play.do(FREEZE, AT + 2 * MINUTE, by="lee")
    assert play.states("hold") == {"case": "done", "case-2": "open"}
