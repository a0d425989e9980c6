"""Cases that fall due at instants of chance over two seconds, while a million others wait for another day.

The worker is the desk's own, with its senders, in a thread of this process; the instants are the same on both sides.
"""

from __future__ import annotations

import random
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from django.db import connections

from bench.bare_timers import BareTimers
from bench.due_cases import add
from bench.million import connect, desk_folder
from bench.side_by_side import Promise, in_turn, ratio
from stepladder import bootstrap
from stepladder.core.case.commands import Note
from stepladder.core.case.state import Case
from stepladder.service.commands import handle_command
from stepladder.service.desk import Desk
from stepladder.service.ports import Change, DueReport, TickCase
from stepladder.service.time_port import SystemTime
from stepladder.service.workspace import DEFAULT
from stepladder.store.adapter import StoreAdapter
from stepladder.store.sql import Database
from stepladder.worker.bell import Bell
from stepladder.worker.loop import Worker
from stepladder.worker.warm import warm_up

FEW, MANY = 1_000, 1_000_000
TIMERS, ROUNDS, COMMANDS = 150, 7, 20
LEAD, WITHIN = timedelta(seconds=1), 2.0
PASSES = 2_000


class Watched(StoreAdapter):
    """Notes when each case was claimed and when that was committed."""

    def __init__(self, time: SystemTime, alias: str) -> None:
        super().__init__(time, alias)
        self.claimed: dict[str, datetime] = {}
        self.committed: dict[str, datetime] = {}

    def tick_due(self, now: datetime, limit: int, tick: TickCase) -> DueReport:
        begun, batch = self._time.now(), []

        def one(workspace: str, case: Case) -> Change | None:
            batch.append(case.id)
            return tick(workspace, case)

        report = super().tick_due(now, limit, one)
        ended = self._time.now()
        self.claimed |= dict.fromkeys(batch, begun)
        self.committed |= dict.fromkeys(batch, ended)
        return report


def compare(folder: Path) -> list[Promise]:
    """Lateness beside the bare table, and an idle pass beside one at a thousand cases."""
    with ExitStack() as ends:
        desks = []
        for cases in (FEW, MANY):
            alias = f"open-{cases}"
            database = connect(alias, desk_folder(cases))
            ends.callback(connections[alias].close)
            desks.append((bootstrap.build(SystemTime(), alias), database, alias))
        return [*_lateness(folder, *desks[1]), _idle(folder, [desk for desk, _, _ in desks])]


def _lateness(folder: Path, desk: Desk, database: Database, alias: str) -> list[Promise]:
    warm_up(desk)  # As every worker does.
    clock, pick = SystemTime(), random.Random(5)
    bare = BareTimers(folder / "bare.sqlite3", MANY, clock)
    begun, floor, claimed, committed, commands = [], [], [], [], []
    for number in range(ROUNDS):
        offsets = [timedelta(seconds=pick.uniform(0, WITHIN)) for _ in range(TIMERS)]
        due = [clock.now() + LEAD + offset for offset in offsets]
        for first, last in bare.round(due):
            begun.append(first.total_seconds() * 1e3)
            floor.append(last.total_seconds() * 1e3)
        names = [f"x-{number}-{place}" for place in range(TIMERS)]
        spare = [f"y-{number}-{place}" for place in range(COMMANDS)]
        add(database, spare, [clock.now() + timedelta(days=1)] * COMMANDS)
        commands += [_command(desk, one) for one in spare]
        due = [clock.now() + LEAD + offset for offset in offsets]
        add(database, names, due)
        watched = _worked(desk, folder, alias, TIMERS)
        for name, at in zip(names, due, strict=True):
            claimed.append((watched.claimed[name] - at).total_seconds() * 1e3)
            committed.append((watched.committed[name] - at).total_seconds() * 1e3)
    one = median(commands)
    said = (
        f"{_told(claimed)} from due to the claim beside {_told(floor)} with its commit and {_told(begun)} "
        f"without;\n        committed {_told(committed)}; one command {one:.1f} ms; {TIMERS} cases over {WITHIN:g} s, "
        f"{ROUNDS} rounds in turn, the senders at work"
    )
    where = f"{MANY:,} open cases, SQLite"
    half, last = _at(floor, 50), _at(floor, 99)
    return [
        Promise(f"due to claimed, median, {where}", 2.0, _at(claimed, 50) / half, said, at_least=False),
        Promise(f"due to claimed, 99 of 100, {where}", 3.0, _at(claimed, 99) / last, said, at_least=False),
        Promise(
            f"due to committed, median, beside 2x the bare median and 1.5 commands, {where}", 1.0,
            _at(committed, 50) / (2 * half + 1.5 * one), said, at_least=False,
        ),
    ]  # fmt: skip


def _command(desk: Desk, case: str) -> float:
    """Milliseconds of one command from end to end."""
    started = time.perf_counter()
    handle_command(desk, DEFAULT, case, Note(text="They called twice."), "lee")
    return (time.perf_counter() - started) * 1e3


def _worked(desk: Desk, folder: Path, alias: str, count: int) -> Watched:
    """What a worker was seen to do until so many cases were woken."""
    store = Watched(SystemTime(), alias)
    bell = Bell(folder)
    worker = Worker(replace(desk, store=store), bell)
    thread = threading.Thread(target=worker.run)
    thread.start()
    end = time.monotonic() + 30
    while len(store.committed) < count and time.monotonic() < end:
        time.sleep(0.05)
    worker.stop()
    thread.join()
    bell.close()
    assert len(store.committed) == count, f"{len(store.committed)} of {count} cases were woken"
    return store


def _idle(folder: Path, desks: list[Desk]) -> Promise:
    bells = [Bell(folder) for _ in desks]
    workers = [Worker(desk, bell) for desk, bell in zip(desks, bells, strict=True)]
    few, many = in_turn([partial(_often, one) for one in workers], PASSES, clock=time.process_time)
    for bell in bells:
        bell.close()
    said = f"CPU of one: {1e6 / few.rate:,.0f} us at {FEW:,}, {1e6 / many.rate:,.0f} us at {MANY:,}"
    name = f"an idle due pass, {MANY:,} open cases beside {FEW:,}, SQLite"
    return Promise(name, 1.5, 1 / ratio(many, few), said, at_least=False)


def _often(worker: Worker) -> None:
    for _ in range(PASSES):
        worker.due_pass()


def _at(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def _told(values: list[float]) -> str:
    return f"{_at(values, 50):.2f} / {_at(values, 99):.1f} ms"
