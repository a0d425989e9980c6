"""Absences, rotas and their overrides."""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec

from stepladder.core.clock.zones import zone
from stepladder.core.duty.absence import Absence
from stepladder.core.duty.rota import Override, Rota
from stepladder.store import models
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, upsert_into

_PEOPLE = msgspec.json.Decoder(tuple[str, ...])


def absences(database: Database, workspace: str, since: datetime) -> tuple[Absence, ...]:
    rows = database.rows(
        'SELECT "person", "starts_at", "ends_at", "deputy" FROM "store_absence" '
        'WHERE "workspace_id" = %s AND "ends_at" > %s ORDER BY "starts_at", "person"',
        (workspace, stored(since)),
    )
    return tuple(
        Absence(person=person, starts_at=read(starts_at), ends_at=read(ends_at), deputy=deputy)
        for person, starts_at, ends_at, deputy in rows
    )


def save_absence(database: Database, workspace: str, one: Absence) -> None:
    row = (workspace, one.person, stored(one.starts_at), stored(one.ends_at), one.deputy)
    database.change(upsert_into(models.Absence, "workspace_id", "person", "starts_at"), row)


def drop_absence(database: Database, workspace: str, person: str, starts_at: datetime) -> None:
    database.change(
        'DELETE FROM "store_absence" WHERE "workspace_id" = %s AND "person" = %s AND "starts_at" = %s',
        (workspace, person, stored(starts_at)),
    )


def rotas(database: Database, workspace: str, since: datetime) -> tuple[Rota, ...]:
    overrides: dict[str, list[Override]] = {}
    for role, starts_at, ends_at, person in database.rows(
        'SELECT "role", "starts_at", "ends_at", "person" FROM "store_dutyoverride" '
        'WHERE "workspace_id" = %s AND "ends_at" > %s ORDER BY "made_at", "starts_at"',
        (workspace, stored(since)),
    ):
        overrides.setdefault(role, []).append(Override(starts_at=read(starts_at), ends_at=read(ends_at), person=person))
    rows = database.rows(
        'SELECT "role", "zone", "starts_on", "handover", "every_days", "people" FROM "store_dutyrota" '
        'WHERE "workspace_id" = %s ORDER BY "role"',
        (workspace,),
    )
    return tuple(
        Rota(
            role=role,
            zone=zone(key),
            starts_on=date.fromisoformat(starts_on),
            handover=time.fromisoformat(handover),
            every_days=every_days,
            people=_PEOPLE.decode(people),
            overrides=tuple(overrides.get(role, ())),
        )
        for role, key, starts_on, handover, every_days, people in rows
    )


def save_rota(database: Database, workspace: str, one: Rota) -> None:
    people = msgspec.json.encode(one.people).decode()
    handover = one.handover.isoformat("minutes")
    row = (workspace, one.role, one.zone.key, one.starts_on.isoformat(), handover, one.every_days, people)
    database.change(upsert_into(models.DutyRota, "workspace_id", "role"), row)


def drop_rota(database: Database, workspace: str, role: str) -> None:
    with database.transaction():
        for table in ("store_dutyoverride", "store_dutyrota"):
            database.change(f'DELETE FROM "{table}" WHERE "workspace_id" = %s AND "role" = %s', (workspace, role))


def save_override(database: Database, workspace: str, role: str, one: Override, made_at: datetime) -> None:
    row = (workspace, role, stored(one.starts_at), stored(one.ends_at), one.person, stored(made_at))
    database.change(upsert_into(models.DutyOverride, "workspace_id", "role", "starts_at"), row)


def drop_override(database: Database, workspace: str, role: str, starts_at: datetime) -> None:
    database.change(
        'DELETE FROM "store_dutyoverride" WHERE "workspace_id" = %s AND "role" = %s AND "starts_at" = %s',
        (workspace, role, stored(starts_at)),
    )
