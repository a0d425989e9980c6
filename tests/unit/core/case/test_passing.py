"""However late somebody looks at a case, what happens to it is what would have happened on time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from stepladder.core.case import work_commands as w
from stepladder.core.triage.loading import load
from tests.unit.core.case.play import NOON, name_of
from tests.unit.core.case.work import HOUR, MINUTE, WORK, Work

STALE = {  # claim: what the pattern brings once the case has lain for three hours
    "a level": 'level: "priority:critical"',
    "a category": "category: technical",
    "another category": "category: leaving",
}


def policy(brings: str) -> Any:
    stale = (
        f"detectors:\n  - {{id: stale, title: Stale, {brings}, "
        "when: \"elapsed(case.opened_at) >= duration('3h')\", because: Nobody is forgotten., source: [SD-284]}\n"
    )
    return load("work", {"pack.yaml": WORK.read_text(encoding="utf-8").replace("detectors:\n", stale, 1)})


def told(play: Work) -> list[tuple[datetime, object]]:
    """Turns that nobody noticed are told once, and warnings of what is over not at all."""
    return [(one.at, one.event) for one in play.events if name_of(one) not in ("follow_up_due", "clock_at_risk")]


@pytest.mark.parametrize("words", ["bug", "leave", "reset"])
@pytest.mark.parametrize("brings", STALE.values(), ids=STALE)
def test_what_a_passage_of_time_brings_moves_clocks_as_of_then(brings: str, words: str) -> None:
    pack = policy(brings)
    on_time, late = Work(words, policy=pack), Work(words, policy=pack)
    on_time.wake_until(NOON + 60 * HOUR)
    late.let_pass(NOON + 60 * HOUR)
    assert told(late) == told(on_time)
    stale = next(one for one in on_time.events if getattr(one.event, "trigger", "") == "stale")
    assert stale.at == NOON + 3 * HOUR


def test_a_policys_hold_stands_beside_a_persons_of_its_name_that_was_there_before() -> None:
    play = Work("bug")
    play.do(w.Hold(what="evidence", because="Nobody deletes anything."), NOON + MINUTE, by="lee")
    assert play.case.holds["evidence"].by == "lee"
    hold = "holds:\n  - {id: evidence, what: evidence, for: {category: technical}, released_by: [legal], because: b}\n"
    play.pack = load("work", {"pack.yaml": WORK.read_text(encoding="utf-8").replace("holds:\n", hold, 1)})
    play.do(w.LogAttempt(what="search", result="nothing"), NOON + 2 * MINUTE)
    play.do(w.Release(hold="evidence", because="It is over."), NOON + 3 * MINUTE, by="lee")
    kept = play.case.hold_on("evidence")
    assert kept is not None
    assert (kept.hold, kept.by, kept.released_by) == ("evidence/policy", "policy", ("legal",))
