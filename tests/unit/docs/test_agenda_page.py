"""The page on the agenda names every event and command there is, with each of its fields, and no other."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from stepladder.core.agenda.commands import AnyAgendaCommand, Planned
from stepladder.core.agenda.events import AnyAgendaEvent, Start
from stepladder.core.agenda.state import Turn
from tests.unit.docs.pages import REFERENCE, encoded_fields, missing, sections, tag

PAGE = sections(REFERENCE / "agenda.md")
KINDS = (*get_args(AnyAgendaEvent), *get_args(AnyAgendaCommand))


@pytest.mark.parametrize("kind", KINDS, ids=tag)
def test_it_has_an_entry_with_each_field(kind: Any) -> None:
    assert missing(encoded_fields(kind), PAGE[f"`{tag(kind)}`"]) == []


def test_an_entry_is_of_something_that_exists() -> None:
    assert {title.strip("`") for title in PAGE if title.startswith("`")} == {tag(kind) for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "entry"), [(Planned, "agenda_planned"), (Start, "agenda_planned"), (Turn, "item_due")]
)
def test_what_an_event_holds_is_told(kind: Any, entry: str) -> None:
    assert missing(encoded_fields(kind), PAGE[f"`{entry}`"]) == []
