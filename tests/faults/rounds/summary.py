"""What many rounds came to, as a table for people."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from tests.faults.rounds.one import Result

_SIGNALS = ("answered", "replayed", "put off", "notes")
_MESSAGES = ("sent", "held", "dead", "left uncertain", "once uncertain", "duplicates")
_WORK = ("cases", "events", "steps", "reactions", "deliveries", "tries")


def table(results: Sequence[Result]) -> Iterator[str]:
    """Per database and in all: rounds by kind, kills by place, signals, messages, steps, the longest settling."""
    ordered = sorted(results, key=lambda one: one.database)
    for database, group in groupby(ordered, key=lambda one: one.database):
        yield from _of_database(database, list(group))


def _of_database(database: str, results: list[Result]) -> Iterator[str]:
    counts: Counter[str] = sum((one.counts for one in results), Counter())
    points = Counter(point for one in results for point in one.points)
    lost = sum("is lost" in what for one in results for what in one.broken)
    yield f"== {database}: {len(results)} rounds, {sum(bool(one.broken) for one in results)} with a finding =="
    for kind, times in sorted(Counter(one.kind for one in results).items()):
        of_kind = [one for one in results if one.kind == kind]
        settled = sorted(one.settled_after for one in of_kind)
        kills = sum(one.counts["kills"] for one in of_kind)
        half, most = statistics.median(settled), settled[-1]
        yield f"  {kind:<26} {times:4} rounds {kills:5} kills   settled after {half:6.1f} s median, {most:6.1f} s most"
    yield f"  kills                      {counts['kills']} in all, of these at a place {sum(points.values())}:"
    for point, times in sorted(points.items(), key=lambda one: (one[0].split()[1], one[0])):
        yield f"    {point:<26} {times:4}"
    yield f"  signals                    {_said(counts, _SIGNALS)}, lost {lost}"
    yield f"  messages                   {_said(counts, _MESSAGES)}"
    yield f"  work                       {_said(counts, _WORK)}"


def _said(counts: Counter[str], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in names)
