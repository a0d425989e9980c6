"""Whether the heart of the desk is silent: no worker has said within its time that the work is done as it falls due."""

from __future__ import annotations

from datetime import datetime, timedelta

from stepladder.beats import NoGoodBeat, unseal
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.ports_watch import WatchPort
from stepladder.service.time_port import not_shifted

_USUAL = timedelta(seconds=90)
"""For a heartbeat whose words another release wrote: that it came still counts."""
_ACCOUNT = timedelta(seconds=75)
"""A due loop that goes round stores its account at least every minute."""


class Silence(Made, frozen=True):
    """Fields: since - when the last heartbeat was, by the time of day, None where there never was one; is_behind - a
    due loop still gives account of itself, so the work goes on, but not in time.
    """

    since: datetime | None
    is_behind: bool = False


def silence(desk: Desk, kept: WatchPort, today: datetime | None = None) -> Silence | None:
    """None while the desk is well.

    Takes: today - the time of day, by which hearts beat; as the desk knows it where it is left out.
    """
    last = kept.last_beat()
    if last is None:
        return Silence(None)
    at, body = last
    try:
        lasts = unseal(body, None, where="heartbeat").lasts
    except NoGoodBeat:
        lasts = _USUAL
    if (today or not_shifted(desk.time).now()) - at <= lasts:
        return None
    now = desk.time.now()
    return Silence(at, is_behind=any(now - one.seen_at <= _ACCOUNT for one in desk.due_records.records()))
