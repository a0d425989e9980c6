"""Policies, people, addresses and customers of a workspace."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import IntegrityError

from stepladder.core.triage.request import Customer
from stepladder.core.values import Fault
from stepladder.service.rows import (
    Address,
    CandidatePack,
    PackVersion,
    PersonRow,
    RefusedPack,
    Retirement,
    WorkspaceRow,
)
from stepladder.store import models
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, listed, marks, upsert_into

_JSON = msgspec.json.Encoder()
_CUSTOMER = msgspec.json.Decoder(Customer)
_FILES = msgspec.json.Decoder(dict[str, str])
_FAULTS = msgspec.json.Decoder(tuple[Fault, ...])
_CANDIDATE = ("digest", "pack", "version", "title", "at", "by", "source")
_VERSION = (
    "digest", "pack", "version", "title", "published_at", "by", "source", "in_force", "retired_at", "retired_by",
    "retired_because",
)  # fmt: skip


def workspaces(database: Database) -> tuple[WorkspaceRow, ...]:
    rows = database.rows('SELECT "id", "name", "zone", "pack" FROM "users_workspace" ORDER BY "id"')
    return tuple(WorkspaceRow(id=id_, name=name, zone=zone, pack=pack) for id_, name, zone, pack in rows)


def workspace(database: Database, workspace: str) -> WorkspaceRow | None:
    row = database.row('SELECT "id", "name", "zone", "pack" FROM "users_workspace" WHERE "id" = %s', (workspace,))
    return None if row is None else WorkspaceRow(id=row[0], name=row[1], zone=row[2], pack=row[3])


def save_workspace(database: Database, row: WorkspaceRow) -> None:
    database.change(
        'INSERT INTO "users_workspace" ("id", "name", "zone", "pack") VALUES (%s, %s, %s, %s) ON CONFLICT ("id") '
        'DO UPDATE SET "name" = excluded."name", "zone" = excluded."zone", "pack" = excluded."pack"',
        (row.id, row.name, row.zone, row.pack),
    )


def in_force(database: Database, workspace: str) -> str | None:
    row = database.row(
        'SELECT "digest" FROM "store_packversion" WHERE "workspace_id" = %s AND "in_force"', (workspace,)
    )
    return None if row is None else row[0]


def version(database: Database, workspace: str, digest: str) -> PackVersion | None:
    row = database.row(
        f'SELECT {listed(models.PackVersion, *_VERSION, "files")} FROM "store_packversion" '
        'WHERE "workspace_id" = %s AND "digest" = %s',
        (workspace, digest),
    )
    return None if row is None else _version(row[:-1], _FILES.decode(row[-1]))


def versions(database: Database, workspace: str) -> tuple[PackVersion, ...]:
    rows = database.rows(
        f'SELECT {listed(models.PackVersion, *_VERSION)} FROM "store_packversion" WHERE "workspace_id" = %s '
        'ORDER BY "published_at" DESC, "digest"',
        (workspace,),
    )
    return tuple(_version(row, None) for row in rows)


def publish(database: Database, workspace: str, one: PackVersion) -> None:
    """Put a version in force. One that was published before comes into force again, with its new date and author.

    One that was retired is so no longer.
    """
    row = (
        workspace, one.digest, one.pack, one.version, one.title, _json(one.files or {}), True, stored(one.published_at),
        one.by, one.source, None, None, None,
    )  # fmt: skip
    with database.transaction():
        database.change(
            'UPDATE "store_packversion" SET "in_force" = %s WHERE "workspace_id" = %s AND "in_force"',
            (False, workspace),
        )
        database.change(upsert_into(models.PackVersion, "workspace_id", "digest"), row)
        database.change('DELETE FROM "store_refusedpack" WHERE "workspace_id" = %s', (workspace,))
        drop_candidate(database, workspace, one.digest)


def publish_on_top(database: Database, workspace: str, one: PackVersion, on_top_of: str | None) -> bool:
    """Put a version in force if that one still is, so that of two who publish at once one is told.

    Where both read the same version first, the second finds it no longer in force, or two in force, which no database
    takes.
    """
    try:
        with database.transaction():
            changed = database.change(
                'UPDATE "store_packversion" SET "in_force" = %s WHERE "workspace_id" = %s AND "in_force" '
                'AND "digest" = %s',
                (False, workspace, on_top_of or ""),
            )
            if (changed == 1) != (on_top_of is not None) or in_force(database, workspace) is not None:
                raise _Overtaken
            publish(database, workspace, one)
    except (IntegrityError, _Overtaken):
        return False
    return True


class _Overtaken(Exception):
    """Another version is in force than the one that was seen."""


def keep_candidate(database: Database, workspace: str, one: CandidatePack) -> None:
    row = (
        workspace, one.digest, one.pack, one.version, one.title, _json(one.files or {}), stored(one.at), one.by,
        one.source,
    )  # fmt: skip
    database.change(upsert_into(models.CandidatePack, "workspace_id", "digest"), row)


def candidate(database: Database, workspace: str, digest: str) -> CandidatePack | None:
    row = database.row(
        f'SELECT {listed(models.CandidatePack, *_CANDIDATE, "files")} FROM "store_candidatepack" '
        'WHERE "workspace_id" = %s AND "digest" = %s',
        (workspace, digest),
    )
    return None if row is None else _candidate(row[:-1], _FILES.decode(row[-1]))


def candidates(database: Database, workspace: str) -> tuple[CandidatePack, ...]:
    rows = database.rows(
        f'SELECT {listed(models.CandidatePack, *_CANDIDATE)} FROM "store_candidatepack" WHERE "workspace_id" = %s '
        'ORDER BY "at" DESC, "digest"',
        (workspace,),
    )
    return tuple(_candidate(row, None) for row in rows)


def drop_candidate(database: Database, workspace: str, digest: str) -> None:
    database.change(
        'DELETE FROM "store_candidatepack" WHERE "workspace_id" = %s AND "digest" = %s', (workspace, digest)
    )


def refuse(database: Database, workspace: str, one: RefusedPack) -> None:
    database.change(
        upsert_into(models.RefusedPack, "workspace_id"),
        (workspace, stored(one.at), one.by, one.source, _json(one.faults)),
    )


def refused(database: Database, workspace: str) -> RefusedPack | None:
    row = database.row(
        'SELECT "at", "by", "source", "faults" FROM "store_refusedpack" WHERE "workspace_id" = %s', (workspace,)
    )
    if row is None:
        return None
    return RefusedPack(at=read(row[0]), by=row[1], source=row[2], faults=_FAULTS.decode(row[3]))


def people(database: Database, workspace: str) -> tuple[PersonRow, ...]:
    rows = database.rows(
        'SELECT "id", "name", "role", "email", "stage" FROM "store_person" WHERE "workspace_id" = %s '
        'ORDER BY "name", "id"',
        (workspace,),
    )
    return tuple(
        PersonRow(id=id_, name=name, role=role, email=email, stage=stage) for id_, name, role, email, stage in rows
    )


def save_person(database: Database, workspace: str, one: PersonRow) -> None:
    row = (workspace, one.id, one.name, one.role, one.email, one.stage)
    database.change(upsert_into(models.Person, "workspace_id", "id"), row)


def addresses(database: Database, workspace: str) -> tuple[Address, ...]:
    rows = database.rows(
        'SELECT "role", "channel", "address", "name" FROM "store_directoryaddress" WHERE "workspace_id" = %s '
        'ORDER BY "role", "channel"',
        (workspace,),
    )
    return tuple(
        Address(role=role, channel=channel, address=address, name=name) for role, channel, address, name in rows
    )


def save_address(database: Database, workspace: str, one: Address) -> None:
    row = (workspace, one.role, one.channel, one.address, one.name)
    database.change(upsert_into(models.DirectoryAddress, "workspace_id", "role", "channel"), row)


def customer(database: Database, workspace: str, customer: str) -> Customer | None:
    row = database.row(
        'SELECT "record" FROM "store_customer" WHERE "workspace_id" = %s AND "id" = %s', (workspace, customer)
    )
    return None if row is None else _CUSTOMER.decode(row[0])


def customers(database: Database, workspace: str, ids: Sequence[str] | None = None) -> tuple[Customer, ...]:
    """Records by id, of these customers or of all."""
    if ids is not None and not ids:
        return ()
    where = "" if ids is None else f' AND "id" IN ({marks(ids)})'
    rows = database.rows(
        f'SELECT "record" FROM "store_customer" WHERE "workspace_id" = %s{where} ORDER BY "id"',
        (workspace, *(ids or ())),
    )
    return tuple(_CUSTOMER.decode(row[0]) for row in rows)


def save_customer(database: Database, workspace: str, one: Customer) -> None:
    database.change(upsert_into(models.Customer, "workspace_id", "id"), (workspace, one.id, _json(one)))


def _candidate(row: Row, files: dict[str, str] | None) -> CandidatePack:
    digest, pack, version, title, at, by, source = row
    return CandidatePack(
        digest=digest, pack=pack, version=version, title=title, at=read(at), by=by, source=source, files=files
    )


def _version(row: Row, files: dict[str, str] | None) -> PackVersion:
    digest, pack, version, title, published_at, by, source, in_force, *retired = row
    return PackVersion(
        digest=digest,
        pack=pack,
        version=version,
        title=title,
        published_at=read(published_at),
        by=by,
        source=source,
        in_force=bool(in_force),
        files=files,
        retired=Retirement(at=read(retired[0]), by=retired[1], because=retired[2]) if retired[0] is not None else None,
    )


def _json(value: object) -> str:
    return _JSON.encode(value).decode()
