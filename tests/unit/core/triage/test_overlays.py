"""Several packs at once: the primary decides, overlays add, and what both ask for is merged by its kind (Q-51, Q-09)."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import document, encode
from stepladder.core.triage.request import Request
from stepladder.core.values import DeskError, parse_instant
from tests.unit.core.triage.bare_desk import bare_desk

AT = "2025-03-05T10:00:00+00:00"


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


def packs_of(items: list[dict[str, Any]]) -> dict[str, str | None]:
    return {item["id"]: item.get("pack") for item in items}


PRIMARY = bare_desk("""
categories: [{id: money, level: priority:high, because: It is their money.}]
triggers:
  - {id: refund, category: money, phrases: [money back], because: They want it back., source: [SD-026]}
  - {id: breach, level: priority:critical, read: by-person, because: Somebody got in.}
  - {id: note, read: by-person, because: Only noted.}
clocks:
  - {id: high-first, for: {level: priority:high}, kind: first_response, within: 4h, calendar: always, because: They wait., source: [SD-259]}
  - {id: high-fix, for: {level: priority:high}, kind: resolution, within: 24h, calendar: always, because: They wait.}
routes: [{id: mail, for: {category: money}, to: billing, channel: email, because: They hold the books., source: [SD-030]}]
fields: [{id: amount, scope: money, for: {category: money}, title: Amount, from: signal.amount}]
guards:
  - {id: no-promise, mode: warn, phrases: [guarantee], because: Nobody knows., source: [SD-160]}
identity:
  - {id: low, factors: 1, of: [{id: email}], requests: [{id: any, trigger: refund}], because: Little harm.}
concessions: [{id: thanks, kind: gesture, ground: goodwill, value: {fixed: 50 EUR}, because: A little.}]
approvals: [{id: both, by: lead, because: They agree.}]
""", id="primary")  # fmt: skip
OVERLAY = bare_desk("""
triggers:
  - {id: anger, level: risk:high, phrases: [money back], because: They are angry., source: [RT-009]}
  - {id: breach, level: risk:medium, read: by-person, because: They will not forget it.}
facts: [{id: mood, type: text, ask: How do they sound?}]
clocks:
  - {id: risk-first, for: {level: risk:high}, kind: first_response, within: 1h, calendar: always, because: They may go., source: [RT-041]}
  - {id: risk-fix, for: {level: risk:high}, kind: resolution, within: 24h, calendar: always, because: They may go., source: [RT-042]}
  - {id: watch, for: {level: risk:high}, kind: update, within: 24h, calendar: always, because: They may go.}
routes:
  - {id: books, for: {level: risk:high}, to: billing, channel: email, because: They may go., source: [RT-030]}
  - {id: boss, for: {level: risk:high}, to: manager, channel: email, because: They may go., source: [RT-031]}
  - {id: whole, for: {pack: primary, level: risk:high}, to: lead, channel: email, because: Beside the other desk.}
  - {id: alone, for: {pack: elsewhere}, to: success, channel: email, because: Beside another desk.}
fields:
  - {id: amount, scope: money, title: Amount, from: signal.amount, source: [RT-060]}
  - {id: story, scope: risk, title: Story}
guards: [{id: no-promise, mode: block, phrases: [guarantee], because: Nobody knows., source: [RT-020]}]
identity:
  - {id: mid, factors: 2, of: [{id: email}, {id: card}], requests: [{id: any, trigger: anger}], because: Some harm.}
