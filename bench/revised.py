"""A revision of calendars over many open cases: previewed, published, and carried to each while signals come in."""

from __future__ import annotations

import time
from datetime import timedelta

import msgspec

from bench.filled import fill
from bench.messages import messages
from bench.side_by_side import Promise
from stepladder import bootstrap
from stepladder.core.clock.revision import ALL, CalendarChange, CalendarRevision
from stepladder.service.calendar_revisions import preview_revision, publish_revision
from stepladder.service.desk import Desk
from stepladder.service.intake import receive_signal
from stepladder.service.reacting import run_reactions
from stepladder.service.time_port import SystemTime
from stepladder.service.workspace import DEFAULT
from stepladder.store.sql import Database
from stepladder.worker.prepare import set_up_tables

CASES = 20_000
PREVIEW_S, BATCH_S = 30.0, 1.0


def compare() -> list[Promise]:
    """Raises: AssertionError - no clock moved, or a case was left out."""
    set_up_tables()
    desk, database = bootstrap.build(SystemTime()), Database()
    there = fill(desk, database, CASES)
    # What was copied says of itself that it is the case it was copied from.
    database.change('UPDATE "store_case" SET "state" = json_set("state", \'$.id\', "id")')
    database.change('DELETE FROM "store_reaction"')
    days = tuple((desk.time.now() + timedelta(days=number)).date() for number in range(1, 8))
    revision = CalendarRevision({ALL: CalendarChange(holidays=days)})
    started = time.perf_counter()
    preview = preview_revision(desk, DEFAULT, revision)
    previewed = time.perf_counter() - started
    assert preview.moved, "a week off moves no clock"
    started = time.perf_counter()
    _, asked = publish_revision(desk, DEFAULT, revision, by="bench", on_top_of=0)
    published = time.perf_counter() - started
    assert asked == there, f"{asked} of {there} cases are asked"
    batches, signals = _carried(desk)
    ((left,),) = database.rows('SELECT count(*) FROM "store_case" WHERE "closed_at" IS NULL AND "wake_at" IS NULL')
    slowest = max(published, *batches, *signals)
    said = (
        f"published in {published:.2f} s, carried to {asked:,} cases in {sum(batches):.1f} s; the slowest batch of 100 "
        f"{max(batches):.2f} s, the slowest of {len(signals)} signals in between {max(signals):.3f} s"
    )
    assert left == 0, f"{left} open cases wake for nothing any more"
    return [
        Promise(
            f"revision: previewed over {there:,} open cases, beside {PREVIEW_S:.0f} s",
            1.0,
            previewed / PREVIEW_S,
            f"{previewed:.1f} s, {preview.moved:,} cases would move",
            at_least=False,
        ),
        Promise(
            f"revision: the longest step while it is carried to them, beside {BATCH_S:.0f} s",
            1.0,
            slowest / BATCH_S,
            said,
            at_least=False,
        ),
    ]


def _carried(desk: Desk) -> tuple[list[float], list[float]]:
    """Seconds of each batch of the worker until nothing is left, and of a signal after every tenth."""
    batches: list[float] = []
    signals: list[float] = []
    texts = iter(messages(CASES, seed=11))
    while True:
        started = time.perf_counter()
        ran = run_reactions(desk)
        if not ran:
            return batches, signals
        batches.append(time.perf_counter() - started)
        if len(batches) % 10 == 0:
            started = time.perf_counter()
            key = f"between-{len(batches)}"
            body = {
                "signal": {"conversation": key, "channel": "email", "text": next(texts)},
                "customer": {"id": "vale"},
            }
            receive_signal(desk, DEFAULT, "bench", key, msgspec.json.encode(body))
            signals.append(time.perf_counter() - started)
