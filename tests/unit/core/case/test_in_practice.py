"""What somebody who does this work would expect of a case, beside what each command says of itself."""

from __future__ import annotations

from typing import Any

from stepladder.api import rehearse

NAMES = {"lee": "csm", "mara": "manager", "tom": "support-lead", "kai": "technical"}
CONTRACT = {"id": "k1", "outstanding": "6000 EUR", "monthly_fee": "500 EUR"}


def play(
    pack: str, signal: dict[str, Any], *entries: dict[str, Any], until: str = "2026-06-02T12:00Z"
) -> dict[str, Any]:
    """A case that begins on 1 June 2026 at 9, with a minute between what is done."""
    timeline: list[dict[str, Any]] = [{"at": "2026-06-01T09:00Z", "signal": signal, "as": "c"}]
    for minute, entry in enumerate(entries, 1):
        timeline.append({"at": f"2026-06-01T09:{minute:02}Z", "by": "lee"} | entry)
    people = [{"id": id_, "roles": [role]} for id_, role in NAMES.items()]
    customer = {"id": "vale", "name": "Vale", "csm": "lee", "contract": CONTRACT}
    scenario = {"scenario": "In practice", "packs": [pack], "workspace": {"people": people}, "customers": [customer]}
    return rehearse(scenario | {"timeline": timeline, "until": until}).to_dict()


def told(trace: dict[str, Any], type_: str) -> list[dict[str, Any]]:
    return [event["data"] for event in trace["events"] if event["type"] == type_]


BROKEN = {"facts": {"partial_fault": True, "refuses_contract": True}}
AGREED = (
    {"do": "send", "channel": "email", "text": "What was agreed."},
    {"do": "tick_gate", "gate": "reference-agreement", "evidence": {"type": "message"}},
)


def test_a_call_with_somebody_of_our_own_answers_no_customer() -> None:
    calls = [{"do": "log_call", "with": name, "outcome": "reached"} for name in ("mara", "customer")]
    signal = {"triggers": ["core-bug"]}
    assert not any(one["slot"] == "first_response" for one in told(play("support-desk", signal, calls[0]), "clock_met"))
    assert any(one["slot"] == "first_response" for one in told(play("support-desk", signal, calls[1]), "clock_met"))


def test_what_is_done_by_telephone_is_shown_by_the_call() -> None:
    step = {"do": "complete_step", "step": "call-first"}
    call = {"do": "log_call", "with": "customer", "outcome": "reached"}
    assert [one["opens_with"] for one in play("contract-care", BROKEN, step)["refusals"]] == ["log_call"]
    assert play("contract-care", BROKEN, call, step)["refusals"] == []


def test_a_notice_to_a_team_of_ours_tells_the_customer_nothing() -> None:
    signal, tick = {"text": "We will cancel the trial."}, {"do": "tick_gate", "gate": "manager-briefed"}
    trace = play("field-poc", signal, tick | {"evidence": {"type": "message"}})
    assert [one["route"] for one in told(trace, "route_told")] == ["manager-briefing"]
    assert [one["opens_with"] for one in trace["refusals"]] == ["send"]
    # Named, the notice shows what it is the notice of.
    assert (
        play("field-poc", signal, tick | {"evidence": {"type": "message", "ref": "manager-briefing"}})["refusals"] == []
    )


def test_proof_of_identity_shows_itself() -> None:
    proofs = [
        {"do": "add_factor", "factor": name, "result": "passed"} for name in ("session", "payment_last4", "photo_id")
    ]
    step = {"do": "complete_step", "step": "verification/collect"}
    signal = {"triggers": ["erasure-request"]}
    assert [one["opens_with"] for one in play("support-desk", signal, *proofs[:2], step)["refusals"]] == ["add_factor"]
    assert play("support-desk", signal, *proofs, step)["refusals"] == []


def test_a_place_that_was_accepted_ends_its_ladder() -> None:
    offers = [
        {"do": "offer", "rung": "write-down/1", "outcome": "refused"},
        {"do": "offer", "by": "mara", "rung": "write-down/2", "outcome": "accepted"},
        {"do": "offer", "by": "mara", "rung": "write-down/3"},
    ]
    trace = play("contract-care", BROKEN, *AGREED, *offers)
    assert [one["reason"] for one in trace["refusals"]] == ["write-down/2 was accepted, and with it the ladder ends"]
    assert trace["cases"][0]["ladder"]["next_rung"] is None
    assert {one["per"] for one in trace["cases"][0]["offers"]} == {"k1"}


