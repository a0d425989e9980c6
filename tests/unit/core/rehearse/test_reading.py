"""A scenario as text: what is read, and every fault at once with its line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.case import commands as c
from stepladder.core.rehearse.reading import read_scenario
from stepladder.core.rehearse.scenario import CommandEntry, SignalEntry
from stepladder.core.values import PackFaults

WHOLE = """
scenario: A first night
packs: [support-desk]
workspace: {people: [{id: lee, name: Lee, roles: [csm], zone: Europe/Amsterdam, stage: independent}]}
customers: [{id: vale, name: Vale, vip: true, contract: {id: k1, outstanding: "6000 EUR"}}]
timeline:
  - {at: "2026-06-01T10:20+02:00", do: set_level, by: lee, case: c1, scale: priority, level: high, because: calmer}
  - {at: "2026-06-01T10:00+02:00", signal: {customer: vale, channel: phone, facts: {not_posted: true}}, as: c1}
until: "2026-06-12T00:00+02:00"
expect: {refusals: []}
"""


def test_a_scenario_is_read_in_the_order_of_its_instants() -> None:
    found = read_scenario("night", WHOLE)
    assert (found.title, found.packs) == ("A first night", ("support-desk",))
    first, second = found.timeline
    assert isinstance(first, SignalEntry)
    assert first.at == datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert (first.label, first.signal.customer, first.signal.channel) == ("c1", "vale", "phone")
    assert isinstance(second, CommandEntry)
    assert second.command == c.SetLevel(scale="priority", level="high", because="calmer")
    assert (second.by, second.case) == ("lee", "c1")
    assert found.customers[0].vip is True
    assert found.customers[0].contract is not None
    assert found.expect == {"refusals": []}


def test_a_word_that_yaml_takes_for_a_value_stays_a_word() -> None:
    found = read_scenario("x", 'packs: [p]\ntimeline: [{at: "2026-06-01T10:00Z", do: note, by: lee, text: no}]')
    entry = found.timeline[0]
    assert isinstance(entry, CommandEntry)
    assert entry.command == c.Note(text="no")


def test_another_role_than_agent_is_named_beside_the_person() -> None:
    found = read_scenario(
        "x", 'packs: [p]\ntimeline: [{at: "2026-06-01T10:00Z", do: note, by: {id: kim, role: manager}, text: a}]'
    )
    entry = found.timeline[0]
    assert isinstance(entry, CommandEntry)
    assert (entry.by, entry.role) == ("kim", "manager")


FAULTS = {  # claim: (text, line, what is said)
    "nothing at all": ("", 1, "the scenario is empty"),
    "no packs": ("timeline: []", 1, "'packs' is missing"),
    "no timeline": ("packs: [p]", 1, "'timeline' is missing"),
    "a key nobody knows": (
        "packs: [p]\ntimeline: []\nunti: x",
        3,
        "no key is called 'unti' here. Did you mean 'until'?",
    ),
    "an instant without an offset": (
        'packs: [p]\ntimeline:\n  - {at: "2026-06-01T10:00", do: note, by: lee, text: a}',
        3,
        "has no offset",
    ),
    "an entry without a time": ("packs: [p]\ntimeline:\n  - {do: note, by: lee, text: a}", 3, "'at' is missing"),
    "a command nobody knows": (
        'packs: [p]\ntimeline:\n  - {at: "2026-06-01T10:00Z", do: notes, by: lee}',
        3,
        "Did you mean 'note'?",
    ),
    "a command nobody gives": ('packs: [p]\ntimeline:\n  - {at: "2026-06-01T10:00Z", do: acknowledge}', 3, "'by' is"),
    "a command with a key too many": (
        'packs: [p]\ntimeline:\n  - {at: "2026-06-01T10:00Z", do: acknowledge, by: lee, loud: yes}',
        3,
        "object contains unknown field `loud`",
    ),
    "a signal with a key too many": (
        'packs: [p]\ntimeline:\n  - {at: "2026-06-01T10:00Z", signal: {chanel: x}}',
        3,
        "object contains unknown field `chanel`",
    ),
    "a key beside the signal": (
        'packs: [p]\ntimeline:\n  - {at: "2026-06-01T10:00Z", signal: {}, by: lee}',
        3,
        "no key is called 'by' beside a signal",
    ),
    "a stage of training nobody knows": (
        "packs: [p]\ntimeline: []\nworkspace: {people: [{id: lee, stage: expert}]}",
        3,
        "invalid enum value 'expert'",
    ),
    "an alias": ("packs: &a [p]\ntimeline: *a", 2, "an alias stands here"),
}


@pytest.mark.parametrize(("text", "line", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(PackFaults) as refused:
        read_scenario("night.yaml", text)
    assert said in str(refused.value)
    assert f"night.yaml:{line}:" in str(refused.value)
    assert str(refused.value).startswith("scenario night.yaml: ")


def test_all_faults_are_told_at_once() -> None:
    text = 'packs: [p]\nunti: 1\ntimeline:\n  - {at: soon, do: note, by: x, text: a}\n  - {at: "2026-06-01T10:00Z"}\n'
    with pytest.raises(PackFaults) as refused:
        read_scenario("night.yaml", text)
    assert len(refused.value.faults) == 3


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_its_faults(text: str) -> None:
    try:
        found = read_scenario("any", text)
    except PackFaults as refused:
        said = len(refused.faults)
    else:
        said = len(found.packs)
    assert said > 0
