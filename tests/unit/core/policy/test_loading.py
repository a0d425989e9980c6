"""A pack loads whole or not at all, and says every fault at once with its place."""
# ruff: noqa: E501 - a faulty text and what is said of it stand together

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.triage.loading import load
from stepladder.core.values import Fault, PackFaults
from tests.unit.core.triage.small_desk import FILES, small_desk


def faults(**changed: str) -> tuple[Fault, ...]:
    with pytest.raises(PackFaults) as refused:
        small_desk(**changed)
    return refused.value.faults


MORE = {  # claim: (a further file, line, column, rule, part of what, part of mend)
    "an unknown section": ("routs: []", 1, 1, "unknown-key", "no key is called 'routs'", "Did you mean 'routes'?"),
    "an unknown key of an element": (
        "cc: [{id: a, cc: press, becuase: x, because: x}]", 1, 25, "unknown-key", "'becuase'", "Did you mean 'because'?"),
    "a rule without a reason": (
        "cc: [{id: a, cc: press}]", 1, 6, "missing-key", "'because' is missing", "Add `because: ...`"),
    "a key twice": ("cc: [{id: a, id: b, cc: press, because: x}]", 1, 14, "duplicate-key", "twice", "Keep one"),
    "a duration nobody can read": (
        "clocks: [{id: a, kind: update, within: soon, because: x}]", 1, 40, "duration", "'soon'", "30m"),
    "a promise of nothing": (
        "clocks: [{id: a, kind: update, within: 0m, because: x}]", 1, 40, "duration", "broken at birth", "at least 1s"),
    "a percentage of a hundred": (
        "adjustments: [{id: a, kinds: [update], faster_by: 100%, because: x}]", 1, 51, "type", "100%", "1% to 99%"),
    "an alias": ("x: &a 1\ny: *a", 2, 4, "yaml", "an alias", "Write the value out"),
    "broken YAML": ("cc: [", 2, 1, "yaml", "this is not YAML", "Check quotes"),
    "a tab": ("cc:\n\t- a", 2, 1, "yaml", "a tab stands here", "Put spaces"),
    "a list where a mapping belongs": ("- a", 1, 1, "type", "a mapping is expected", "key: value"),
    "an unknown role": ("cc: [{id: a, cc: pres, because: x}]", 1, 18, "unknown-name", "'pres'", "Did you mean 'press'?"),
    "an unknown category": (
        "triggers: [{id: t, category: outages, phrases: [down], because: x}]",
        1, 30, "unknown-name", "'outages'", "Did you mean 'outage'?"),
    "an unknown level in a selector": (
        "cc: [{id: a, for: {level: priority:urgent}, cc: press, because: x}]",
        1, 19, "unknown-name", "'priority:urgent'", "Did you mean 'priority:"),
    "a trigger that can never match": (
        "triggers: [{id: t, because: x}]", 1, 17, "empty-rule", "can never match", "read: by-person"),
    "an adjustment that changes nothing": (
        "adjustments: [{id: a, kinds: [update], because: x}]", 1, 20, "empty-rule", "changes nothing", "faster_by"),
    "the same id twice": (
        "cc: [{id: success-copy, cc: press, because: x}]", 1, 11, "duplicate-id", "success-copy", "id of its own"),
    "a condition on an unknown fact": (
        'triggers: [{id: t, when: "signal.refund_amout > money(\'1 USD\')", because: x}]',
        1, 27, "condition-name", "refund_amout", "refund_amount"),
    "a condition that compares money with text": (
        'triggers: [{id: t, when: "signal.refund_amount > \'a\'", because: x}]', 1, 27, "condition-type", "", ""),
    "a phrase of one letter": (
        "triggers: [{id: t, phrases: [x], because: x}]", 1, 30, "phrase", "too short", "two letters"),
    "a calendar that never opens": ("calendars: [{id: c}]", 1, 18, "empty-rule", "no hours of a week", "always: true"),
    "a zone that is not there": (
        "calendars: [{id: c, zone: Europe/Pari, always: true}]", 1, 27, "calendar", "Europe/Pari", "Europe/Paris"),
    "an unknown parameter": (
        "parameters: [{id: clock.cuont, value: x, because: x}]", 1, 19, "unknown-name", "", "Did you mean 'clock.count'?"),
    "a reading that is none": (
        "parameters: [{id: clock.count, value: fast, because: x}]", 1, 39, "choice", "'fast'", "Use one of"),
    "marks that are none": (
        "parameters: [{id: clock.marks, value: 150%, because: x}]", 1, 39, "choice", "'150%'", "Write it as 50% 75%."),
    "a fraction that is none": (
        "parameters: [{id: clock.enterprise.factor, value: half, because: x}]", 1, 51, "choice", "'half'", "0.5"),
    "a role of a parameter that nobody has": (
        "parameters: [{id: route.closed_team, value: pres, because: x}]", 1, 45, "unknown-name", "'pres'", "'press'"),
    "a fact that is there already": (
        "facts: [{id: health, of: customer, type: count, ask: How?}]",
        1, 14, "duplicate-id", "'customer.health' is there already", "another id"),
    "a fact that no condition can name": (
        "facts: [{id: days-late, of: signal, type: count, ask: How?}]", 1, 14, "type", "days-late", "and `_`"),
    "a team that nobody knows": (
        "clocks: [{id: a, kind: team_response, team: nobody, within: 1h, because: x}]",
        1, 45, "unknown-name", "'nobody'", "Use one of"),
    "a fact of a choice without choices": (
        "facts: [{id: f, type: choice, ask: Which?}]", 1, 9, "type", "choices", "Mend"),
    "a second header": ("pack: {id: b, title: B, version: '1'}", 1, 7, "header", "more than one", "Keep one"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "rule", "what", "mend"), MORE.values(), ids=MORE)
