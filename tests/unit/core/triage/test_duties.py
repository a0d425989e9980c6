"""What must follow beyond clocks, routes and fields: gates, identity, approvals, guards, work in order, holds."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.core.triage.bare_desk import bare_desk, reading
from tests.unit.core.triage.small_desk import answered, asked

AT = "2025-03-05T10:00:00+00:00"


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


GATES = bare_desk("""
categories:
  - {id: harm, level: priority:critical, because: It spreads.}
  - {id: trouble, level: priority:high, because: They are stuck.}
  - {id: wish, level: priority:standard, because: It can wait.}
triggers:
  - {id: breach, category: harm, read: by-person, because: Somebody got in.}
  - {id: stuck, category: trouble, read: by-person, because: They are stuck.}
  - {id: threat, category: trouble, read: by-person, because: They threaten.}
  - {id: wish-seen, category: wish, read: by-person, because: They want more.}
segments: [{id: enterprise, when: customer.plan == 'enterprise', because: They pay for it.}]
routes:
  - {id: mail, to: billing, channel: email, because: They must know.}
  - {id: board, for: {trigger: threat}, to: manager, channel: email, because: They must know.}
  - {id: direct, for: {segment: enterprise}, to: success, channel: direct, bypasses: [queue, attempts], because: They may.}
fields: [{id: user, scope: trouble, for: {category: trouble}, title: User, from: customer.id}]
gates:
  - {id: tried, scope: before, kind: attempt, exempt: {level: priority:critical}, waived_by: manager, because: Try first., source: [SD-157]}
  - {id: hand-over, for: {category: trouble}, kind: hand_over, because: Nobody starts from nothing.}
  - {id: posted, for: {category: wish}, holds: resolve, opens_when: "signal.offline == false", because: Look first.}
  - {id: papers, for: {trigger: threat}, items: [{id: quote}, {id: called, evidence: attempt, at_least: 2}], holds: "route:board", because: Have it ready.}
