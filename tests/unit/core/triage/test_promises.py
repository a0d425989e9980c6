"""What a decision says of promises that are no plain duration, or that no signal starts."""
# ruff: noqa: E501 - a clock of a policy stands on one line

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.account import explain
from stepladder.core.triage.loading import load
from stepladder.core.values import DeskError
from tests.unit.core.triage.small_desk import FILES, answered, asked

OURS = """
facts: [{id: promised_at, type: instant, ask: Until when was an answer promised?}]
calendars:
  - {id: theirs, zone: customer, hours: {mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"]}}
  - {id: london, zone: Europe/London, hours: {mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"]}}
segments:
  - {id: british, when: "customer.segment == 'british'", because: b}
clocks:
"""
LOCKED = {"triggers": ["2fa-lockout"]}
WEDNESDAY = "2025-03-05T10:00:00-05:00"


@cache
def pack(clock: str) -> Pack:
    text = f"{OURS}  - {{because: b, for: {{category: account-access}}, {clock}}}\n"
    return load("small-desk", FILES | {"ours.yaml": text})


def clocks(clock: str, at: str = WEDNESDAY, **request: Any) -> dict[str, dict[str, Any]]:
    found = answered(pack(clock), at, signal=request.pop("signal", LOCKED), **request)
    return {one["id"]: one for one in found["clocks"] if one["id"].startswith("one")}


DUE: dict[str, tuple[str, dict[str, Any], str]] = {
    # claim: (clock, request, due)
    "the same day is that of the office, whatever the clock of its level": (
        "id: one, kind: call, within: same_day", {}, "2025-03-05T18:00:00-05:00"),
    "or of the calendar that it names": (
        "id: one, kind: call, within: same_day, calendar: london", {}, "2025-03-05T17:00:00+00:00"),
    "the same day is not made shorter for anybody": (
        "id: one, kind: resolution, within: same_day", {"customer": {"id": "c", "plan": "enterprise"}}, "2025-03-05T18:00:00-05:00"),
    "a month is counted in the zone of the policy": (
        "id: one, kind: plan, within: 1 month", {"at": "2025-01-31T23:30:00-05:00"}, "2025-02-28T23:30:00-05:00"),
    "or in that of the customer, where it is known": (
        "id: one, kind: plan, within: 1 month, calendar: always",
        {"at": "2025-01-30T23:30:00-05:00", "customer": {"id": "c", "zone": "Asia/Tokyo"}}, "2025-02-27T23:30:00-05:00"),
    "the next review includes its day": (
        "id: one, kind: review, within: next_review", {"customer": {"id": "c", "next_review_on": "2025-03-12"}}, "2025-03-12T18:00:00-04:00"),
    "a promised instant is itself": (
        "id: one, kind: promised, until: signal.promised_at",
        {"signal": LOCKED | {"facts": {"promised_at": "2025-03-08T03:00:00-05:00"}}}, "2025-03-08T03:00:00-05:00"),
    "a window counts elapsed hours": (
        "id: one, kind: look, window: 24h..48h", {}, "2025-03-07T10:00:00-05:00"),
    "hours in the zone of the customer": (
        "id: one, kind: call, within: 2h, calendar: theirs", {"customer": {"id": "c", "zone": "Europe/Paris"}}, "2025-03-06T10:00:00+01:00"),
    "and in that of the policy, where it is not known": (
        "id: one, kind: call, within: 2h, calendar: theirs", {"customer": {"id": "c"}}, "2025-03-05T12:00:00-05:00"),
}  # fmt: skip


@pytest.mark.parametrize(("clock", "request_", "due_at"), DUE.values(), ids=DUE)
def test_when_a_promise_is_due(clock: str, request_: dict[str, Any], due_at: str) -> None:
    assert clocks(clock, **request_)["one"]["due_at"] == due_at


def test_a_range_is_two_clocks_with_their_own_deadlines_and_one_team() -> None:
    found = clocks("id: one, kind: team_response, team: access, within: 24h..48h, calendar: office, source: [SD-209]")
    assert {id_: (one["within"], one["due_at"]) for id_, one in found.items()} == {
        "one-target": ("PT24H", "2025-03-07T16:00:00-05:00"),
        "one-limit": ("PT48H", "2025-03-12T13:00:00-04:00"),
    }
    assert {one["team"] for one in found.values()} == {"access"}
    assert all(one["source"] == ["SD-209"] for one in found.values())


def test_within_is_the_time_that_counts_until_the_due() -> None:
    (one,) = clocks("id: one, kind: call, within: same_day").values()
    assert (one["within"], one["at_risk_at"]) == ("PT8H", ["2025-03-05T14:00:00-05:00", "2025-03-05T16:00:00-05:00"])
    assert one["working"] == [{"from": WEDNESDAY, "to": "2025-03-05T18:00:00-05:00", "counts": "PT8H"}]


