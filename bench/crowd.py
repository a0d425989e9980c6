"""Intake over HTTP at 64 senders: what waiting for the disk costs where many signals share a commit.

Two desks over copies of one fresh database take the same signals in turn: one writes each commit through to the disk,
the other (`synchronous=OFF`) leaves that to the system. The worker does not run.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench.fresh import Fresh
from bench.messages_sent import HEADERS, signals
from bench.senders import Senders, request_of
from bench.server import Server
from bench.side_by_side import ROUNDS, Promise, Timed, ratio
from bench.wal import Commits

SENDERS = 64
COUNT = 1_280
"""Signals of a round: twenty from each sender."""
GOAL, GOAL_SIGNALS, GOAL_SPREAD = 0.8, 10, 3
"""At least 0.8x of the rate without waiting for the disk; ten signals a commit; p99 at most three times the median."""


@dataclass(slots=True)
class Desk:
    """One of the two, and what each round took: as a whole, and signal by signal."""

    server: Server
    database: Path
    headers: dict[str, str]
    seconds: list[float] = field(default_factory=list)
    each: list[float] = field(default_factory=list)

    def take(self, name: str) -> None:
        requests = [
            request_of("/api/v1/signals", one.body, self.headers | {"Idempotency-Key": one.key})
            for one in signals(name, COUNT)
        ]
        with Senders(self.server.port, SENDERS) as senders:
            started = time.perf_counter()
            self.each += senders.send(requests)
            self.seconds.append(time.perf_counter() - started)


def measure() -> list[Promise]:
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place, ExitStack() as ends:
        fresh = Fresh(Path(place) / "ours")
        ours = _desk(fresh, "FULL", ends)
        off = _desk(fresh.copy(Path(place) / "off"), "OFF", ends)
        for number in range(ROUNDS + 1):
            for desk in (ours, off):
                desk.take(f"crowd-{number}")
                if number == 0:  # The warm-up.
                    desk.seconds.clear()
                    desk.each.clear()
        with Commits(ours.database) as commits:
            ours_each = len(ours.each)
            ours.take("counted")
            signals_a_commit = COUNT / commits.count()
    each = ours.each[:ours_each]
    mine, theirs = Timed(tuple(ours.seconds[:-1]), COUNT), Timed(tuple(off.seconds), COUNT)
    middle, slow = median(each), quantiles(each, n=100)[-1]
    slowest = [quantiles(ours.each[at : at + COUNT], n=100)[-1] for at in range(0, ours_each, COUNT)]
    return [
        Promise(
            "take signals over HTTP, 64 senders, beside the same without waiting for the disk", GOAL,
            ratio(mine, theirs), f"ours {mine}; with synchronous=OFF {theirs}",
        ),
        Promise(
            "signals in a commit, 64 senders", GOAL_SIGNALS, signals_a_commit,
            f"counted in the log, for {COUNT:,} signals",
        ),
        Promise(
            "the slowest of a hundred signals, 64 senders, beside the median", GOAL_SPREAD, slow / middle,
            f"median {1000 * middle:.0f} ms, p99 {1000 * slow:.0f} ms; "
            f"p99 of single rounds {1000 * min(slowest):.0f} to {1000 * max(slowest):.0f} ms",
            at_least=False,
        ),
    ]  # fmt: skip


def _desk(fresh: Fresh, synchronous: str, ends: ExitStack) -> Desk:
    server = Server(
        "stepladder.worker.web", fresh.home.with_suffix(".log"),
        STEPLADDER_HOME=str(fresh.home), STEPLADDER_SYNCHRONOUS=synchronous,
    )  # fmt: skip
    ends.callback(server.stop)
    return Desk(server, fresh.database, HEADERS | {"Authorization": f"Bearer {fresh.token}"})
