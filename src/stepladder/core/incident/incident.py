"""An incident: suspected by a watch or declared by a person, kept up to date, and over when a person says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from stepladder.core.case.refused import Refused
from stepladder.core.case.state import Case
from stepladder.core.incident import commands as c
from stepladder.core.incident import events as e
from stepladder.core.values import whole_seconds


@dataclass(slots=True)
class Update:
    """One message to all: who wrote it and when; `text` names the row with the words."""

    at: datetime
    by: str
    text: str
    eta: datetime | None = None


@dataclass(slots=True)
class Incident:
    """What many customers meet at once. `cases` are those it touches, each once, in the order they came."""

    id: str
    version: int = 0
    state: Literal["new", "suspected", "declared", "ended"] = "new"
    tag: str = ""
    feature: str | None = None
    title: str = ""
    features: tuple[str, ...] = ()
    detectors: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    customers: int = 0
    usual: float | None = None
    cases: list[str] = field(default_factory=list)
    suspected_at: datetime | None = None
    declared_at: datetime | None = None
    declared_by: str | None = None
    updates: list[Update] = field(default_factory=list)
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in ("suspected", "declared")

    @property
    def urgency(self) -> int:
        return 3


def handle(incident: Incident, command: c.AnyIncidentCommand, *, by: str, now: datetime) -> tuple[e.Incidental, ...]:
    """The events that a command adds; none where it changes nothing. Raises: Refused - the incident forbids it."""
    events = _answer(incident, command)
    if isinstance(command, c.Authored):
        by = command.author or by
    at, cause = whole_seconds(now), str(command.__struct_config__.tag)
    return tuple(e.Incidental(at=at, noticed_at=now, by=by, cause=cause, event=event) for event in events)


def _answer(incident: Incident, command: c.AnyIncidentCommand) -> tuple[e.AnyIncidentEvent, ...]:
    where = f"incident {incident.id}"
    match command:
        case c.Suspect():
            if incident.state != "new":
                return ()
            return (
                e.IncidentSuspected(
                    tag=command.tag,
                    cases=command.cases,
                    customers=command.customers,
                    detectors=command.detectors,
                    feature=command.feature,
                    usual=command.usual,
                    source=command.source,
                ),
            )
        case c.AddCase():
            _must_be_open(incident)
            return () if command.case in incident.cases else (e.CaseAdded(case=command.case),)
        case c.RemoveCase():
            return (e.CaseRemoved(case=command.case),) if command.case in incident.cases else ()
        case c.Declare():
            if incident.state == "ended":
                raise Refused("the incident is over", where=where, mend="Declare a new one.")
            if not command.title.strip():
                raise Refused("`title` is empty", where=where, mend="Say in a few words what is broken.")
            is_new = command.case is not None and command.case not in incident.cases
            joins = (e.CaseAdded(case=command.case),) if is_new and command.case is not None else ()
            if incident.state == "declared":
                return joins
            return (
                e.IncidentDeclared(title=command.title.strip(), features=command.features, case=command.case),
                *joins,
            )
        case c.Update():
            _must_be_declared(incident)
            return (e.IncidentUpdated(text=command.text, eta=command.eta, case=command.case),)
        case c.End():
            _must_be_declared(incident)
            return (e.IncidentEnded(text=command.text, case=command.case),)


def must_go_on(case: Case, name: str, incident: Incident | None) -> None:
    """Raises: Refused - a case is to be linked to what is not there, or is over."""
    if incident is None or not incident.is_open:
        what = f"the incident {name} is over" if incident is not None else f"no incident is called '{name[:40]}'"
        raise Refused(what, where=f"case {case.id}: incident", mend="Name one that goes on, or declare one.")


def _must_be_open(incident: Incident) -> None:
    if not incident.is_open:
        what = "the incident is over" if incident.state == "ended" else "there is no such incident"
        raise Refused(what, where=f"incident {incident.id}", mend="Name one that goes on.")


def _must_be_declared(incident: Incident) -> None:
    _must_be_open(incident)
    if incident.state != "declared":
        raise Refused(
            "it is only suspected",
            where=f"incident {incident.id}",
            mend="A person declares it first; nothing goes to customers on a guess.",
            source=incident.source,
            opens_with="declare_incident",
        )


def apply(incident: Incident, told: e.Incidental) -> None:
    """Change the incident by one event."""
    incident.version += 1
    match told.event:
        case e.IncidentSuspected() as one:
            incident.state, incident.suspected_at = "suspected", told.at
            incident.tag, incident.feature, incident.usual = one.tag, one.feature, one.usual
            incident.detectors, incident.source, incident.customers = one.detectors, one.source, one.customers
            incident.cases = list(dict.fromkeys(one.cases))
        case e.CaseAdded(case=case):
            incident.cases.append(case)
        case e.CaseRemoved(case=case):
            incident.cases.remove(case)
        case e.IncidentDeclared() as one:
            incident.state, incident.declared_at, incident.declared_by = "declared", told.at, told.by
            incident.title, incident.features = one.title, one.features
        case e.IncidentUpdated() as one:
            incident.updates.append(Update(told.at, told.by, one.text, one.eta))
        case e.IncidentEnded() as one:
            incident.state, incident.ended_at = "ended", told.at
            incident.updates.append(Update(told.at, told.by, one.text))


def fold(incident_id: str, told: Iterable[e.Incidental]) -> Incident:
    """The incident that these events, all of it from the first, have made."""
    incident = Incident(incident_id)
    for one in told:
        apply(incident, one)
    return incident


def evolve(incident: Incident, *told: e.Incidental) -> Incident:
    """The incident after these events; the one given stays as it is."""
    after = replace(incident, cases=list(incident.cases), updates=list(incident.updates))
    for one in told:
        apply(after, one)
    return after
