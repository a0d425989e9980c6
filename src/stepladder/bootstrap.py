"""Puts the desk together: chooses adapters by the environment and hands them to the use cases.

Environment: STEPLADDER_URL is the address that messages link to; `environment` has all other settings.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder import beats, environment, home, ways
from stepladder.core.case.events import DESK_NAMES
from stepladder.core.values import DeskError
from stepladder.ringing import Ringer
from stepladder.service.desk import Desk
from stepladder.service.gathering import Gathering
from stepladder.service.packs import Packs
from stepladder.service.ports import TimePort
from stepladder.service.ports_audit import AuditPort
from stepladder.service.ports_watch import WatchPort
from stepladder.service.time_port import of_folder

if TYPE_CHECKING:
    from stepladder.users.models import ApiToken

_log = logging.getLogger(__name__)


def setup(data: Path | None = None, *, preparing: bool = False) -> Path:
    """Prepare the data folder and Django for this process; answers the folder. May be called again with the same one.

    Takes: preparing - whether the policy is put in force, so that its setting counts too.
    Raises: DeskError - the folder cannot be written, or settings cannot be read.
    """
    folder = _folder(data, *((environment.PREPARING,) if preparing else ()))
    home.prepare(folder)
    if preparing:
        home.prepare_database(folder)
    _start_django()
    return folder


def enter(data: Path | None = None) -> Path:
    """The folder of a desk that is there, and Django for this process: for what makes no desk.

    Raises: DeskError - no desk lives in the folder, or settings cannot be read.
    """
    folder = _folder(data)
    home.must_hold_a_desk(folder)
    _start_django()
    return folder


def open_desk(data: Path | None = None) -> Desk:
    """A desk that is there, to be read or added to. Makes none.

    Raises: DeskError - no desk lives in the folder, its database does not answer or has another release's form.
    """
    enter(data)
    reach_database()
    found = desk()
    if not found.store.ready():
        what = "the database does not have the form of this release"
        mend = "Run 'stepladder prepare' once; or, if another one was meant, name that in STEPLADDER_DATABASE_URL."
        raise DeskError(what, where="database", mend=mend if is_postgresql() else "Run 'stepladder prepare' once.")
    return found


def reach_database() -> None:
    """Raises: DeskError - the database cannot be opened, does not answer or does not let the desk in."""
    from django.db import Error, connection

    from stepladder.store.unreachable import unreachable

    try:
        connection.ensure_connection()
    except Error as fault:
        raise unreachable(fault, connection.settings_dict) from fault


def warn_of_lost_links(link: str = environment.DEFAULT_LINK) -> None:
    """Say at the start of a process that its messages link where nobody else gets. Takes: link - where that is."""
    said = environment.lost_links(link)
    if said is not None:
        _log.warning("%s", said)


def _folder(data: Path | None, *besides: environment.Readers) -> Path:
    """Raises: SettingsFaults - settings cannot be read."""
    if data is not None:
        os.environ["STEPLADDER_HOME"] = str(data.expanduser().resolve())
    environment.must_be_read(environment.DESK, *besides)
    return home.folder()


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepladder.settings")
    import django

    django.setup()
    # Said once for all processes of a desk: its children say nothing that their supervisor has said.
    if home.supervisor() is None:
        for said in environment.strangers():
            _log.warning("%s", said)


@cache
def desk() -> Desk:
    """The desk of this process. Django must be set up."""
    return build(_time())


def quiet_desk() -> Desk:
    """A desk that rings for no worker, and so starts no thread: for what is stored before the processes of a desk run.

    Workers of other hosts find it by themselves, within a second.
    """
    return build(_time(), rings=False)


def _time() -> TimePort:
    """On PostgreSQL a desk goes by the database's clock, unless its own was set."""
    time: TimePort = of_folder(home.folder())
    if not time.shifted and is_postgresql():
        from stepladder.store.database_time import DatabaseTime

        time = DatabaseTime("default", time)
    return time


