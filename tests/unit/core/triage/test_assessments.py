"""What is the case beyond triggers: signs, patterns over several events, ticked categories, flags, scenarios, levels."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from typing import Any

import pytest

from stepladder.core.values import DeskError
from tests.unit.core.triage.bare_desk import bare_desk
from tests.unit.core.triage.small_desk import answered

AT = "2025-03-31T12:00:00+00:00"


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


SIGNS = bare_desk("""
triggers:
  - {id: leave-threat, level: priority:high, phrases: [we will leave], because: They say so.}
  - {id: harmless, read: by-person, flag: seen, because: A person saw it.}
signs:
  - {id: leave-threat, level: risk:high, flag: churn, read: by-person, because: They say so., clears: person}
  - {id: silent-champion, level: risk:medium, when: signal.offline, because: Nobody answers., clears: contact, expires_after: 30d}
  - {id: upset, level: risk:low, phrases: [very disappointed], unless: [not with you], because: They are upset.}
  - {id: strong-words, level: risk:medium, read: by-person, because: A person heard it.}
flags: [{id: churn, because: They may go.}, {id: seen, because: Somebody looked.}]
""")


def test_a_tick_that_names_a_trigger_and_a_sign_means_both() -> None:
    found = answered(SIGNS, signal={"triggers": ["leave-threat"]})
    assert ids(found["triggers"]) == ids(found["signs"]) == ["leave-threat"]
    assert found["levels"] == {"priority": "high", "risk": "high"}
    assert found["flags"] == ["churn"]
    assert (found["signs"][0]["state"], found["signs"][0]["reader"]) == ("confirmed", "person")


def test_words_that_show_a_trigger_show_the_sign_of_its_name_no_more_surely() -> None:
    (sign,) = answered(SIGNS, signal={"text": "We will leave next month."})["signs"]
    assert (sign["id"], sign["state"], sign["reader"]) == ("leave-threat", "provisional", "phrases")
    assert sign["evidence"][0]["quote"] == "We will leave"


SEEN = {  # claim: (signal, sign or None, state)
    "a tick is confirmed": ({"triggers": ["strong-words"]}, "strong-words", "confirmed"),
    "a stated fact decides at once": ({"facts": {"offline": True}}, "silent-champion", "confirmed"),
    "a fact read from words is provisional": ({"text": "Everything is down."}, "silent-champion", "provisional"),
    "a fact that is false shows nothing": ({"facts": {"offline": False}}, None, ""),
    "words are provisional": ({"text": "I am very disappointed."}, "upset", "provisional"),
    "a denial takes the words away": ({"text": "I am not very disappointed."}, None, ""),
    "an unless phrase takes them away": ({"text": "I am very disappointed, though not with you"}, None, ""),
    "what a person ruled out stays out": ({"text": "very disappointed", "not_triggers": ["upset"]}, None, ""),
}


@pytest.mark.parametrize(("signal", "sign", "state"), SEEN.values(), ids=SEEN)
def test_how_a_sign_is_seen(signal: dict[str, Any], sign: str | None, state: str) -> None:
    found = [(one["id"], one["state"]) for one in answered(SIGNS, signal=signal)["signs"]]
    assert found == ([(sign, state)] if sign is not None else [])


def test_a_sign_says_how_it_goes_away() -> None:
    (sign,) = answered(SIGNS, signal={"facts": {"offline": True}})["signs"]
    assert (sign["level"], sign["clears"], sign["expires_after"]) == ("risk:medium", "contact", "PT720H")


def test_a_trigger_brings_its_flag_and_an_unknown_name_is_refused_with_the_nearest() -> None:
    assert answered(SIGNS, signal={"triggers": ["harmless"]})["flags"] == ["seen"]
    with pytest.raises(DeskError, match="strong-words"):
        answered(SIGNS, signal={"triggers": ["strong-word"]})


PATTERNS = bare_desk("""
categories:
  - {id: angry, level: priority:high, because: They had enough.}
  - {id: outage, level: priority:critical, because: Many are hit.}
