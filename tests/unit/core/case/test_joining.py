"""Two cases that are one matter, one case that is two, and cases that belong together."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from stepladder.core.case.hand_over_events import Split
from stepladder.core.case.joining import begin, must_take_over
from stepladder.core.case.life import fold, tick, wake_at
from stepladder.core.case.reactions import reactions
from stepladder.core.case.refused import Refused
from stepladder.core.triage.decide import decide
from stepladder.core.triage.request import Request, Signal
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work, refusal, work

AT = NOON + 10 * MINUTE


def test_what_is_merged_is_over_and_the_other_case_hears_of_it() -> None:
    play = Work("bug")
    version = play.case.version
    assert play.do(h.Merge(into="c2"), AT) == ["merged"]
    assert (play.case.stage, play.case.merged_into, play.case.is_open) == ("closed", "c2", False)
    assert not any(clock.waits for clock in play.case.clocks.values())
    told = reactions("c1", play.events[version:], first_version=version + 1)
    assert [(one.target, b"merged_from" in one.command) for one in told] == [("c2", True)]


def test_t8_what_is_merged_never_fires() -> None:
    play = Work("bug")
    play.do(w.LogAttempt(what="search", result="nothing"), AT)
    play.do(c.WaitForCustomer(for_="2h"), AT)
    play.do(h.Merge(into="c2"), AT)
    assert (wake_at(play.case), tick(play.case, NOON + 400 * DAY)) == (None, ())
    assert "the case is closed" in refusal(play, h.Merge(into="c3"), AT + MINUTE).what


def test_a_case_is_not_merged_into_itself() -> None:
    assert refusal(Work("bug"), h.Merge(into="c1"), AT).where == "case c1: into"


def test_a_resolved_case_can_still_be_merged_and_a_frozen_one_cannot() -> None:
    play = Work("leave")
    play.do(c.Resolve(text="Done."), AT)
    assert "merged" in play.do(h.Merge(into="c2"), AT + MINUTE)
    frozen = Work("erasure")
    assert refusal(frozen, h.Merge(into="c2"), AT).source == ("SD-049",)


def test_t29_what_is_split_off_begins_with_clocks_of_its_own() -> None:
    play = Work("bug")
    later = NOON + 3 * HOUR
    assert play.do(h.Split(text="And another company's invoices show."), later)[-1] == "split"
    parted = play.last("split").event
    assert isinstance(parted, Split)
    assert (parted.into, play.case.linked) == ("c1.2", {"c1.2": "split_to"})
    signal = Signal(sender="agent", text="And I can see the invoices of another company.")
    events = begin("c1.2", play.case, "t", decide(work(), Request(signal=signal), later), by="lee", now=later)
    new = fold("c1.2", events)
    assert (new.opened_at, new.customer, new.split_from) == (later, "acme", "c1")
    assert {clock.started_at for clock in new.clocks.values()} == {later}
    assert all(clock.state == "running" and clock.marks_passed == 0 for clock in new.clocks.values())


def test_what_is_split_off_is_there_though_its_words_alone_would_open_none() -> None:
    play = Work("bug")
    verdict = decide(work(), Request(signal=Signal(sender="agent", text="Something else.")), AT)
    new = fold("c1.2", begin("c1.2", play.case, "t", verdict, by="lee", now=AT))
    assert (new.is_open, new.owner, new.clocks) == (True, "success", {})


def test_each_matter_that_is_split_off_has_a_name_of_its_own() -> None:
    play = Work("bug")
    for minute in range(3):
        play.do(h.Split(text="Another matter."), AT + minute * MINUTE)
    assert list(play.case.linked) == ["c1.2", "c1.3", "c1.4"]


@pytest.mark.parametrize(("text", "what"), [("  ", "`text` is empty")])
def test_a_matter_that_is_split_off_is_told(text: str, what: str) -> None:
    assert refusal(Work("bug"), h.Split(text=text), AT).what == what


def test_a_resolved_case_is_reopened_before_anything_is_split_off() -> None:
    play = Work("leave")
    play.do(c.Resolve(text="Done."), AT)
    assert refusal(play, h.Split(text="Another matter."), AT + MINUTE).opens_with == "reopen"


def test_the_less_urgent_case_becomes_part_of_the_other_and_never_the_other_way_round() -> None:
    urgent, plain = Work("leak").case, Work("bug").case
    assert urgent.urgency > plain.urgency
    must_take_over(plain, urgent)
    with pytest.raises(Refused, match="less urgent"):
        must_take_over(urgent, plain)


def test_neither_what_is_over_nor_another_customers_case_goes_on_for_both() -> None:
    play, over = Work("bug"), Work("bug")
    over.do(h.Merge(into="c3"), AT)
    with pytest.raises(Refused, match="is closed"):
        must_take_over(play.case, over.case)
    with pytest.raises(Refused, match="another customer's"):
        must_take_over(play.case, replace(play.case, customer="other"))
