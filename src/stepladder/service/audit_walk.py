"""The auditor's walk: a page of rows at a time, each held against its events, set right where that is safe."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from stepladder.core.case.state import Case
from stepladder.core.streams import WrittenLater
from stepladder.core.values import DeskError, lasted
from stepladder.service.aggregate_rows import Aggregate, shape_of
from stepladder.service.auditing import CASE, Expected, expect, state_type
from stepladder.service.made import Made
from stepladder.service.ports_audit import BEFORE_ALL, AuditPort, Finding, KeptRow, Mend, Place
from stepladder.service.ports_due import Waiting
from stepladder.service.ports_watch import WatchPort

_log = logging.getLogger(__name__)
PAGE = 50
EVENTS = 300
"""After so many a page ends, whatever rows it has left: some 15 ms of work."""
GRACE = timedelta(seconds=60)
"""How long something may be due before that is a finding, where no setting says otherwise."""
REPAIRED_FOR = timedelta(days=7)
"""A notice or command that is missing for longer is reported, and left to people: it may be harmful by now."""
_RECENT = timedelta(days=2)
_ENCODER = msgspec.json.Encoder()

_LATE = {
    "case": "cases wait to be woken",
    "aggregate": "of kind '{of}' wait to be woken",
    "reaction": "commands that events caused elsewhere wait",
    "delivery": "messages by {of} wait to be sent",
    "sending": "messages by {of} are held by a sender whose lease has ended",
}


@dataclass(slots=True)
class Round:
    """Where the walk over all cases and all aggregates stands.

    Fields: looked_at, events - rows and events that were read; newer - rows that were left to a later release.
    """

    of_cases: bool = True
    after: Place = BEFORE_ALL
    looked_at: int = 0
    rounds: int = 0
    newer: int = 0
    events: int = 0


@dataclass(slots=True)
class _Seen:
    """What one pass found, and where it looked."""

    streams: set[tuple[str, str]] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)


def audit_page(port: AuditPort, at: Round, now: datetime, limit: int = PAGE, events: int = EVENTS) -> list[Finding]:
    """Look at the next page of rows and move `at` on. Answers what was found; on a healthy desk nothing is written.

    Takes: limit, events - how many rows it looks at, and after how many events it looks at no other row.
    """
    rows = port.cases(at.after, limit) if at.of_cases else port.aggregates(at.after, limit)
    is_last, enough = len(rows) < limit, at.events + events
    seen = _Seen()
    for row in rows:
        if at.events >= enough:
            is_last = False
            break
        at.after = row.place
        at.looked_at += 1
        try:
            found = _audit(port, at, row, now)
        except WrittenLater:
            # Its own auditor knows what it should be, and says when what it found there is gone.
            at.newer += 1
            continue
        # What cannot even be looked at is found all the same, and holds up no other.
        except Exception as fault:
            _log.exception("%s of %s could not be audited", row.stream, row.workspace)
            found = [_finding(row, "events", now, f"it could not be audited ({type(fault).__name__})")]
        seen.streams.add((row.workspace, row.stream))
        seen.found += found
    if is_last:
        at.of_cases, at.after = not at.of_cases, BEFORE_ALL
        at.rounds += int(at.of_cases)
    _keep(port, seen, now)
    return seen.found


def audit_due(port: AuditPort, watch: WatchPort, now: datetime, grace: timedelta = GRACE) -> list[Finding]:
    """Look at what has been due for too long, over the whole desk. Answers what was found."""
    found = [_of_late(one, now, grace) for one in watch.waiting(now, grace) if one.overdue]
    ids = {(one.workspace, one.id) for one in found}
    port.report(found)
    over = [one for one in port.standing_overdue() if (one.workspace, one.id) not in ids]
    port.settle(over, now)
    return found


def _of_late(one: Waiting, now: datetime, grace: timedelta) -> Finding:
    what = _LATE[one.kind].format(of=one.of)
    return Finding(
        workspace=one.workspace,
        id=f"overdue_{one.kind}/{one.of}",
        kind=f"overdue_{one.kind}",
        stream=one.of,
        said=f"{one.overdue} {what} for more than {lasted(grace)}, the oldest for {lasted(one.longest)}",
        at=now,
    )


def _keep(port: AuditPort, seen: _Seen, now: datetime) -> None:
    """Store what was found, and what was found earlier and is right again."""
    port.report(seen.found)
    ids = {(one.workspace, one.id) for one in seen.found}
    port.settle([one for one in port.standing_of(seen.streams) if (one.workspace, one.id) not in ids], now)


def _audit(port: AuditPort, at: Round, row: KeptRow, now: datetime) -> list[Finding]:
    """What is amiss with one row and what belongs to it, repaired where that is safe.

    Raises: WrittenLater - it holds what only a later release knows.
    """
    kind = state_type(row.kind)
    if kind is None:
        raise WrittenLater(row.kind, row.version)
    state = _read(row, kind)
    if _rests(row, state, now):
        return []
    events = port.events(row.workspace, row.stream)
    at.events += len(events)
    if len(events) != row.version and not _stands(port, row):
        return []  # It changed while it was looked at: next time.
    gap = next((number for number, one in enumerate(events, 1) if one.version != number), None)
    if gap is not None or len(events) < row.version:
        lost = gap or len(events) + 1
        return [_finding(row, "events", now, f"event {lost} of at least {row.version} is missing")]
    try:
        expected = expect(row.kind, row.id, events)
    except WrittenLater:
        altered = port.altered(row.workspace, row.stream)
        if altered is None:
            raise
        return [_finding(row, "events", now, f"event {altered} is not as the desk stored it")]
    except DeskError as fault:
        return [_finding(row, "events", now, f"an event cannot be read: {fault.what}")]
    recorded = {f"{row.stream}/{one.version}": one.recorded_at for one in events}
    found = [*_of_row(port, row, state, expected, kind, now), *_of_orders(port, row, expected, recorded, now)]
    if found and port.row(row.place) is None:
        return []  # It was archived while it was looked at, with all that seems to be missing.
    return _mended(port, row, found, expected, now)


def _stands(port: AuditPort, row: KeptRow) -> bool:
    """Whether the row is still there at the version it was read at."""
    again = port.row(row.place)
    return again is not None and again.version == row.version


class _Amiss(Made, frozen=True):
    """A finding with what sets it right, None where people must."""

    finding: Finding
    mend: Mend | None


def _rests(row: KeptRow, state: Any, now: datetime) -> bool:
    """Whether it is over and long told: a closed case is not folded again as long as its row says the same.

    One that still has follow-ups ahead is looked at, though its row says that it never wakes.
    """
    if not isinstance(state, Case) or row.shape != shape_of(Case) or state.is_open or state.closed_at is None:
        return False
    closed = row.columns.get("closed_at")
    return (
        closed is not None and state.version == row.version and row.wake_at is None and now - state.closed_at > _RECENT
        and all(one.state not in ("planned", "due") for one in state.follow_ups.values())
    )  # fmt: skip


def _of_row(
    port: AuditPort, row: KeptRow, state: Any, expected: Expected, kind: type, now: datetime
) -> Iterator[_Amiss]:
    current = row.shape == shape_of(kind)
    right = Mend(state=_stored(row, expected, kind), wake_at=expected.wake_at, urgency=expected.urgency)
    if row.version != expected.version:
        said = f"its row stands at version {row.version}, its events at {expected.version}"
        yield _Amiss(_finding(row, "snapshot", now, said), right)
    elif current and state is None:
        yield _Amiss(_finding(row, "snapshot", now, "its stored state cannot be read"), right)
    elif current and state != _as_read(expected.state, kind):
        yield _Amiss(_finding(row, "snapshot", now, "its stored state is not what its events come to"), right)
    elif current and (names := _other_columns(port, row, expected)):
        yield _Amiss(_finding(row, "columns", now, f"columns of its row are wrong: {', '.join(names)}"), right)
    if row.faults:
        yield _Amiss(_finding(row, "failing", now, f"its wake-up failed {row.faults} times in a row"), None)
        # After a fault it rests for a while, so its wake-up may be later than it asked for.
        if row.wake_at is not None and expected.wake_at is not None:
            return
    if row.wake_at != expected.wake_at:
        said = f"it is to be woken {_when(row.wake_at)} and should be {_when(expected.wake_at)}"
        yield _Amiss(_finding(row, "wake_up", now, said), right)


def _of_orders(
    port: AuditPort, row: KeptRow, expected: Expected, recorded: dict[str, datetime], now: datetime
) -> Iterator[_Amiss]:
    sent = port.deliveries(row.workspace, list(expected.deliveries))
    for id_, order in expected.deliveries.items():
        said = f"message {id_} to {order.to}"
        if id_ not in sent:
            mend = Mend(deliveries=[order]) if now - recorded[order.event] <= REPAIRED_FOR else None
            yield _Amiss(_finding(row, "delivery_missing", now, f"{said} was never ordered", id_), mend)
        elif not sent[id_]:
            found = _finding(row, "delivery_asleep", now, f"{said} waits, and nobody would send it", id_)
            yield _Amiss(found, Mend(wake_deliveries=[id_]))
    asked = port.reactions(row.workspace, list(expected.reactions))
    for key, command in expected.reactions.items():
        said = f"the command to {command.target} because of {command.event}"
        if key not in asked:
            mend = Mend(reactions=[command]) if now - recorded[command.event] <= REPAIRED_FOR else None
            yield _Amiss(_finding(row, "reaction_missing", now, f"{said} was never stored", "/".join(key)), mend)
        elif not asked[key]:
            found = _finding(row, "reaction_asleep", now, f"{said} waits, and nobody would run it", "/".join(key))
            yield _Amiss(found, Mend(wake_reactions=[key]))


def _mended(port: AuditPort, row: KeptRow, found: list[_Amiss], expected: Expected, now: datetime) -> list[Finding]:
    """The findings, repaired all at once. None where the row changed meanwhile: it is looked at again next time."""
    mends = [one.mend for one in found if one.mend is not None]
    if not mends:
        return [one.finding for one in found]
    altered = port.altered(row.workspace, row.stream)
    if altered is not None:
        # What was put into the history by hand must not spread: the row may be the last that says what was so.
        said = f"event {altered} is not as the desk stored it, so nothing was set right by it"
        return [_finding(row, "events", now, said), *(one.finding for one in found)]
    whole = Mend(
        state=next((one.state for one in mends if one.state is not None), None),
        wake_at=expected.wake_at,
        urgency=expected.urgency,
        deliveries=[order for one in mends for order in one.deliveries],
        reactions=[order for one in mends for order in one.reactions],
        wake_deliveries=[id_ for one in mends for id_ in one.wake_deliveries],
        wake_reactions=[key for one in mends for key in one.wake_reactions],
    )
    if not port.mend(row, whole, now):
        return []
    return [replace(one.finding, repaired_at=now) if one.mend is not None else one.finding for one in found]


def _read(row: KeptRow, kind: type) -> Any:
    """The stored state; None where it has an older form, or cannot be read."""
    if row.shape != shape_of(kind):
        return None
    try:
        return msgspec.json.decode(row.state, type=kind)
    except msgspec.MsgspecError:
        return None


def _as_read(state: Any, kind: type) -> Any:
    """The state as it is once it was stored: a tuple and a list are the same in JSON."""
    return msgspec.json.decode(_ENCODER.encode(state), type=kind)


def _stored(row: KeptRow, expected: Expected, kind: type) -> Case | Aggregate:
    if row.kind == CASE:
        assert isinstance(expected.state, Case)
        return expected.state
    return Aggregate(
        kind=row.kind,
        id=row.id,
        version=expected.version,
        shape=shape_of(kind),
        state=_ENCODER.encode(expected.state),
    )


def _other_columns(port: AuditPort, row: KeptRow, expected: Expected) -> list[str]:
    right = port.columns_of(expected.state) if row.kind == CASE else {"urgency": expected.urgency}
    return sorted(name for name, value in right.items() if row.columns[name] != value)


def _finding(row: KeptRow, kind: str, now: datetime, said: str, of: str = "") -> Finding:
    # Ids of streams and messages are long: the digest tells them apart, `stream` and `said` name them.
    digest = hashlib.sha256(f"{row.stream} {of}".encode()).hexdigest()[:32]
    return Finding(
        workspace=row.workspace, id=f"{kind}/{digest}", kind=kind, stream=row.stream, said=said, at=now
    )  # fmt: skip


def _when(moment: datetime | None) -> str:
    return "never" if moment is None else f"at {moment.isoformat(timespec='seconds')}"
