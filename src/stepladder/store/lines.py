"""What a case row holds besides the snapshot: the columns that lists and loops ask for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from stepladder.core.case.state import Case
from stepladder.core.case.wake import next_due
from stepladder.service.reading.titles import title_of
from stepladder.service.rows import CaseLine
from stepladder.store import snapshot
from stepladder.store.moments import read, stored
from stepladder.store.sql import Row

CHANGING = (
    "version", "shape", "state", "wake_at", "faults", "urgency", "digest", "stage", "level", "category", "customer",
    "contact", "conversation", "owner", "owner_is_person", "next_slot", "next_kind", "next_due_at", "next_started_at",
    "next_marks", "opened_at", "closed_at",
)  # fmt: skip
"""Columns that follow the case; `title_text` is set when it opens."""

_INSTANTS = msgspec.json.Decoder(list[int])


def changing(case: Case, wake_at: datetime | None) -> dict[str, Any]:
    """The values of `CHANGING` for a case in this state."""
    assessment, due = case.assessment, next_due(case)
    scale = next(iter(case.levels), None)
    return {
        "version": case.version,
        "shape": snapshot.shape(),
        "state": snapshot.dump(case),
        "wake_at": stored(wake_at),
        "faults": 0,
        "urgency": case.urgency,
        "digest": case.digest,
        "stage": case.stage,
        "level": f"{scale}:{case.levels[scale]}" if scale else None,
        "category": assessment.categories[0] if assessment and assessment.categories else None,
        "customer": case.customer,
        "contact": case.contact,
        "conversation": case.conversation,
        "owner": case.owner,
        "owner_is_person": case.owner_is_person,
        "next_slot": due.slot if due else None,
        "next_kind": due.kind if due else None,
        "next_due_at": stored(due.due_at) if due else None,
        "next_started_at": stored(due.started_at) if due else None,
        "next_marks": msgspec.json.encode([stored(mark) for mark in due.marks] if due else []).decode(),
        "opened_at": stored(case.opened_at) if case.opened_at else 0,
        "closed_at": stored(case.closed_at),
    }


LISTED = (
    "id", "version", "digest", "stage", "level", "urgency", "category", "customer", "customer_name", "contact",
    "conversation", "owner", "owner_is_person", "next_slot", "next_kind", "next_due_at", "next_started_at",
    "next_marks", "opened_at", "closed_at",
)  # fmt: skip
"""What `line` reads, before subject and body of the first signal."""


def line(row: Row) -> CaseLine:
    """A row of `LISTED`, subject and body of the first signal."""
    known: dict[str, Any] = dict(zip(LISTED, row, strict=False))
    subject, body = row[len(LISTED) :]
    for name in ("next_due_at", "next_started_at", "opened_at", "closed_at"):
        known[name] = read(known[name])
    known["owner_is_person"] = bool(known["owner_is_person"])
    known["next_marks"] = tuple(read(mark) for mark in _INSTANTS.decode(known["next_marks"]))
    return CaseLine(**known, title=title_of(subject, body))
