"""Each requirement is missed when what carries it is taken out of its policy.

`make test` tries a twentieth of them, another one whenever a policy or the engine changes, and those in files that are
being changed; `make prove` tries all. What was tried before is taken from .cache, by the digest of all it hangs on.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from stepladder import packfiles
from stepladder.core.lint.coverage.carriers import carriers
from stepladder.core.lint.coverage.proof import Proof
from stepladder.core.lint.coverage.requirement import Requirement
from stepladder.proving import Files, cover, prove

HOME = Path(__file__).resolve().parents[2]
WHOLE = os.environ.get("PROVE") == "whole"
SHARDS, MOST_CHANGED = 20, 40
PACKS = tuple(name for name in packfiles.shipped() if name != "starter")  # It has a numbering of its own.

# What nothing notices when it is gone, and why. This list may only become shorter.
UNPROVED = {
    "CC-052": "Whose turn it is in a cancellation is written down; no case reads it yet.",
    "CC-058": "Whose turn it is in a cancellation is written down; no case reads it yet.",
    "RT-001": "It is said of the policy as a whole, and a policy without a header is none.",
    "SD-089": "SD-224 asks for the same copy on every case, this one among them.",
}


@cache
def files(pack: str) -> Files:
    processes = min(4, os.cpu_count() or 1) if WHOLE else 1
    return Files((pack,), kept=HOME / ".cache" / "proofs", processes=processes)


@cache
def changed() -> frozenset[str]:
    """Files of shipped packs that differ from the last commit, as `pack/file`; none where there is no repository."""
    if shutil.which("git") is None:
        return frozenset()
    command = ["git", "-C", str(HOME), "diff", "--name-only", "HEAD", "--", "src/stepladder/packs"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return frozenset(line.removeprefix("src/stepladder/packs/") for line in done.stdout.splitlines())


def chosen(of: Files, pack: str) -> set[str]:
    """The rows that are tried."""
    rows = of.rows_of(pack)
    if WHOLE:
        return {row.id for row in rows}
    digest = of.digest(pack)
    drawn = {row.id for row in sorted(rows, key=lambda row: _lot(row, digest))[: math.ceil(len(rows) / SHARDS)]}
    touched = [row.id for row in rows if _files(of, pack, row) & changed()]
    return drawn | set(touched[:MOST_CHANGED])


def _lot(row: Requirement, digest: str) -> bytes:
    return hashlib.sha256(f"{row.id} {digest}".encode()).digest()


def _files(of: Files, pack: str, row: Requirement) -> set[str]:
    places = of.proving(pack).stands.get(row.id, ())
    found = (getattr(one.element, "place", None) for one in carriers(row, places))
    return {f"{pack}/{place.file}" for place in found if place is not None}


@cache
def proofs(pack: str) -> dict[str, Proof]:
    of = files(pack)
    wanted = chosen(of, pack)
    return prove(of, lambda row: row.id in wanted)


@pytest.mark.parametrize("pack", PACKS)
def test_each_requirement_is_missed_when_it_is_taken_out(pack: str) -> None:
    found = proofs(pack)
    assert found
    assert [f"{one.row}: {one.reason}" for one in found.values() if not one.proved and one.row not in UNPROVED] == []


@pytest.mark.parametrize("pack", PACKS)
def test_what_is_proved_is_taken_off_the_list(pack: str) -> None:
    assert [row for row, one in proofs(pack).items() if one.proved and row in UNPROVED] == []


@pytest.mark.parametrize("pack", PACKS)
def test_each_requirement_has_come_as_far_as_it_owes(pack: str) -> None:
    assert [row.id for row in cover(files(pack)) if row.is_below] == []


def test_the_list_names_requirements_with_a_reason_each() -> None:
    known = {row.id for pack in PACKS for row in files(pack).rows_of(pack)}
    assert UNPROVED.keys() <= known
    assert all(reason.endswith(".") for reason in UNPROVED.values())
