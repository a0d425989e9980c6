"""Clocks: for each kind the promise that every matter settles on, with what it won against (Q-09, Q-10)."""

from __future__ import annotations

from typing import cast

import msgspec

from stepladder.core.clock.counting import Counting
from stepladder.core.clock.promises import SameDay
from stepladder.core.clock.work_time import WorkTime
from stepladder.core.policy.checks import levels as levels_of
from stepladder.core.policy.kinds import rules_of, starts_with_signal
from stepladder.core.policy.model import Clock, Element, Level
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.matters import Case, Holds

Slot = tuple[str, str | None, str | None]
"""What there is one clock of: the kind and, for a team's answer, the team and the end of its range."""


class Candidate(msgspec.Struct, frozen=True):
    """A clock as one matter settles it.

    Under which calendar, how it is counted, for how long (seconds), and what lost to it.
    """

    clock: Clock
    calendar: str
    counting: Counting
    seconds: int
    source: tuple[str, ...]
    beaten: tuple[str, ...]


def slots_of(
    pack: Pack, case: Case, lost: list[tuple[Element, str, str]]
) -> tuple[tuple[Slot, tuple[Candidate, ...]], ...]:
    """What the matters of a case settled on, for each slot; those that gave way within a matter are added to `lost`."""
    settled: dict[Slot, list[Candidate]] = {}
    strictest, known_levels = pack.parameters["clock.precedence"] == "strictest", levels_of(pack.text)
    for matter in case.matters:
        holds = case.holds_in(matter)
        level = known_levels.get(case.level_of(pack, matter) or "")
        rivals: dict[Slot, list[Clock]] = {}
        for clock in pack.text.clocks:
            if holds.binds(clock.binds):
                rivals.setdefault((clock.kind, clock.team, clock.end), []).append(clock)
        for slot, clocks in rivals.items():
            best = max(clock.binds.specificity for clock in clocks)
            winners = clocks if strictest else [clock for clock in clocks if clock.binds.specificity == best]
            losers = [clock for clock in clocks if clock not in winners]
            for winner in winners:
                candidate = _candidate(pack, winner, level, holds, losers)
                if candidate not in settled.setdefault(slot, []):
                    settled[slot].append(candidate)
            lost += [(loser, "clock", winners[0].id) for loser in losers]
    return tuple((slot, tuple(candidates)) for slot, candidates in settled.items())


def is_plain(clock: Clock) -> bool:
    """Whether the signal starts it and it counts a duration, whatever other clocks do."""
    return clock.term is None and starts_with_signal(clock) and not rules_of(clock).not_before


def _candidate(pack: Pack, clock: Clock, level: Level | None, holds: Holds, losers: list[Clock]) -> Candidate:
    calendar, counting, seconds = _promise(pack, clock, level, holds)
    same = [
        loser
        for loser in losers
        if loser.term == clock.term and _promise(pack, loser, level, holds) == (calendar, counting, seconds)
    ]
    changes = [change for change in pack.text.adjustments if clock.kind in change.kinds and holds.binds(change.binds)]
    source = list(clock.source)
    for also in (*same, *changes):
        source += [row for row in also.source if row not in source]
    return Candidate(clock, calendar, counting, seconds, tuple(source), tuple(loser.id for loser in losers))


def _promise(pack: Pack, clock: Clock, level: Level | None, holds: Holds) -> tuple[str, Counting, int]:
    """The calendar, the counting and the seconds of a clock in one matter, after all adjustments.

    Only durations are made shorter. The same day ends when the office closes, whatever the level and segment (Q-21).
    """
    calendar, work = clock.calendar, WorkTime(clock.within)
    counting = clock.counting or cast(Counting, pack.parameters["clock.count"])
    if isinstance(clock.term, SameDay):
        return pack.parameters["pack.office"] if calendar == "inherit" else calendar, counting, 0
    if calendar == "inherit":
        if clock.binds.category and pack.parameters["clock.category.calendar"] == "elapsed":
            calendar, counting = "always", "elapsed"
        else:
            calendar = level.calendar if level is not None and level.calendar else "always"
    for change in pack.text.adjustments:
        if clock.kind in change.kinds and holds.binds(change.binds):
            work = work.faster_by(change.faster_by) if change.faster_by and clock.term is None else work
            calendar = change.calendar or calendar
    return calendar, counting, work.seconds