def test_a_fault_names_its_place_and_its_mend(
    text: str, line: int, column: int, rule: str, what: str, mend: str
) -> None:
    (fault,) = (one for one in faults(the_rest_yaml=text) if one.file == "the_rest.yaml" and one.line == line)
    assert (fault.rule, fault.column) == (rule, column), fault
    assert what in fault.what
    assert mend in fault.mend


def test_all_faults_of_all_files_come_at_once_in_order() -> None:
    found = faults(a_yaml="cc: [{id: a}]", b_yaml="routs: []\nclocks: [{id: c, kind: k, within: never, because: x}]")
    assert [(one.file, one.line) for one in found] == [("a.yaml", 1), ("a.yaml", 1), ("b.yaml", 1), ("b.yaml", 2)]


def test_a_broken_element_hides_no_other_fault_and_is_not_missed() -> None:
    text = """
categories: [{id: noise, level: priority:low, because: x, colour: red}]
triggers: [{id: t, category: noise, phrases: [loud], because: x}, {id: u, category: nose, phrases: [low], because: x}]
clocks: [{id: c, kind: update, within: soon, because: x}]
"""
    found = [(one.line, one.rule, one.what) for one in faults(the_rest_yaml=text)]
    assert [(line, rule) for line, rule, _ in found] == [(2, "unknown-key"), (3, "unknown-name"), (4, "duration")]
    assert "'nose'" in found[1][2]


def test_of_a_file_that_is_no_yaml_no_element_is_missed() -> None:
    text = "categories: [{id: noise, level: priority:low, because: x}]\nflags:\n\t- a"
    rest = "triggers: [{id: t, category: noise, phrases: [loud], because: x}]"
    (found,) = faults(categories_yaml=text, the_rest_yaml=rest)
    assert (found.file, found.line, found.rule) == ("categories.yaml", 3, "yaml")


def test_a_fact_or_calendar_that_is_broken_is_not_missed_where_it_is_read() -> None:
    text = """
facts: [{id: silence, type: cuont, ask: How long?}, {id: promised, type: daet, ask: By when?}]
calendars: [{id: night, huors: {mon: ["09:00-18:00"]}}]
triggers:
  - {id: t, when: "signal.silence > 3 || worked(case.opened_at, 'night') >= duration('1h')", because: x}
  - {id: u, when: "signal.promise > 3 || worked(case.opened_at, 'nigth') >= duration('1h')", because: x}
clocks: [{id: c, kind: update, until: signal.promised, because: x}]
fields: [{id: f, scope: all, from: [signal.silence], because: x}]
"""
    found = [(one.line, one.rule) for one in faults(the_rest_yaml=text)]
    names = [(6, "condition-name")] * 2
    assert found == [(2, "choice"), (2, "choice"), (3, "unknown-key"), *names]


def test_an_id_that_is_empty_hides_no_name_that_nobody_knows() -> None:
    text = """
triggers:
  - {id: "", phrases: [it is down], because: x}
  - {id: t, phrases: [it is up], category: ouutage, because: x}
"""
    assert [(one.line, one.rule) for one in faults(the_rest_yaml=text)] == [(3, "bad-id"), (4, "unknown-name")]


def test_what_stands_in_a_file_that_is_no_yaml_is_not_missed_by_conditions() -> None:
    text = "facts: [{id: silence, type: count, ask: How long?}]\nflags:\n\t- a"
    rest = "triggers: [{id: t, when: signal.silence > 3, because: x}]"
    (found,) = faults(facts_yaml=text, the_rest_yaml=rest)
    assert (found.file, found.line, found.rule) == ("facts.yaml", 3, "yaml")


