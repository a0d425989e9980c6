"""While two releases run over one database, the older one's auditor leaves alone what only the newer one knows."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from django.db import connection

from stepladder.service.audit_walk import Round, audit_page
from stepladder.service.ports_audit import Finding
from stepladder.service.reacting import run_reactions
from stepladder.store import models, proof
from stepladder.store.audit import AuditAdapter
from stepladder.store.sql import Database, columns, listed
from tests.contract.place import WORKSPACE, Place

ACCOUNT = "account:harbor"


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def everything() -> list[Any]:
    tables = ("store_case", "store_aggregate", "store_event", "store_delivery", "store_reaction", "store_finding")
    return [Database().rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]


def audited(place: Place) -> tuple[list[Finding], Round]:
    """All that one round finds."""
    at, found = Round(), list[Finding]()
    while at.rounds == 0:
        found += audit_page(AuditAdapter(), at, place.clock.now())
    return found, at


def written_later(stream: str, **columns_of_it: object) -> None:
    """Another event at the end of a stream, stored as a release does that knows it: the last one with other columns."""
    database = Database()
    *_, last = database.rows(
        f'SELECT {listed(models.Event)} FROM "store_event" WHERE "stream" = %s ORDER BY "version"', (stream,)
    )
    row = dict(zip(columns(models.Event), last, strict=True)) | columns_of_it
    row |= {"version": row["version"] + 1, "position": None}
    database.insert(models.Event, proof.chained(database, [tuple(row[name] for name in columns(models.Event))]))
    table, id_ = ("store_aggregate", "harbor") if stream == ACCOUNT else ("store_case", stream)
    # That release wakes it at another time than this one would, which is no business of this one.
    sql(f"UPDATE {table} SET version = %s, wake_at = 1 WHERE id = %s", row["version"], id_)


def lived(place: Place) -> str:
    """A desk with a case and an account that heard of it; the case."""
    case = place.opened("k1", customer={"id": "harbor"})
    while run_reactions(place.desk):
        pass
    return case


def event(type_: str, v: int = 1, **keys: object) -> dict[str, object]:
    """The columns in which the event of the newer release differs from the last one."""
    return {"type": type_, "v": v, "data": msgspec.json.encode({"type": type_, **keys}).decode()}


PROMISE = {"since": "2025-03-09T04:40:00Z", "within": 60, "calendar": "always", "counting": "elapsed", "moon": "full"}
LATER: dict[str, dict[str, object]] = {
    "a kind of event": event("dreamt", of="sheep"),
    "a form of an event": event("note_added", v=2, words="t1"),
    "a key of an event": event("note_added", text="t1", colour="red"),
    "a key inside of an event": event(
        "clock_moved", slot="first_response", clock="critical", within=60, calendar="always", counting="elapsed",
        was_due_at="2025-03-09T05:10:00Z", due_at="2025-03-09T05:10:00Z", counted=[PROMISE],
    ),
}  # fmt: skip
LATER_OF_ACCOUNTS = {
    "a kind of event": event("dreamt", of="sheep"),
    "a form of an event": event("contact_noted", v=2, by="phone"),
    "a key of an event": event("contact_noted", mood="fine"),
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_a_case_with_what_only_a_newer_release_knows_is_left_to_it(place: Place, later: dict[str, object]) -> None:
    case = lived(place)
    written_later(case, **later)
    before = everything()
    found, at = audited(place)
    assert (found, at.newer) == ([], 1)
    assert everything() == before


@pytest.mark.parametrize("later", LATER_OF_ACCOUNTS.values(), ids=LATER_OF_ACCOUNTS)
def test_so_is_an_account(place: Place, later: dict[str, object]) -> None:
    lived(place)
    written_later(ACCOUNT, **later)
    before = everything()
    found, at = audited(place)
    assert (found, at.newer) == ([], 1)
    assert everything() == before


def test_so_is_a_kind_of_aggregate_that_only_a_newer_release_has(place: Place) -> None:
    lived(place)
    sql("UPDATE store_aggregate SET kind = 'dream' WHERE kind = 'account'")
    found, at = audited(place)
    assert (found, at.newer) == ([], 1)


def test_what_the_newer_auditor_found_there_stands_until_that_one_says_otherwise(place: Place) -> None:
    case = lived(place)
    written_later(case, **LATER["a kind of event"])
    theirs = Finding(
        workspace=WORKSPACE, id="failing/1", kind="failing", stream=case, said="it failed", at=place.clock.now()
    )
    AuditAdapter().report([theirs])
    audited(place)
    assert AuditAdapter().standing() == [theirs]


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_what_no_desk_stored_is_no_newer_release(place: Place, later: dict[str, object]) -> None:
    case = lived(place)
    written_later(case, **later)
    sql("UPDATE store_event SET noticed_at = noticed_at + 1 WHERE stream = %s AND data = %s", case, later["data"])
    ((one,), at) = audited(place)
    assert (one.kind, one.stream, one.repaired_at, at.newer) == ("events", case, None, 0)
    assert "is not as the desk stored it" in one.said