""")
OPEN = {"case": {"gates": {"tried": "open"}}}
HELD: dict[str, tuple[dict[str, Any], str, dict[str, list[str]]]] = {  # claim: (request, escalate, routes with what holds them)
    "critical cases are exempt": ({"signal": {"triggers": ["breach"]}}, "now", {"mail": []}),
    "a closed attempt gate holds the case and its notices": ({"signal": {"triggers": ["stuck"]}}, "hold", {"mail": ["tried"]}),
    "an open one holds nothing, the hand-over gate neither": ({"signal": {"triggers": ["stuck"]}, **OPEN}, "same_day", {"mail": []}),
    "a waived one holds nothing": ({"signal": {"triggers": ["stuck"]}, "case": {"gates": {"before/tried": "waived"}}}, "same_day", {"mail": []}),
    "an attempt that was logged opens it": ({"signal": {"triggers": ["stuck"]}, "case": {"attempts": [{"at": AT, "what": "tried"}]}}, "same_day", {"mail": []}),
    "another attempt does not": ({"signal": {"triggers": ["stuck"]}, "case": {"attempts": [{"at": AT, "what": "slept"}]}}, "hold", {"mail": ["tried"]}),
    "a gate said to be held is held": ({"signal": {"triggers": ["stuck"]}, "case": {"gates": {"tried": "held"}}}, "hold", {"mail": ["tried"]}),
    "a gate may hold one notice alone": ({"signal": {"triggers": ["threat"]}, **OPEN}, "same_day", {"mail": [], "board": ["papers"]}),
    "nothing matched, so nothing is held": ({"signal": {}}, "no", {}),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "escalate", "routes"), HELD.values(), ids=HELD)
def test_what_a_closed_gate_holds(request_: dict[str, Any], escalate: str, routes: dict[str, list[str]]) -> None:
    found = answered(GATES, AT, **request_)
    assert (found["escalate"], {one["id"]: one["held_by"] for one in found["routes"]}) == (escalate, routes)
    assert all(one["state"] == ("held" if one["held_by"] else "due") for one in found["routes"])


def test_the_time_to_escalate_by_stands_under_hold() -> None:
    found = answered(GATES, AT, signal={"triggers": ["stuck"]})
    assert (found["escalate"], found["escalate_by"]) == ("hold", "2025-03-05T18:00:00+00:00")


def test_the_direct_way_passes_by_gates_that_ask_for_an_attempt() -> None:
    found = answered(GATES, AT, signal={"triggers": ["stuck"]}, customer={"id": "v", "plan": "enterprise"})
    direct = next(one for one in found["routes"] if one["id"] == "direct")
    assert (direct["state"], direct["held_by"]) == ("conditional", [])


STATES: dict[str, tuple[dict[str, Any], str, str, list[str]]] = {  # claim: (request, gate, state, needs)
    "exempt": ({"signal": {"triggers": ["breach"]}}, "tried", "open", []),
    "closed, and waiting for itself": ({"signal": {"triggers": ["stuck"]}}, "tried", "held", ["tried"]),
    "waived": ({"signal": {"triggers": ["stuck"]}, "case": {"gates": {"tried": "waived"}}}, "tried", "waived", []),
    "a hand-over waits for its fields": ({"signal": {"triggers": ["stuck"]}}, "hand-over", "held", ["user"]),
    "and opens once they are there": ({"signal": {"triggers": ["stuck"]}, "customer": {"id": "v"}}, "hand-over", "open", []),
    "a condition that is true opens": ({"signal": {"triggers": ["wish-seen"], "facts": {"offline": False}}}, "posted", "open", []),
    "one that is false does not": ({"signal": {"triggers": ["wish-seen"], "facts": {"offline": True}}}, "posted", "held", ["posted"]),
    "one that is unknown does not": ({"signal": {"triggers": ["wish-seen"]}}, "posted", "held", ["posted"]),
    "every item is waited for": ({"signal": {"triggers": ["threat"]}}, "papers", "held", ["quote", "called"]),
    "an item that is open is not": ({"signal": {"triggers": ["threat"]}, "case": {"gates": {"papers/quote": "open"}}}, "papers", "held", ["called"]),
    "once is not twice": ({"signal": {"triggers": ["threat"]}, "case": {"gates": {"quote": "open"}, "attempts": [{"at": AT, "what": "called"}]}}, "papers", "held", ["called"]),
    "all items open the gate": ({"signal": {"triggers": ["threat"]}, "case": {"gates": {"quote": "open"}, "attempts": [{"at": AT, "what": "called"}] * 2}}, "papers", "open", []),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "gate", "state", "needs"), STATES.values(), ids=STATES)
def test_where_a_gate_stands(request_: dict[str, Any], gate: str, state: str, needs: list[str]) -> None:
    found = next(one for one in answered(GATES, AT, **request_)["gates"] if one["id"] == gate)
    assert (found["state"], found["needs"]) == (state, needs)


def test_an_unknown_condition_of_a_gate_is_asked_for() -> None:
    (question,) = answered(GATES, AT, signal={"triggers": ["wish-seen"]}, customer={"plan": "pro"})["unknown"]
    assert (question["fact"], question["would_change"]) == ("signal.offline", ["posted"])


def test_a_reading_may_take_away_the_exemption_from_attempt_gates() -> None:
    strict = reading(GATES, {"gate.exempt": "none"})
    found = answered(strict, AT, signal={"triggers": ["breach"]})
    assert (found["escalate"], found["gates"][0]["state"]) == ("hold", "held")


NO_LEVEL = bare_desk("""
triggers: [{id: hard, read: by-person, because: It is hard.}, {id: threat, read: by-person, because: They threaten.}]
routes:
  - {id: manager-mail, to: manager, channel: email, because: They decide.}
  - {id: lead-mail, to: lead, channel: email, after: manager-mail, because: Then they know.}
