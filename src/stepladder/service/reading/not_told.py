"""Whom the news of an incident did not reach, as its deliveries say."""

from __future__ import annotations

from datetime import datetime, timedelta

from stepladder.core.case.events import DeliveryFailed
from stepladder.core.case.incident_events import IncidentEnded, IncidentUpdated
from stepladder.core.case.upcasters import decode
from stepladder.core.incident.incident import Incident, Update
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.rows import CaseLine, StoredEvent

_ALL = 1_000_000
_NEWS = frozenset(str(one.__struct_config__.tag) for one in (IncidentUpdated, IncidentEnded))
_REACHES = ("waiting", "sending", "sent", "delivered")
_TO_HEAR = ("declared", "ended")
_TAKEN_UP_WITHIN = timedelta(minutes=1)
"""After the news: until then a case that has not heard them is about to."""


class NotTold(Made, frozen=True, kw_only=True):
    """Why the customer of a case has not got the news. `state` is that of the delivery, "" where nothing went out."""

    state: str
    reason: str


def not_told(desk: Desk, workspace: str, case: CaseLine, incident: Incident, now: datetime) -> NotTold | None:
    """By the delivery of the last news; None where the customer got it, or will, or was to hear nothing."""
    news = _last_for(case, incident)
    if news is None:
        return None
    heard = _heard(desk.store.events(workspace, case.id, limit=_ALL), news.text)
    if not heard:
        about_to_hear = now < news.at + _TAKEN_UP_WITHIN
        return None if about_to_hear or not _was_to_hear(desk, workspace, case) else NotTold(state="", reason="")
    told, *behind = heard
    found = desk.outbox.one(workspace, f"{case.id}/{told.version}/1")
    if found is None:
        return NotTold(state="", reason=_kept_back_because(behind))
    return None if found.state in _REACHES else NotTold(state=found.state, reason=found.reason or "")


def _last_for(case: CaseLine, incident: Incident) -> Update | None:
    """A case that was closed while the incident went on hears of the end, and of nothing before."""
    ended = incident.state == "ended"
    heard = [one for one in incident.updates if ended or case.closed_at is None or one.at <= case.closed_at]
    return heard[-1] if heard else None


def _heard(events: tuple[StoredEvent, ...], text: str) -> tuple[StoredEvent, ...]:
    """The event by which the case heard the news with this text, and all behind it; none where it has not."""
    for place in reversed(range(len(events))):
        one = events[place]
        event = decode(one.type, one.v, one.data) if one.type in _NEWS else None
        if isinstance(event, IncidentUpdated | IncidentEnded) and event.text == text:
            return events[place:]
    return ()


def _kept_back_because(behind: list[StoredEvent]) -> str:
    """As the case says it right behind the news."""
    event = decode(behind[0].type, behind[0].v, behind[0].data) if behind else None
    return event.reason if isinstance(event, DeliveryFailed) else ""


def _was_to_hear(desk: Desk, workspace: str, line: CaseLine) -> bool:
    """Not one that goes on in another, nor one that was closed before anybody called it an incident."""
    case = desk.store.load_case(workspace, line.id) if line.closed_at is not None else None
    return case is None or (case.merged_into is None and case.incident_state in _TO_HEAR)
