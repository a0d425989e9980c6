"""What watches and incidents ask elsewhere: a suspicion begins an incident, and an incident tells its cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from stepladder.core.case import incident_events as of
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import CaseOpened, Happened
from stepladder.core.case.incident_commands import IncidentNews
from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.incident import commands as c
from stepladder.core.incident import events as e
from stepladder.core.incident.incident import Incident
from stepladder.core.streams import stream_of

WATCH, INCIDENT = "watch", "incident"
"""The kinds of these aggregates, which begin the names of their streams."""


def asked_by_case(case_id: str, events: Sequence[Happened], *, first_version: int) -> tuple[ReactionOrder, ...]:
    """What the events of a case cause on watches and incidents. What the desk itself told a case goes no further."""
    return tuple(
        _order(case_id, version, target, command, happened.noticed_at)
        for version, happened in enumerate(events, first_version)
        for target, command in _of_case(case_id, happened)
    )


def _of_case(case_id: str, happened: Happened) -> Iterable[tuple[str, c.AnyIncidentCommand | c.Report]]:
    event: Any = happened.event
    if isinstance(event, CaseOpened):
        return _reports(case_id, event, happened.at)
    # Most events ask for nothing, and what the desk itself told goes no further.
    asked = _BY_PERSON.get(type(event))
    if asked is None or not happened.by_person:
        return ()
    return ((stream_of(INCIDENT, event.incident), asked(case_id, event, happened.by)),)


_BY_PERSON: dict[type[Event], Callable[[str, Any, str], c.AnyIncidentCommand]] = {
    of.IncidentLinked: lambda case, event, by: c.AddCase(case=case),
    of.IncidentUnlinked: lambda case, event, by: c.RemoveCase(case=case),
    of.IncidentDeclared: lambda case, event, by: c.Declare(
        title=event.title, features=event.features, case=case, author=by
    ),
    of.IncidentUpdated: lambda case, event, by: c.Update(text=event.text, eta=event.eta, case=case, author=by),
    of.IncidentEnded: lambda case, event, by: c.End(text=event.text, case=case, author=by),
}
"""What a person's word on a case asks of its incident."""


def _reports(case_id: str, opened: CaseOpened, at: datetime) -> Iterator[tuple[str, c.Report]]:
    """Nobody knows whose a case without a customer is, so it counts for no pattern over several of them."""
    if opened.customer is None or opened.split_from is not None:
        return
    for one in opened.assessment.watched:
        yield (
            stream_of(WATCH, one.tag),
            c.Report(
                tag=one.tag,
                case=case_id,
                customer=opened.customer,
                at=at,
                at_least=one.at_least,
                within=one.within,
                detectors=one.detectors,
                feature=one.feature,
                source=one.source,
            ),
        )


def asked_by_watch(
    watch_id: str, told: Sequence[e.Watched], *, first_version: int, due: datetime
) -> tuple[ReactionOrder, ...]:
    """What a watch's events cause on incidents."""
    orders = []
    for version, one in enumerate(told, first_version):
        event = one.event
        match event:
            case e.SuspicionRaised():
                command: c.AnyIncidentCommand = c.Suspect(
                    tag=event.tag,
                    cases=event.cases,
                    customers=event.customers,
                    detectors=event.detectors,
                    feature=event.feature,
                    usual=event.usual,
                    source=event.source,
                )
            case e.SuspicionGrew():
                command = c.AddCase(case=event.case)
            case e.ReportHeard() | e.SuspicionOver():
                continue
        orders.append(_order(stream_of(WATCH, watch_id), version, stream_of(INCIDENT, event.incident), command, due))
    return tuple(orders)


def asked_by_incident(
    incident: Incident, told: Sequence[e.Incidental], *, first_version: int, due: datetime
) -> tuple[ReactionOrder, ...]:
    """What an incident's events cause on its cases. Takes: incident - as it is after them."""
    stream = stream_of(INCIDENT, incident.id)
    return tuple(
        _order(stream, version, case, news, due)
        for version, one in enumerate(told, first_version)
        for case, news in _asked(incident, one)
    )


def _asked(incident: Incident, told: e.Incidental) -> Iterator[tuple[str, IncidentNews | c.BurstOver]]:
    yield from _news(incident, told)
    yield from _over(incident, told)


def _over(incident: Incident, told: e.Incidental) -> Iterator[tuple[str, c.BurstOver]]:
    """The watch that suspected it is free for the next burst."""
    if isinstance(told.event, e.IncidentEnded) and incident.tag:
        yield stream_of(WATCH, incident.tag), c.BurstOver(incident=incident.id)


def _news(incident: Incident, told: e.Incidental) -> Iterator[tuple[str, IncidentNews]]:
    match told.event:
        case e.IncidentSuspected():
            news = IncidentNews(incident=incident.id, news="suspected", detectors=incident.detectors)
            yield from ((case, news) for case in incident.cases)
        case e.CaseAdded(case=case):
            suspected = IncidentNews(incident=incident.id, news="suspected", detectors=incident.detectors)
            yield case, _declared(incident) if incident.state == "declared" else suspected
        case e.IncidentDeclared(case=origin):
            yield from ((case, _declared(incident)) for case in incident.cases if case != origin)
        case e.IncidentUpdated(case=origin) as event:
            news = IncidentNews(incident=incident.id, news="updated", text=event.text, author=told.by, eta=event.eta)
            yield from ((case, news) for case in incident.cases if case != origin)
        case e.IncidentEnded(case=origin) as event:
            news = IncidentNews(incident=incident.id, news="ended", text=event.text, author=told.by)
            yield from ((case, news) for case in incident.cases if case != origin)
        case _:
            return


def _declared(incident: Incident) -> IncidentNews:
    return IncidentNews(
        incident=incident.id,
        news="declared",
        title=incident.title,
        features=incident.features,
        detectors=incident.detectors,
    )


def _order(
    stream: str, version: int, target: str, command: c.IncidentCommand | IncidentNews, due: datetime
) -> ReactionOrder:
    return ReactionOrder(event=f"{stream}/{version}", target=target, command=msgspec.json.encode(command), due_at=due)
