"""Before the first request: tables, a workspace with its policy, log-ins, and the clock.

`stepladder serve` does it at its start, `stepladder prepare` does it alone, before an upgrade of several hosts.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from stepladder import bootstrap, environment
from stepladder.core.values import DeskError, PackFaults
from stepladder.service.agendas import follow_policy
from stepladder.service.desk import Desk
from stepladder.service.publishing import overtaken_by, publish, retired_meanwhile
from stepladder.service.rows import PersonRow
from stepladder.service.time_port import SystemTime, start_at, time_of_day
from stepladder.service.workspace import DEFAULT, PEOPLE, create_workspace, fill_demo

_log = logging.getLogger(__name__)
_DESK = "desk"
"""Who publishes what the operator named."""
_LOG_INS = "log-ins.json"
_LOCK = 0x73746570
"""The number by which hosts that prepare one PostgreSQL keep out of each other's way."""
_WAIT_SECONDS = 600.0
_READ_ONLY, _NO_ROOM = "25006", ("53", "58")
"""What PostgreSQL calls a server that only reads, and what it lacks or the system does not give it."""
_SETTER_UP = PersonRow(id="admin", name="Administrator", role="admin")


@dataclass(frozen=True, slots=True)
class LogIn:
    """A way in that was made by the desk itself."""

    username: str
    password: str
    role: str


@contextmanager
def lock_of(data: Path) -> Iterator[None]:
    """One supervisor per folder, for as long as it runs. Raises: DeskError - another one holds it."""
    with (data / "serve.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise DeskError(
                "another desk runs in this folder", where=str(data), mend="End that one, or name another --data."
            ) from fault
        yield


def prepare(data: Path | None = None) -> int:
    """Make everything ready for `web` and `worker`, and end. Answers the exit code; may be run again at any time.

    Raises: DeskError - a desk is served in this folder, the database cannot be had, and the like.
    """
    folder = bootstrap.setup(data, preparing=True)
    bootstrap.reach_database()
    with lock_of(folder), alone():
        set_up_tables()
        set_clock(folder, None)
        log_ins = fill(bootstrap.quiet_desk(), folder, demo=False)
    print(f"The desk is ready, with its data in {folder}", flush=True)
    for one in log_ins:
        print(f"Log in as {one.username} ({one.role}) with the password {one.password}", flush=True)
    return 0


@contextmanager
def alone() -> Iterator[None]:
    """One host at a time prepares a PostgreSQL. Raises: DeskError - another one takes longer than ten minutes."""
    from django.db import connections

    if connections["default"].vendor != "postgresql":
        yield
        return
    # A lock of a transaction, on a connection of its own: it holds through a pooler too. It is asked for again and
    # again, since an index that is built alongside would wait for whoever waits for a lock.
    guard = connections["default"].copy()
    end = time.monotonic() + _WAIT_SECONDS
    try:
        guard.set_autocommit(False)
        while True:
            with guard.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,))
                if cursor.fetchone() == (True,):
                    break
            guard.rollback()
            if time.monotonic() > end:
                what = "another host has prepared the database for ten minutes"
                raise DeskError(what, where="database", mend="Look at what it does, and try again.")
            time.sleep(0.2)
        yield
    finally:
        guard.close()


def set_up_tables() -> None:
    """Bring the database to today's form, and hold on to the key of its history.

    Raises: WrongKey; DeskError - the database does not let itself be written.
    """
    from django.core.management import call_command
    from django.db import Error

    from stepladder.store.proof_keeper import ProofKeeper

    try:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        ProofKeeper().hold_key()
    except Error as fault:
        if not _is_of_the_disk(fault):
            raise
        mend = "Look at its disk and its log, and start again: what was begun is undone or gone on with."
        raise DeskError(f"it cannot be written ({str(fault).strip()})", where="database", mend=mend) from fault


def _is_of_the_disk(fault: Exception) -> bool:
    """Whether the database could not write; else it was asked for something that is wrong."""
    code, state = (getattr(fault.__cause__, name, None) for name in ("sqlite_errorcode", "sqlstate"))
    if code is not None:
        return code & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
    return state is not None and (state == _READ_ONLY or state.startswith(_NO_ROOM))


def set_clock(data: Path, start: datetime | None) -> None:
    """Let the clock start at an instant and run on, or go by the time of day.

    Raises: DeskError - later events are stored, and time does not run backwards.
    """
    from stepladder.store.database_time import DatabaseTime

    own = SystemTime()
    latest = bootstrap.build(own, rings=False).store.latest_instant()
    if start is None:
        time_of_day(data, latest=latest, clock=DatabaseTime("default", own) if bootstrap.is_postgresql() else own)
    else:
        start_at(data, start, latest=latest)


def fill(desk: Desk, data: Path, *, demo: bool) -> list[LogIn]:
    """A workspace with its policy and somebody who may come in; the log-ins to be shown now.

    A policy that was changed on disk is published; one with faults is not, and the version before it stays in force.
    """
    source = environment.pack_source()
    create_workspace(desk, DEFAULT, name="Support desk", pack=source)
    republish(desk, source)
    follow_policy(desk, DEFAULT)
    if demo:
        fill_demo(desk, DEFAULT)
        return _log_ins(desk, data, PEOPLE)
    return _log_ins(desk, data, () if _somebody() else (_SETTER_UP,))


def republish(desk: Desk, source: str) -> None:
    """Put today's text of the policy in force for new cases.

    What somebody published from the pages stays in force until the source has a text that it never had before.
    """
    try:
        other = overtaken_by(desk, DEFAULT, source, _DESK)
        if other is not None:
            said = "the policy %s is as it was; version %s, which %s published from the pages, stays in force"
            _log.info(said, source, other.version, other.by)
            return
        gone = retired_meanwhile(desk, DEFAULT, source)
        if gone is not None:
            said = "version %s of the policy %s is not put in force: it, or what came after it, was retired by a person"
            _log.warning(said, gone.version, source)
            return
        publish(desk, DEFAULT, source, _DESK)
    except PackFaults as fault:
        _log.error("the policy %s was not published, the version before it stays in force:\n%s", source, fault)


def _somebody() -> bool:
    from stepladder.users.models import User

    return User.objects.exists()


def _log_ins(desk: Desk, data: Path, people: tuple[PersonRow, ...]) -> list[LogIn]:
    """Make those who are missing, with passwords of chance that are kept beside the data for its owner to read."""
    from stepladder.users.models import User

    path = data / _LOG_INS
    kept = [LogIn(**one) for one in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []
    known = {one.username: one for one in kept}
    missing = [one for one in people if not User.objects.filter(username=one.id).exists()]
    for person in missing:
        made = LogIn(person.id, f"{person.id}-{secrets.token_hex(4)}", person.role)
        User.objects.create_user(
            made.username,
            made.password,
            name=person.name,
            role=person.role,
            email=person.email or "",
            workspace_id=DEFAULT,
        )
        if all(one.id != person.id for one in desk.store.people(DEFAULT)):
            desk.store.save_person(DEFAULT, person)
        known[person.id] = made
    if missing:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([asdict(one) for one in known.values()], file, indent=1)
    return [known[one.id] for one in people if one.id in known]