def test_a_parameter_nobody_knows_is_told_beside_other_faults() -> None:
    text = "parameters: [{id: clock.kount, value: elapsed, because: x}]\ncc: [{id: a, cc: press}]"
    found = [(one.line, one.column, one.rule, one.mend) for one in faults(the_rest_yaml=text)]
    assert (1, 19, "unknown-name", "Did you mean 'clock.count'?") in found
    assert len(found) == 2


def test_each_phrase_is_told_where_it_stands() -> None:
    text = """
triggers:
  - id: t
    phrases:
      - charged twice
      - "{x}"
      - billed twice
    unless:
      - again
      - y
    because: x
facts:
  - id: f
    type: money
    ask: How much?
    read:
      money:
        near: [refund*,
          z]
"""
    found = [(one.line, one.column, one.rule) for one in faults(the_rest_yaml=text)]
    assert found == [(6, 10, "phrase"), (10, 9, "phrase"), (19, 11, "phrase")]


def test_all_faults_of_a_calendar_come_at_once() -> None:
    text = """
calendars:
  - id: night
    zone: Europe/Lisboa
    hours: {mon: ["09:00-25:00", "10:00-12:00"], tue: ["9-5"]}
    exceptions: {2025-12-24: ["09:00-09:00"]}
    changes:
      - {from: 2026-01-01, hours: {mon: [never]}, openings: {2026-02-01: [noon]}}
"""
    found = [(one.line, one.rule) for one in faults(the_rest_yaml=text)]
    assert found == [(line, "calendar") for line in (4, 5, 5, 6, 8, 8)]


BROKEN = {
    "its hours": "{id: office, hours: {mon: ['09:00-25:00']}}",
    "its zone": "{id: office, zone: Europe/Lisboa, hours: {mon: ['09:00-18:00']}}",
    "a key": "{id: office, huors: {mon: ['09:00-18:00']}}",
}


@pytest.mark.parametrize("office", BROKEN.values(), ids=BROKEN)
def test_an_office_that_is_broken_is_not_missed(office: str) -> None:
    text = (
        "pack: {id: p, title: P, version: '1'}\n"
        "scales: [{id: s, levels: [{id: high, escalate: same_day, because: x}]}]\n"
        f"calendars: [{office}]\n"
    )
    with pytest.raises(PackFaults) as refused:
        load("p", {"pack.yaml": text})
    assert {one.line for one in refused.value.faults} == {3}, refused.value.faults


def test_a_pack_without_a_header_is_refused() -> None:
    with pytest.raises(PackFaults) as refused:
        load("nameless", {"rules.yaml": FILES["rules.yaml"]})
    assert "header" in {one.rule for one in refused.value.faults}


def test_no_is_a_word() -> None:
    assert load("p", {"p.yaml": "pack: {id: p, title: no, version: 1.10}"}).text.header.version == "1.10"
    assert load("p", {"p.yaml": "pack: {id: p, title: no, version: 1.10}"}).text.header.title == "no"


def test_the_digest_follows_the_words_and_the_names_of_the_files() -> None:
    text = "pack: {id: p, title: P, version: '1'}"
    one = load("p", {"a.yaml": text})
    assert one.digest == load("p", {"a.yaml": text}).digest
    assert one.digest != load("p", {"b.yaml": text}).digest
    assert one.digest != load("p", {"a.yaml": text + "\n# a word"}).digest
    assert one.version == f"1+{one.digest[:12]}"


@given(st.text(max_size=200))
def test_any_text_loads_or_says_why(text: str) -> None:
    try:
        found = load("p", {"p.yaml": text}).id
    except PackFaults as refused:
        found = refused.pack  # Anything else that is raised fails this test.
    assert found == "p"


def test_a_zone_of_the_pack_that_is_not_there_is_told_once_where_it_stands() -> None:
    text = (
        "pack: {id: p, title: P, version: '1'}\n"
        "parameters: [{id: pack.zone, value: Europe/Pari, because: b}]\n"
        "calendars: [{id: c, hours: {mon: ['09:00-18:00']}}, {id: d, hours: {tue: ['09:00-18:00']}}]\n"
    )
    with pytest.raises(PackFaults) as refused:
        load("p", {"pack.yaml": text})
    (found,) = refused.value.faults
    assert (found.line, found.column, found.rule) == (2, 37, "calendar")
    assert "'Europe/Pari'" in found.what
    assert "Europe/Paris" in found.mend
