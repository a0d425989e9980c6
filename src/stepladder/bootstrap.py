"""Puts the desk together: chooses adapters by the environment and hands them to the use cases.

Environment: STEPLADDER_SMTP_URL and STEPLADDER_SMTP_FROM name a mail server, else mail stays in the console box;
STEPLADDER_WEBHOOK_URL, STEPLADDER_WEBHOOK_SECRET and STEPLADDER_WEBHOOK_CHANNELS name who takes other channels by post;
STEPLADDER_RATES and STEPLADDER_UNCERTAIN say how messages go out; STEPLADDER_URL is the address that they link to.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

from stepladder import beats, home
from stepladder.channels.console import ConsoleBox
from stepladder.channels.smtp import MailServer, Smtp
from stepladder.channels.webhook import Webhook, WebhookPeer
from stepladder.core.lane.rate import Rate
from stepladder.core.values import DeskError
from stepladder.ringing import Ringer
from stepladder.service.audit_walk import GRACE
from stepladder.service.desk import Desk, SendingRules
from stepladder.service.gathering import Gathering
from stepladder.service.lanes import ANY
from stepladder.service.packs import Packs
from stepladder.service.ports import Channel, TimePort
from stepladder.service.ports_audit import AuditPort
from stepladder.service.ports_watch import WatchPort
from stepladder.service.time_port import of_folder

DEFAULT_LINK = "http://127.0.0.1:8000"


def setup(data: Path | None = None) -> Path:
    """Prepare the data folder and Django for this process; answers the folder. May be called again with the same one.

    Raises: DeskError - the folder cannot be written, or the database is named in a way that cannot be read.
    """
    if data is not None:
        os.environ["STEPLADDER_HOME"] = str(data.expanduser().resolve())
    folder = home.folder()
    home.prepare(folder)
    home.database(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepladder.settings")
    import django

    django.setup()
    return folder


@cache
def desk() -> Desk:
    """The desk of this process. Django must be set up.

    On PostgreSQL it goes by the database's clock, unless its own was set.
    """
    time: TimePort = of_folder(home.folder())
    if not time.shifted and is_postgresql():
        from stepladder.store.database_time import DatabaseTime

        time = DatabaseTime("default", time)
    return build(time)


def is_postgresql(alias: str = "default") -> bool:
    """Whether several hosts can share this database."""
    from django.db import connections

    return connections[alias].vendor == "postgresql"


def build(time: TimePort, alias: str = "default") -> Desk:
    """A desk on one of Django's databases, with the channels that the environment names."""
    from stepladder.store.adapter import StoreAdapter
    from stepladder.store.due_records import DueRecordAdapter
    from stepladder.store.far_bell import FarRinger
    from stepladder.store.outbox import OutboxAdapter
    from stepladder.store.proof_keeper import ProofKeeper

    ring = Ringer(home.folder(), beyond=FarRinger(alias) if is_postgresql(alias) else None)
    store = StoreAdapter(time, alias, ring=ring)
    link = os.environ.get("STEPLADDER_URL", DEFAULT_LINK).rstrip("/")
    ways = channels()
    return Desk(
        store=store,
        outbox=OutboxAdapter(alias),
        proof=ProofKeeper(alias),
        time=time,
        channels=ways,
        packs=Packs(store, cache=home.pack_cache(home.folder())),
        link=link,
        rules=sending_rules(ways),
        gathering=Gathering(home.intake_waiting()),
        due_records=DueRecordAdapter(alias),
    )


def channels() -> dict[str, Channel]:
    """Mail by SMTP where a server is named, other channels by webhook where one is; all else into the console box."""
    found: dict[str, Channel] = {ANY: ConsoleBox()}
    url = os.environ.get("STEPLADDER_SMTP_URL")
    if url:
        sender = os.environ.get("STEPLADDER_SMTP_FROM", "Stepladder <desk@localhost>")
        found["email"] = Smtp(MailServer.of_url(url, sender))
    hook = os.environ.get("STEPLADDER_WEBHOOK_URL")
    if hook:
        peer = WebhookPeer.of_url(hook, os.environ.get("STEPLADDER_WEBHOOK_SECRET", ""))
        for name in home.words("STEPLADDER_WEBHOOK_CHANNELS") or ["chat"]:
            if name in found:
                raise DeskError(
                    f"'{name}' goes out another way",
                    where="STEPLADDER_WEBHOOK_CHANNELS",
                    mend="Leave it out here, or leave STEPLADDER_SMTP_URL out.",
                )
            found[name] = Webhook(peer)
    return found


def sending_rules(ways: Mapping[str, Channel]) -> SendingRules:
    """What the environment says about sending. Raises: DeskError - a rate of no lane, or another word."""
    rates = {}
    for one in home.words("STEPLADDER_RATES"):
        name, _, rate = one.partition("=")
        if name not in ways:
            raise DeskError(
                f"no lane is called '{name[:40]}'",
                where="STEPLADDER_RATES",
                mend=f"Name one of: {', '.join(sorted(ways))}.",
            )
        rates[name] = Rate.read(rate, where="STEPLADDER_RATES")
    doubt = os.environ.get("STEPLADDER_UNCERTAIN") or "again"
    if doubt not in ("again", "tell"):
        raise DeskError(f"'{doubt[:40]}' is not known", where="STEPLADDER_UNCERTAIN", mend="Write again or tell.")
    return SendingRules(rates=rates, again_after_doubt=doubt == "again")


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


def overdue_after() -> timedelta:
    """For how long something may be due: for the heartbeat, the auditor, the check-up and metrics alike.

    Raises: DeskError - the setting cannot be read.
    """
    return timedelta(seconds=seconds("STEPLADDER_HEARTBEAT_OVERDUE", GRACE.total_seconds()))


def seconds(name: str, usual: float) -> float:
    """A number of seconds, or percent, in the environment. Raises: DeskError - it is no number above 0."""
    given = os.environ.get(name, "")
    try:
        found = float(given) if given else usual
    except ValueError:
        found = 0.0
    if not 0 < found < 1_000_000:
        raise DeskError(f"'{given[:20]}' is no number above 0", where=name, mend=f"Write {usual:g}, or leave it out.")
    return found


def new_token(*, name: str, scopes: Sequence[str], workspace: str | None = None, source: str | None = None) -> str:
    """Make a token for a program and answer its secret.

    Raises: DeskError - no desk lives in the folder yet, several workspaces and none named, a bad scope or name.
    """
    folder = setup()
    from stepladder.users.tokens import new_token as make

    place = desk()
    if not place.store.ready():
        raise DeskError("no desk lives here yet", where=str(folder), mend="Run 'stepladder serve' once.")
    rows = {row.id for row in place.store.workspaces()}
    if workspace is None and len(rows) == 1:
        (workspace,) = rows
    if workspace not in rows:
        known = ", ".join(sorted(rows)) or "there is none yet; run 'stepladder serve' once"
        raise DeskError("it is not clear whose token this is", where="--workspace", mend=f"Name one of: {known}.")
    _, secret = make(workspace, name, scopes, now=place.time.now(), source=source)
    return secret