triggers:
  - {id: refund, category: angry, read: by-person, because: Money back.}
  - {id: note, read: by-person, because: Only noted.}
  - {id: broken, category: outage, read: by-person, because: It is broken.}
signs:
  - {id: silence, level: risk:medium, count: {of: contact, at_most: 0, within: 14d}, because: Nobody answers.}
  - {id: repeat, level: risk:high, because: It comes again.}
flags: [{id: burst, because: Many at once.}]
scenarios: [{id: again, because: It comes again.}]
detectors:
  - {id: complaints, count: {of: complaint, at_least: 3, per: conversation}, category: angry, because: Three complaints.}
  - {id: thirty-days, count: {of: escalation, at_least: 3, within: 30d}, sign: repeat, scenario: again, because: Three in a month.}
  - {id: suspected, count: {of: signal, at_least: 2, within: 30m, per: workspace, same: [category, feature], distinct: customer}, category: outage, suggests: true, because: Two customers.}
  - {id: missed, count: {of: [missed_meeting, failed_attempt], at_least: 2, within: 30d}, flag: burst, because: They do not come.}
  - {id: shrinking, when: account.churn, level: risk:high, because: They use it less.}
""")


def fired(**request: Any) -> list[str]:
    found = answered(PATTERNS, AT, **request)
    return [one["id"] for one in found["triggers"] if one["reader"] == "detector"] + ids(found["signs"])


def past(kind: str, *at: str, **more: Any) -> list[dict[str, Any]]:
    return [{"kind": kind, "at": one, **more} for one in at]


EDGE, BEFORE_EDGE = "2025-03-01T12:00:00Z", "2025-03-01T11:59:59Z"
COMPLAINING = {"triggers": ["complaint"], "conversation": "k1"}
COUNTS: dict[str, tuple[dict[str, Any], list[str]]] = {  # claim: (request, fired)
    "nothing before": ({"signal": {"triggers": ["refund"]}}, []),
    "two before and this one are three escalations": (
        {"signal": {"triggers": ["refund"]}, "history": past("escalation", EDGE, "2025-03-20T12:00:00Z")},
        ["thirty-days", "repeat"],
    ),
    "the edge of the window belongs to it, a second before does not": (
        {"signal": {"triggers": ["refund"]}, "history": past("escalation", BEFORE_EDGE, "2025-03-20T12:00:00Z")},
        [],
    ),
    "a signal that escalates nothing is no escalation": (
        {"signal": {"triggers": ["note"]}, "history": past("escalation", EDGE, "2025-03-20T12:00:00Z")},
        [],
    ),
    "what lies ahead does not count": (
        {"signal": {"triggers": ["refund"]}, "history": past("escalation", EDGE, "2025-04-01T12:00:00Z")},
        [],
    ),
    "one id is one event": (
        {"signal": {"triggers": ["refund"]}, "history": past("escalation", EDGE, "2025-03-20T12:00:00Z", id="s1")},
        [],
    ),
    "another customer's events are others'": (
        {
            "signal": {"triggers": ["refund"]},
            "customer": {"id": "vale"},
            "history": past("escalation", EDGE, "2025-03-20T12:00:00Z", customer="harbor"),
        },
        [],
    ),
    "a third complaint in the conversation": (
        {"signal": COMPLAINING, "history": past("complaint", "2025-03-30T12:00:00Z", "2025-03-31T11:00:00Z", conversation="k1")},
        ["complaints"],
    ),
    "a second complaint is not yet three": (
        {"signal": COMPLAINING, "history": past("complaint", "2025-03-31T11:00:00Z", conversation="k1")},
        [],
    ),
    "complaints over two conversations do not add up": (
        {"signal": COMPLAINING, "history": past("complaint", "2025-03-30T12:00:00Z", "2025-03-31T11:00:00Z", conversation="k2")},
        [],
    ),
    "a conversation that was silent for 72 hours still goes on": (
        {"signal": COMPLAINING, "history": past("complaint", "2025-03-28T12:00:00Z", "2025-03-28T12:00:00Z", conversation="k1")},
        ["complaints"],
    ),
    "a second longer ended it": (
        {"signal": COMPLAINING, "history": past("complaint", "2025-03-28T11:59:59Z", "2025-03-28T11:59:59Z", conversation="k1")},
        [],
    ),
    "a message that nobody marked is no complaint": (
        {"signal": {"conversation": "k1"}, "history": past("complaint", "2025-03-31T10:00:00Z", "2025-03-31T11:00:00Z", conversation="k1")},
        [],
    ),
    "two kinds add up": ({"signal": {}, "history": past("missed_meeting", EDGE) + past("failed_attempt", EDGE)}, ["missed"]),
    "silence needs somebody who was heard before": ({"signal": {}}, []),
    "fourteen days and a second are a silence": ({"signal": {}, "history": past("contact", "2025-03-17T11:59:59Z")}, ["silence"]),
    "whoever writes now is not silent": ({"signal": {"text": "Good morning."}, "history": past("contact", "2025-03-17T11:59:59Z")}, []),
    "fourteen days to the second are not yet one": ({"signal": {}, "history": past("contact", "2025-03-17T12:00:00Z")}, []),
    "a fact of the account": ({"signal": {"facts": {"account.churn": True}}}, ["shrinking"]),
    "a fact of the account, set on the case": ({"signal": {}, "case": {"facts": {"account.churn": True}}}, ["shrinking"]),
    "a fact of the account that is false": ({"signal": {"facts": {"account.churn": False}}}, []),
    "a tick needs no count": ({"signal": {"triggers": ["thirty-days"]}}, ["repeat"]),
    "a person rules a pattern out": (
        {"signal": {"triggers": ["refund"], "not_triggers": ["thirty-days"]}, "history": past("escalation", EDGE, "2025-03-20T12:00:00Z")},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "expected"), COUNTS.values(), ids=COUNTS)
def test_what_fires(request_: dict[str, Any], expected: list[str]) -> None:
    assert fired(**request_) == expected


def test_a_pattern_brings_what_a_trigger_would() -> None:
    found = answered(
        PATTERNS,
        AT,
        signal=COMPLAINING,
        history=past("complaint", "2025-03-31T10:00:00Z", "2025-03-31T11:00:00Z", conversation="k1"),
    )
    (trigger,) = found["triggers"]
    assert (trigger["id"], trigger["state"], trigger["reader"]) == ("complaints", "confirmed", "detector")
    assert (found["categories"], found["levels"]) == (["angry"], {"priority": "high"})
    again = answered(PATTERNS, AT, signal={"triggers": ["thirty-days"]})
    assert (again["scenarios"], again["levels"]) == (["again"], {"risk": "high"})
    assert answered(PATTERNS, AT, signal={"triggers": ["missed"]})["flags"] == ["burst"]


BROKEN = {"triggers": ["broken"], "facts": {"feature": "login"}}
HARBOR = {"customer": "harbor", "category": "outage"}
SUSPICIONS: dict[str, tuple[list[dict[str, Any]], bool]] = {  # claim: (history, suspected)
    "two customers with one failure": (past("signal", "2025-03-31T11:30:00Z", feature="login", **HARBOR), True),
    "half an hour and a second ago is over": (past("signal", "2025-03-31T11:29:59Z", feature="login", **HARBOR), False),
    "another feature is another failure": (past("signal", "2025-03-31T11:50:00Z", feature="mail", **HARBOR), False),
    "where one names no feature the category is enough": (past("signal", "2025-03-31T11:50:00Z", **HARBOR), True),
    "another category is another failure": (past("signal", "2025-03-31T11:50:00Z", customer="harbor", category="angry"), False),
    "the same customer twice is one": (past("signal", "2025-03-31T11:50:00Z", customer="vale", category="outage"), False),
}  # fmt: skip


@pytest.mark.parametrize(("history", "suspected"), SUSPICIONS.values(), ids=SUSPICIONS)
def test_a_suspicion_is_pointed_out_and_brings_nothing(history: list[dict[str, Any]], suspected: bool) -> None:
    found = answered(PATTERNS, AT, signal=BROKEN, customer={"id": "vale"}, history=history)
    states = {one["id"]: one["state"] for one in found["triggers"]}
    assert states == {"broken": "confirmed"} | ({"suspected": "suggested"} if suspected else {})


def test_a_broken_instant_in_the_history_is_named_by_its_place() -> None:
    with pytest.raises(DeskError, match=r"history\[0\]\.at"):
        fired(signal={}, history=past("contact", "yesterday"))


TICKED = bare_desk("""
categories:
  - {id: cancellation, level: priority:standard, because: They want to go.}
  - {id: money, level: priority:high, because: It is about money.}
  - {id: large, level: priority:critical, when: "signal.amount > money('500 USD')", because: It is a lot.}
