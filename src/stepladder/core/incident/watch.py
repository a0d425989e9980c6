"""A watch over one issue: it hears of cases, counts distinct customers, and raises one suspicion for one burst."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from stepladder.core.incident.commands import BurstOver, Report
from stepladder.core.incident.events import (
    AnyWatchEvent,
    ReportHeard,
    SuspicionGrew,
    SuspicionOver,
    SuspicionRaised,
    Watched,
)
from stepladder.core.incident.usual import expected, hour_of_week, is_more_than_usual
from stepladder.core.values import whole_seconds


@dataclass(slots=True)
class Heard:
    """One report that may still count. It counts no longer after `until`."""

    case: str
    customer: str
    at: datetime
    until: datetime
    feature: str | None = None


@dataclass(slots=True)
class Suspicion:
    """What the last burst was called. New reports add to it until nothing is heard for as long as reports count."""

    incident: str
    last_at: datetime
    window: int
    feature: str | None = None


@dataclass(slots=True)
class Watch:
    """Everything heard of one issue. `counted` are reports by hour of the week since `since`, for what is usual."""

    id: str
    version: int = 0
    heard: list[Heard] = field(default_factory=list)
    suspicion: Suspicion | None = None
    since: datetime | None = None
    counted: dict[int, int] = field(default_factory=dict)

    @property
    def urgency(self) -> int:
        return 0


def hear(watch: Watch, report: Report, *, now: datetime) -> tuple[Watched, ...]:
    """What a report adds; nothing where the case is known already.

    Reports of one feature count together, and those that name none with any. A suspicion that stands takes in what
    comes while its burst goes on; it is raised once (Q-13).
    """
    if any(one.case == report.case for one in watch.heard):
        return ()
    at = whole_seconds(report.at)
    heard = ReportHeard(case=report.case, customer=report.customer, within=report.within, feature=report.feature)
    events: list[AnyWatchEvent] = [heard]
    standing = watch.suspicion
    if standing is not None and _goes_on(standing, report, at):
        events.append(SuspicionGrew(incident=standing.incident, case=report.case))
    else:
        alike = [one for one in watch.heard if one.at >= at - timedelta(seconds=report.within) and _alike(one, report)]
        customers = {one.customer for one in alike} | {report.customer}
        usual = expected(watch.counted, watch.since or at, at, report.within)
        if len(customers) >= report.at_least and is_more_than_usual(len(alike) + 1, usual):
            cases = tuple(dict.fromkeys((*(one.case for one in alike), report.case)))
            events.append(
                SuspicionRaised(
                    incident=f"i-{cases[0]}",
                    tag=report.tag,
                    cases=cases,
                    customers=len(customers),
                    detectors=report.detectors,
                    feature=report.feature or next((one.feature for one in alike if one.feature), None),
                    usual=usual,
                    source=report.source,
                )
            )
    return tuple(Watched(at=at, noticed_at=now, by="policy", cause=report.case, event=event) for event in events)


def settle(watch: Watch, command: BurstOver, *, now: datetime) -> tuple[Watched, ...]:
    """The incident is over: the next report begins anew. Nothing where another suspicion stands."""
    if watch.suspicion is None or watch.suspicion.incident != command.incident:
        return ()
    over = SuspicionOver(incident=command.incident)
    return (Watched(at=whole_seconds(now), noticed_at=now, by="policy", cause=command.incident, event=over),)


def apply(watch: Watch, told: Watched) -> None:
    """Change the watch by one event."""
    watch.version += 1
    event = told.event
    match event:
        case ReportHeard():
            if watch.since is None:
                watch.since = told.at
            hour = hour_of_week(told.at)
            watch.counted[hour] = watch.counted.get(hour, 0) + 1
            until = told.at + timedelta(seconds=event.within)
            watch.heard = [one for one in watch.heard if one.until >= told.at]
            watch.heard.append(Heard(event.case, event.customer, told.at, until, event.feature))
        case SuspicionRaised():
            window = int(max((one.until - one.at).total_seconds() for one in watch.heard))
            watch.suspicion = Suspicion(event.incident, told.at, window, event.feature)
        case SuspicionGrew():
            if watch.suspicion is not None:
                watch.suspicion = replace(watch.suspicion, last_at=max(told.at, watch.suspicion.last_at))
        case SuspicionOver():
            watch.suspicion, watch.heard = None, []


def fold(watch_id: str, told: Iterable[Watched]) -> Watch:
    """The watch that these events, all of it from the first, have made."""
    watch = Watch(watch_id)
    for one in told:
        apply(watch, one)
    return watch


def evolve(watch: Watch, *told: Watched) -> Watch:
    """The watch after these events; the one given stays as it is."""
    after = replace(watch, heard=list(watch.heard), counted=dict(watch.counted))
    for one in told:
        apply(after, one)
    return after


def _goes_on(standing: Suspicion, report: Report, at: datetime) -> bool:
    same = None in (standing.feature, report.feature) or standing.feature == report.feature
    return same and at <= standing.last_at + timedelta(seconds=standing.window)


def _alike(one: Heard, report: Report) -> bool:
    return None in (one.feature, report.feature) or one.feature == report.feature
