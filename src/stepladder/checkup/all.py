"""Every check there is, in the order in which one causes the next."""

from __future__ import annotations

import os
from pathlib import Path

from stepladder import bootstrap, home
from stepladder.checkup import machine, reaching, stored, working
from stepladder.checkup.check import Around, Check, Look, looked
from stepladder.core.values import DeskError
from stepladder.service.time_port import not_shifted

LOOKS: dict[str, Look] = {
    "folder": machine.folder,
    "secret": machine.secret,
    "disk": machine.disk,
    "versions": machine.versions,
    "database": stored.database,
    "tables": stored.tables,
    "durable": stored.durable,
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


def check_up(data: Path | None = None) -> list[Check]:
    """Look at everything and change nothing. Raises: DeskError - the database is named in a way that cannot be read."""
    folder = data.expanduser().resolve() if data is not None else home.folder()
    if not folder.is_dir():
        return [
            Check(
                id="folder",
                state="fail",
                said=f"{folder} is not there",
                mend="Run 'stepladder serve' once, or name the desk's folder with STEPLADDER_HOME or --data.",
            )
        ]
    if not os.environ.get("STEPLADDER_DATABASE_URL") and not (folder / home.SQLITE_FILE).exists():
        said = f"no desk lives in {folder} yet: there is no {home.SQLITE_FILE}"
        return [Check(id="database", state="fail", said=said, mend="Run 'stepladder serve' once.")]
    try:
        bootstrap.setup(data)
    except DeskError as fault:
        return [Check(id="folder", state="fail", said=f"{fault.where}: {fault.what}", mend=fault.mend)]
    desk = bootstrap.desk()
    around = Around(folder=folder, desk=desk, now=not_shifted(desk.time).now())
    return [looked(id_, look, around) for id_, look in LOOKS.items()]
