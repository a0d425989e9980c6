"""The page on accounts names every event and command there is, with each of its fields, and no other."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from stepladder.core.account.commands import AnyAccountCommand, SignSeen
from stepladder.core.account.events import AnyAccountEvent
from tests.unit.docs.pages import REFERENCE, encoded_fields, missing, sections, tag

PAGE = sections(REFERENCE / "account.md")
KINDS = (*get_args(AnyAccountEvent), *get_args(AnyAccountCommand))


@pytest.mark.parametrize("kind", KINDS, ids=tag)
def test_it_has_an_entry_with_each_field(kind: Any) -> None:
    assert missing(encoded_fields(kind), PAGE[f"`{tag(kind)}`"]) == []


def test_an_entry_is_of_something_that_exists() -> None:
    assert {title.strip("`") for title in PAGE if title.startswith("`")} == {tag(kind) for kind in KINDS}


def test_what_is_seen_of_a_sign_is_told() -> None:
    assert missing(encoded_fields(SignSeen), PAGE["`sign_raised`"]) == []
