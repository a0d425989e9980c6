"""Five thousand real lines into a running desk: counted right, and in memory that does not grow with the file."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.acceptance.stored import Stored
from tests.harness.data import LargeData
from tests.harness.desk import Desk, StartDesk
from tests.harness.environment import child_environment

LINES = 5_000
FEW = 500
SETS = {  # file: which columns give the keys
    "banking77_train.csv.gz": ("text=text",),
    "clinc150_train_val.csv.gz": ("text=text", "conversation={domain}/{intent}/{split}"),
}
MEBIBYTE = 1024 * 1024
MOST_MEMORY = 256 * MEBIBYTE
MOST_GROWTH = 32 * MEBIBYTE
"""What ten times the lines may cost more: buffers that fill, and nothing that is kept by the line."""


@pytest.mark.parametrize("name", SETS)
def test_an_import_counts_right_in_bounded_memory(
    name: str, desk: StartDesk, large_data: LargeData, tmp_path: Path
) -> None:
    whole = large_data(name)
    one = desk()
    few, many = first_lines(whole, tmp_path / "few.csv.gz", FEW), first_lines(whole, tmp_path / "many.csv.gz", LINES)
    said, memory = imported(one, few, name)
    assert said == {"read": FEW, "stored": FEW, "duplicates": 0, "refused": []}
    said, more_memory = imported(one, many, name)
    assert said == {"read": LINES, "stored": LINES, "duplicates": 0, "refused": []}
    assert Stored(one).count("signal") == FEW + LINES
    assert more_memory < MOST_MEMORY
    assert more_memory - memory < MOST_GROWTH
    said, _ = imported(one, many, name)
    assert said == {"read": LINES, "stored": 0, "duplicates": LINES, "refused": []}
    assert Stored(one).count("signal") == FEW + LINES


def first_lines(whole: Path, part: Path, count: int) -> Path:
    """The head of a packed table and its first rows, packed again."""
    with gzip.open(whole, "rt", encoding="utf-8", newline="") as source:
        rows = list(islice(csv.reader(source), count + 1))
    assert len(rows) == count + 1, f"{whole} holds fewer lines"
    with gzip.open(part, "wt", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return part


def imported(desk: Desk, file: Path, name: str) -> tuple[dict[str, Any], int]:
    """Import a file by the program. Answers what it said, and the most memory it was seen to hold, in bytes."""
    maps = [word for column in SETS[name] for word in ("--map", column)]
    command = [sys.executable, "-m", "stepladder", "import", str(file), *maps, "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=child_environment(desk.data), stdout=pipe, stderr=pipe, text=True) as process:
        most, watched = 0, psutil.Process(process.pid)
        while process.poll() is None:
            try:
                most = max(most, watched.memory_info().rss)
                process.wait(0.02)
            except (psutil.NoSuchProcess, subprocess.TimeoutExpired):
                continue
        out, err = process.communicate()
    assert process.returncode == 0, err
    assert most, "nobody saw it run"
    found: dict[str, Any] = json.loads(out)
    return found, most
