"""While I was down: a worker that comes back after a gap says from when to when, and what fell due meanwhile (F22)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from stepladder.core.case.orders import INTERNAL, DeliveryOrder
from stepladder.core.values import whole_seconds
from stepladder.service.agendas import agenda_of
from stepladder.service.desk import Desk
from stepladder.service.notices_outage import in_words
from stepladder.service.ports_watch import Outage, WatchPort
from stepladder.service.time_port import not_shifted

_log = logging.getLogger(__name__)
MOST_LISTED = 10
_CRITICAL = 3


def note_outages(desk: Desk, kept: WatchPort, longest_gap: timedelta, today: datetime | None = None) -> list[Outage]:
    """Keep and tell that nobody was at work, where the last sign of a worker is older than that. Ask before working.

    A sign is a heartbeat, or an account of a due loop, which is kept while a heart is silent, too.
    Takes: today - the time of day, by which hearts beat; as the desk knows it where it is left out. The answer has one
    outage a workspace, none where there was no gap, no heartbeat ever, or another worker was quicker.
    """
    last = kept.last_beat()
    if last is None:
        return []
    now, noted = desk.time.now(), list[Outage]()
    gap = (today or not_shifted(desk.time).now()) - last[0]
    # Of two workers that come back together both must name it alike, so that one of them tells.
    beat_at = whole_seconds(now - gap) if desk.time.shifted else last[0]
    # An account from later than now was written by a clock that has been set back since: it says nothing.
    accounts = (one.seen_at for one in desk.due_records.records() if one.seen_at <= now + longest_gap)
    began_at = max([beat_at, *accounts])
    gap = now - began_at
    if gap <= longest_gap:
        return []
    for row in desk.store.workspaces():
        waiting, first = kept.late(row.id, now, MOST_LISTED)
        outage = Outage(began_at=began_at, ended_at=now, waiting=dict(waiting), first=tuple(first))
        if kept.keep_outage(row.id, outage, _notices(desk, row.id, outage)):
            _log.warning("no worker was at work for %.0f s; in %s %s", gap.total_seconds(), row.id, in_words(outage))
            noted.append(outage)
    return noted


def _notices(desk: Desk, workspace: str, outage: Outage) -> tuple[DeliveryOrder, ...]:
    """One to the fallback role of the policy in force, and one to each administrator who has an address."""
    digest = desk.store.pack_in_force(workspace)
    if digest is None:
        return ()
    policy = desk.packs.as_written(workspace, digest).id
    agenda = agenda_of(desk.store, workspace, policy)
    if not agenda.version:
        return ()  # Never planned: nobody is known who answers for this desk.
    admins = [one.id for one in desk.store.people(workspace) if one.role == "admin" and one.email]
    event = f"outage/{int(outage.began_at.timestamp())}"
    details = {
        "agenda": policy,
        "began_at": outage.began_at.isoformat(),
        "ended_at": outage.ended_at.isoformat(),
        "waiting": outage.waiting,
        "first": [{"case": one.case, "due_at": one.due_at.isoformat()} for one in outage.first],
    }
    return tuple(
        DeliveryOrder(
            id=f"{event}/{number}",
            case="",
            event=event,
            purpose="outage",
            to=to,
            channel=INTERNAL,
            urgency=_CRITICAL,
            details=details,
            created_at=outage.ended_at,
        )
        for number, to in enumerate(dict.fromkeys(filter(None, [agenda.fallback, *admins])), 1)
    )
