"""Messages: each went out once, or its being uncertain is on record."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from stepladder.store.sql import Database

_DOMAIN = "localhost"
_GONE = ("sent", "delivered")


def message_id(key: str) -> str:
    """The name under which a delivery goes out by mail."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{_DOMAIN}>"


def broken_deliveries(database: Database, mails: dict[str, int]) -> Iterator[str]:
    """Takes: mails - how often the mail server took each Message-ID."""
    doubts = _doubts(database)
    rows = database.rows('SELECT "id", "channel", "state", "due_at", "reason" FROM "store_delivery"')
    known = {message_id(id_) for id_, *_ in rows}
    yield from (f"a mail {name} came that no delivery stands for" for name in sorted(set(mails) - known))
    for id_, channel, state, due_at, reason in rows:
        if due_at is not None or state in ("waiting", "sending", "failed"):
            yield f"delivery {id_} is still {state} ({reason})"
        if channel != "email":
            continue
        taken = mails.get(message_id(id_), 0)
        if state in _GONE and taken == 0:
            yield f"delivery {id_} is {state}, and the mail server never took it"
        if taken > (1 if state in _GONE else 0) + doubts[id_]:
            yield f"delivery {id_} is {state} with {doubts[id_]} doubts, and the mail server took it {taken} times"
    left = database.rows(
        'SELECT "delivery_id", "fence" FROM "store_attempt" WHERE "state" = \'sending\' OR "ended_at" IS NULL'
    )
    yield from (f"try {fence} of delivery {id_} never came to an end" for id_, fence in left)


def _doubts(database: Database) -> Counter[str]:
    """How many tries of each delivery ended as uncertain."""
    return Counter(
        id_ for (id_,) in database.rows('SELECT "delivery_id" FROM "store_attempt" WHERE "state" = \'uncertain\'')
    )


def told(database: Database, mails: dict[str, int]) -> dict[str, int]:
    """How many deliveries came to each end, and how many mails came twice."""
    ends = Counter(state for (state,) in database.rows('SELECT "state" FROM "store_delivery"'))
    doubted = len(_doubts(database))
    return {
        "sent": sum(ends[state] for state in _GONE),
        "held": ends["held"],
        "dead": ends["dead"],
        "left uncertain": ends["uncertain"],
        "once uncertain": doubted,
        "duplicates": sum(count - 1 for count in mails.values() if count > 1),
    }
