"""Intake over HTTP, one sender, beside a bare view in the same server that inserts the same rows in one transaction.

Each signal goes to the desk first; the rows and the answer it made of it are handed to the bare view, untimed, and then
the same signal goes there. At the end both databases must hold the same rows. The due loop does not run: it would
deliver meanwhile, and the bare view has nothing like it. Its bell hangs there all the same, to be rung at each commit.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bench import crowd
from bench.bare_view import DATABASE
from bench.fresh import Fresh
from bench.messages_sent import HEADERS, Signal, signals
from bench.recorded import Recorder, rows_of
from bench.server import Server
from bench.side_by_side import ROUNDS, Promise, Timed, ratio
from bench.wal import Commits
from stepladder.worker.bell import Bell

GOAL = 0.5
COUNT = 200
"""Signals of a round."""
COUNTED = 50
"""Signals whose commits are counted one by one before anything is timed."""


@dataclass(slots=True)
class Side:
    """One of the two: its server, its database, and what each round took."""

    name: str
    server: Server
    database: Path
    headers: dict[str, str]
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def post(self, signals: list[Signal]) -> list[bytes]:
        """The answers. Raises: RuntimeError - one was not taken."""
        return [self.post_one(signal) for signal in signals]

    def post_one(self, signal: Signal) -> bytes:
        headers = {**self.headers, "Idempotency-Key": signal.key}
        status, answer = self.server.send("POST", "/api/v1/signals", signal.body, headers)
        if status != 201:
            raise RuntimeError(f"{self.name} answered {status}: {answer[:300]!r}\n{self.server.log()}")
        return answer

    def timed(self, signals: list[Signal]) -> list[bytes]:
        used, started = self.server.cpu_seconds(), time.perf_counter()
        answers = self.post(signals)
        self.seconds.append(time.perf_counter() - started)
        self.cpu += self.server.cpu_seconds() - used
        return answers


def measure() -> list[Promise]:
    """What is promised of intake: of one sender, and of 64 at once."""
    return [*one_sender(), *crowd.measure()]


def one_sender() -> list[Promise]:
    """The ratio of the desk's intake to the bare view's. Raises: AssertionError - they did not do the same."""
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place, ExitStack() as ends:
        folder = Path(place)
        ours, bare = _sides(folder, ends)
        recorder = ends.enter_context(closing(Recorder(ours.database)))
        _assert_one_commit_each(ours, bare, recorder, signals("counted", COUNTED))
        taken = [signals(f"round-{number}", COUNT) for number in range(ROUNDS + 1)]
        for number, batch in enumerate(taken):
            answers = ours.timed(batch)
            _hand_over(bare, recorder)
            if bare.timed(batch) != answers:
                raise AssertionError("the bare view answers something else")
            if number == 0:  # The warm-up.
                for side in (ours, bare):
                    side.seconds.clear()
                    side.cpu = 0.0
        counts = _assert_same_rows(ours, bare)
        sent = COUNTED + COUNT * len(taken)
        size = sum(map(len, answers)) / COUNT
    mine, theirs = (Timed(tuple(side.seconds), COUNT) for side in (ours, bare))
    each = [1000 * side.cpu / (COUNT * ROUNDS) for side in (ours, bare)]
    rows, opened = sum(counts.values()) / sent, counts["store_case"] / sent
    said = (
        f"ours {mine}; bare {theirs}; CPU of the server {each[0]:.2f} ms beside {each[1]:.2f} ms a signal "
        f"({each[1] / each[0]:.2f}x);\n        one commit each, counted for {COUNTED}; {rows:.1f} rows a signal, "
        f"a case from {opened:.0%}, answers of {size:,.0f} bytes"
    )
    return [Promise("take a signal over HTTP, one sender, beside a bare view", GOAL, ratio(mine, theirs), said)]


def _sides(folder: Path, ends: ExitStack) -> tuple[Side, Side]:
    """The desk and the bare view over copies of one fresh database, each in a server of its own."""
    fresh = Fresh(folder / "ours")
    ends.callback(Bell(fresh.home).close)
    copy = fresh.copy(folder / "bare")
    desk = Server("stepladder.worker.web", folder / "ours.log", STEPLADDER_HOME=str(fresh.home))
    ends.callback(desk.stop)
    view = Server("bench.bare_view", folder / "bare.log", **{DATABASE: str(copy.database)})
    ends.callback(view.stop)
    # The bare view is sent the token too, though it asks nobody about it: the same bytes come in.
    headers = {**HEADERS, "Authorization": f"Bearer {fresh.token}"}
    return Side("the desk", desk, fresh.database, headers), Side("the bare view", view, copy.database, headers)


def _hand_over(bare: Side, recorder: Recorder) -> None:
    status, answer = bare.server.send("PUT", "/known", msgspec.msgpack.encode(recorder.since_last()), {})
    if status != 204:
        raise RuntimeError(f"the bare view answered {status}: {answer[:300]!r}")


def _assert_one_commit_each(ours: Side, bare: Side, recorder: Recorder, batch: list[Signal]) -> None:
    for side in (ours, bare):
        with Commits(side.database) as commits:
            for number, signal in enumerate(batch, 1):
                side.post_one(signal)
                if commits.count() != number:
                    raise AssertionError(f"{side.name}: {commits.count()} commits for {number} signals")
        if side is ours:
            _hand_over(bare, recorder)


def _assert_same_rows(ours: Side, bare: Side) -> dict[str, int]:
    """How many rows each table holds, which is the same on both sides, as is what they hold."""
    mine, theirs = rows_of(ours.database), rows_of(bare.database)
    for table, rows in mine.items():
        if theirs[table] != rows:
            raise AssertionError(f"the two sides hold other rows in {table}: {len(rows)} and {len(theirs[table])}")
    return {table: len(rows) for table, rows in mine.items()}
