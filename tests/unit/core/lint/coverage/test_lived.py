"""What counts as lived: elements that something was done with, and not those a case only carries along."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.core.lint.coverage.lived import lived

CASE: dict[str, Any] = {
    "id": "c1", "obligations": [], "levels": {}, "categories": [], "segments": [], "scenarios": [], "flags": [],
    "signs": [], "identity": None, "factors": {}, "fields": {"required": [{"id": "impact", "scope": "all"}]},
}  # fmt: skip


def named(events: list[dict[str, Any]], **case: Any) -> frozenset[tuple[str, str]]:
    told = [{"case": "c1", **one} for one in events]
    return lived({"events": told, "deliveries": [], "refusals": [], "clocks": [], "cases": [CASE | case]})


DONE = {  # claim: (type of the event, its data, what it names)
    "a gate that was ticked": ("gate_ticked", {"gate": "before/tried"}, ("gates", "before/tried")),
    "a step that was left out on purpose": ("step_skipped", {"step": "angry/sorry"}, ("steps", "angry/sorry")),
    "a follow-up that fell due": ("follow_up_due", {"follow_up": "resolved"}, ("follow_ups", "resolved")),
    "a place on a ladder that was offered": ("offer_made", {"offer": "ladder/2"}, ("offers", "ladder/2")),
    "a remark on a hand-over": ("handed_over", {"marks": ["+goal", "-vague"]}, ("detectors", "vague")),
    "a field that a hand-over was looked at with": ("hand_over_held", {}, ("fields", "all/impact")),
    "a hold that was placed": ("hold_placed", {"hold": "evidence"}, ("holds", "evidence")),
}


@pytest.mark.parametrize(("type_", "data", "found"), DONE.values(), ids=DONE)
def test_done(type_: str, data: dict[str, Any], found: tuple[str, str]) -> None:
    assert found in named([{"type": type_, "data": data}])


def test_what_is_only_carried_along_is_not_lived() -> None:
    carried = [
        {"kind": "gate", "id": "before/tried", "state": "open"},
        {"kind": "step", "id": "angry/sorry", "state": "open", "by": None},
        {"kind": "record", "id": "outcome", "state": "open", "by": None},
        {"kind": "follow_up", "id": "resolved", "state": "open"},
    ]
    assert named([], obligations=carried) == frozenset()


def test_proofs_come_to_life_once_one_was_checked() -> None:
    identity = {"class": "high"}
    assert ("identity", "high") not in named([], identity=identity)
    assert ("identity", "high") in named([], identity=identity, factors={"photo_id": "failed"})