def is_postgresql(alias: str = "default") -> bool:
    """Whether several hosts can share this database."""
    from django.db import connections

    return connections[alias].vendor == "postgresql"


def build(time: TimePort, alias: str = "default", *, rings: bool = True) -> Desk:
    """A desk on one of Django's databases, with the channels that the environment names.

    Takes: rings - whether workers are rung for when something was stored.
    """
    from stepladder.store.adapter import StoreAdapter
    from stepladder.store.due_records import DueRecordAdapter
    from stepladder.store.far_bell import FarRinger
    from stepladder.store.outbox import OutboxAdapter
    from stepladder.store.proof_keeper import ProofKeeper

    ring = Ringer(home.folder(), beyond=FarRinger(alias) if is_postgresql(alias) else None) if rings else None
    store = StoreAdapter(time, alias, ring=ring)
    return Desk(
        store=store,
        outbox=OutboxAdapter(alias),
        proof=ProofKeeper(alias),
        time=time,
        channels=ways.channels(),
        packs=Packs(store, cache=home.pack_cache(home.folder())),
        link=environment.public_address() or environment.DEFAULT_LINK,
        rules=ways.sending_rules(),
        gathering=Gathering(home.intake_waiting()),
        due_records=DueRecordAdapter(alias),
    )


def audit_port(data: Path) -> AuditPort:
    """What the auditor reads and repairs. Django must be set up."""
    from stepladder.store.audit import AuditAdapter

    return AuditAdapter(ring=Ringer(data))


def watch_port() -> WatchPort:
    """What is kept about the desk itself. Django must be set up."""
    from stepladder.store.watching import WatchAdapter

    return WatchAdapter()


def heartbeat_secret() -> str:
    """What this desk signs its heartbeat with."""
    return beats.secret_of(home.secret(home.folder()))


def new_token(*, name: str, scopes: Sequence[str], workspace: str | None = None, source: str | None = None) -> str:
    """Make a token for a program and answer its secret. Django must be set up.

    Raises: DeskError - several workspaces and none named, a bad scope or name, or the name of a person or of the desk.
    """
    from stepladder.users.tokens import new_token as make

    whose = _whose(workspace)
    _must_be_nobodys(name if source is None else source, whose)
    _, secret = make(whose, name, scopes, now=desk().time.now(), source=source)
    return secret


def _must_be_nobodys(name: str, workspace: str) -> None:
    """What a program does stands on record under its name: as a person's it would count as done by them, and may what
    they may.
    """
    people = {one.id for one in desk().store.people(workspace)}
    if name.strip() in people | DESK_NAMES:
        whose = "a person here" if name.strip() in people else "the desk itself"
        raise DeskError(
            f"'{name.strip()[:80]}' is {whose}", where="name", mend="Name it after the program, as mailbox."
        )


def tokens(workspace: str | None = None) -> list[ApiToken]:
    """The tokens of a workspace, else of all. Django must be set up. Raises: DeskError - an unknown workspace."""
    from stepladder.users.tokens import tokens_of

    return tokens_of([row.id for row in desk().store.workspaces()] if workspace is None else [_whose(workspace)])


def revoke_token(*, name: str, workspace: str | None = None) -> ApiToken:
    """Take a token back. Django must be set up.

    Raises: DeskError - several workspaces and none named, or none has a token of that name.
    """
    from stepladder.users.tokens import revoke_token as revoke

    return revoke(_whose(workspace), name, now=desk().time.now())


def _whose(workspace: str | None) -> str:
    """The workspace that a token belongs to: the one named, else the only one. Raises: DeskError."""
    rows = {row.id for row in desk().store.workspaces()}
    if workspace is None and len(rows) == 1:
        return rows.pop()
    if workspace not in rows:
        known = ", ".join(sorted(rows)) or "there is none yet; run 'stepladder serve' once"
        raise DeskError("it is not clear whose token this is", where="--workspace", mend=f"Name one of: {known}.")
    return workspace
