"""Letters of a policy: filled, worded, and kept apart: what is for our own people answers no customer."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.api import rehearse

DOWN = "Everything is down and nobody here can work. We lose orders every minute."
LEADERS = {
    "situation": "Down since nine.",
    "risk": "The whole account.",
    "attempts": "Two restarts.",
    "ask": "Call their director today.",
    "recommendation": "A review next week.",
    "arr": "90,000",
    "segment": "enterprise",
}


def at(clock: str, **entry: Any) -> dict[str, Any]:
    return {"at": f"2026-03-04T{clock}:00+00:00", **entry}


def play(*sent: dict[str, Any], text: str = DOWN) -> dict[str, Any]:
    arrives = at("09:00", signal={"customer": "bracken", "channel": "email", "subject": "Down", "text": text})
    return rehearse(
        {
            "packs": ["csm-playbook"],
            "customers": [{"id": "bracken", "name": "Bracken Travel", "csm": "kim"}],
            "timeline": [arrives, at("09:02", do="acknowledge", by="kim"), *sent],
        }
    ).to_dict()


def of(trace: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one["data"] for one in trace["events"] if one["type"] == kind]


def test_a_letter_to_our_own_people_reaches_their_role_and_stops_no_clock() -> None:
    trace = play(at("09:10", do="send", by="kim", channel="email", to="vp-cs", template="to-leadership", slots=LEADERS))
    assert trace["refusals"] == []
    assert [one["template"] for one in of(trace, "internal_message_sent")] == ["to-leadership"]
    (told,) = [one for one in trace["deliveries"] if one["purpose"] == "internal"]
    assert told["subject"] == "ESCALATION: Bracken Travel - Churn Risk"
    assert "What I ask of you:\nCall their director today." in told["text"]
    assert of(trace, "message_sent") == []
    assert not {one["slot"] for one in of(trace, "clock_met")} - {one["slot"] for one in of(play(), "clock_met")}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"to": "customer", "template": "to-leadership", "slots": LEADERS}, "is for our own people"),
        ({"to": "vp-cs", "template": "initial-acknowledgement"}, "no template of this case"),
        ({"to": "vp-cs", "text": "Please call."}, None),
        (
            {"to": "vp-cs", "template": "to-leadership"},
            "slots are empty: arr, segment, situation, risk, attempts, ask, recommendation",
        ),
        ({"to": "kim", "text": "Please call."}, "neither"),
    ],
)
def test_who_may_be_written_to_with_what(entry: dict[str, Any], reason: str | None) -> None:
    refusals = play(at("09:10", do="send", by="kim", channel="email", **entry))["refusals"]
    if reason is None:
        assert refusals == []
    else:
        assert reason in refusals[0]["reason"]


def test_a_template_brings_its_own_subject_and_none_may_stand_beside_it() -> None:
    slots = {"risk": "All.", "ask": "Call.", "recommendation": "Review.", **LEADERS}
    letter = {"channel": "email", "to": "vp-cs", "template": "to-leadership", "slots": slots}
    beside = play(at("09:10", do="send", by="kim", subject="Mine", **letter))
    assert "beside the template" in beside["refusals"][0]["reason"]


def test_a_subject_of_ones_own_goes_with_the_words() -> None:
    trace = play(at("09:10", do="send", by="kim", channel="email", subject="Where we are", text="We look at it."))
    (sent,) = [one for one in trace["deliveries"] if one["purpose"] == "message"]
    assert (sent["subject"], sent["text"]) == ("Where we are", "We look at it.")


def test_a_notice_that_the_policy_words_says_what_is_known_and_names_what_is_not() -> None:
    told = [one for one in play()["deliveries"] if one["template"] == "to-engineering"]
    assert told
    assert told[0]["subject"].startswith("ESCALATION [Critical] Bracken Travel")
    assert "Customer: Bracken Travel" in told[0]["text"]
    assert "They need it solved by: (not known yet)" in told[0]["text"]


def in_the_field(*done: dict[str, Any]) -> dict[str, Any]:
    signal = {"customer": "poplar", "channel": "email", "text": "I want your manager.", "triggers": ["asks-manager"]}
    timeline = [at("09:00", signal=signal), at("09:01", do="acknowledge", by="sid")]
    timeline += [at(f"09:1{number}", by="sid", **one) for number, one in enumerate(done)]
    return rehearse({"packs": ["field-poc"], "timeline": timeline}).to_dict()


BRIEFED = {"do": "tick_gate", "gate": "manager-briefed", "evidence": {"type": "message", "ref": "manager"}}
BRIEFS = {"do": "send", "channel": "email", "to": "manager", "text": "I need your help with Poplar."}


def test_a_letter_to_a_role_shows_that_it_was_told_and_no_other_does() -> None:
    assert in_the_field(BRIEFS, BRIEFED)["refusals"] == []
    for before in ((), ({**BRIEFS, "to": "customer"},), ({**BRIEFS, "to": "leadership"},)):
        (refusal,) = in_the_field(*before, BRIEFED)["refusals"]
        assert "is shown by a message that went out" in refusal["reason"]


def test_a_refusal_names_what_lifts_the_rule_or_opens_the_gate() -> None:
    named = {"do": "send", "channel": "email", "text": "Our director will call you tomorrow."}
    letter = {"do": "send", "channel": "email", "template": "introduce-leader", "slots": {"leader_name": "Otis"}}
    refusals = in_the_field(named, letter)["refusals"]
    assert [one["opens_with"] for one in refusals] == ["request_approval", "request_approval"]