concessions: [{id: thanks-note, kind: gesture, ground: goodwill, value: {fixed: 10 EUR}, because: A note.}]
approvals: [{id: both, by: lead, because: They agree.}]
gates: [{id: told, for: {level: risk:medium}, kind: attempt, because: Try first.}]
""", id="overlay")  # fmt: skip
WORDS = {"text": "I want my money back."}


def answered(*packs: Pack, at: str = AT, **request: Any) -> dict[str, Any]:
    found = decide(
        packs[0], msgspec.convert({"at": at, **request}, type=Request), parse_instant(at), overlays=packs[1:]
    )
    assert msgspec.json.encode(document(found)) == encode(found)
    answer: dict[str, Any] = msgspec.json.decode(encode(found))
    return answer


def test_items_of_an_overlay_name_their_pack_and_those_of_the_primary_do_not() -> None:
    found = answered(PRIMARY, OVERLAY, signal=WORDS)
    assert found["pack"] == "primary"
    assert packs_of(found["triggers"]) == {"refund": None, "anger": "overlay"}
    assert packs_of(found["clocks"]) == {"risk-first": "overlay", "high-fix": None, "watch": "overlay"}
    assert packs_of(found["routes"]) == {"mail": None, "boss": "overlay", "whole": "overlay"}
    assert found["levels"] == {"priority": "high", "risk": "high"}


def test_the_earliest_clock_of_a_kind_stands_and_both_are_named() -> None:
    found = answered(PRIMARY, OVERLAY, signal=WORDS)
    first, fix, _ = found["clocks"]
    assert (first["id"], first["replaces"], first["due_at"]) == (
        "risk-first",
        ["high-first"],
        "2025-03-05T11:00:00+00:00",
    )
    assert (fix["id"], fix["source"], fix["replaces"]) == ("high-fix", ["RT-042"], ["risk-fix"])
    lost = {
        one["id"]: (one["lost_to"], one.get("pack"))
        for one in found["explanation"]
        if one["kind"] == "clock" and one["lost_to"]
    }
    assert lost == {"high-first": ("risk-first", None), "risk-fix": ("high-fix", "overlay")}


def test_one_person_is_told_once_for_both_packs() -> None:
    found = answered(PRIMARY, OVERLAY, signal=WORDS)
    assert found["routes"][0]["source"] == ["SD-030", "RT-030"]
    lost = [(one["id"], one["lost_to"]) for one in found["explanation"] if one["kind"] == "route" and one["lost_to"]]
    assert lost == [("books", "mail")]


def test_guards_are_as_strict_as_the_strictest() -> None:
    (guard,) = answered(PRIMARY, OVERLAY, signal=WORDS)["guards"]
    assert (guard["id"], guard["mode"], guard["source"]) == ("no-promise", "block", ["SD-160", "RT-020"])
    assert "pack" not in guard


def test_identity_is_the_strictest_class() -> None:
    identity = answered(PRIMARY, OVERLAY, signal=WORDS)["identity"]
    assert (identity["class"], identity["pack"], identity["factors_needed"]) == ("mid", "overlay", 2)
    assert answered(PRIMARY, signal=WORDS)["identity"]["class"] == "low"


def test_of_like_concessions_of_two_packs_the_stricter_stands() -> None:
    found = answered(PRIMARY, OVERLAY, signal=WORDS)
    assert packs_of(found["concessions"]) == {"thanks-note": "overlay"}


def test_fields_and_approvals_stand_once() -> None:
    found = answered(PRIMARY, OVERLAY, signal=WORDS)
    required = [(one["id"], one["scope"], one.get("pack"), one["source"]) for one in found["fields"]["required"]]
    assert required == [("amount", "money", None, ["RT-060"]), ("story", "risk", "overlay", [])]
    assert found["fields"]["missing"] == ["amount", "story"]
    assert packs_of(found["approvals"]) == {"both": None}


ESCALATE = {  # claim: (signal, escalate)
    "the primary's level says when": (WORDS, "same_day"),
    "what an overlay wants tried first delays nothing critical": ({"triggers": ["breach"]}, "now"),
    "nothing matched": ({}, "no"),
}


@pytest.mark.parametrize(("signal", "escalate"), ESCALATE.values(), ids=ESCALATE)
def test_when_to_escalate(signal: dict[str, Any], escalate: str) -> None:
    assert answered(PRIMARY, OVERLAY, signal=signal)["escalate"] == escalate


def test_a_gate_of_an_overlay_holds_what_is_not_critical() -> None:
    gated = bare_desk("""
