"""A case as the trace shows it: instants with their zone, durations in hours and minutes, JSON throughout."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from stepladder.core.case import commands as c
from stepladder.core.case.view import trace_case, trace_clocks, trace_event
from tests.unit.core.case.play import NOON, ZONE, name_of, opened, pack

UTC_ZONE = ZoneInfo("UTC")


def test_a_case_has_the_keys_of_the_contract_and_is_json() -> None:
    shown = trace_case(opened("leak").open_case, ZONE)
    assert {"id", "stage", "owner", "levels", "gates", "obligations"} <= set(shown)
    assert json.loads(json.dumps(shown)) == shown
    assert (shown["id"], shown["stage"], shown["owner"]) == ("c1", "acknowledge", "security")
    assert shown["levels"] == {"priority": "critical"}
    assert shown["opened_at"] == "2025-03-05T12:00:00-05:00"
    assert {one["id"] for one in shown["obligations"]} == {
        "security-mail",
        "critical-first",
        "critical-resolution",
        "security-answer",
    }


def test_clocks_come_by_due_then_id_in_the_zone_of_their_calendar() -> None:
    case = opened("bug").open_case
    shown = trace_clocks(case, pack(), UTC_ZONE)
    assert [one["id"] for one in shown] == ["technical-limit", "high-first", "high-resolution"]
    assert (
        shown[1]
        | {
            "case": "c1",
            "id": "high-first",
            "kind": "first_response",
            "within": "PT4H",
            "due_at": "2025-03-05T16:00:00-05:00",
            "at_risk_at": ["2025-03-05T14:00:00-05:00", "2025-03-05T15:00:00-05:00"],
            "state": "running",
            "stopped_at": None,
        }
        == shown[1]
    )


def test_always_is_shown_in_the_zone_of_the_pack() -> None:
    shown = trace_clocks(opened("leak").open_case, pack(), UTC_ZONE)
    assert {one["due_at"][-6:] for one in shown} == {"+00:00"}


def test_a_clock_that_is_met_says_when() -> None:
    play = opened("bug")
    play.do(c.Send(channel="email", text="Hello."), NOON + timedelta(minutes=5))
    (first,) = [one for one in trace_clocks(play.open_case, pack(), ZONE) if one["kind"] == "first_response"]
    assert (first["state"], first["stopped_at"]) == ("met", "2025-03-05T12:05:00-05:00")


def test_an_event_is_shown_at_its_own_instant_and_says_when_it_was_late() -> None:
    play = opened("leak")
    play.tick(NOON + timedelta(minutes=31))
    missed = next(one for one in play.events if getattr(one.event, "slot", "") == "team_response:security"
                  and name_of(one) == "clock_missed")  # fmt: skip
    assert trace_event("c1", missed, ZONE) == {
        "at": "2025-03-05T12:30:00-05:00",
        "type": "clock_missed",
        "case": "c1",
        "by": "clock",
        "noticed_at": "2025-03-05T12:31:00-05:00",
        "data": {"slot": "team_response:security", "due_at": "2025-03-05T12:30:00-05:00", "told": ["security"]},
        "late": True,
    }
    assert "late" not in trace_event("c1", play.events[0], ZONE)


def test_every_event_of_a_case_is_json_with_instants_that_name_their_zone() -> None:
    play = opened("refund")
    play.do(c.SetLevel(scale="priority", level="high", because="They can wait."), NOON + timedelta(minutes=1))
    for happened in play.events:
        shown = trace_event("c1", happened, ZONE)
        assert json.loads(json.dumps(shown)) == shown
    (started, *_) = [one for one in play.events if trace_event("c1", one, ZONE)["type"] == "clock_started"]
    data = trace_event("c1", started, ZONE)["data"]
    assert (data["within"], data["due_at"]) == ("PT30M", "2025-03-05T12:30:00-05:00")
