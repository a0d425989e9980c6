"""`make faults`: many rounds on each database, and what they came to. Ends with 1 where a round has a finding.

A round is played again with `--seed N --rounds 1 --database sqlite`.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.faults.rounds.databases import KINDS, database_in
from tests.faults.rounds.one import Result, play
from tests.faults.rounds.summary import table

ROUNDS = 200
HOME = Path(__file__).resolve().parents[3]


def main(words: list[str]) -> int:
    asked = _read(words)
    if asked.step:
        for result in rounds(asked.database[0], range(asked.seed, asked.seed + asked.rounds, asked.step)):
            print(json.dumps(vars(result)), flush=True)
        return 0
    began = time.monotonic()
    results = []
    for database in asked.database:
        for result in _shared_out(database, asked.seed, asked.rounds, min(asked.jobs, asked.rounds)):
            _tell(result)
            results.append(result)
    found = [one for one in results if one.broken]
    print(*table(results), sep="\n")
    print(f"{len(results)} rounds in {time.monotonic() - began:.0f} s")
    for one in found:
        print(f"again: make faults FAULTS_ARGS='--seed {one.seed} --rounds 1 --database {one.database}'")
    wanted = len(asked.database) * asked.rounds
    if len(results) != wanted:
        print(f"only {len(results)} of {wanted} rounds came to an end", file=sys.stderr)
    return 1 if found or len(results) != wanted else 0


def rounds(database: str, seeds: range) -> Iterator[Result]:
    """Play the rounds of these seeds one after another, over one server."""
    # The wheel asks where run-time files go; a machine without a log-in session has no such place, and /tmp will do.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    with tempfile.TemporaryDirectory(prefix="stepladder-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with database_in(folder, database) as place:
            for seed in seeds:
                yield play(seed, place, folder)


def _shared_out(database: str, seed: int, count: int, jobs: int) -> Iterator[Result]:
    """The same in several processes, each with a server of its own. Results come as they are there."""
    command = [sys.executable, "-m", "tests.faults.rounds", "--database", database]
    running = [
        subprocess.Popen(
            [*command, "--seed", str(seed + job), "--rounds", str(count - job), "--step", str(jobs)],
            stdout=subprocess.PIPE, text=True, cwd=HOME,
        )
        for job in range(jobs)
    ]  # fmt: skip
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    for process in running:
        threading.Thread(target=_pass_on, args=(process, lines), daemon=True).start()
    left = len(running)
    while left:
        line = lines.get()
        if line is None:
            left -= 1
            continue
        known = json.loads(line)
        yield Result(**known | {"counts": Counter(known["counts"])})


def _pass_on(process: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    process.wait()
    lines.put(None)


def _tell(result: Result) -> None:
    places = f" ({', '.join(result.points)})" if result.points else ""
    print(f"{result.database} {result.seed:4} {result.kind}{places}: {result.seconds:.1f} s", flush=True)
    for what in result.broken:
        print(f"    {what}", flush=True)
    if result.broken:
        print("    | " + "\n    | ".join(result.log.splitlines()[-40:]), flush=True)


def _read(words: list[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="make faults", description=__doc__)
    reader.add_argument("--seed", type=int, default=0, help="the seed of the first round")
    reader.add_argument("--rounds", type=int, default=ROUNDS, help="how many on each database")
    reader.add_argument("--database", choices=sorted(KINDS), action="append", help="this one only")
    reader.add_argument("--jobs", type=int, default=max(1, os.cpu_count() or 1), help="how many rounds at a time")
    reader.add_argument("--step", type=int, default=0, help=argparse.SUPPRESS)
    found = reader.parse_args(words)
    found.database = found.database or sorted(KINDS, reverse=True)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