triggers: [{id: refund, category: money, read: by-person, because: Money back.}]
clocks: [{id: first, kind: first_response, within: 1h, calendar: always, because: They wait.}]
""")


def test_a_category_without_a_trigger_is_ticked_by_its_name_and_one_with_triggers_is_not() -> None:
    found = answered(TICKED, signal={"triggers": ["cancellation"]})
    assert (found["categories"], found["levels"]) == (["cancellation"], {"priority": "standard"})
    assert ids(found["clocks"]) == ["first"]
    with pytest.raises(DeskError, match="no trigger is called 'money'"):
        answered(TICKED, signal={"triggers": ["money"]})


BY_FACT = {  # claim: (facts, categories)
    "one cent more": ({"amount": "500.01 USD"}, ["large"]),
    "exactly the limit": ({"amount": "500 USD"}, []),
    "another currency asks": ({"amount": "900 EUR"}, []),
}


@pytest.mark.parametrize(("facts", "categories"), BY_FACT.values(), ids=BY_FACT)
def test_a_category_shown_by_facts(facts: dict[str, Any], categories: list[str]) -> None:
    found = answered(TICKED, signal={"facts": facts})
    assert found["categories"] == categories
    assert bool(found["clocks"]) is bool(categories)
    assert [one["fact"] for one in found["unknown"]] == (["signal.amount"] if "EUR" in facts["amount"] else [])


SCENARIOS = bare_desk("""
categories: [{id: access, level: priority:high, because: Shut out.}]
triggers:
  - {id: cancel-threat, read: by-person, because: They say so.}
  - {id: lost-key, category: access, read: by-person, because: Shut out.}
  - {id: erase, read: by-person, because: They ask for it.}
