"""What an example, or a rehearsal, says of a list that is otherwise than expected: it names what is there."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.core.triage.examples import differs

NAMES: dict[str, tuple[list[Any], str]] = {
    "an element by its id": ([{"id": "refund", "at": "noon"}], "refund"),
    "a refusal by what was asked, and when": ([{"do": "send", "at": "09:10"}], "send at 09:10"),
    "an event by its type": ([{"type": "case_opened", "at": "09:10", "case": "c1"}], "case_opened at 09:10"),
    "a delivery by whom it is for": ([{"to": "legal", "channel": "email"}], "legal"),
    "a word as it is": (["urgent"], "urgent"),
    "what has no name": ([{"state": "open"}], "something without a name"),
}


@pytest.mark.parametrize(("actual", "name"), NAMES.values(), ids=NAMES)
def test_what_is_there_has_a_name(actual: list[Any], name: str) -> None:
    assert differs(actual, [], "list") == f"list holds {name}, and should be empty"
