"""A direct way goes past attempts and queue and past nothing else (Q-52)."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.api import rehearse

PROOF = "before-escalating/identity-if-needed"
ATTEMPTS = {"before-escalating/troubleshoot", "before-escalating/kb-search", "before-escalating/known-issues"}


def handed(plan: str, to: str = "csm") -> dict[str, Any]:
    """What became of a hand-over with nothing filled in."""
    scenario = {
        "packs": ["support-desk"],
        "customers": [{"id": "alder", "name": "Alder", "plan": plan, **({"csm": "cleo"} if plan != "pro" else {})}],
        "timeline": [
            {
                "at": "2026-03-03T10:00:00-05:00",
                "signal": {
                    "customer": "alder",
                    "channel": "email",
                    "text": "I am locked out after too many wrong codes.",
                },
            },
            {"at": "2026-03-03T10:05:00-05:00", "do": "acknowledge", "by": "ben"},
            {"at": "2026-03-03T10:06:00-05:00", "do": "hand_over", "by": "ben", "to": to},
        ],
    }
    trace = rehearse(scenario).to_dict()
    assert trace["refusals"] == []
    (event,) = [one for one in trace["events"] if one["type"] in ("handed_over", "hand_over_held")]
    return event  # type: ignore[no-any-return]


def test_proof_of_who_asks_is_never_gone_past() -> None:
    event = handed("enterprise")
    assert event["type"] == "hand_over_held"
    assert PROOF in event["data"]["gates"]
    assert not ATTEMPTS & set(event["data"]["gates"])


@pytest.mark.parametrize(("plan", "to"), [("pro", "csm"), ("enterprise", "access")])
def test_nobody_else_and_no_other_role_has_a_direct_way(plan: str, to: str) -> None:
    assert PROOF not in handed(plan, to)["data"].get("gates", ())