def test_the_calendar_of_a_decision_names_the_zone_that_it_was_read_in() -> None:
    (one,) = clocks(
        "id: one, kind: call, within: 2h, calendar: theirs", customer={"id": "c", "zone": "Europe/Paris"}
    ).values()
    assert one["calendar"] == "theirs@Europe/Paris"
    assert one["started_at"] == "2025-03-05T16:00:00+01:00"


def test_a_segment_may_count_in_the_zone_of_its_own() -> None:
    text = f"{OURS}  - {{id: one, kind: call, within: 2h, because: b, for: {{category: account-access}}}}\n"
    change = (
        "adjustments: [{id: british-hours, for: {segment: british}, kinds: [call], calendar: london, because: b}]\n"
    )
    found = answered(
        load("small-desk", FILES | {"ours.yaml": text + change}),
        signal=LOCKED,
        customer={"id": "c", "segment": "british"},
    )
    (one,) = (one for one in found["clocks"] if one["id"] == "one")
    assert (one["calendar"], one["due_at"]) == ("london", "2025-03-05T17:00:00+00:00")


def test_a_zone_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(DeskError, match=r"customer\.zone: no time zone is called 'Europe/Pari'"):
        clocks("id: one, kind: call, within: 2h, calendar: theirs", customer={"id": "c", "zone": "Europe/Pari"})


WAITS = {
    "nobody has said it": {"customer": {"id": "c"}},
    "there is no record": {},
    "the day is over": {"customer": {"id": "c", "next_review_on": "2025-03-04"}},
    "the day has closed": {"at": "2025-03-05T18:30:00-05:00", "customer": {"id": "c", "next_review_on": "2025-03-05"}},
}


@pytest.mark.parametrize("request_", WAITS.values(), ids=WAITS)
def test_a_promise_without_its_moment_waits_and_asks_for_it(request_: dict[str, Any]) -> None:
    policy = pack("id: one, kind: review, within: next_review")
    found = answered(policy, signal=LOCKED, **{"at": WEDNESDAY} | request_)
    assert "one" not in {one["id"] for one in found["clocks"]}
    asked_for = {one["fact"]: one for one in found["unknown"]}
    assert asked_for["customer.next_review_on"]["would_change"] == ["one"]
    assert asked_for["customer.next_review_on"]["question"].startswith("On which day")


def test_the_day_of_the_review_itself_is_still_ahead() -> None:
    found = clocks("id: one, kind: review, within: next_review", customer={"id": "c", "next_review_on": "2025-03-05"})
    assert found["one"]["due_at"] == "2025-03-05T18:00:00-05:00"


def test_what_an_event_of_the_case_starts_is_no_clock_of_the_decision_yet() -> None:
    policy = pack("id: one, kind: next_reply, within: 1h")
    verdict = asked(policy, signal=LOCKED)
    assert "one" not in {one.clock.id for one in verdict.clocks}
    assert [one.clock.id for one in verdict.promised] == ["one"]
    assert "one" in {one["id"] for one in answered(policy, signal=LOCKED)["explanation"]}
    assert "Clock one: next reply, starts with customer_replied\n  PT1H counted by open_hours" in explain(verdict)


def test_a_promise_that_no_signal_starts_is_reason_enough_for_a_case() -> None:
    text = """
pack: {id: bare, title: Bare, version: "1"}
triggers: [{id: hello, phrases: [hello there], because: b}]
clocks: [{id: one, kind: follow_up, within: 1h, because: b}]
"""
    assert asked(load("bare", {"pack.yaml": text}), signal={"text": "Hello there."}).binds


def test_t1_news_stand_behind_the_first_response_in_the_decision_too() -> None:
    found = clocks("id: one, kind: update, within: 1h")
    assert found["one"]["due_at"] == "2025-03-05T12:00:00-05:00"  # The first response is due by noon.
    assert found["one"]["at_risk_at"] == ["2025-03-05T11:00:00-05:00", "2025-03-05T11:30:00-05:00"]
    assert clocks("id: one, kind: update, within: 3h")["one"]["due_at"] == "2025-03-05T13:00:00-05:00"
    assert clocks("id: one, kind: update, within: 1h, not_before: []")["one"]["due_at"] == "2025-03-05T11:00:00-05:00"


def test_of_two_moments_the_earlier_one_counts() -> None:
    text = f"""{OURS}
  - {{id: one, kind: call, within: same_day, because: b, for: {{category: account-access}}, source: [SD-056]}}
  - {{id: two, kind: call, within: 1 month, because: b, for: {{category: product}}, source: [CC-019]}}
"""
    policy = load("small-desk", FILES | {"ours.yaml": text})
    found = answered(policy, signal={"triggers": ["2fa-lockout", "missing-function"]})
    (call,) = (one for one in found["clocks"] if one["kind"] == "call")
    assert (call["id"], call["replaces"], call["source"]) == ("one", ["two"], ["SD-056"])