def test_what_holds_anyway_is_said_and_is_no_discount() -> None:
    terms = [{"do": "offer", "rung": rung, "outcome": "accepted"} for rung in ("fee-start", "coupling-fee")]
    trace = play("contract-care", {"facts": {"data_missing": True}}, *terms)
    assert [one["offer"] for one in told(trace, "offer_made")] == ["fee-start"]
    assert ["no offer of this case is called 'coupling-fee'" in one["reason"] for one in trace["refusals"]] == [True]


def test_a_follow_up_begins_once_it_is_owed_and_ends_once_it_is_not() -> None:
    start = {"do": "set_fact", "fact": "signal.latest_start_on", "value": "2026-06-10"}
    trace = play("contract-care", {"triggers": ["integration-late"]}, start, until="2026-06-20T12:00Z")
    assert [one["due_at"] for one in told(trace, "follow_up_due")] == ["2026-06-08T09:01:00+00:00"]
    assert [(one["id"], one["state"]) for one in trace["follow_ups"]] == [("check-ins", "cancelled")]


def test_whoever_comes_next_is_told_once_the_one_before_has_taken_it_up() -> None:
    asked = [{"do": "acknowledge"}, {"do": "set_fact", "fact": "signal.engineering_needed", "value": True}]
    taken = {"do": "acknowledge", "by": "tom"}
    signal = {"triggers": ["feature"], "facts": {"feature_issue": True}}
    routes = [
        [
            one["route"]
            for one in told(play("csm-playbook", signal, *entries), "route_told")
            if one["to"] == "engineering"
        ]
        for entries in (asked, (*asked, taken))
    ]
    assert routes == [[], ["engineering-next"]]


def test_a_person_who_was_given_a_case_takes_it_up() -> None:
    given = [{"do": "acknowledge"}, {"do": "hand_over", "to": "kai", "return_after": "1h"}]
    signal = {"triggers": ["data-loss"]}
    taken = play("support-desk", signal, *given, {"do": "acknowledge", "by": "kai"})
    assert taken["cases"][0]["owner"] == "kai"
    assert [one["to"] for one in told(play("support-desk", signal, *given), "hand_over_expired")] == ["lee"]


def test_what_may_be_left_out_holds_back_no_hand_over() -> None:
    waived = [
        {"do": "waive_gate", "by": "mara", "gate": gate, "because": "It is known."}
        for gate in ("troubleshoot", "kb-search", "known-issues", "diagnostics", "expectation")
    ]
    signal = {"triggers": ["core-bug"], "text": "Saving fails."}
    missing = told(play("support-desk", signal, *waived, {"do": "hand_over", "to": "technical"}), "hand_over_held")
    # All that is open is named; only what is needed has to be said (SD-183).
    assert {"screenshots", "errors"} < set(missing[0]["missing"])
    fields = {name: "Said." for name in missing[0]["missing"] if name not in ("screenshots", "errors")}
    trace = play("support-desk", signal, *waived, {"do": "hand_over", "to": "technical", "fields": fields})
    assert [one["to"] for one in told(trace, "handed_over")] == ["technical"]
    assert trace["cases"][0]["gates"]["handover-complete"] == "open"


def test_the_end_of_a_case_writes_down_its_outcome_and_plans_what_comes_after() -> None:
    outcome = {"resolved_by_team": True, "satisfied": True}
    ended = [{"do": "resolve", "text": "Solved."}, {"do": "close", "outcome": outcome}]
    trace = play("support-desk", {"triggers": ["core-bug"]}, *ended)
    lines = {one["id"]: one for one in trace["cases"][0]["obligations"] if one["kind"] == "record"}
    assert [lines[f"outcome/{id_}"]["by"] for id_ in ("satisfied", "duration", "first_level_possible")] == [
        "lee",
        "desk",
        None,
    ]
    assert "successful" in {one["id"] for one in trace["follow_ups"]}


def test_a_message_that_opens_a_gate_says_so() -> None:
    trace = play("risk-tiers", {"triggers": ["occasional-miss"]})
    assert told(trace, "gate_opened") == []
    scenario = {
        "scenario": "It rises", "packs": ["risk-tiers"], "customers": [{"id": "vale"}],
        "timeline": [
            {"at": "2026-06-01T09:00Z", "signal": {"triggers": ["occasional-miss"]}, "as": "c"},
            {"at": "2026-06-01T10:00Z", "signal": {"triggers": ["mild-frustration"]}},
        ],
    }  # fmt: skip
    assert told(rehearse(scenario).to_dict(), "gate_opened") == [{"gate": "risk-line-allowed"}]
