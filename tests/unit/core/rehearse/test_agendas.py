"""The agenda in a rehearsal: asked for by the scenario, told once, settled by people, and in its place in time."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.api import rehearse
from stepladder.core.values import DeskError

SYNC = "agenda/team-sync"
FIRST = "2026-03-09T13:00:00+00:00"


def play(*timeline: dict[str, Any], agenda: bool = True, until: str | None = None) -> dict[str, Any]:
    opening = {"at": "2026-03-02T10:00:00-05:00", "signal": {"customer": "vale", "text": "Thanks, all is well."}}
    scenario = {"packs": ["support-desk"], "timeline": [opening, *timeline], "workspace": {"agenda": agenda}}
    return rehearse(scenario | ({"until": until} if until else {})).to_dict()


def settle(at: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "do": "complete_item", "by": "mara", "item": SYNC, "due_at": FIRST, **more}


def told(trace: dict[str, Any], item: str = SYNC) -> list[tuple[str, str]]:
    return [(one["type"], one["at"]) for one in trace["events"] if one["data"].get("item") == item]


def test_a_turn_comes_up_when_the_office_opens_and_is_overdue_with_the_next() -> None:
    trace = play(until="2026-03-16T12:00:00-04:00")
    assert told(trace) == [
        ("item_due", "2026-03-09T09:00:00-04:00"),
        ("item_overdue", "2026-03-16T09:00:00-04:00"),
        ("item_due", "2026-03-16T09:00:00-04:00"),
    ]
    notices = [(one["to"], one["purpose"], one["case"]) for one in trace["deliveries"] if one["to"] == "team-lead"]
    assert notices == [("team-lead", "agenda_due", None)] * 2


def test_what_was_due_before_the_story_comes_up_as_it_begins_and_once() -> None:
    later = play(until="2026-03-02T10:00:01-05:00")
    review = [one for one in later["events"] if one["data"].get("item") == "header/review"]
    assert [one["type"] for one in review] == ["item_overdue", "item_due"]
    assert {one["noticed_at"] for one in review} == {"2026-03-02T10:00:00-05:00"}


def test_a_turn_is_settled_once_by_a_person() -> None:
    done = play(settle("2026-03-09T16:00:00-04:00", note="Read."), settle("2026-03-09T16:01:00-04:00"))
    assert told(done) == [("item_due", "2026-03-09T09:00:00-04:00"), ("item_completed", "2026-03-09T16:00:00-04:00")]
    assert done["refusals"] == []


def test_a_turn_that_is_not_open_and_an_item_that_nobody_asks_for_are_refused() -> None:
    wrong = settle("2026-03-09T16:00:00-04:00", due_at="2026-03-16T13:00:00+00:00")
    nothing = settle("2026-03-09T16:00:00-04:00", item="agenda/none")
    refusals = play(wrong, nothing)["refusals"]
    assert [one["case"] for one in refusals] == [None, None]
    assert "another turn" in refusals[0]["reason"]
    assert "asks for no 'agenda/none'" in refusals[1]["reason"]


def test_without_being_asked_no_agenda_is_played() -> None:
    assert told(play(agenda=False, until="2026-03-16T12:00:00-04:00")) == []
    with pytest.raises(DeskError, match="no agenda is played"):
        play(settle("2026-03-09T16:00:00-04:00"), agenda=False)


def test_events_stand_in_the_order_in_which_they_were_told() -> None:
    leak = {"customer": "vale", "text": "The invoice list shows another company's invoices."}
    trace = play({"at": "2026-03-09T09:30:00-04:00", "signal": leak}, until="2026-03-16T09:10:00-04:00")
    noticed = [one["noticed_at"] for one in trace["events"]]
    assert noticed == sorted(noticed)
    assert len({one["case"] for one in trace["events"]}) > 1
