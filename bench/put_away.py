"""What archiving gives back: the bytes of closed cases before and after, the file they are in, and how fast it went."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench import sized
from stepladder import bootstrap
from stepladder.core.account.commands import FinishReview
from stepladder.core.case.commands import Close, Outcome, Resolve
from stepladder.core.values import DeskError
from stepladder.service.accounts import ACCOUNTS
from stepladder.service.clearing import ask_account
from stepladder.service.commands import handle_command
from stepladder.service.desk import Desk
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_aggregates, tick_due
from stepladder.service.time_port import ShiftedTime
from stepladder.service.workspace import DEFAULT
from stepladder.store import archives
from stepladder.store.sql import Database

AFTERWARDS = (timedelta(days=2), timedelta(days=10), timedelta(days=11))
"""After the close, when what was planned for afterwards falls due."""
LATER = timedelta(days=60)
_OVER = Close(outcome=Outcome(resolved_by_team=True, satisfied=True, first_level_possible=False))


def put_away(kind: str, database: Database) -> Iterator[str]:
    """Close what can be closed, let two months pass, and archive."""
    desk = bootstrap.build(ShiftedTime(timedelta(hours=2)), database.alias)
    ended = sum(_ended(desk, case) for (case,) in database.rows('SELECT "id" FROM "store_case"'))
    for span in AFTERWARDS:
        _work_off(bootstrap.build(ShiftedTime(span), database.alias))
    desk = bootstrap.build(ShiftedTime(LATER), database.alias)
    _finish_reviews(desk)
    while desk.proof.seal(DEFAULT, desk.time.now(), 500).sealed:
        pass
    row = desk.store.workspace(DEFAULT)
    if row is None:
        raise AssertionError("the workspace is gone")
    before = _compact(database)
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place:
        started, cpu = time.perf_counter(), time.process_time()
        until = desk.time.now() - timedelta(days=31)
        done = archives.make(desk, row, Path(place), until, alias=database.alias)
        took, cpu = time.perf_counter() - started, time.process_time() - cpu
    after = _compact(database)
    left = sum(size for table, size in after.items() if table == "store_archivedcase")
    freed = sum(before.values()) - sum(after.values())
    yield f"{kind}, archived: {done.cases} of {ended} closed cases, {done.events} events; stayed: {dict(done.stays)}"
    yield f"{kind}, archiving: {1_000 * cpu / done.cases:.1f} ms of CPU and {1_000 * took / done.cases:.1f} ms a case"
    yield (
        f"{kind}, a closed case: {freed / done.cases:,.0f} bytes fewer in the database, "
        f"where {left / done.cases:,.0f} stay as its row; {done.bytes / done.cases:,.0f} in the file"
    )
    yield f"{kind}, all tables: {sum(before.values()):,} bytes before and {sum(after.values()):,} after"


def _ended(desk: Desk, case: str) -> int:
    """1 for a case that is closed now; gates of the policy keep some open."""
    try:
        for command in (Resolve(text="It is mended, and we told them so."), _OVER):
            handle_command(desk, DEFAULT, case, command, "lee")
    except DeskError:
        return 0
    return 1


def _finish_reviews(desk: Desk) -> None:
    """What so many cases of a few customers made somebody look at."""
    for account in ACCOUNTS.all(desk.store, DEFAULT):
        for pattern in [name for name, review in account.reviews.items() if review.is_open]:
            ask_account(desk, DEFAULT, account.id, FinishReview(pattern=pattern, because="They are over."), "lee")


def _work_off(desk: Desk) -> None:
    while any((tick_due(desk).seen, tick_aggregates(desk).seen, run_reactions(desk), sized.sent(desk))):
        pass


def _compact(database: Database) -> dict[str, int]:
    """Bytes of each table once the room between its rows is given back."""
    database.change("VACUUM FULL" if database.is_postgresql else "VACUUM")
    return sized.table_sizes(database)
