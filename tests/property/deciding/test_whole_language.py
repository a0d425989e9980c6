"""Laws of decisions over the whole language, alone and with a policy laid over another."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import document, encode
from stepladder.core.triage.request import Request
from stepladder.core.triage.unmet import ways
from stepladder.core.values import parse_instant
from tests.unit.core.triage.full_desk import full_desk, overlay

PRIMARY, OVERLAY = full_desk(), overlay()
AT = "2025-03-31T12:00:00+00:00"
TICKS = ("refund", "breach", "threat", "plain", "silence", "upset", "repeat", "burst", "cancellation", "complaint")
SENTENCES = (
    "I want my money back",
    "we will leave",
    "I am very disappointed",
    "I am not very disappointed",
    "everything is down",
    "thank you",
)
PAST_AT = ("2025-03-31T11:00:00Z", "2025-03-31T11:59:59Z", "2025-03-17T12:00:00Z", "2025-03-01T11:59:59Z", AT)


def some(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping in which any of the keys may be left out."""
    return st.fixed_dictionaries({}, optional=values)


NAMES = st.lists(st.sampled_from(TICKS), max_size=3, unique=True)
SIGNAL = some(
    {
        "text": st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2).map(". ".join),
        "facts": some(
            {
                "amount": st.sampled_from(["10 USD", "501 USD", "900 EUR"]),
                "offline": st.booleans(),
                "kick_off": st.sampled_from(["2024-12-31", "2025-01-01"]),
            }
        ),
        "triggers": NAMES,
        "not_triggers": st.lists(st.sampled_from(TICKS), max_size=1),
        "conversation": st.just("k1"),
    }
)
PAST = st.fixed_dictionaries(
    {"at": st.sampled_from(PAST_AT), "kind": st.sampled_from(["signal", "complaint", "escalation", "contact"])},
    optional={"id": st.sampled_from(["s1", "s2"]), "customer": st.sampled_from(["v", "h"])},
)
ATTEMPT = st.sampled_from(["write-down/1", "write-down/2", "tried"]).map(
    lambda what: {"at": AT, "what": what, "result": "refused"}
)
REQUEST = st.fixed_dictionaries(
    {"at": st.just(AT), "signal": SIGNAL},
    optional={
        "customer": some({"id": st.just("v"), "plan": st.sampled_from(["pro", "enterprise"])}),
        "contract": some({"monthly_fee": st.sampled_from(["1 EUR", "0.01 USD"]), "outstanding": st.just("7 EUR")}),
        "case": some(
            {
                "gates": some({"tried": st.sampled_from(["open", "held", "waived"]), "told": st.just("open")}),
                "factors": some({"email": st.sampled_from(["passed", "failed"]), "card": st.just("passed")}),
                "attempts": st.lists(ATTEMPT, max_size=2),
                "levels": some({"priority": st.sampled_from(["critical", "standard"])}),
            }
        ),
        "history": st.lists(PAST, max_size=4),
    },
)


def answer(request: dict[str, Any], *packs: Pack) -> dict[str, Any]:
    found = decide(packs[0], msgspec.convert(request, type=Request), parse_instant(AT), overlays=packs[1:])
    data = encode(found)
    assert msgspec.json.encode(document(found)) == data
    decision: dict[str, Any] = msgspec.json.decode(data)
    return decision


def own(items: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """The items of the primary, by scope and id."""
    return {(one.get("scope", ""), one["id"]) for one in items if "pack" not in one}


@given(st.lists(REQUEST, min_size=1, max_size=6))
@settings(max_examples=60)
def test_a_pack_that_decided_before_answers_as_one_just_loaded(requests: list[dict[str, Any]]) -> None:
    fresh, fresh_overlay = full_desk(), overlay()
    expected = [answer(request, fresh, fresh_overlay) for request in requests]
    assert [answer(request, PRIMARY, OVERLAY) for request in reversed(requests)] == expected[::-1]
    alone = [answer(request, fresh) for request in requests]
    assert [answer(request, PRIMARY) for request in reversed(requests)] == alone[::-1]


@given(REQUEST, st.randoms(use_true_random=False))
def test_the_order_of_the_history_does_not_matter(request: dict[str, Any], random: Any) -> None:
    shuffled = list(request.get("history", ()))
    random.shuffle(shuffled)
    assert answer(request | {"history": shuffled}, PRIMARY) == answer(request, PRIMARY)


@given(REQUEST)
@settings(max_examples=200)
def test_an_overlay_takes_no_obligation_away(request: dict[str, Any]) -> None:
    alone, both = answer(request, PRIMARY), answer(request, PRIMARY, OVERLAY)
    for section in ("triggers", "signs", "routes", "gates", "guards", "guidance", "steps", "templates", "records"):
        assert own(both[section]) == own(alone[section])
    for section in ("holds", "terms", "follow_ups"):
        assert own(both[section]) == own(alone[section])
    assert {one["id"] for one in alone["fields"]["required"]} <= {one["id"] for one in both["fields"]["required"]}
    assert set(alone["fields"]["missing"]) <= set(both["fields"]["missing"])
    assert alone["levels"].items() <= both["levels"].items()
    soonest = {one["kind"]: one["due_at"] for one in both["clocks"]}
    assert all(soonest[one["kind"]] <= one["due_at"] for one in alone["clocks"])
    if alone["ladder"] is not None:
        assert both["ladder"] == alone["ladder"]


@given(REQUEST)
@settings(max_examples=200)
def test_what_protects_is_never_weaker_for_an_overlay(request: dict[str, Any]) -> None:
    alone, both = answer(request, PRIMARY), answer(request, PRIMARY, OVERLAY)
    modes = {one["id"]: one["mode"] for one in both["guards"]}
    assert all(one["mode"] == "warn" or modes[one["id"]] == "block" for one in alone["guards"])
    if alone["identity"] is not None:
        assert both["identity"]["factors_needed"] >= alone["identity"]["factors_needed"]
    if alone["escalate"] == "hold":
        assert both["escalate"] == "hold"
    routes = {one["id"]: one["state"] for one in both["routes"] if "pack" not in one}
    assert all(routes[one["id"]] == one["state"] for one in alone["routes"])


@given(REQUEST)
def test_a_closed_gate_holds_what_it_names_and_nothing_else(request: dict[str, Any]) -> None:
    found = answer(request, PRIMARY)
    holding = {
        act: {one["id"] for one in found["gates"] if one["state"] == "held" and act in one["holds"]}
        for act in ("escalate", "route:mail")
    }
    for route in found["routes"]:
        named = holding["escalate"] | (holding["route:mail"] if route["id"] == "mail" else set())
        assert set(route["held_by"]) == (set() if route["state"] == "conditional" else named)
    assert (found["escalate"] == "hold") <= bool(found["gates"])


@given(REQUEST)
def test_what_would_have_to_be_different_is_nothing_exactly_where_a_condition_holds(request: dict[str, Any]) -> None:
    verdict = decide(PRIMARY, msgspec.convert(request, type=Request), parse_instant(AT))
    environment = verdict.asked.environment()
    for key, tree in PRIMARY.trees.items():
        assert (ways(tree, environment) == ()) is (key in verdict.asked.answers.true)
