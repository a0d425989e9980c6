"""Every setting that there is, with what reads it: so that all that is wrong is told at once, before anything starts.

Whoever reads a setting reads it by what stands here, and so meets the same fault. docs/reference/settings.md tells what
each means. No Django in here.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from stepladder import home, packfiles, variables, ways
from stepladder.core.values import DeskError
from stepladder.service.audit_walk import GRACE

DEFAULT_LINK = "http://127.0.0.1:8000"
SHIPPED = "support-desk"
_PREFIX = "STEPLADDER_"
_SERVICE = re.compile(r"(\w+_)?(SERVICE_(HOST|PORT)|PORT_\d+_(TCP|UDP))(_\w+)?")

Readers = Mapping[str, Callable[[], object]]


class SettingsFaults(DeskError):
    """All that is wrong with the settings, at once. Fields: faults - one for each setting."""

    def __init__(self, faults: tuple[DeskError, ...]) -> None:
        self.faults = faults
        many = "1 of them cannot be read" if len(faults) == 1 else f"{len(faults)} of them cannot be read"
        super().__init__(many, where="the settings", mend="Mend each line, then try again.")

    def __str__(self) -> str:
        listed = "\n".join(f"  {fault}" for fault in self.faults)
        return f"{self.where}: {self.what}\n{listed}\n{self.mend}"


def pack_source() -> str:
    """The policy that is put in force at a start. Raises: DeskError - there is no such policy."""
    source = variables.text("STEPLADDER_PACK") or SHIPPED
    try:
        packfiles.folders(source)
    except DeskError as fault:
        what = fault.what if source in fault.what else f"{fault.what} as '{source[:200]}'"
        raise DeskError(what, where="STEPLADDER_PACK", mend=fault.mend) from fault
    return source


def public_address() -> str | None:
    """The address at which people reach the desk, without a slash at its end. Raises: DeskError - no web address."""
    given = variables.web_address("STEPLADDER_URL")
    return None if given is None else given.rstrip("/")


def lost_links(link: str = DEFAULT_LINK) -> str | None:
    """A sentence where messages leave the desk with links that work on its own machine only; else None.

    Takes: link - the address that messages link to where none is named.
    """
    if public_address() is not None or not ways.lead_out():
        return None
    return (
        f"STEPLADDER_URL is not set, so messages link to {link}: "
        "set it to the address at which people reach the desk, as https://desk.company.example"
    )


def hosts() -> list[str]:
    """The hosts that the desk answers to. Raises: DeskError - no names of hosts."""
    return variables.hosts("STEPLADDER_HOSTS") or ["*"]


def origins() -> list[str]:
    """Whose forms are taken. Raises: DeskError - no origins."""
    return variables.origins("STEPLADDER_ORIGINS")


def is_behind_https() -> bool:
    """Whether the desk is served over https. Raises: DeskError - neither yes nor no."""
    return variables.is_on("STEPLADDER_HTTPS")


def metrics_are_open() -> bool:
    """Whether metrics need no token. Raises: DeskError - another word."""
    return variables.one_of("STEPLADDER_METRICS", "token", "open") == "open"


def overdue_after() -> timedelta:
    """For how long something may be due: for the heartbeat, the auditor, the check-up and metrics alike.

    Raises: DeskError - no number of seconds.
    """
    return timedelta(seconds=variables.number("STEPLADDER_HEARTBEAT_OVERDUE", GRACE.total_seconds()))


def heartbeat_every() -> float:
    """Seconds between two heartbeats. Raises: DeskError - no number of seconds."""
    return variables.number("STEPLADDER_HEARTBEAT_EVERY", 30)


def heartbeat_url() -> str | None:
    """Where heartbeats are posted. Raises: DeskError - no web address."""
    return variables.web_address("STEPLADDER_HEARTBEAT_URL")


def down_after() -> timedelta:
    """How old the last sign of a worker may be. Raises: DeskError - no number of seconds."""
    return timedelta(seconds=variables.number("STEPLADDER_DOWN_AFTER", 120))


def audit_percent() -> float:
    """How much of one core the auditor may take. Raises: DeskError - no number up to 100."""
    return variables.number("STEPLADDER_AUDIT_PERCENT", 2, most=100)


def _database() -> object:
    # Whether the address can be read does not depend on the folder.
    return home.database(Path())


def _any(name: str) -> Callable[[], object]:
    """For a setting that may be any text."""
    return lambda: variables.text(name)


DESK: Readers = {
    "STEPLADDER_HOME": home.folder,
    "STEPLADDER_CACHE": home.pack_cache,
    "STEPLADDER_DATABASE_URL": _database,
    "STEPLADDER_SYNCHRONOUS": home.synchronous,
    "STEPLADDER_INTAKE_WAITING": home.intake_waiting,
    "STEPLADDER_URL": public_address,
    "STEPLADDER_HOSTS": hosts,
    "STEPLADDER_ORIGINS": origins,
    "STEPLADDER_HTTPS": is_behind_https,
    "STEPLADDER_SECRET_KEY": _any("STEPLADDER_SECRET_KEY"),
    "STEPLADDER_CHAIN_KEY": _any("STEPLADDER_CHAIN_KEY"),
    "STEPLADDER_SMTP_URL": ways.mail_server,
    "STEPLADDER_SMTP_FROM": ways.mail_sender,
    "STEPLADDER_WEBHOOK_URL": ways.webhook_peer,
    "STEPLADDER_WEBHOOK_SECRET": ways.webhook_secret,
    "STEPLADDER_WEBHOOK_CHANNELS": ways.webhook_channels,
    "STEPLADDER_RATES": ways.rates,
    "STEPLADDER_UNCERTAIN": ways.is_sent_again,
    "STEPLADDER_AUDIT_PERCENT": audit_percent,
    "STEPLADDER_HEARTBEAT_EVERY": heartbeat_every,
    "STEPLADDER_HEARTBEAT_OVERDUE": overdue_after,
    "STEPLADDER_HEARTBEAT_URL": heartbeat_url,
    "STEPLADDER_HEARTBEAT_SECRET": _any("STEPLADDER_HEARTBEAT_SECRET"),
    "STEPLADDER_DOWN_AFTER": down_after,
    "STEPLADDER_METRICS": metrics_are_open,
    "STEPLADDER_LOG": home.log_form,
    "STEPLADDER_LOG_LEVEL": home.log_level,
    "STEPLADDER_PARENT": home.supervisor,
}
"""What the processes of a desk read."""

PREPARING: Readers = {"STEPLADDER_PACK": pack_source}
"""What is read only where a desk is made ready: the folder of the policy need not be at hand elsewhere."""

LOOKOUT: Readers = {
    "STEPLADDER_LOOKOUT_SMTP_URL": ways.lookout_mail,
    "STEPLADDER_LOOKOUT_FROM": ways.lookout_sender,
    "STEPLADDER_LOOKOUT_TO": ways.lookout_people,
    "STEPLADDER_LOOKOUT_WEBHOOK": ways.lookout_webhook,
}
"""What a lookout reads: it goes by nothing that is the desk's."""