gates: [{id: tried, kind: attempt, exempt: {trigger: threat}, because: Try first.}]
""")
WITHOUT_LEVEL = {  # claim: (request, escalate, held_by of the first notice)
    "nobody is told before the gate opens": ({"signal": {"triggers": ["hard"]}}, "hold", ["tried"]),
    "a threat is exempt": ({"signal": {"triggers": ["threat"]}}, "now", []),
    "an open gate lets it through": ({"signal": {"triggers": ["hard"]}, **OPEN}, "now", []),
}


@pytest.mark.parametrize(("request_", "escalate", "held_by"), WITHOUT_LEVEL.values(), ids=WITHOUT_LEVEL)
def test_a_policy_without_levels(request_: dict[str, Any], escalate: str, held_by: list[str]) -> None:
    found = answered(NO_LEVEL, AT, **request_)
    first, then = found["routes"]
    assert (found["escalate"], first["held_by"]) == (escalate, held_by)
    assert then["state"] == "held"
    assert then["held_by"][0] == "manager-mail"


IDENTITY = bare_desk("""
triggers:
  - {id: reset, read: by-person, because: They ask for it.}
  - {id: erase, read: by-person, because: They ask for it.}
identity:
  - {id: low, factors: 1, of: [{id: email, accepts: [code]}, {id: username}], requests: [{id: password, trigger: reset}], because: Little harm.}
  - id: high
    factors: 3
    of: [{id: email, required: true}, {id: card, required: true}, {id: photo, required: true}, {id: username}]
    requests: [{id: erasure, trigger: erase}, {id: large, when: "signal.amount > money('500 USD')"}]
    approval: high-identity
    valid_for: 24h
    because: It cannot be undone.
approvals:
  - {id: high-identity, by: manager, expires_after: 4h, then_to: [lead], because: Two pairs of eyes.}
  - {id: alignment, for: {trigger: reset}, by: lead, because: They agree first.}
gates: [{id: identity-verified, kind: identity, holds: "identity:password", because: Nobody else gets in.}]
""")
PROVED = {"email": "passed", "card": "passed", "photo": "passed"}
CLASSES: dict[str, tuple[dict[str, Any], str | None, list[str], str]] = {  # claim: (request, class, have, gate)
    "no request of a class": ({"signal": {}}, None, [], ""),
    "a low one": ({"signal": {"triggers": ["reset"]}}, "low", [], "held"),
    "one factor is enough for it": ({"signal": {"triggers": ["reset"]}, "case": {"factors": {"username": "passed"}}}, "low", ["username"], "open"),
    "what counts as a factor counts": ({"signal": {"triggers": ["reset"]}, "case": {"factors": {"code": "passed"}}}, "low", ["email"], "open"),
    "a factor that failed does not": ({"signal": {"triggers": ["reset"]}, "case": {"factors": {"username": "failed"}}}, "low", [], "held"),
    "the strictest of several": ({"signal": {"triggers": ["reset", "erase"]}}, "high", [], "held"),
    "a fact may ask for one": ({"signal": {"triggers": ["reset"], "facts": {"amount": "501 USD"}}}, "high", [], "held"),
    "all three factors wait for the approval": ({"signal": {"triggers": ["erase"]}, "case": {"factors": PROVED}}, "high", ["email", "card", "photo"], "held"),
    "and with it the gate opens": ({"signal": {"triggers": ["erase"]}, "case": {"factors": PROVED, "gates": {"high-identity": "open"}}}, "high", ["email", "card", "photo"], "open"),
    "no other factor stands for a named one": ({"signal": {"triggers": ["erase"]}, "case": {"factors": {"email": "passed", "card": "passed", "username": "passed"}, "gates": {"high-identity": "open"}}}, "high", ["email", "card", "username"], "held"),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "class_", "have", "gate"), CLASSES.values(), ids=CLASSES)
def test_the_class_of_a_request(request_: dict[str, Any], class_: str | None, have: list[str], gate: str) -> None:
    found = answered(IDENTITY, AT, **request_)
    assert (
        found["identity"] and found["identity"]["class"],
        (found["identity"] and found["identity"]["have"]) or [],
    ) == (
        class_,
        have,
    )
    assert [one["state"] for one in found["gates"]] == ([gate] if gate else [])


def test_a_reading_may_let_other_factors_stand_for_named_ones() -> None:
    factors = {"email": "passed", "card": "passed", "username": "passed"}
    case = {"factors": factors, "gates": {"high-identity": "open"}}
    lenient = reading(IDENTITY, {"identity.high": "any_three"})
    assert answered(lenient, AT, signal={"triggers": ["erase"]}, case=case)["gates"][0]["state"] == "open"


def test_what_a_class_asks_for() -> None:
    found = answered(IDENTITY, AT, signal={"triggers": ["erase"]})["identity"]
    assert (found["factors_needed"], found["of"]) == (3, ["email", "card", "photo", "username"])
    assert (found["required"], found["approval"], found["valid_for"]) == (
        ["email", "card", "photo"],
        "high-identity",
        "PT24H",
    )


def test_a_fact_that_could_ask_for_a_class_is_asked_for_where_the_signal_speaks_of_it() -> None:
    spoken_of = answered(IDENTITY, AT, signal={"triggers": ["reset"], "facts": {"amount": "900 EUR"}})
    assert [(one["fact"], one["would_change"]) for one in spoken_of["unknown"]] == [("signal.amount", ["high"])]
    assert answered(IDENTITY, AT, signal={"triggers": ["reset"]})["unknown"] == []


def test_an_approval_that_others_name_is_asked_for_where_they_stand() -> None:
    assert ids(answered(IDENTITY, AT, signal={"triggers": ["reset"]})["approvals"]) == ["alignment"]
    assert ids(answered(IDENTITY, AT, signal={"triggers": ["erase"]})["approvals"]) == ["high-identity"]


LISTS = bare_desk("""
triggers: [{id: report, read: by-person, because: They report it.}, {id: other, read: by-person, because: Else.}]
guards:
  - {id: no-promise, for: {trigger: report}, phrases: [guarantee], because: Nobody knows., source: [SD-160]}
  - {id: no-advice, phrases: [guarantee], for: {trigger: report}, mode: block, because: Not our trade.}
  - {id: dark-only, phrases: [guarantee], for: {trigger: report}, when: signal.offline, because: While it is dark.}
