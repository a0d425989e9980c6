"""How a clock says by when, what starts, stops and restarts it, and what is refused."""
# ruff: noqa: E501 - a clock of a policy stands on one line

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from stepladder.core.case.events import AnyEvent
from stepladder.core.clock.promises import Months, SameDay, Window
from stepladder.core.policy.kinds import (
    BY_PROGRAM,
    CLOCK_EVENTS,
    CLOCK_KINDS,
    SIGNAL,
    ClockKind,
    rules_of,
    starts_with_signal,
)
from stepladder.core.policy.model import Clock, UntilFact
from stepladder.core.triage.loading import load
from stepladder.core.values import Fault, PackFaults
from tests.unit.core.triage.small_desk import FILES

FACTS = "facts: [{id: promised_at, type: instant, ask: When?}, {id: due_on, type: date, ask: When?}]\n"


def clocks(element: str) -> list[Clock]:
    text = f"{FACTS}clocks:\n  - {{because: b, {element}}}\n"
    pack = load("small-desk", FILES | {"a.yaml": text})
    return [clock for clock in pack.text.clocks if clock.place.file == "a.yaml"]


def faults(element: str) -> list[Fault]:
    with pytest.raises(PackFaults) as refused:
        clocks(element)
    return [one for one in refused.value.faults if one.file == "a.yaml"]


BY_WHEN = {  # claim: (element, seconds, term)
    "a duration": ("within: 4h", 14_400, None),
    "the same day": ("within: same_day", 0, SameDay()),
    "the next business review": ("within: next_review", 0, UntilFact("customer.next_review_on")),
    "a month": ("within: 1 month", 0, Months(1)),
    "three months": ("within: 3 months", 0, Months(3)),
    "a fact": ("until: signal.promised_at", 0, UntilFact("signal.promised_at")),
    "a date of the record": ("until: contract.ends_on", 0, UntilFact("contract.ends_on")),
    "a window": ("window: 24h..48h", 0, Window(86_400, 172_800)),
}


@pytest.mark.parametrize(("element", "seconds", "term"), BY_WHEN.values(), ids=BY_WHEN)
def test_a_clock_says_by_when(element: str, seconds: int, term: object) -> None:
    (clock,) = clocks(f"id: one, kind: call, {element}")
    assert (clock.id, clock.within, clock.term, clock.end) == ("one", seconds, term, None)


def test_a_range_is_two_clocks_of_one_element() -> None:
    target, limit = clocks(
        "id: legal, kind: team_response, team: billing, within: 24h..48h, strict: true, marks: [90%]"
    )
    assert (target.id, target.end, target.within) == ("legal-target", "target", 86_400)
    assert (limit.id, limit.end, limit.within) == ("legal-limit", "limit", 172_800)
    assert replace(target, id="", end=None, within=0) == replace(limit, id="", end=None, within=0)


def test_an_end_of_a_range_can_still_be_a_clock_of_its_own() -> None:
    (clock,) = clocks("id: legal-limit, kind: team_response, team: billing, end: limit, within: 48h")
    assert (clock.id, clock.end) == ("legal-limit", "limit")


REFUSED = {  # claim: (element, where it points, rule, part of what, part of mend)
    "no word by when": ("id: a, kind: call", "a,", "missing-key", "'within' is missing", "within"),
    "two ways by when": (
        "id: a, kind: call, within: 4h, window: 24h..48h", "24h..48h", "empty-rule", "in 2 ways by when", "Keep one of within, window"),
    "a range that ends first": ("id: a, kind: call, within: 48h..24h", "48h..24h", "duration", "ends before it begins", "nearer end first"),
    "a range that begins with nothing": ("id: a, kind: call, within: 0h..24h", "0h..24h", "duration", "broken at birth", "at least 1s"),
    "a window with one end": ("id: a, kind: call, window: 24h", "24h}", "duration", "has no two ends", "24h..48h"),
    "no months": ("id: a, kind: call, within: 0 months", "0 months", "duration", "out of range", "1 to 120"),
    "words nobody knows": ("id: a, kind: call, within: next_week", "next_week", "duration", "'next_week'", "30m"),
    "a fact nobody knows": ("id: a, kind: call, until: signal.promised", "signal.promised}", "unknown-name", "'signal.promised'", "signal.promised_at"),
    "a fact that is no moment": ("id: a, kind: call, until: customer.plan", "customer.plan", "type", "no instant and no date", "instant or date"),
    "both a range and an end": (
        "id: a, kind: call, end: limit, within: 24h..48h", "limit", "empty-rule", "a range has both ends", "Leave `end` out"),
    "an event nobody knows": ("id: a, kind: call, within: 4h, stops: [mesage_sent]", "[mesage_sent]", "unknown-name", "'mesage_sent'", "message_sent"),
    "a start nobody knows": ("id: a, kind: call, within: 4h, starts: [begun]", "[begun]", "unknown-name", "'begun'", "Use one of"),
    "a restart nobody knows": ("id: a, kind: call, within: 4h, restarts: [again]", "[again]", "unknown-name", "'again'", "Use one of"),
    "a kind nobody knows": ("id: a, kind: call, within: 4h, not_before: [first]", "[first]", "unknown-name", "'first'", "first_response"),
    "a clock that never starts": ("id: a, kind: call, within: 4h, starts: []", "[]", "empty-rule", "never starts", "Name an event"),
    "an unknown calendar of a range, once": (
        "id: a, kind: call, within: 24h..48h, calendar: offce", "offce", "unknown-name", "'offce'", "office"),
}  # fmt: skip


@pytest.mark.parametrize(("element", "there", "rule", "what", "mend"), REFUSED.values(), ids=REFUSED)
def test_a_fault_of_a_clock_names_its_place_and_its_mend(
    element: str, there: str, rule: str, what: str, mend: str
) -> None:
    (fault,) = faults(element)
    assert (fault.line, fault.rule) == (3, rule), fault
    assert f"  - {{because: b, {element}}}"[fault.column - 1 :].startswith(there), fault
    assert what in fault.what
    assert mend in fault.mend


def test_the_same_day_needs_an_office() -> None:
    text = "clocks: [{id: a, kind: call, within: same_day, because: b}]\n"
    with pytest.raises(PackFaults, match="clock 'a' says same day, and no calendar is called 'office'"):
        load("bare", {"pack.yaml": f"pack: {{id: bare, title: Bare, version: '1'}}\n{text}"})


def test_what_a_kind_does_is_data_and_an_element_may_say_otherwise() -> None:
    reply = Clock(id="a", kind="next_reply", within=60)
    assert rules_of(reply) == CLOCK_KINDS["next_reply"]
    assert not starts_with_signal(reply)
    own = Clock(id="a", kind="next_reply", within=60, starts=(SIGNAL,), stops=(), restarts=("reopened",), not_before=())
    assert rules_of(own) == ClockKind(starts=(SIGNAL,), stops=(), restarts=("reopened",), not_before=())
    assert starts_with_signal(own)
    assert rules_of(Clock(id="a", kind="a kind of our own", within=60)) == ClockKind()


def test_the_events_that_a_clock_may_name_are_events_of_a_case() -> None:
    tags = {str(one.__struct_config__.tag) for one in get_args(AnyEvent)}
    assert set(CLOCK_EVENTS) - tags == {SIGNAL, BY_PROGRAM}
    named = {name for kind in CLOCK_KINDS.values() for name in (*kind.starts, *kind.stops, *kind.restarts)}
    assert named <= set(CLOCK_EVENTS)
    assert all(set(kind.not_before) <= set(CLOCK_KINDS) for kind in CLOCK_KINDS.values())