FOR_TESTS = frozenset({"STEPLADDER_DATA", "STEPLADDER_TEST_POSTGRES", "STEPLADDER_CHROMIUM"})
KNOWN = frozenset({*DESK, *PREPARING, *LOOKOUT, *FOR_TESTS})


def must_be_read(*tables: Readers) -> None:
    """Raises: SettingsFaults - one or more settings cannot be read."""
    found: dict[str, DeskError] = {}
    for table in tables:
        for read in table.values():
            try:
                read()
            except DeskError as fault:
                # What one setting needs of another is told once.
                found.setdefault(str(fault), fault)
    if found:
        raise SettingsFaults(tuple(found.values()))


def strangers() -> list[str]:
    """A sentence for each variable that looks like a setting and is none, with the nearest that is one.

    Not refused: another release may know it.
    """
    own = {name.removeprefix(_PREFIX): name for name in KNOWN}
    said = []
    for name in sorted(os.environ):
        word = name.removeprefix(_PREFIX)
        if word == name or name in KNOWN or _is_of_a_service(word, os.environ[name]):
            continue
        near = difflib.get_close_matches(word.upper(), own, n=1, cutoff=0.6)
        meant = f"did you mean {own[near[0]]}?" if near else "docs/reference/settings.md has all there are."
        said.append(f"{name} is no setting of this release, and does nothing: {meant}")
    return said


def _is_of_a_service(word: str, value: str) -> bool:
    """Whether Kubernetes put it there: it does so for every program beside a service called stepladder."""
    return _SERVICE.fullmatch(word) is not None or (word.endswith("PORT") and "://" in value)
