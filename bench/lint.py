"""Checking policies: every rule over all that ship, with the year that some of them play and without.

Nothing like it is there to stand beside, so what is told is the share of the time that a person who waits may be asked
for. Loading them is not counted: it has a promise of its own.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial
from statistics import median

from bench.side_by_side import Promise
from stepladder import packfiles
from stepladder.core.lint.check import check

IN_HASTE, WITH_YEAR = 5.0, 30.0
ROUNDS = 3
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def measure() -> list[Promise]:
    """The shares of the time that checking all policies may take. Each round loads them anew: nothing is kept."""
    sides = [("without the year", IN_HASTE, False), ("with the year", WITH_YEAR, True)]
    return [_promise(name, most, year=year) for name, most, year in sides]


def _promise(name: str, most: float, *, year: bool) -> Promise:
    taken, found = [], 0
    for _ in range(ROUNDS):
        packs = [packfiles.load(pack) for pack in packfiles.shipped()]
        look = partial(check, now=NOW, year=year)
        started = time.perf_counter()
        found = sum(len(look(pack)) for pack in packs)
        taken.append(time.perf_counter() - started)
    seconds = median(taken)
    said = (
        f"{len(packfiles.shipped())} policies, {found} findings: {seconds:.2f} s [{min(taken):.2f} to {max(taken):.2f}]"
    )
    return Promise(f"look over all policies {name}, as a share of {most:g} s", 1, seconds / most, said, at_least=False)