triggers: [{id: anger, phrases: [money back], because: They are angry.}]
gates: [{id: told, kind: attempt, because: Try first.}]
scenarios: [{id: fire, trigger: anger, escalate: now, because: It burns.}]
""", id="gated")  # fmt: skip
    assert answered(PRIMARY, gated, signal=WORDS)["escalate"] == "hold"
    opened = answered(PRIMARY, gated, signal=WORDS, case={"gates": {"told": "open"}})
    assert (opened["escalate"], opened["escalate_by"]) == ("now", AT)


def test_a_primary_that_only_tells_somebody_holds_while_a_gate_keeps_its_one_notice_back() -> None:
    telling = bare_desk("""
triggers: [{id: hard, read: by-person, because: It is hard.}]
routes: [{id: mail, to: manager, channel: email, because: They decide.}]
gates: [{id: papers, holds: "route:mail", items: [{id: quote}], because: Have it ready.}]
""", id="telling")  # fmt: skip
    for packs in ((telling,), (telling, OVERLAY)):
        assert answered(*packs, signal={"triggers": ["hard"]})["escalate"] == "hold"
        shown = {"gates": {"papers": "open"}}
        assert answered(*packs, signal={"triggers": ["hard"]}, case=shown)["escalate"] == "now"


def test_an_overlay_that_matches_alone_escalates_where_it_tells_somebody() -> None:
    found = answered(PRIMARY, OVERLAY, signal={"triggers": ["anger"]})
    assert (found["escalate"], packs_of(found["routes"])["boss"]) == ("now", "overlay")


def test_a_name_must_be_known_to_one_of_the_packs() -> None:
    found = answered(PRIMARY, OVERLAY, signal={"triggers": ["note", "anger"], "facts": {"mood": "low"}})
    assert ids(found["triggers"]) == ["note", "anger"]
    for wrong in ({"triggers": ["angre"]}, {"not_triggers": ["angre"]}, {"facts": {"mod": "low"}}):
        with pytest.raises(DeskError):
            answered(PRIMARY, OVERLAY, signal=wrong)
    with pytest.raises(DeskError, match="no fact of the signal is called 'mood'"):
        answered(PRIMARY, signal={"facts": {"mood": "low"}})


def test_a_tick_that_both_know_means_both() -> None:
    found = answered(PRIMARY, OVERLAY, signal={"triggers": ["breach"]})
    assert [(one["id"], one.get("pack")) for one in found["triggers"]] == [("breach", None), ("breach", "overlay")]
    assert found["levels"] == {"priority": "critical", "risk": "medium"}


def test_a_level_set_by_a_person_reaches_the_pack_that_has_it() -> None:
    other = bare_desk("""
triggers: [{id: loss, read: by-person, because: It is lost.}]
scales: [{id: severity, levels: [{id: bad}, {id: worse}]}]
""", id="other")  # fmt: skip
    found = answered(PRIMARY, other, signal={"triggers": ["loss", "note"]}, case={"levels": {"severity": "worse"}})
    assert found["levels"] == {"severity": "worse"}
    with pytest.raises(DeskError, match="no scale is called 'sevrity'"):
        answered(PRIMARY, other, signal={"triggers": ["loss"]}, case={"levels": {"sevrity": "worse"}})


def test_the_primary_alone_says_what_it_said_before() -> None:
    silent = bare_desk("triggers: [{id: other, read: by-person, because: Else.}]", id="silent")
    assert answered(PRIMARY, silent, signal=WORDS) == answered(PRIMARY, signal=WORDS)


def test_a_pack_that_is_asked_twice_tells_nobody_twice() -> None:
    with pytest.raises(DeskError, match="the policy 'overlay' is asked twice"):
        answered(PRIMARY, OVERLAY, OVERLAY, signal=WORDS)
