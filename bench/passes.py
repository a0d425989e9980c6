"""The worker's idle pass at two sizes of one kind of database, in turn.

CPU time of this process and, on PostgreSQL, of the server processes that answer it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from django.core.management import call_command
from django.db import connections

from bench.filled import fill
from bench.side_by_side import Promise, in_turn, ratio
from stepladder import bootstrap
from stepladder.service.desk import Desk
from stepladder.service.reacting import run_reactions
from stepladder.service.sending import lanes, send_due
from stepladder.service.ticking import tick_aggregates, tick_due
from stepladder.service.time_port import SystemTime
from stepladder.store.sql import Database
from stepladder.worker.bell import Bell
from stepladder.worker.loop import Worker

MOST = 1.5
FEW, MANY = 1_000, 100_000
PASSES = {"SQLite": 2_000, "PostgreSQL": 300}
"""Passes of a round, so that a round is long beside the hundredth of a second in which the system counts CPU time."""


def compare(kind: str, settings: Callable[[int], dict[str, Any]], folder: Path) -> Iterator[Promise]:
    """Fill both sizes, then pass over them in turn. Raises: AssertionError - something was due after all."""
    with ExitStack() as ends:
        desks, backends = [], []
        for cases in (FEW, MANY):
            alias = f"{kind.lower()}-{cases}"
            both = connections.configure_settings({"default": {}, alias: settings(cases)})
            connections.settings[alias] = both[alias]
            ends.callback(connections[alias].close)
            call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)
            desk = bootstrap.build(SystemTime(), alias)
            there = fill(desk, Database(alias), cases)
            if there != cases:
                raise AssertionError(f"{there} open cases instead of {cases}")
            desks.append(desk)
            if kind == "PostgreSQL":
                ((backend,),) = Database(alias).rows("SELECT pg_backend_pid()")
                backends.append(psutil.Process(backend))

        def cpu() -> float:
            used = [backend.cpu_times() for backend in backends]
            return time.process_time() + sum(one.user + one.system for one in used)

        workers = []
        for desk in desks:
            bell = Bell(folder)
            ends.callback(bell.close)
            workers.append(Worker(desk, bell))
        for name, ways in (
            # The pass of the worker's own loop, without its sleep.
            ("an idle due pass", [worker.due_pass for worker in workers]),
            ("claims that find nothing due", [partial(_claim, desk) for desk in desks]),
        ):
            few, many = in_turn([partial(_often, way, PASSES[kind]) for way in ways], PASSES[kind], clock=cpu)
            said = f"CPU of one: {1e6 / few.rate:,.0f} us at {FEW:,}, {1e6 / many.rate:,.0f} us at {MANY:,}"
            growth = 1 / ratio(many, few)
            yield Promise(f"{name}, {MANY:,} open cases beside {FEW:,}, {kind}", MOST, growth, said, at_least=False)


def _claim(desk: Desk) -> None:
    """What the loop and the senders ask for after the last thing that was due."""
    sent = sum(send_due(desk, lane, random.random) for lane in lanes(desk))
    found = {
        "cases": tick_due(desk).seen,
        "aggregates": tick_aggregates(desk).seen,
        "commands": run_reactions(desk),
        "messages": sent,
    }
    if any(found.values()):
        raise AssertionError(f"something was due: {found}")


def _often(way: Callable[[], object], times: int) -> None:
    for _ in range(times):
        way()
