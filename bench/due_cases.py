"""Open cases whose first mark passes at given instants, made of one that real signals opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from stepladder.service.workspace import DEFAULT
from stepladder.store import models
from stepladder.store.moments import stored
from stepladder.store.sql import Database, columns

_OF = "m-1"
"""The copy that `bench.million` makes first."""


def add(database: Database, names: Sequence[str], due: Sequence[datetime], urgencies: Sequence[int] = ()) -> None:
    """Put them in; all else of theirs is for another day. Takes: urgencies - one each, else that of the original."""
    row = database.rows('SELECT * FROM "store_case" WHERE "workspace_id" = %s AND "id" = %s', (DEFAULT, _OF))[0]
    known = dict(zip([str(one[1]) for one in database.rows("PRAGMA table_info(store_case)")], row, strict=True))
    state = msgspec.json.decode(known["state"])
    clock = next(iter(state["clocks"].values()))
    far = (due[0] + timedelta(days=300)).isoformat()
    for other in state["clocks"].values():
        other |= {"due_at": far, "marks": [far] * len(other["marks"])}
    for planned in state["follow_ups"].values():
        planned |= {"earliest_at": far, "due_at": far}
    rows = []
    for name, at, urgency in zip(names, due, urgencies or [known["urgency"]] * len(names), strict=True):
        clock["marks"] = [at.isoformat(), *clock["marks"][1:]]
        state["id"], state["assessment"]["urgency"] = name, urgency
        text, wake_at = msgspec.json.encode(state).decode(), stored(at)
        rows.append(known | {"id": name, "conversation": name, "state": text, "wake_at": wake_at, "urgency": urgency})
    with database.transaction():
        database.insert(models.Case, [tuple(one[name] for name in columns(models.Case)) for one in rows])
