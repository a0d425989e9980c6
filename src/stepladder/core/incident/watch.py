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
    """What the last burst was called, from its first report to its last.

    New reports add to it while nothing is silent for longer than reports count, whichever is heard of first.
    """

    incident: str
    first_at: datetime
    last_at: datetime
    window: int
    feature: str | None = None


@dataclass(slots=True)
class Watch:
    """Everything heard of one issue.

    Fields: suspicions - those that stand, of different features; counted - reports by hour of the week since `since`,
    for what is usual.
    """

    id: str
    version: int = 0
    heard: list[Heard] = field(default_factory=list)
    suspicions: list[Suspicion] = field(default_factory=list)
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
    standing = next((one for one in watch.suspicions if _goes_on(one, report, at)), None)
    if standing is not None:
        events.append(SuspicionGrew(incident=standing.incident, case=report.case))
    else:
        within = timedelta(seconds=report.within)
        # What is older may be heard of later, as from a mailbox that nobody could reach.
        around = [one for one in watch.heard if abs(one.at - at) <= within and _alike(one, report)]
        alike = _densest(around, at, within)
        customers = {one.customer for one in alike} | {report.customer}
        usual = expected(watch.counted, watch.since or at, at, report.within)
        if len(customers) >= report.at_least and is_more_than_usual(len(alike) + 1, usual):
            cases = tuple(dict.fromkeys((*(one.case for one in alike), report.case)))
            # Named after its first case, or where that has named another one already, after its last.
            names = (f"i-{cases[0]}", f"i-{report.case}")
            events.append(
                SuspicionRaised(
                    incident=next(name for name in names if all(name != one.incident for one in watch.suspicions)),
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


def _densest(around: list[Heard], at: datetime, within: timedelta) -> list[Heard]:
    """Of the reports around an instant, those of the stretch of that length around it with the most customers."""
    begins = sorted({at, *(one.at for one in around if one.at <= at)})
    stretches = [
        [one for one in around if begin <= one.at <= begin + within] for begin in begins if begin + within >= at
    ]
    return max(stretches, key=lambda stretch: len({one.customer for one in stretch}))


def settle(watch: Watch, command: BurstOver, *, now: datetime) -> tuple[Watched, ...]:
    """The incident is over: the next report begins anew. Nothing where another suspicion stands."""
    if all(one.incident != command.incident for one in watch.suspicions):
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
            burst = [told.at, *(one.at for one in watch.heard if one.case in event.cases)]
            first_at, last_at = min(burst), max(burst)
            # One that nothing more was heard of for so long that a new one was raised is over by itself; a later one
            # stands beside what was heard of after it.
            watch.suspicions = [
                one for one in watch.suspicions if one.first_at > last_at or not _same(one.feature, event.feature)
            ]
            watch.suspicions.append(Suspicion(event.incident, first_at, last_at, window, event.feature))
        case SuspicionGrew():
            watch.suspicions = [
                replace(one, first_at=min(told.at, one.first_at), last_at=max(told.at, one.last_at))
                if one.incident == event.incident
                else one
                for one in watch.suspicions
            ]
        case SuspicionOver():
            over = next((one.feature for one in watch.suspicions if one.incident == event.incident), None)
            watch.suspicions = [one for one in watch.suspicions if one.incident != event.incident]
            watch.heard = [one for one in watch.heard if not _same(one.feature, over)]


def fold(watch_id: str, told: Iterable[Watched]) -> Watch:
    """The watch that these events, all of it from the first, have made."""
    watch = Watch(watch_id)
    for one in told:
        apply(watch, one)
    return watch


def evolve(watch: Watch, *told: Watched) -> Watch:
    """The watch after these events; the one given stays as it is."""
    # What was heard and suspected is replaced by each event, and only the counts are changed where they are.
    after = replace(watch, counted=dict(watch.counted))
    for one in told:
        apply(after, one)
    return after


def _goes_on(standing: Suspicion, report: Report, at: datetime) -> bool:
    window = timedelta(seconds=standing.window)
    goes_on = standing.first_at - window <= at <= standing.last_at + window
    return goes_on and _same(standing.feature, report.feature)


def _alike(one: Heard, report: Report) -> bool:
    return _same(one.feature, report.feature)


def _same(one: str | None, other: str | None) -> bool:
    """Whether both are about one feature: what names none may be about any."""
    return None in (one, other) or one == other
