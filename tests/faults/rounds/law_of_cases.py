"""Cases and what stands beside them: what is stored is what their events come to, and each step was done once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from stepladder.core.account.hearing import contacts
from stepladder.core.case.apply import evolve
from stepladder.core.case.events import ClockAtRisk, ClockMissed, Happened, RouteTold
from stepladder.core.case.orders import deliveries
from stepladder.core.case.reactions import reactions
from stepladder.core.case.state import Case
from stepladder.core.case.wake import wake_at
from stepladder.core.incident.asked import asked_by_case
from stepladder.service.accounts import ACCOUNTS
from stepladder.service.agendas import AGENDAS
from stepladder.service.desk import Desk
from stepladder.service.incidents import INCIDENTS, WATCHES
from stepladder.service.registers import ENTRIES
from stepladder.store import cases
from stepladder.store.moments import stored
from stepladder.store.sql import Database

WORKSPACE = "main"
_KINDS = {kind.name: kind for kind in (ACCOUNTS, AGENDAS, INCIDENTS, WATCHES, ENTRIES)}


def broken_cases(desk: Desk, database: Database) -> Iterator[str]:
    now = desk.time.now()
    ordered: dict[str, set[str]] = {}
    for (stream,) in database.rows('SELECT "id" FROM "store_case" ORDER BY "id"'):
        kept = cases.load(database, WORKSPACE, stream)
        assert kept is not None
        history = list(cases.history(database, WORKSPACE, stream))
        versions = [
            version
            for (version,) in database.rows(
                'SELECT "version" FROM "store_event" WHERE "stream" = %s ORDER BY "version"', (stream,)
            )
        ]
        if versions != list(range(1, len(history) + 1)):
            yield f"case {stream} has events {versions}"
        folded = Case(id=stream)
        ids, asked = ordered.setdefault("deliveries", set()), ordered.setdefault("reactions", set())
        for version, happened in enumerate(history, 1):
            folded = evolve(folded, happened)
            ids |= {one.id for one in deliveries(folded, (happened,), first_version=version)}
            orders = (
                *reactions(stream, (happened,), first_version=version),
                *contacts(folded, (happened,), first_version=version),
                *asked_by_case(stream, (happened,), first_version=version),
            )
            asked |= {f"{one.event} on {one.target}" for one in orders}
        if msgspec.to_builtins(folded) != msgspec.to_builtins(kept):
            yield f"case {stream} is not what its events come to"
        wakes = wake_at(folded)
        if wakes is not None and wakes <= now:
            yield f"case {stream} was to be woken at {wakes:%H:%M:%S} and was not by {now:%H:%M:%S}"
        row = database.row('SELECT "wake_at" FROM "store_case" WHERE "id" = %s', (stream,))
        if row != (stored(wakes),):
            yield f"case {stream} is woken at {row}, and its events say {stored(wakes)}"
        yield from _steps(stream, folded, history)
    yield from _all_ordered(database, ordered)


def _steps(stream: str, case: Case, history: list[Happened]) -> Iterator[str]:
    """Each warning and each miss once, each route told once, and none left out."""
    missed = Counter((one.event.slot, one.event.due_at) for one in history if isinstance(one.event, ClockMissed))
    warned = Counter(
        (one.event.slot, one.event.share, one.event.due_at) for one in history if isinstance(one.event, ClockAtRisk)
    )
    told = Counter((one.event.route, one.event.to) for one in history if isinstance(one.event, RouteTold))
    for what, times in (("miss of", missed), ("warning of", warned), ("route", told)):
        yield from (f"case {stream}: {what} {key} happened {count} times" for key, count in times.items() if count > 1)
    for clock in case.clocks.values():
        if clock.state == "missed" and missed[(clock.slot, clock.due_at)] != 1:
            yield f"case {stream}: the miss of {clock.slot} happened {missed[(clock.slot, clock.due_at)]} times"
        if clock.state == "missed" and clock.marks_passed < len(clock.marks):
            yield f"case {stream}: a warning of {clock.slot} was left out"


def _all_ordered(database: Database, ordered: dict[str, set[str]]) -> Iterator[str]:
    """The messages and the reactions of all cases are those that their events order, no more and no less."""
    kept = {id_ for (id_,) in database.rows('SELECT "id" FROM "store_delivery" WHERE "case_id" <> %s', ("",))}
    wanted = ordered.get("deliveries", set())
    yield from (f"message {id_} was ordered and is lost" for id_ in sorted(wanted - kept))
    yield from (f"message {id_} was never ordered" for id_ in sorted(kept - wanted))
    asked = {
        f"{event} on {target}" for event, target in database.rows('SELECT "event", "target" FROM "store_reaction"')
    }
    yield from (f"the reaction to {name} is lost" for name in sorted(ordered.get("reactions", set()) - asked))


def broken_neighbours(desk: Desk, database: Database, leaving: frozenset[str]) -> Iterator[str]:
    """Accounts, watches and incidents: what is stored is what their events come to, and each reaction was done once."""
    for name, id_ in database.rows('SELECT "kind", "id" FROM "store_aggregate"'):
        kind = _KINDS[name]
        kept = kind.load(desk.store, WORKSPACE, id_)
        folded = kind.fold(id_, kind.history(desk.store, WORKSPACE, id_))
        if msgspec.to_builtins(kept) != msgspec.to_builtins(folded):
            yield f"{name} {id_} is not what its events come to"
    yield from _effects(database, "report_heard", "case", _reporting(database))
    rows = database.rows('SELECT "id", "key" FROM "store_signal"')
    yield from _effects(database, "sign_raised", "signal", {id_ for id_, key in rows if key in leaving})


def _reporting(database: Database) -> set[str]:
    rows = database.rows('SELECT "event" FROM "store_reaction" WHERE "target" LIKE %s', ("watch:%",))
    return {event.partition("/")[0] for (event,) in rows}


def _effects(database: Database, type_: str, key: str, wanted: set[str]) -> Iterator[str]:
    """The effect of a reaction is there once for each of its causes, and for nothing else."""
    rows = database.rows('SELECT "data" FROM "store_event" WHERE "type" = %s', (type_,))
    done = Counter(str(msgspec.json.decode(data)[key]) for (data,) in rows)
    yield from (f"{type_} of {one} happened {done[one]} times" for one in sorted(wanted | set(done)) if done[one] != 1)