identity:
  - {id: high, factors: 3, of: [{id: mail}, {id: card}, {id: photo}], requests: [{id: erasure, trigger: erase}], because: It cannot be undone.}
scenarios:
  - {id: threat, trigger: cancel-threat, escalate: now, because: A leader must know.}
  - {id: shut-out, category: access, because: They stand outside.}
  - {id: grave, identity: high, because: It cannot be undone.}
  - {id: dark, when: signal.offline, because: All is down.}
routes:
  - {id: threat-mail, for: {scenario: threat}, to: lead, channel: email, because: They own it.}
  - {id: grave-mail, for: {scenario: grave}, to: security, channel: email, because: Two pairs of eyes.}
""")
HOLDING = {  # claim: (signal, scenarios, routes, escalate)
    "a trigger": ({"triggers": ["cancel-threat"]}, ["threat"], ["threat-mail"], "now"),
    "a category": ({"triggers": ["lost-key"]}, ["shut-out"], [], "same_day"),
    "a class of identity": ({"triggers": ["erase"]}, ["grave"], ["grave-mail"], "now"),
    "a fact": ({"facts": {"offline": True}}, ["dark"], [], "no"),
    "a fact that is false": ({"facts": {"offline": False}}, [], [], "no"),
    "several at once": ({"triggers": ["erase", "cancel-threat"]}, ["threat", "grave"], ["threat-mail", "grave-mail"], "now"),
    "what a scenario asks for stands over the level": ({"triggers": ["lost-key", "cancel-threat"]}, ["threat", "shut-out"], ["threat-mail"], "now"),
}  # fmt: skip


@pytest.mark.parametrize(("signal", "scenarios", "routes", "escalate"), HOLDING.values(), ids=HOLDING)
def test_what_a_scenario_hangs_on(
    signal: dict[str, Any], scenarios: list[str], routes: list[str], escalate: str
) -> None:
    found = answered(SCENARIOS, signal=signal)
    assert (found["scenarios"], ids(found["routes"]), found["escalate"]) == (scenarios, routes, escalate)


LEVELS = bare_desk("""
triggers:
  - {id: report, read: by-person, because: They report it.}
  - {id: graded, level: severity:low, read: by-person, because: It says so itself.}
