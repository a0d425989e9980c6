"""Every check there is, in the order in which one causes the next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from stepladder import bootstrap, home
from stepladder.checkup import chain, machine, reaching, stored, working
from stepladder.checkup.check import Around, Check, Look, looked, unknown
from stepladder.core.values import DeskError
from stepladder.environment import DESK, SettingsFaults, must_be_read
from stepladder.service.time_port import SystemTime, not_shifted

LOOKS: dict[str, Look] = {
    "folder": machine.folder,
    "secret": machine.secret,
    "disk": machine.disk,
    "versions": machine.versions,
    "database": stored.database,
    "tables": stored.tables,
    "durable": stored.durable,
    "chain": chain.chain,
    "clock": machine.clock,
    "zones": machine.zones,
    "policy": reaching.policy,
    "channels": reaching.channels,
    "routes": reaching.routes,
    "worker": working.worker,
    "overdue": working.overdue,
    "deliveries": working.deliveries,
    "audit": working.audit,
}


WITHOUT_DATABASE = {"folder", "secret", "disk", "versions", "database", "zones", "channels"}
"""What can be looked at while the database does not answer."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at. Fields: settings - names of the settings in the environment, which a running desk may lack."""

    home: str
    database: str
    settings: tuple[str, ...]


def place_of(data: Path | None = None) -> Place:
    """Where this process, with its own environment, finds the desk: of the database never the password.

    Raises: SettingsFaults - settings cannot be read.
    """
    must_be_read(DESK)
    folder = data.expanduser().resolve() if data is not None else home.folder()
    named = home.database(folder)
    user, host, port = (named.get(one, "") for one in ("USER", "HOST", "PORT"))
    at = "".join((f"{user}@" if user else "", host, f":{port}" if port else ""))
    database = str(named["NAME"]) if "sqlite" in named["ENGINE"] else f"postgresql://{at}/{named['NAME']}"
    settings = tuple(sorted(name for name in os.environ if name.startswith("STEPLADDER_")))
    return Place(home=str(folder), database=database, settings=settings)


def check_up(data: Path | None = None) -> list[Check]:
    """Look at everything and change nothing. Raises: SettingsFaults - settings cannot be read."""
    try:
        folder = bootstrap.enter(data)
    except SettingsFaults:
        raise
    except DeskError as fault:
        id_ = "database" if home.folder().is_dir() else "folder"
        return [Check(id=id_, state="fail", said=f"{fault.where}: {fault.what}", mend=fault.mend)]
    desk = bootstrap.desk()
    around = Around(folder=folder, desk=desk, now=not_shifted(desk.time).now(), machine=SystemTime().now())
    return list(_each(around))


def _each(around: Around) -> Iterator[Check]:
    """Every check. What is wrong with the database is told once, by the first that meets it."""
    ill = ""
    for id_, look in LOOKS.items():
        if ill == "database" and id_ not in WITHOUT_DATABASE:
            yield unknown(id_, ill)
            continue
        check = looked(id_, look, around, ill)
        if not ill and id_ in ("database", "tables") and check.state == "fail":
            ill = id_
        yield check
