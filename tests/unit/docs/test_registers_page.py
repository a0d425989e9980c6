"""The page on registers names every register, event and command there is, with each of its fields, and no other."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from stepladder.core.register.commands import AnyRegisterCommand
from stepladder.core.register.events import AnyEntryEvent
from stepladder.core.register.registers import REGISTERS
from tests.unit.docs.pages import REFERENCE, encoded_fields, missing, sections, tag

PAGE = sections(REFERENCE / "registers.md")
KINDS = (*get_args(AnyEntryEvent), *get_args(AnyRegisterCommand))
TEXT = (REFERENCE / "registers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS, ids=tag)
def test_it_has_an_entry_with_each_field(kind: Any) -> None:
    assert missing(encoded_fields(kind), PAGE[f"`{tag(kind)}`"]) == []


def test_an_entry_is_of_something_that_exists() -> None:
    assert {title.strip("`") for title in PAGE if title.startswith("`")} == {tag(kind) for kind in KINDS}


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda one: one.id)
def test_a_register_stands_in_the_table_with_its_states(register: Any) -> None:
    (line,) = [one for one in TEXT.splitlines() if one.startswith(f"| `{register.id}` |")]
    assert ", ".join(f"`{one}`" for one in register.states) in line