guidance: [{id: listen, for: {trigger: report}, when: signal.offline, text: Listen first.}]
steps:
  - {id: thank, for: {trigger: report}, stage: recover, does: Thank them.}
  - {id: second, for: {trigger: report}, stage: investigate, order: 2, does: Look again.}
  - {id: first, for: {trigger: report}, stage: investigate, order: 1, actor: lead, does: Look., within: 2h}
  - {id: hello, for: {trigger: report}, stage: acknowledge, does: Say hello.}
templates:
  - {id: note, for: {trigger: report}, body: "{name}: we look into it.", slots: [{id: name}, {id: more, optional: true}], needs: [aligned], because: They wait.}
gates: [{id: aligned, for: {trigger: report}, kind: approval, because: Agree first.}]
records: [{id: log, for: {trigger: report}, when: signal.offline, what: The hour it began., because: We will be asked.}]
holds: [{id: keep, for: {trigger: report}, what: evidence, released_by: [security], because: It is proof., source: [SD-021]}]
""")


def test_work_stands_in_the_order_of_its_stages() -> None:
    steps = answered(LISTS, AT, signal={"triggers": ["report"]})["steps"]
    assert ids(steps) == ["hello", "first", "second", "thank"]
    assert (steps[1]["stage"], steps[1]["order"], steps[1]["actor"], steps[1]["state"], steps[1]["within"]) == (
        "investigate", 1, "lead", "open", "PT2H",
    )  # fmt: skip


CARE: dict[str, tuple[dict[str, Any], list[str], list[str], list[str]]] = {  # claim: (facts, guards, cards, records)
    "unknown: what protects holds, what helps waits": ({}, ["no-promise", "no-advice", "dark-only"], [], ["log"]),
    "true: all hold": ({"offline": True}, ["no-promise", "no-advice", "dark-only"], ["listen"], ["log"]),
    "false: neither": ({"offline": False}, ["no-promise", "no-advice"], [], []),
}


@pytest.mark.parametrize(("facts", "guards", "cards", "records"), CARE.values(), ids=CARE)
def test_where_a_condition_is_unknown(
    facts: dict[str, Any], guards: list[str], cards: list[str], records: list[str]
) -> None:
    found = answered(LISTS, AT, signal={"triggers": ["report"], "facts": facts})
    assert (ids(found["guards"]), ids(found["guidance"]), ids(found["records"])) == (guards, cards, records)
    asked_for = [one["would_change"] for one in found["unknown"]]
    assert asked_for == ([] if facts else [["dark-only", "listen", "log"]])


def test_a_guard_that_names_no_mode_takes_the_packs() -> None:
    modes = {one["id"]: one["mode"] for one in answered(LISTS, AT, signal={"triggers": ["report"]})["guards"]}
    assert modes == {"no-promise": "warn", "no-advice": "block", "dark-only": "warn"}
    strict = reading(LISTS, {"guard.mode": "block"})
    assert {one["mode"] for one in answered(strict, AT, signal={"triggers": ["report"]})["guards"]} == {"block"}


def test_a_template_says_which_slots_it_needs_and_which_gates_hold_it() -> None:
    (note,) = answered(LISTS, AT, signal={"triggers": ["report"]})["templates"]
    assert (note["slots"], note["held_by"]) == (["name"], ["aligned"])
    (note,) = answered(LISTS, AT, signal={"triggers": ["report"]}, case={"gates": {"aligned": "open"}})["templates"]
    assert note["held_by"] == []


def test_what_is_held_is_said_with_who_may_release_it() -> None:
    (hold,) = answered(LISTS, AT, signal={"triggers": ["report"]})["holds"]
    assert (hold["what"], hold["released_by"], hold["source"]) == ("evidence", ["security"], ["SD-021"])


def test_a_selector_that_does_not_hold_binds_nothing() -> None:
    found = answered(LISTS, AT, signal={"triggers": ["other"]})
    lists = ("gates", "guards", "guidance", "steps", "templates", "records", "holds", "approvals", "follow_ups")
    assert {name: found[name] for name in lists} == {name: [] for name in lists}
    assert (found["identity"], found["ladder"]) == (None, None)


def test_a_step_alone_opens_a_case() -> None:
    assert asked(LISTS, AT, signal={"triggers": ["report"]}).binds
    assert not asked(LISTS, AT, signal={"triggers": ["other"]}).binds


def test_every_list_has_its_reasons_in_the_explanation() -> None:
    found = answered(LISTS, AT, signal={"triggers": ["report"], "facts": {"offline": True}})
    kinds = [one["kind"] for one in found["explanation"]]
    assert kinds == [
        "trigger", "gate", "guard", "guard", "guard", "guidance", "step", "step", "step", "step", "template", "record", "hold",
    ]  # fmt: skip
    dark = next(one for one in found["explanation"] if one["id"] == "dark-only")
    assert dark["read"] == [{"fact": "signal.offline", "value": True}]


def test_keys_stand_in_the_order_of_the_contract() -> None:
    order = [
        "pack",
        "version",
        "at",
        "escalate",
        "escalate_by",
        "levels",
        "categories",
        "segments",
        "scenarios",
        "flags",
        "signs",
        "triggers",
        "unknown",
        "clocks",
        "routes",
        "fields",
        "gates",
        "identity",
        "approvals",
        "guards",
        "guidance",
        "steps",
        "templates",
        "records",
        "holds",
        "concessions",
        "terms",
        "follow_ups",
        "ladder",
        "explanation",
    ]
    for signal in ({}, {"triggers": ["report"]}):
        assert list(answered(LISTS, AT, signal=signal)) == order


def test_a_class_of_identity_stands_where_nothing_else_follows() -> None:
    pack = bare_desk("""
triggers: [{id: reset, read: by-person, because: They want back in.}]
identity: [{id: low, factors: 1, of: [{id: email}], requests: [{id: reset, trigger: reset}], because: Anybody may ask.}]
""")
    found = answered(pack, AT, signal={"triggers": ["reset"]})["identity"]
    assert (found["class"], found["factors_needed"], found["have"]) == ("low", 1, [])
