"""A desk with some thousand lives of cases on one kind of database: how many bytes they take, how fast they went."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
from django.core.management import call_command
from django.db import connections

from bench.messages import messages
from bench.put_away import put_away
from stepladder import bootstrap
from stepladder.core.case.commands import Acknowledge, Note, Send
from stepladder.core.values import DeskError
from stepladder.service.commands import handle_command
from stepladder.service.desk import Desk
from stepladder.service.intake import receive_signal
from stepladder.service.sending import lanes, send_due
from stepladder.service.ticking import BATCH, tick_due
from stepladder.service.time_port import ShiftedTime, SystemTime
from stepladder.service.workspace import CUSTOMERS, DEFAULT, create_workspace, fill_demo
from stepladder.store.sql import Database

SIGNALS = 1_500
AN_HOUR = timedelta(hours=1)
REPLY = "Thank you for telling us. We look into it and write to you again today with what we have found."
_POSTGRESQL = (
    "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND left(relname, 6) = 'store_'"
)
_SQLITE = (
    "SELECT coalesce(m.tbl_name, d.name), sum(d.pgsize) FROM dbstat d LEFT JOIN sqlite_schema m ON m.name = d.name "
    "WHERE substr(coalesce(m.tbl_name, d.name), 1, 6) = 'store_' GROUP BY 1"
)
_SHOWN = ("signal", "text", "intakekey", "case", "event", "delivery", "attempt", "reaction")


def figures(kind: str, settings: dict[str, Any]) -> Iterator[str]:
    """Fill the database by signals and commands, and tell what that took."""
    alias = kind.lower()
    connections.settings[alias] = connections.configure_settings({"default": {}, alias: settings})[alias]
    try:
        call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)
        desk, database = bootstrap.build(SystemTime(), alias), Database(alias)
        create_workspace(desk, DEFAULT, name="Support desk", pack="support-desk")
        fill_demo(desk, DEFAULT)
        yield from _rates(kind, desk, database)
        yield from _bytes(kind, database)
        yield from put_away(kind, database)
    finally:
        connections[alias].close()


def _rates(kind: str, desk: Desk, database: Database) -> Iterator[str]:
    texts = messages(SIGNALS, seed=11)
    yield _timed(kind, "signals taken", lambda: _take(desk, texts))
    cases = [id for (id,) in database.rows('SELECT "id" FROM "store_case"')]
    yield _timed(kind, "commands", lambda: sum(_answered(desk, case) for case in cases))
    yield _timed(kind, "notices sent into the box", lambda: sent(desk))
    later = bootstrap.build(ShiftedTime(AN_HOUR), database.alias)
    yield _timed(kind, "cases woken", lambda: _woken(later))
    sent(later)


def _timed(kind: str, what: str, work: Callable[[], int]) -> str:
    started, before = time.perf_counter(), time.process_time()
    done = work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    return f"{kind}, one process: {done / seconds:,.0f} {what}/s at {1_000 * cpu / done:.2f} ms of CPU each ({done:,})"


def _take(desk: Desk, texts: list[str]) -> int:
    for number, text in enumerate(texts):
        customer = CUSTOMERS[number % len(CUSTOMERS)].id
        signal = {"conversation": f"t-{number}", "channel": "email", "text": text}
        request = {"signal": signal, "customer": {"id": customer}, "contact": {"email": f"{number}@customer.example"}}
        receive_signal(desk, DEFAULT, "bench", f"t-{number}", msgspec.json.encode(request))
    return len(texts)


def _answered(desk: Desk, case: str) -> int:
    """How many of three everyday commands the case took."""
    done = 0
    for command in (Acknowledge(), Note(text="Seen; asked the team."), Send(channel="email", text=REPLY)):
        try:
            handle_command(desk, DEFAULT, case, command, "lee")
            done += 1
        except DeskError:
            continue  # A gate of the policy is closed: that is a life, too.
    return done


def sent(desk: Desk) -> int:
    done = 0
    for lane in lanes(desk):
        while took := send_due(desk, lane, lambda: 1.0):
            done += took
    return done


def _woken(desk: Desk) -> int:
    woken = 0
    while (report := tick_due(desk, BATCH)).seen:
        woken += report.ticked
    return woken


def table_sizes(database: Database) -> dict[str, int]:
    """Bytes of each table, its indexes among them."""
    return dict(database.rows(_POSTGRESQL if database.is_postgresql else _SQLITE))


def _bytes(kind: str, database: Database) -> Iterator[str]:
    if database.is_postgresql:
        database.change("VACUUM ANALYZE")
    else:
        database.change("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes = table_sizes(database)
    counts = {name: database.rows(f'SELECT count(*) FROM "store_{name}"')[0][0] for name in _SHOWN}
    for name in _SHOWN:
        if counts[name]:
            yield f"{kind}, {name}: {sizes[f'store_{name}'] / counts[name]:,.0f} bytes each, of {counts[name]:,}"
    cases, lives = counts["case"], sum(sizes[f"store_{name}"] for name in _SHOWN)
    yield (
        f"{kind}, a case with all that belongs to it: {lives / cases:,.0f} bytes, "
        f"with {counts['event'] / cases:.1f} events and {counts['delivery'] / cases:.1f} deliveries"
    )
