"""What a pack keeps from one decision to the next may make the next one quicker, and must never change it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import document, encode
from stepladder.core.triage.request import Request
from stepladder.core.values import parse_instant
from tests.unit.core.triage.small_desk import small_desk

# What hangs on the present, and what hangs on values that others leave open.
MORE = """
categories:
  - {id: renewal, level: priority:high, because: They may leave., source: [SD-069]}
triggers:
  - {id: renewal-near, category: renewal, when: "after(customer.renewal_on)", because: It is over., source: [SD-097]}
  - id: split
    category: product
    when: "(customer.plan == 'pro' && signal.not_posted) || signal.refund_amount > money('20 EUR')"
    because: Two ways to be sure.
    source: [SD-097]
"""
# What words and facts show besides triggers, and several events; in the last of them a single one, by its kind.
SEEN = """
categories:
  - {id: renewal, level: priority:high, because: They may leave., source: [SD-069]}
signs:
  - {id: rude, phrases: ["thank you"], because: It stings., source: [SD-097]}
  - {id: gone, when: signal.not_posted, because: It is over., source: [SD-097]}
detectors:
  - {id: pro, when: "customer.plan == 'pro'", suggests: true, category: renewal, because: It is., source: [SD-097]}
  - {id: again, count: {of: signal, at_least: 2, within: 7d}, category: renewal, because: Twice., source: [SD-097]}
"""
ONE = """
  - {id: wrote, count: {of: contact, at_least: 1, within: 7d}, category: renewal, because: Once., source: [SD-097]}
"""
PACKS = [small_desk(), *(small_desk(more_yaml=text) for text in (MORE, SEEN, SEEN + ONE.lstrip("\n")))]
TRIGGERS = [trigger.id for trigger in PACKS[0].text.triggers]

SENTENCES = (
    "The list shows another company's invoices",
    "my colleague showed another company's data",
    "I was charged twice",
    "I was not charged twice",
    "please add a button",
    "there is no way to merge",
    "nobody can log in",
    "press enquiry",
    "I am locked out",
    "a refund of $640",
    "a refund of 30 EUR",
    "a refund",
    "thank you",
)
AT = (
    "2025-03-08T23:40:00-05:00",  # A night at the weekend, before the clocks go forward.
    "2025-03-05T10:00:00-05:00",
    "2025-03-05T17:59:59-05:00",
    "2025-03-05T18:00:00-05:00",
    "2025-11-02T01:30:00-05:00",
    "2025-07-01T04:44:59.5Z",
)


def some(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping in which any of the keys may be left out."""
    return st.fixed_dictionaries({}, optional=values)


NAMES = st.lists(st.sampled_from(TRIGGERS), max_size=2, unique=True)
SIGNAL = some(
    {
        "subject": st.sampled_from(SENTENCES),
        "text": st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(". ".join),
        "facts": some({"refund_amount": st.sampled_from(["10 EUR", "30 EUR", "900 USD"]), "not_posted": st.booleans()}),
        "triggers": NAMES,
        "not_triggers": NAMES,
        "from": st.sampled_from(["customer", "agent"]),
    }
)
PAST = st.fixed_dictionaries({"at": st.sampled_from(AT), "kind": st.sampled_from(["signal", "contact"])})
CUSTOMER = some(
    {
        "id": st.just("c1"),
        "plan": st.sampled_from(["pro", "enterprise", "free"]),
        "vip": st.booleans(),
        "csm": st.just("kim"),
        "zone": st.sampled_from(["Europe/Berlin", "Pacific/Auckland"]),
        "renewal_on": st.sampled_from(["2025-03-05", "2025-03-09", "2026-01-01"]),
    }
)
REQUEST = st.fixed_dictionaries(
    {"at": st.sampled_from(AT), "signal": SIGNAL},
    optional={
        "history": st.lists(PAST, max_size=2),
        "customer": CUSTOMER,
        "contact": some({"id": st.just("u1"), "kind": st.sampled_from(["journalist", "other"])}),
        "case": some({"levels": st.sampled_from([{}, {"priority": "critical"}]), "triggers": NAMES}),
    },
)


def answer(pack: Pack, request: dict[str, Any]) -> bytes:
    verdict = decide(pack, msgspec.convert(request, type=Request), parse_instant(AT[0]))
    found = encode(verdict)
    assert msgspec.json.encode(document(verdict)) == found
    return found


@given(st.lists(REQUEST, min_size=1, max_size=8))
@settings(max_examples=40)
def test_a_pack_that_decided_before_answers_as_one_just_loaded(requests: list[dict[str, Any]]) -> None:
    for warm in PACKS:
        fresh = [(answer(replace(warm, compiled={}), request), request) for request in requests]
        for expected, request in reversed(fresh):
            assert answer(warm, request) == expected


@given(REQUEST, REQUEST)
@settings(max_examples=50)
def test_one_request_leaves_no_trace_in_the_answer_to_another(one: dict[str, Any], other: dict[str, Any]) -> None:
    for pack in PACKS:
        before = answer(pack, one)
        answer(pack, other)
        assert answer(pack, one) == before


@pytest.mark.parametrize(
    ("quiet", "other"),
    [
        ({}, {"signal": {"text": "I was charged twice"}}),
        ({}, {"signal": {"subject": "thank you"}}),
        ({}, {"signal": {"triggers": ["press"]}}),
        ({}, {"signal": {}, "case": {"triggers": ["press"]}}),
        ({}, {"signal": {}, "history": [{"at": AT[1], "kind": "signal"}]}),
        ({"from": "agent", "text": "hello"}, {"signal": {"text": "hello"}}),
        (
            {"facts": {"refund_amount": "900 USD"}},
            {"signal": {"facts": {"refund_amount": "900 USD"}, "not_triggers": ["refund-limit"]}},
        ),
    ],
)
def test_what_a_signal_shows_is_seen_after_one_with_the_same_facts(
    quiet: dict[str, Any], other: dict[str, Any]
) -> None:
    at, differs = {"at": AT[0]}, False
    for pack in PACKS[2:]:
        warm = replace(pack, compiled={})
        before, found = answer(warm, at | {"signal": quiet}), answer(warm, at | other)
        assert found == answer(replace(pack, compiled={}), at | other)
        differs = differs or found != before
    assert differs