scales:
  - id: severity
    levels:
      - {id: critical, escalate: now, calendar: always, urgency: 3, when: "signal.offline && signal.affected > 100"}
      - {id: high, escalate: same_day, calendar: office, urgency: 2, when: signal.offline}
      - {id: low, escalate: within_24h, calendar: office, when: "signal.offline == false"}
questions:
  - {id: how-many, fact: signal.affected, ask: How many of your people cannot work?, decides: severity:critical}
clocks:
  - {id: high-first, for: {level: severity:high}, kind: first_response, within: 4h, calendar: always, because: They wait.}
  - {id: critical-first, for: {level: severity:critical}, kind: first_response, within: 1h, calendar: always, because: They wait.}
""")
REPORT = {"triggers": ["report"]}
GRADED: dict[str, tuple[dict[str, Any], dict[str, str], list[str], list[str]]] = {  # claim: (request, levels, clocks, asked)
    "nothing is known": ({"signal": REPORT}, {}, [], ["signal.affected", "signal.offline"]),
    "all that is needed is known": ({"signal": REPORT | {"facts": {"offline": True, "affected": 101}}}, {"severity": "critical"}, ["critical-first"], []),
    "exactly a hundred is one level below": ({"signal": REPORT | {"facts": {"offline": True, "affected": 100}}}, {"severity": "high"}, ["high-first"], []),
    "a level above is still asked for": ({"signal": REPORT | {"facts": {"offline": True}}}, {"severity": "high"}, ["high-first"], ["signal.affected"]),
    "a level below is not asked for": ({"signal": REPORT | {"facts": {"offline": False}}}, {"severity": "low"}, [], []),
    "a trigger with a level of its own is not graded": ({"signal": {"triggers": ["graded"], "facts": {"offline": True}}}, {"severity": "low"}, [], []),
    "a person's level stands and starts its clock": ({"signal": REPORT, "case": {"levels": {"severity": "critical"}}}, {"severity": "critical"}, ["critical-first"], []),
    "facts alone grade nothing": ({"signal": {"facts": {"offline": True, "affected": 101}}}, {}, [], []),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "levels", "clocks", "asked"), GRADED.values(), ids=GRADED)
def test_a_level_by_answers(
    request_: dict[str, Any], levels: dict[str, str], clocks: list[str], asked: list[str]
) -> None:
    found = answered(LEVELS, **request_)
    assert (found["levels"], ids(found["clocks"])) == (levels, clocks)
    assert [one["fact"] for one in found["unknown"]] == asked


def test_a_question_is_asked_in_the_words_of_the_pack() -> None:
    (asked,) = answered(LEVELS, signal=REPORT | {"facts": {"offline": True}})["unknown"]
    assert asked["question"] == "How many of your people cannot work?"
    assert asked["would_change"] == ["severity:critical"]


def test_facts_of_every_record_are_read() -> None:
    pack = bare_desk("""
triggers:
  - {id: spender, when: "deal.spend >= money('10 EUR')", because: They spent it.}
  - {id: loud, when: "contact.tone == 'angry'", because: They shout.}
  - {id: settled, when: case.agreed, because: It was agreed.}
""")
    found = answered(
        pack,
        signal={},
        deal={"facts": {"spend": "10 EUR"}},
        contact={"facts": {"tone": "angry"}},
        case={"facts": {"agreed": True}},
    )
    assert ids(found["triggers"]) == ["spender", "loud", "settled"]
    with pytest.raises(DeskError, match=r"contact\.facts\.mood"):
        answered(pack, signal={}, contact={"facts": {"mood": "angry"}})
