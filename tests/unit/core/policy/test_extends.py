"""A pack that extends another: what stands above replaces, what is new comes behind, what is dropped is gone."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

import pytest

from stepladder.core.policy.layers import MOST_LAYERS, extended_by
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from stepladder.core.values import PackFaults

BASE = {
    "base/pack.yaml": """
pack: {id: base, title: Base, version: "2", owner: lead, classification: internal, review_every: 3 months, tags: [a], updated: 2025-01}
parameters: [{id: pack.zone, value: Europe/Lisbon, because: There., source: [Q-01]}]
""",
    "base/rules.yaml": """
flags: [{id: one, because: First.}, {id: two, because: Second.}, {id: three, because: Third.}]
gates: [{id: tried, scope: before, kind: attempt, because: b}, {id: tried, scope: after, kind: attempt, because: b}]
examples: [{note: of the base, given: {signal: {}}, expect: {triggers: []}}]
""",
}


def over(rules: str, header: str = "", base: dict[str, str] = BASE) -> Pack:
    """A pack that extends the base: its rules, and more for its header."""
    head = f'pack: {{id: own, title: Own, version: "1", extends: base{header}}}\n'
    return load("own", {"pack.yaml": head, "rules.yaml": rules} | base)


def flags(pack: Pack) -> list[tuple[str, str]]:
    return [(flag.id, flag.because) for flag in pack.text.flags]


def test_an_element_of_the_same_name_takes_the_place_and_a_new_one_comes_behind() -> None:
    found = over("flags: [{id: new, because: New.}, {id: two, because: Other.}]")
    assert flags(found) == [("one", "First."), ("two", "Other."), ("three", "Third."), ("new", "New.")]
    assert found.text.flags[1].place.file == "rules.yaml"
    assert found.text.flags[0].place.file == "base/rules.yaml"


def test_what_is_dropped_is_gone() -> None:
    found = over("", ", drops: [flags/one, gates/before/tried]")
    assert [id_ for id_, _ in flags(found)] == ["two", "three"]
    assert [gate.scope for gate in found.text.gates] == ["after"]


def test_an_element_with_a_scope_replaces_the_one_of_its_scope() -> None:
    found = over("gates: [{id: tried, scope: after, kind: attempt, because: other}]")
    assert [(gate.scope, gate.because) for gate in found.text.gates] == [("before", "b"), ("after", "other")]


def test_the_header_takes_over_what_it_does_not_say_and_no_dates() -> None:
    header = over("", ", classification: public").text.header
    assert (header.id, header.title, header.version) == ("own", "Own", "1")
    assert (header.owner, header.classification, header.review_every, header.tags) == (
        "lead",
        "public",
        "3 months",
        ("a",),
    )
    assert header.updated is None


def test_parameters_are_taken_over_one_by_one() -> None:
    assert over("").parameters["pack.zone"] == "Europe/Lisbon"
    own = "parameters: [{id: pack.zone, value: Europe/Oslo, because: Here., source: [Q-01]}]"
    assert over(own).parameters["pack.zone"] == "Europe/Oslo"


def test_examples_speak_of_their_own_pack() -> None:
    assert over("").text.examples == ()
    own = "examples: [{note: own, given: {signal: {}}, expect: {triggers: []}}]"
    assert [example.note for example in over(own).text.examples] == ["own"]


def test_the_digest_covers_the_words_below() -> None:
    changed = BASE | {"base/rules.yaml": BASE["base/rules.yaml"] + "# a word"}
    assert over("").digest != over("", base=changed).digest


def test_several_packs_may_stand_in_a_row() -> None:
    middle = {
        "middle/pack.yaml": 'pack: {id: middle, title: M, version: "1", extends: base}\nflags: [{id: two, because: Middle.}]'
    }
    top = 'pack: {id: own, title: Own, version: "1", extends: middle}\nflags: [{id: three, because: Top.}]'
    found = load("own", {"pack.yaml": top} | middle | BASE)
    assert flags(found) == [("one", "First."), ("two", "Middle."), ("three", "Top.")]
    assert found.text.header.owner == "lead"


def refused(files: dict[str, str]) -> list[tuple[str, int, str, str]]:
    with pytest.raises(PackFaults) as told:
        load("own", files)
    return [(fault.file, fault.line, fault.rule, fault.what) for fault in told.value.faults]


def named(id_: str, extends: str = "", more: str = "") -> str:
    return f'pack: {{id: {id_}, title: T, version: "1"{f", extends: {extends}" if extends else ""}{more}}}'


FAULTS = {  # claim: (files, file, rule, part of what)
    "a pack that is not at hand": ({"pack.yaml": named("own", "nowhere")}, "pack.yaml", "extends", "no pack called 'nowhere'"),
    "a pack that extends itself": ({"pack.yaml": named("own", "own"), "own/pack.yaml": named("own")}, "pack.yaml", "extends", "extends itself"),
    "two that extend each other": (
        {"pack.yaml": named("own", "other"), "other/pack.yaml": named("other", "own")}, "other/pack.yaml", "extends", "extends itself"),
    "a base without a header": ({"pack.yaml": named("own", "base"), "base/rules.yaml": "flags: []"}, "base/pack.yaml", "header", "no file has"),
    "files that belong to nobody": ({"pack.yaml": named("own"), "base/pack.yaml": named("base")}, "base/pack.yaml", "extends", "no pack extends"),
    "a slip in the base": (
        {"pack.yaml": named("own", "base")} | BASE | {"base/x.yaml": "cc: [{id: c, cc: nobody, because: x}]"},
        "base/x.yaml", "unknown-name", "no team is called 'nobody'"),
    "a drop of nothing": ({"pack.yaml": named("own", "base", ", drops: [flags/won]")} | BASE, "pack.yaml", "unknown-name", "no 'won' stands in flags"),
    "a drop in no section": ({"pack.yaml": named("own", "base", ", drops: [flgs/one]")} | BASE, "pack.yaml", "unknown-name", "names no section"),
    "a drop where nothing is extended": (
        {"pack.yaml": named("own", more=", drops: [flags/one]")}, "pack.yaml", "unknown-name", "nothing is extended"),
    "a drop of what is written anew": (
        {"pack.yaml": named("own", "base", ", drops: [flags/one]"), "r.yaml": "flags: [{id: one, because: x}]"} | BASE,
        "pack.yaml", "unknown-name", "'one' stands in this pack"),
    "an element twice above": (
        {"pack.yaml": named("own", "base"), "r.yaml": "flags: [{id: one, because: x}, {id: one, because: y}]"} | BASE,
        "r.yaml", "duplicate-id", "another flag is called 'one'"),
    "a rule below that leans on what is dropped": (
        {"pack.yaml": named("own", "base", ", drops: [flags/one]")} | BASE | {"base/x.yaml": "guidance: [{id: g, for: {flag: one}, text: x}]"},
        "base/x.yaml", "unknown-name", "no flag is called 'one'"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "file", "rule", "what"), FAULTS.values(), ids=FAULTS)
def test_a_fault_names_the_file_of_its_pack(files: dict[str, str], file: str, rule: str, what: str) -> None:
    found = [(told, of) for of, _, kind, told in refused(files) if kind == rule]
    assert any(what in told and of == file for told, of in found), refused(files)


def test_a_base_that_is_not_at_hand_is_no_reason_to_drop_nothing() -> None:
    assert len(refused({"pack.yaml": named("own", "nowhere", ", drops: [flags/one]")})) == 1


def test_no_more_than_a_few_packs_stand_in_a_row() -> None:
    files = {"pack.yaml": named("p0", "p1")}
    files |= {f"p{n}/pack.yaml": named(f"p{n}", f"p{n + 1}") for n in range(1, MOST_LAYERS)}
    files |= {f"p{MOST_LAYERS}/pack.yaml": named(f"p{MOST_LAYERS}")}
    assert ("p3/pack.yaml", 1, "extends") in [fault[:3] for fault in refused(files)]


def test_what_a_pack_extends_can_be_told_without_checking_it() -> None:
    assert extended_by({"a.yaml": "flags: [", "b.yaml": named("own", "base")}) == "base"
    assert extended_by({"a.yaml": named("own"), "b.yaml": "flags: [{id: extends}]"}) is None
    assert extended_by({"a.yaml": "pack: [extends]"}) is None
