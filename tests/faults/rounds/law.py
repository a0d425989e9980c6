"""What must hold after a round, asked of the database itself and of the peers: pages might hide a second row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from stepladder.service.desk import Desk
from stepladder.service.sending import lanes
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database
from tests.faults.rounds.known import Found, Said, Waiting
from tests.faults.rounds.law_of_cases import broken_cases, broken_neighbours
from tests.faults.rounds.law_of_messages import broken_deliveries, told


def waiting(desk: Desk) -> Waiting:
    database = Database()
    instants = [desk.store.next_instant(), *(desk.store.next_instant(lane.lane) for lane in lanes(desk))]
    row = database.row('SELECT max("due_at") FROM "store_delivery" WHERE "state" = \'sending\'')
    in_hand = database.row('SELECT count(*) FROM "store_delivery" WHERE "due_at" IS NOT NULL')
    assert row is not None
    assert in_hand is not None
    return Waiting(
        now=desk.time.now(),
        next_at=min((one for one in instants if one is not None), default=None),
        leased_until=read(row[0]),
        longest_lease=max(lane.lease_seconds for lane in lanes(desk)),
        in_hand=in_hand[0],
    )


def broken(desk: Desk, said: Said) -> Found:
    """Every promise that is not kept."""
    database = Database()
    found = [
        *_signals(database, said),
        *_notes(database, said),
        *_proof(desk),
        *_reactions(database, desk.time.now()),
        *broken_cases(desk, database),
        *broken_neighbours(desk, database, said.leaving),
        *broken_deliveries(database, said),
    ]
    return Found(tuple(found), _counts(database) | told(database, said))


def _signals(database: Database, said: Said) -> Iterator[str]:
    rows = database.rows('SELECT "key", "id", "case_id" FROM "store_signal"')
    times = Counter(key for key, _, _ in rows)
    yield from (f"signal {key} is stored {count} times" for key, count in times.items() if count > 1)
    yield from (f"signal {key} was answered and is lost" for key in said.answered if key not in times)
    yield from (f"signal {key} was sent and is lost" for key in said.sent if key not in times)
    yield from (f"signal {key} was never sent" for key in times if key not in said.sent)
    for key, id_, case in rows:
        if key in said.answered and said.answered[key] != (id_, case):
            yield f"signal {key} was answered as {said.answered[key]} and is stored as {(id_, case)}"
    keys = Counter(key for (key,) in database.rows('SELECT "key" FROM "store_intakekey"'))
    yield from (f"the answer to {key} is kept {keys[key]} times" for key in times if keys[key] != 1)
    cases = {id_ for (id_,) in database.rows('SELECT "id" FROM "store_case"')}
    yield from (f"signal {key} has no case {case}" for key, _, case in rows if case is not None and case not in cases)
    received = Counter(
        data.split('"signal":"', 1)[1].split('"', 1)[0]
        for (data,) in database.rows('SELECT "data" FROM "store_event" WHERE "type" = \'signal_received\'')
    )
    for key, id_, case in rows:
        if case is not None and received[id_] != 1:
            yield f"signal {key} was received {received[id_]} times by its case"


def _notes(database: Database, said: Said) -> Iterator[str]:
    written = Counter(body for (body,) in database.rows('SELECT "body" FROM "store_text" WHERE "kind" = \'note\''))
    for words, answered in said.noted.items():
        if written[words] > 1 or (answered and not written[words]):
            yield f"the note '{words}' was {'answered' if answered else 'sent'} and is stored {written[words]} times"


def _proof(desk: Desk) -> Iterator[str]:
    """What `stepladder audit verify` would say."""
    found: list[str] = []
    verified = desk.proof.verify(desk.time.now(), lambda one: found.append(f"the proof does not hold: {one.said}"))
    yield from found
    if verified.events == 0:
        yield "the proof holds of nothing"


def _reactions(database: Database, now: datetime) -> Iterator[str]:
    late = database.rows(
        'SELECT "event", "target", "outcome" FROM "store_reaction" WHERE "due_at" <= %s', (stored(now),)
    )
    yield from (f"the reaction to {event} on {target} is not done" for event, target, _ in late)
    refused = database.rows('SELECT "event", "target", "outcome" FROM "store_reaction" WHERE "outcome" <> \'done\'')
    yield from (f"the reaction to {event} on {target} was {outcome}" for event, target, outcome in refused)


def _counts(database: Database) -> dict[str, int]:
    tables = {"signals": "signal", "cases": "case", "events": "event", "deliveries": "delivery", "tries": "attempt",
              "reactions": "reaction"}  # fmt: skip
    counts = {name: database.row(f'SELECT count(*) FROM "store_{table}"') for name, table in tables.items()}
    found: dict[str, Any] = {name: row[0] for name, row in counts.items() if row is not None}
    steps = database.row("SELECT count(*) FROM \"store_event\" WHERE \"type\" IN ('clock_at_risk', 'clock_missed')")
    assert steps is not None
    return found | {"steps": steps[0]}
