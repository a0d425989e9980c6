"""A desk with closed cases that are old enough to be archived, and all that its tables hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps

from stepladder.service.commands import handle_command, read_command
from stepladder.service.ports_proof import Broken, Verified
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_aggregates, tick_due
from stepladder.store import archive_reading, archives
from stepladder.store.archives import Moved
from stepladder.store.sql import Database
from tests.contract.place import WORKSPACE, Place

RESELL = "We want to become a partner and resell your product"
"""Of a case that holds nothing back."""
CLOSE = {"resolved_by_team": True, "satisfied": True, "first_level_possible": False}
Rows = dict[str, set[tuple[Any, ...]]]


def do(place: Place, case: str, **command: Any) -> None:
    asked, _ = read_command(msgspec.json.encode(command))
    handle_command(place.desk, WORKSPACE, case, asked, "ana")


def work(place: Place) -> None:
    """All that is due, as the worker does it."""
    while any(
        (tick_due(place.desk).seen, tick_aggregates(place.desk).seen, run_reactions(place.desk), place.send_all())
    ):
        pass


def end(place: Place, *cases: str) -> None:
    for case in cases:
        do(place, case, do="resolve", text="It is settled.")
        do(place, case, do="close", outcome=CLOSE)


def let_years_pass(place: Place) -> None:
    """What falls due after the close does so, all is sealed, and then nobody looks for long."""
    for days in (3, 6, 1):
        place.clock.forward(days=days)
        work(place)
    place.seal_all()
    place.clock.forward(days=400)


def closed(place: Place, key: str, text: str = RESELL, **more: Any) -> str:
    """A case that was talked about and closed."""
    contact = {"id": f"of-{key}", "email": f"{key}@customer.example"}
    case = place.opened(key, text, conversation=key, contact=contact, **more)
    do(place, case, do="acknowledge")
    do(place, case, do="note", text="They call from the yard.")
    do(place, case, do="send", channel="email", text="We look into it.")
    work(place)
    end(place, case)
    return case


def make(place: Place, folder: Path, between: Callable[[], None] = lambda: None, **more: Any) -> Moved:
    """Archive what was closed over a year ago."""
    row = place.store.workspace(WORKSPACE)
    assert row is not None
    return archives.make(place.desk, row, folder, long_ago(place), between=between, **more)


def long_ago(place: Place) -> datetime:
    return place.clock.now() - timedelta(days=366)


def everything() -> Rows:
    """All rows of all tables of the store, whatever order they stand in."""
    tables = sorted(model._meta.db_table for model in apps.get_app_config("store").get_models())
    return {table: {tuple(row) for row in Database().rows(f'SELECT * FROM "{table}"')} for table in tables}


def verified(place: Place) -> tuple[list[Broken], Verified]:
    found: list[Broken] = []
    return found, place.desk.proof.verify(place.clock.now(), found.append)


def standings(place: Place, file: Path) -> dict[str, str]:
    """How each case of a file stands."""
    return {one.case: one.standing for one in looked(place, file)}


def looked(place: Place, *files: Path) -> list[archive_reading.Looked]:
    """Each case of these files, and those that are missing in all of them. Raises: DeskError - one cannot be read."""
    found: list[archive_reading.Looked] = []
    for one in archive_reading.check(place.desk, files):
        if one.fault is not None:
            raise one.fault
        found += one.looked
    return found


def of_case(rows: Rows, case: str) -> int:
    """Rows that name a case first of all: its own, its events, its messages."""
    return sum(
        any(isinstance(value, str) and (value == case or value.startswith(f"{case}/")) for value in row[:3])
        for table, some in rows.items()
        if table != "store_archivedcase"
        for row in some
    )
