"""A slip in a shipped policy is noticed by something, or listed with the reason why nothing can notice it.

`make test` tries a tenth of the sample, `make prove` all of it.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import yaml

from tests.faults.harmless import HARMLESS
from tests.faults.noticing import NOBODY
from tests.faults.sample import COUNT, PACKS, drawn
from tests.faults.slips import Slip, slips

WHOLE = os.environ.get("PROVE") == "whole"
TRIED = drawn()[:: 1 if WHOLE else 10]
FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# One place for each kind of slip, and beside it what may stand there instead.
TEXT = """\
scales: [{id: risk, levels: [{id: high}, {id: low}]}]
calendars: [{id: office, hours: {mon: ["09:00-18:00"]}}]
directory:
  - {id: boss, channels: [{channel: email}, {channel: chat}]}
  - {id: clerk}
rules:
  - {id: one, phrases: [a, b], unless: [c, d], slots: [{id: e}, {id: f}], items: [g, h], of: [i, j], source: [T-1]}
  - {id: two, rungs: [a, b], sub_rungs: [c, d], parts: [e, f], holds: [g, h], waived_by: [i, j], source: [T-2]}
  - {id: three, acts: [a, b], frozen_by: [c, d], requests: [e, f], level: "risk:high", calendar: office, to: boss}
  - {id: four, within: 4h, rate: 20%, order: 3, when: "a >= 2", strict: true, mode: warn}
  - id: five
    hours: 09:00-18:00
"""
KINDS = {
    "left out", "a source swapped", "a number changed", "a condition flipped", "a duration changed", "a share changed",
    "a mode turned", "a mark turned", "somebody else", "another level", "another calendar", "an hour moved",
    "a phrase removed", "an exception removed", "a slot removed", "an item of a gate removed", "a factor removed",
    "a rung removed", "a sub-rung removed", "a fixed part removed", "a level removed", "an act left open",
    "a way to reach somebody removed", "a waiver removed", "a lock removed", "a stop removed", "a request removed",
}  # fmt: skip


@pytest.mark.parametrize("slip", TRIED, ids=lambda slip: slip.name)
def test_a_slip_is_noticed_or_listed(slip: Slip) -> None:
    by = PACKS[slip.pack].noticed_by(slip)
    if slip.name in HARMLESS:
        assert by == NOBODY, f"{by} notices it now; take it off the list"
    else:
        assert by != NOBODY, "write an example of what the policy says there, or list it with the reason"


def test_only_slips_of_the_sample_are_listed_and_each_with_a_sentence() -> None:
    names = {slip.name for slip in drawn()}
    assert len(names) == COUNT
    assert set(HARMLESS) <= names
    assert all(reason.endswith(".") and len(reason) > 30 for reason in HARMLESS.values())


@pytest.mark.parametrize("pack", PACKS)
def test_a_slip_changes_exactly_one_place(pack: str) -> None:
    files = PACKS[pack].files
    read = {name: yaml.load(text, FAST) for name, text in files.items() if name.endswith(".yaml")}
    for slip in drawn():
        if slip.pack == pack:
            made = slip.made_in(files)
            assert {name for name in files if made[name] != files[name]} == {slip.file}
            found = differences(read[slip.file], yaml.load(made[slip.file], FAST))
            assert found == ["gone" if slip.new == "" else "other"], slip.name


def test_every_kind_of_slip_is_made() -> None:
    assert {slip.kind.partition(" (")[0] for slip in slips("tiny", {"pack.yaml": TEXT})} == KINDS


def test_each_kind_that_the_shipped_policies_allow_is_in_the_sample() -> None:
    allowed = {slip.kind.partition(" (")[0] for sound in PACKS.values() for slip in sound.slips}
    assert {slip.kind.partition(" (")[0] for slip in drawn()} == allowed


def test_what_is_left_out_of_the_tiny_text_is_gone_and_its_neighbours_stand() -> None:
    for slip in slips("tiny", {"pack.yaml": TEXT}):
        made = slip.made_in({"pack.yaml": TEXT})["pack.yaml"]
        if slip.new == "":
            assert differences(yaml.load(TEXT, FAST), yaml.load(made, FAST)) == ["gone"], slip.name


@pytest.mark.parametrize("pack", ["field-poc", "risk-tiers"])
def test_a_text_without_a_slip_is_noticed_by_nobody(pack: str) -> None:
    nothing = Slip("nothing", pack, "pack.yaml", 0, 0, "", "nowhere")
    assert PACKS[pack].noticed_by(nothing) == NOBODY


def differences(before: Any, after: Any) -> list[str]:
    """One word for each place: `gone` where a list lost one of its entries, else `other`."""
    if before == after:
        return []
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        return [word for key in before for word in differences(before[key], after[key])]
    if isinstance(before, list) and isinstance(after, list):
        if len(before) == len(after):
            return [word for one, other in zip(before, after, strict=True) for word in differences(one, other)]
        if any(before[:at] + before[at + 1 :] == after for at in range(len(before))):
            return ["gone"]
    return ["other"]
