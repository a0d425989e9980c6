"""Which key the history of a database is made with: its fingerprint is kept there, so that no other one is ever used.

Two keys in one history would make each of its hosts take for forged what the other wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from stepladder import home
from stepladder.service.ports_proof import WrongKey
from stepladder.store import models, proof
from stepladder.store.sql import Database, insert_into, listed

_NOBODYS, _USE = "", "chain"
_BACK = (
    "Bring back chain.key from a backup ('tar -xzf FILE -C {folder} chain.key') or from another host of this desk, "
    "or set STEPLADDER_CHAIN_KEY to its text."
)
_held: set[tuple[object, ...]] = set()
"""Keys with the databases that were seen to be made with them: what is so once stays so."""


def hold(database: Database) -> None:
    """Make the key at hand that of this database, for ever; where it has one, only compare.

    A key is made where nothing was ever written with one. Raises: WrongKey - it has another one, or lost its own.
    """
    if _place(database) in _held:
        return
    with database.transaction():
        check(database)
        if _kept(database) is not None:
            return
        if not settings.CHAIN_KEY:
            begins = "" if _has_events(database) else proof.WHOLE
            settings.CHAIN_KEY = home.make_chain_key(Path(settings.DATA_DIR), begins)
        if not settings.CHAIN_KEY:
            raise _gone(None)
        row = (_NOBODYS, _USE, proof.fingerprint())
        database.change(f"{insert_into(models.ChainKey)} ON CONFLICT DO NOTHING", row)
        # Another host may have been quicker.
        kept = _kept(database)
        if kept != proof.fingerprint():
            raise _other(kept)


def check(database: Database) -> None:
    """Compare the key at hand with that of the database; nothing is stored or made.

    Raises: WrongKey - it is another one, or there is none while the database has one.
    """
    place = _place(database)
    if place in _held:
        return
    kept = _kept(database)
    if kept is None:
        _check_with_history(database)
    elif not settings.CHAIN_KEY:
        raise _gone(kept)
    elif kept != proof.fingerprint():
        raise _other(kept)
    else:
        _held.add(place)


def fingerprint() -> str | None:
    """Of the key at hand; None where there is none."""
    return proof.fingerprint() if settings.CHAIN_KEY else None


def _place(database: Database) -> tuple[object, ...]:
    named = database.connection.settings_dict
    return settings.CHAIN_KEY, named["NAME"], named["HOST"], named["PORT"]


def _kept(database: Database) -> str | None:
    row = database.row(
        'SELECT "fingerprint" FROM "store_chainkey" WHERE "workspace_id" = %s AND "use" = %s', (_NOBODYS, _USE)
    )
    return None if row is None else str(row[0])


def _check_with_history(database: Database) -> None:
    """Of a desk whose release did not keep the fingerprint yet: its seals name their key, or its first event tells."""
    names = set(_of_newest_seals(database))
    if names:
        if not settings.CHAIN_KEY:
            raise _gone(min(names))
        if proof.fingerprint() not in names:
            raise _other(min(names))
        return
    first = database.row(
        f'SELECT {listed(models.Event)} FROM "store_event" WHERE "version" = 1 AND "digest" IS NOT NULL '
        'ORDER BY "recorded_at", "workspace_id", "stream" LIMIT 1'
    )
    if first is None:
        return
    if not settings.CHAIN_KEY:
        raise _gone(None)
    if first[proof.DIGEST] != proof.digest_of(first, None):
        raise _other(None)


def _has_events(database: Database) -> bool:
    return database.row('SELECT 1 FROM "store_event" LIMIT 1') is not None


def _of_newest_seals(database: Database) -> Iterator[str]:
    """The fingerprint in the newest seal of each workspace."""
    after = ""
    while row := database.row(
        'SELECT "workspace_id", "key" FROM "store_seal" WHERE "workspace_id" = '
        '(SELECT min("workspace_id") FROM "store_seal" WHERE "workspace_id" > %s) ORDER BY "number" DESC LIMIT 1',
        (after,),
    ):
        after = row[0]
        yield row[1]


def _other(kept: str | None) -> WrongKey:
    rather = f", not {kept}" if kept is not None else ""
    return WrongKey(
        f"the history of this desk was made with another key (the fingerprint of this one is {proof.fingerprint()}"
        f"{rather}), so nothing is written",
        where=home.chain_key_from(Path(settings.DATA_DIR)),
        mend=(
            "Give this host the key that the others wrote with: its text in STEPLADDER_CHAIN_KEY, or, with that left "
            f"out, chain.key from a host that wrote before or from a backup, copied to {settings.DATA_DIR}."
        ),
    )


def _gone(kept: str | None) -> WrongKey:
    name = f" whose fingerprint is {kept}" if kept is not None else ""
    return WrongKey(
        f"the key of the proof chain is not there. The history of this desk was made with one{name}, and a new one "
        "would spoil it, so none is made and nothing is written",
        where=home.chain_key_from(Path(settings.DATA_DIR)),
        mend=_BACK.format(folder=settings.DATA_DIR),
    )
