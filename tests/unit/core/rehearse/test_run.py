"""A rehearsal plays by the rules of the desk: joining, waking, refusing, telling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stepladder.api import rehearse
from stepladder.core.values import DeskError

BREACH = "Our invoice list shows another company's invoices."
ASKED = {"customer": "harbor", "channel": "email", "conversation": "t1", "text": BREACH}


def play(*timeline: dict[str, Any], **more: Any) -> dict[str, Any]:
    return rehearse({"packs": ["support-desk"], "timeline": list(timeline), **more}).to_dict()


def at(clock: str, **entry: Any) -> dict[str, Any]:
    return {"at": f"2025-03-04T{clock}:00-05:00", **entry}


def types(trace: dict[str, Any]) -> list[str]:
    return [one["type"] for one in trace["events"]]


def test_a_signal_that_asks_for_nothing_opens_no_case() -> None:
    assert play(at("10:00", signal={"text": "Thank you, all is well."}))["cases"] == []


def test_the_desk_wakes_between_entries_and_each_event_has_its_own_instant() -> None:
    trace = play(at("10:00", signal=ASKED), until="2025-03-04T11:00:00-05:00")
    risk = [
        one for one in trace["events"] if one["type"] == "clock_at_risk" and one["data"]["slot"] == "first_response"
    ]
    assert [one["at"] for one in risk] == ["2025-03-04T10:15:00-05:00", "2025-03-04T10:22:30-05:00"]
    missed = [one for one in trace["events"] if one["type"] == "clock_missed"]
    assert {one["at"] for one in missed} == {"2025-03-04T10:30:00-05:00"}
    assert not any(one.get("late") for one in trace["events"])


def test_nothing_is_woken_after_the_end() -> None:
    trace = play(at("10:00", signal=ASKED), until="2025-03-04T10:20:00-05:00")
    assert "clock_missed" not in types(trace)


def test_a_further_signal_joins_by_its_conversation() -> None:
    trace = play(at("10:00", signal=ASKED, **{"as": "c1"}), at("10:05", signal=ASKED | {"text": "Any news?"}))
    assert [one["id"] for one in trace["cases"]] == ["c1"]
    assert "signal_joined" in types(trace)


def test_without_a_conversation_the_newest_open_case_of_the_customer_is_joined() -> None:
    first = {"customer": "harbor", "text": BREACH}
    other = {"customer": "vale", "text": BREACH}
    trace = play(at("10:00", signal=first), at("10:05", signal=first), at("10:06", signal=other))
    assert [one["customer"] for one in trace["cases"]] == ["harbor", "vale"]


def test_the_same_signal_again_says_nothing_new() -> None:
    once = ASKED | {"id": "m1"}
    assert types(play(at("10:00", signal=once), at("10:05", signal=once))) == types(play(at("10:00", signal=once)))


def test_a_late_reply_to_a_closed_case_opens_one_that_is_linked() -> None:
    trace = play(
        at("10:00", signal=ASKED, **{"as": "first"}),
        at("10:10", do="resolve", by="ana", text="Mended."),
        at("10:20", do="close", by="ana", outcome={"resolved_by_team": True}),
        at("11:00", signal=ASKED, **{"as": "second"}),
    )
    first, second = trace["cases"]
    assert (second["continues"], first["continued_by"]) == ("first", ["second"])


def test_what_was_merged_goes_on_in_the_other_case() -> None:
    trace = play(
        at("10:00", signal=ASKED | {"conversation": "talk"}, **{"as": "first"}),
        at("10:05", signal=ASKED | {"conversation": "aside"}, **{"as": "second"}),
        at("10:10", case="first", do="merge", by="ana", into="second"),
        at("10:15", signal=ASKED | {"conversation": "talk", "text": "Any news?"}),
    )
    assert [one["id"] for one in trace["cases"]] == ["first", "second"]
    assert [one["case"] for one in trace["events"] if one["type"] == "signal_joined"] == ["second"]


OVERDUE = """
pack: {id: own, title: Own, version: "1", extends: support-desk, next_review: 2025-02}
parameters: [{id: pack.overdue, value: refuse_new_cases, because: b, source: [SD-324]}]
"""


def test_an_overdue_policy_that_opens_no_new_case_says_so_in_the_story(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.yaml").write_text(OVERDUE, encoding="utf-8")
    trace = rehearse({"packs": [str(tmp_path / "own")], "timeline": [at("10:00", signal=ASKED)]}).to_dict()
    assert trace["cases"] == []
    (refused,) = trace["refusals"]
    assert (refused["do"], refused["case"]) == ("signal", None)
    assert "was to be reviewed by 2025-02-28" in refused["reason"]


def test_a_refused_command_leaves_no_event_and_says_what_opens_the_way() -> None:
    before = [at("10:00", signal=ASKED)]
    trace = play(*before, at("10:10", do="close", by="ana", outcome={"resolved_by_team": True}))
    assert types(trace) == types(play(*before))
    (refused,) = trace["refusals"]
    assert (refused["do"], refused["by"], refused["opens_with"]) == ("close", "ana", "resolve")


def test_with_people_in_the_scenario_only_they_give_commands() -> None:
    people = {"people": [{"id": "lee"}]}
    trace = play(at("10:00", signal=ASKED), at("10:01", do="acknowledge", by="kim"), workspace=people)
    assert trace["refusals"][0]["reason"] == "nobody here is called 'kim'"
    trace = play(at("10:00", signal=ASKED), at("10:01", do="acknowledge", by="lee"), workspace=people)
    assert trace["refusals"] == []
    assert trace["cases"][0]["owner"] == "lee"


@pytest.mark.parametrize("do", ["assign", "hand_over"])
def test_with_people_in_the_scenario_an_owner_is_one_of_them_or_a_role(do: str) -> None:
    people = {"people": [{"id": "ben"}, {"id": "mia"}]}
    for to, reasons in (("zoe", ["no person and no role is called 'zoe'"]), ("mia", []), (" billing ", [])):
        trace = play(at("10:00", signal=ASKED), at("10:01", do=do, to=to, by="ben"), workspace=people)
        assert [one["reason"] for one in trace["refusals"] if "no role" in one["reason"]] == reasons
        assert (trace["cases"][0]["owner"] == "zoe") is False
    trace = play(at("10:00", signal=ASKED), at("10:01", do="assign", to="zoe", by="ben"))
    assert (trace["refusals"], trace["cases"][0]["owner"]) == ([], "zoe")


def test_a_delivery_ends_as_the_scenario_says_and_a_failure_is_heard_by_the_fallback_role() -> None:
    trace = play(at("10:00", signal=ASKED), outcomes=[{"to": "security", "result": "failed"}])
    told, heard = trace["deliveries"]
    assert (told["to"], told["state"]) == ("security", "failed")
    assert (heard["to"], heard["purpose"], heard["state"]) == ("success", "failure", "sent")
    assert "delivery_failed" in types(trace)


def test_a_role_that_the_record_fills_is_the_person_named_there() -> None:
    vale = {"id": "vale", "name": "Vale", "plan": "enterprise", "csm": "lee"}
    trace = play(
        at("10:00", signal={"text": BREACH}),
        customer=vale,
        workspace={"people": [{"id": "lee", "email": "lee@desk.example"}]},
    )
    copies = {one["to"]: one["address"] for one in trace["deliveries"] if one["copy"]}
    assert copies["csm"] == "lee@desk.example"


def test_a_role_that_reaches_nobody_is_a_named_error_and_never_silence() -> None:
    trace = play(at("10:00", signal={"text": BREACH}), customer={"id": "vale", "plan": "enterprise"})
    dead = next(one for one in trace["deliveries"] if one["to"] == "csm")
    assert (dead["state"], dead["address"]) == ("dead", None)
    assert any(one["purpose"] == "failure" for one in trace["deliveries"])


WRONG = {  # claim: (entry, what is said)
    "a case that is not there": (at("10:01", do="acknowledge", by="ana", case="c9"), "no case is called 'c9'"),
    "a fact the policy does not know": (at("10:01", signal={"facts": {"colour": "red"}}), "no fact of the signal"),
    "a customer that is not there": (at("10:01", signal={"customer": "nobody"}), "no customer is called 'nobody'"),
}


@pytest.mark.parametrize(("entry", "said"), WRONG.values(), ids=WRONG)
def test_an_entry_that_names_what_is_not_there_is_refused_with_its_number(entry: dict[str, Any], said: str) -> None:
    first = at("10:00", signal=ASKED | {"customer": {"id": "harbor"}})
    with pytest.raises(DeskError) as refused:
        play(first, entry, customers=[{"id": "vale"}, {"id": "tern"}])
    assert said in str(refused.value)
    assert "timeline entry 2" in str(refused.value)


EXPECTED = {  # claim: (expect, whether it holds)
    "a part of a list": ({"clocks": [{"id": "critical-first", "state": "running"}]}, True),
    "none": ({"refusals": []}, True),
    "none where there is one": ({"clocks": []}, False),
    "two where there is one": ({"clocks": [{"id": "critical-first"}, {"id": "critical-first"}]}, False),
    "the case last touched": ({"case": {"stage": "acknowledge", "levels": {"priority": "critical"}}}, True),
    "another stage": ({"case": {"stage": "closed"}}, False),
    "a part that no trace has": ({"weather": []}, False),
}


@pytest.mark.parametrize(("expect", "holds"), EXPECTED.values(), ids=EXPECTED)
def test_what_is_expected_holds_or_is_told(expect: dict[str, Any], holds: bool) -> None:
    trace = rehearse({"packs": ["support-desk"], "timeline": [at("10:00", signal=ASKED)], "expect": expect})
    assert (trace.unmet == ()) is holds


def test_the_same_scenario_gives_the_same_trace() -> None:
    timeline = [at("10:00", signal=ASKED), at("10:30", do="send", by="ana", channel="email", text="We look.")]
    assert play(*timeline) == play(*timeline)


@pytest.mark.parametrize("words", ["The sync runs again.", "The sync runs again. It will be fixed tomorrow."])
def test_what_follows_the_end_of_an_incident_follows_though_a_rule_spoke_against_its_words(words: str) -> None:
    trace = play(
        at("10:00", signal=ASKED | {"text": "All is down.", "triggers": ["critical-feature-down"]}),
        at("10:03", do="declare_incident", by="lee", title="Down", features=[]),
        at("10:10", do="end_incident", by="lee", text=words),
    )
    planned = [one["data"]["follow_up"] for one in trace["events"] if one["type"] == "follow_up_planned"]
    assert "incident/incident_resolved" in planned
    assert ("guard_warned" in types(trace)) == ("tomorrow" in words)
