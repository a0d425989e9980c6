"""The reference page says what the language does: every example on it is answered, every built-in fact is on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from stepladder.core.policy.conditions import BUILTIN, DEEPEST, LONGEST, Environment, Kind, source
from stepladder.core.policy.conditions.functions import FORMS, METHODS
from tests.unit.core.policy.conditions.desk import answer, desk, faults_of

PAGE = (Path(__file__).parents[5] / "docs" / "reference" / "conditions.md").read_text(encoding="utf-8")
EXAMPLES = [
    (line.rpartition("//")[0].strip(), line.rpartition("//")[2].strip())
    for block in re.findall(r"```condition\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
CALLS = re.findall(
    r"^\| `([^`]*\([^`]*\)[^`]*)` \| (?:flag|count|money|duration|date|instant|as given) \|", PAGE, re.MULTILINE
)


def environment() -> Environment:
    (written,) = re.findall(r"```facts\n(.*?)```", PAGE, re.DOTALL)
    raw = yaml.load(written, Loader=yaml.BaseLoader)
    return desk(raw, now="2025-03-10T12:00:00Z", work_deadline=lambda calendar, start, seconds: start + seconds)


@pytest.mark.parametrize(("text", "said"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_example(text: str, said: str) -> None:
    if said == "refused":
        assert faults_of(text) != []
    else:
        assert answer(text, environment()) is {"true": True, "false": False, "unknown": None}[said]


@pytest.mark.parametrize("text", CALLS)
def test_each_function_is_shown_in_an_example_that_holds(text: str) -> None:
    assert answer(text, environment()) is True


def test_every_function_and_method_has_a_row() -> None:
    shown = "\n".join(CALLS) + "signal.triggers.size()"
    assert [name for name in FORMS if not re.search(rf"(?<!\.)\b{name}\(", shown)] == []
    assert [name for name in METHODS if f".{name}(" not in shown] == []
    assert len(CALLS) >= len(FORMS) + len(METHODS) - 1  # size is both


def test_every_built_in_fact_is_listed_with_its_type() -> None:
    (listed,) = re.findall(r"## Built-in facts\n(.*?)\n\n`signal", PAGE, re.DOTALL)
    found = dict(re.findall(r"`([a-z_]+\.[a-z_]+)` ([a-z]+)", listed))
    assert found == {name: str(fact.kind) for name, fact in BUILTIN.items()}
    for name, fact in BUILTIN.items():
        if fact.values:
            assert f"`{name}` choice ({', '.join(fact.values)})" in listed


def test_every_type_and_every_kind_of_fault_has_a_row() -> None:
    for kind in Kind:
        assert f"\n| `{kind}` |" in PAGE
    for rule in (source.SYNTAX, source.NAME, source.TYPE, source.TIME, source.LIMIT):
        assert f"\n| `{rule}` |" in PAGE


def test_the_limits_are_those_of_the_language() -> None:
    assert f"{LONGEST:,} characters, {DEEPEST} levels of nesting, whole numbers up to {2**63 - 1}" in PAGE
