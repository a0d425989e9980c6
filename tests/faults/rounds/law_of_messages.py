"""Messages: each went out once, or its being uncertain is on record."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from stepladder.store.sql import Database
from tests.faults.rounds.known import Said

_DOMAIN = "localhost"
_GONE = ("sent", "delivered")


def message_id(key: str) -> str:
    """The name under which a delivery goes out by mail."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{_DOMAIN}>"


def broken_deliveries(database: Database, said: Said) -> Iterator[str]:
    """What went out, by the desk's own record and by what the peers took."""
    doubts = _doubts(database)
    rows = database.rows('SELECT "id", "channel", "state", "due_at", "reason" FROM "store_delivery"')
    known = {message_id(id_) for id_, *_ in rows}
    yield from (f"a mail {name} came that no delivery stands for" for name in sorted(set(said.mails) - known))
    strange = set(said.posts) - {id_ for id_, *_ in rows}
    yield from (f"a post {name} came that no delivery stands for" for name in sorted(strange))
    for id_, channel, state, due_at, reason in rows:
        if due_at is not None or state in ("waiting", "sending", "failed"):
            yield f"delivery {id_} is still {state} ({reason})"
        taken = said.mails.get(message_id(id_), 0) if channel == "email" else said.posts.get(id_, 0)
        if state in _GONE and taken == 0:
            yield f"delivery {id_} is {state}, and no peer ever took it"
        if taken > (1 if state in _GONE else 0) + doubts[id_]:
            yield f"delivery {id_} is {state} with {doubts[id_]} doubts, and its peer took it {taken} times"
    left = database.rows(
        'SELECT "delivery_id", "fence" FROM "store_attempt" WHERE "state" = \'sending\' OR "ended_at" IS NULL'
    )
    yield from (f"try {fence} of delivery {id_} never came to an end" for id_, fence in left)


def _doubts(database: Database) -> Counter[str]:
    """How many tries of each delivery ended as uncertain."""
    return Counter(
        id_ for (id_,) in database.rows('SELECT "delivery_id" FROM "store_attempt" WHERE "state" = \'uncertain\'')
    )


def told(database: Database, said: Said) -> dict[str, int]:
    """How many deliveries came to each end, and how many messages came twice."""
    ends = Counter(state for (state,) in database.rows('SELECT "state" FROM "store_delivery"'))
    doubted = len(_doubts(database))
    return {
        "sent": sum(ends[state] for state in _GONE),
        "held": ends["held"],
        "dead": ends["dead"],
        "left uncertain": ends["uncertain"],
        "once uncertain": doubted,
        "duplicates": sum(count - 1 for counts in (said.mails, said.posts) for count in counts.values() if count > 1),
    }
