"""The schema says what the grammar takes: every shipped file meets it, and a slip in a key does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from stepladder import packfiles
from stepladder.core.policy.grammar import SECTIONS
from stepladder.core.policy.saying import SECTION_SAYS
from stepladder.core.policy.schema import pack_schema
from tests.unit.core.policy.whole_pack import WHOLE

SCHEMA = pack_schema()
FILES = {f"whole/{name}": text for name, text in WHOLE.items()}
for _pack in packfiles.shipped():
    FILES |= {f"{_pack}/{name}": text for name, text in packfiles.read(_pack)[1].items()}
_TYPES = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "array": list, "object": dict}


def misfits(value: Any, schema: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where a value does not meet a schema; of JSON Schema what the pack's own schema uses."""
    if "anyOf" in schema:
        if all(list(misfits(value, one)) for one in schema["anyOf"]):
            yield f"{at}: none of the forms"
        return
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(isinstance(value, _TYPES[name]) for name in types):
        yield f"{at}: {value!r} is no {types}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not among {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} is not {schema['pattern']}"
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at}: {value} is out of range"
    if isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            yield from misfits(one, schema["items"], f"{at}[{number}]")
    if isinstance(value, dict):
        properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        yield from (f"{at}: {key} is missing" for key in schema.get("required", []) if key not in value)
        for key, one in value.items():
            if key in properties:
                yield from misfits(one, properties[key], f"{at}.{key}")
            elif more is False:
                yield f"{at}: no key {key}"
            elif isinstance(more, dict):
                yield from misfits(one, more, f"{at}.{key}")


def parsed(text: str) -> Any:
    """As an editor reads it: numbers are numbers, dates are text."""

    class Editor(yaml.CSafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012 - what a loader of YAML is made with
            first: [(tag, pattern) for tag, pattern in some if not tag.endswith("timestamp")]
            for first, some in yaml.CSafeLoader.yaml_implicit_resolvers.items()
        }

    return yaml.load(text, Loader=Editor)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_loads_meets_the_schema(name: str) -> None:
    assert list(misfits(parsed(FILES[name]), SCHEMA)) == []


SLIPS = {
    "an unknown section": "routs: []",
    "an unknown key": "cc: [{id: a, cc: press, because: x, becuase: x}]",
    "a key that is missing": "cc: [{id: a, cc: press}]",
    "a value that is no choice": "signs: [{id: a, because: x, clears: never}]",
    "a number out of range": "gates: [{id: a, because: x, items: [{id: b, at_least: 500}]}]",
    "a key of an inner mapping": "gates: [{id: a, because: x, items: [{id: b, evidens: tick}]}]",
    "a section that is a mapping": "routes: {id: a}",
}


@pytest.mark.parametrize("text", SLIPS.values(), ids=SLIPS)
def test_a_slip_does_not_meet_the_schema(text: str) -> None:
    assert list(misfits(parsed(text), SCHEMA))


def keys(schema: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    """Every key that an element may have, with what is said of it."""
    for one in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        for name, inner in one.get("properties", {}).items():
            # How a fact is read is one form, told as a whole.
            if not at.endswith(".read"):
                yield f"{at}.{name}", inner.get("description", "")
                yield from keys(inner, f"{at}.{name}")


def test_every_section_and_every_key_says_what_it_means() -> None:
    found = dict(keys(SCHEMA, ""))
    assert len(found) > 400
    assert [name for name, said in found.items() if not said] == []
    assert [name for name, said in found.items() if "](" in said] == [], "an editor shows no links"


def test_every_section_is_told_in_one_sentence() -> None:
    assert set(SECTION_SAYS) == {"pack", *SECTIONS}
    assert all(said.endswith(".") for said in SECTION_SAYS.values())
