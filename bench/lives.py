"""Commands and wake-ups of stored cases on SQLite, in CPU time of this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import msgspec

from bench.side_by_side import Promise
from stepladder import bootstrap
from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from stepladder.service.commands import handle_command
from stepladder.service.desk import Desk
from stepladder.service.intake import receive_signal
from stepladder.service.reading.case_page import read_case_page
from stepladder.service.ticking import tick_due
from stepladder.worker.prepare import fill, set_up_tables

WORKSPACE = "main"
COMMAND_MS, TOGETHER_MS, LONG_MS = 3.0, 1.2, 50.0
COMMANDS, TOGETHER, LONG = 60, 100, 2_000
START = datetime(2025, 3, 5, 15, 0, tzinfo=UTC)


class HandClock:
    """A time port that is moved by hand."""

    shifted = True

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


def compare(folder: Path) -> list[Promise]:
    set_up_tables()
    clock = HandClock()
    desk = bootstrap.build(clock)
    fill(desk, folder, demo=True)
    workspace = desk.store.workspaces()[0].id
    return [_commands(desk, clock, workspace), _together(desk, clock, workspace), _long(desk, clock, workspace)]


def _open(desk: Desk, workspace: str, number: int) -> str:
    body = {
        "signal": {
            "text": "We all see another company's invoices.",
            "triggers": ["breach"],
            "conversation": f"b{number}",
        },
        "customer": {"id": f"k{number}", "name": f"Customer {number}"},
    }
    answer = receive_signal(desk, workspace, "bench", f"b{number}", msgspec.json.encode(body))
    case = msgspec.json.decode(answer.body)["case"]
    assert isinstance(case, str)
    return case


def _commands(desk: Desk, clock: HandClock, workspace: str) -> Promise:
    """Load, decide, apply, store, deliveries: every kind in turn, each on a case of its own."""
    asked: tuple[c.PersonCommand, ...] = (
        c.Acknowledge(),
        w.LogAttempt(what="restart", result="no change"),
        c.Note(text="They called twice."),
        c.Send(channel="email", text="Your report has arrived. You hear from us by noon."),
        c.SetFact(fact="not_posted", value=True),
        c.Resolve(text="The filter is back."),
    )
    taken = []
    for number in range(COMMANDS // len(asked)):
        case = _open(desk, workspace, number)
        for command in asked:
            clock.at += timedelta(seconds=1)
            taken.append(_cpu(lambda case=case, command=command: handle_command(desk, workspace, case, command, "lee")))
    each = median(taken) * 1e3
    said = f"{each:.2f} ms of CPU at the median of {len(taken)} commands of {len(asked)} kinds"
    return Promise("case: one command from end to end, beside 3 ms", 1.0, each / COMMAND_MS, said, at_least=False)


def _together(desk: Desk, clock: HandClock, workspace: str) -> Promise:
    """A hundred cases whose first marks pass in the same second, in one transaction."""
    for number in range(TOGETHER):
        _open(desk, workspace, 10_000 + number)
    clock.at += timedelta(minutes=16)
    report = tick_due(desk, 1_000)  # Whatever fell due before, and the first of these, to warm up.
    assert report.ticked >= TOGETHER, report
    clock.at += timedelta(minutes=8)
    ticked = 0

    def once() -> None:
        nonlocal ticked
        ticked = tick_due(desk, TOGETHER).ticked

    each = _cpu(once) / TOGETHER * 1e3
    assert ticked == TOGETHER, ticked
    said = f"{each:.2f} ms of CPU a case, {TOGETHER} in one transaction"
    return Promise(
        "case: a case that wakes among a hundred, beside 1.2 ms", 1.0, each / TOGETHER_MS, said, at_least=False
    )


def _long(desk: Desk, clock: HandClock, workspace: str) -> Promise:
    """A case of 2,000 events is opened as its page reads it."""
    case = _open(desk, workspace, 20_000)
    found = desk.store.load_case(workspace, case)
    assert found is not None
    for number in range(found.version, LONG):
        clock.at += timedelta(seconds=1)
        handle_command(desk, workspace, case, c.Note(text=f"Note {number}."), "lee")
    taken = median(_cpu(lambda: read_case_page(desk, workspace, case)) for _ in range(7)) * 1e3
    said = f"{taken:.1f} ms of CPU to read a case of {LONG:,} events"
    return Promise("case: a long case opened, beside 50 ms", 1.0, taken / LONG_MS, said, at_least=False)


def _cpu(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started
