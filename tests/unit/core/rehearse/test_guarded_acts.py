"""A rule that stands before an act: in the way where it blocks, on record where it warns, silent where it is lifted."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.api import rehearse

LEAK = {"customer": "vale", "channel": "email", "text": "The invoice list shows another company's invoices."}
BUG = {"customer": "vale", "channel": "email", "text": "The sync has stopped.", "triggers": ["sync-fail"]}


def play(signal: dict[str, Any], *done: dict[str, Any], role: str = "agent") -> dict[str, Any]:
    people = [{"id": "ben", "name": "Ben", "roles": [role]}, {"id": "mia", "name": "Mia", "roles": ["manager"]}]
    timeline = [{"at": "2026-03-03T10:00:00-05:00", "signal": signal}]
    timeline += [{"at": f"2026-03-03T10:{n:02}:00-05:00", "by": "ben", **one} for n, one in enumerate(done, 1)]
    return rehearse({"packs": ["support-desk"], "workspace": {"people": people}, "timeline": timeline}).to_dict()


def warned(trace: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["data"]["rule"], one["data"]["act"]) for one in trace["events"] if one["type"] == "act_warned"]


LOOKED = {"do": "log_attempt", "what": "logs", "result": "nothing seen"}
PASSED_ON = {"do": "hand_over", "to": "technical"}


@pytest.mark.parametrize(
    ("signal", "done", "role", "expected"),
    [
        (LEAK, [LOOKED], "agent", [("no-self-investigation", "log_attempt")]),
        (LEAK, [LOOKED], "security", []),
        (BUG, [LOOKED], "agent", []),
        (BUG, [PASSED_ON], "agent", [("untried", "hand_over")]),
        (LEAK, [{"do": "note", "text": "Called security."}], "agent", []),
    ],
)
def test_who_is_warned_of_what(
    signal: dict[str, Any], done: list[dict[str, Any]], role: str, expected: list[tuple[str, str]]
) -> None:
    assert warned(play(signal, *done, role=role)) == expected


def test_an_open_gate_lifts_the_rule_that_names_it() -> None:
    tried = {"do": "log_attempt", "what": "kb-search", "result": "three articles, none fits"}
    assert warned(play(BUG, tried, PASSED_ON)) == []


def test_what_changes_nothing_warns_of_nothing() -> None:
    assert warned(play(BUG, {**PASSED_ON, "to": ""})) == []
