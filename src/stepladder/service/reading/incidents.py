"""Incidents as people see them: what and since when, whom they touch, and the case at which one acts on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from stepladder.core.clock.zones import zone as pinned
from stepladder.core.incident.incident import Incident
from stepladder.core.policy.model import PackText
from stepladder.core.policy.pack import Pack
from stepladder.service.desk import Desk
from stepladder.service.incidents import incident_of, incidents
from stepladder.service.made import Made
from stepladder.service.problems import NotFound
from stepladder.service.reading.board import known_workspace, next_of
from stepladder.service.reading.clocks import NextDue
from stepladder.service.reading.customers import customer_name
from stepladder.service.reading.not_told import NotTold, not_told
from stepladder.service.rows import CaseFilter, CaseLine

Standing = Literal["suspected", "declared", "ended", "passed"]
"""As the state of an incident, with one more: it was suspected, and none of its cases is open any more."""
_ORDER: tuple[Standing, ...] = ("suspected", "declared", "ended", "passed")
_AT_ONCE = 300
"""Cases that are read in one question."""


class IncidentLine(Made, frozen=True, kw_only=True):
    """One incident in a list. `title` is what a person called it, else what the policy calls what was reported."""

    incident: Incident
    standing: Standing
    title: str
    customers: int
    """Different customers among its cases; where some are archived, at least so many."""
    open_cases: int
    since: datetime
    declared_by: str
    patterns: tuple[str, ...]
    """The titles of the patterns that made the desk suspect it."""

    @property
    def is_on(self) -> bool:
        """Whether it asks for somebody: it is declared and not over, or suspected with a case that is open."""
        return self.standing in ("suspected", "declared")


class PatternView(Made, frozen=True, kw_only=True):
    """A pattern of the policy that made the desk suspect it. `within` is in seconds."""

    title: str
    because: str
    source: tuple[str, ...]
    within: int | None


class CaseOfIncident(Made, frozen=True, kw_only=True):
    """`owner` is a person's name, None while the role `owner_role` holds the case.

    `not_told` is None where the customer got the last news, or it is on its way.
    """

    id: str
    title: str
    customer: str | None
    customer_name: str
    owner: str | None
    owner_role: str
    is_open: bool
    next: NextDue | None
    not_told: NotTold | None


class NewsView(Made, frozen=True, kw_only=True):
    """One message to all. `text` is None where its words were erased; `ends` says that it was the last."""

    at: datetime
    by: str
    text: str | None
    eta: datetime | None
    ends: bool


class IncidentPage(Made, frozen=True, kw_only=True):
    """An incident with all that its page shows. `acts_at` is the open case at which it is acted on, None if none is.

    `archived` of its cases are not among `cases`.
    """

    line: IncidentLine
    now: datetime
    zone: ZoneInfo
    patterns: tuple[PatternView, ...]
    cases: tuple[CaseOfIncident, ...]
    archived: int
    news: tuple[NewsView, ...]
    acts_at: str | None
    digest: str
    """The version of the policy whose words are shown: that of its first case."""


def incident_lines(desk: Desk, workspace: str) -> tuple[IncidentLine, ...]:
    """Every incident: those that need a person's word, then those that go on, then what is over, the newest first."""
    found = [_line(desk, workspace, *one) for one in _with_cases(desk, workspace, incidents(desk.store, workspace))]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.standing)))


def incidents_that_go_on(desk: Desk, workspace: str) -> tuple[IncidentLine, ...]:
    """Those that ask for somebody, in the same order. What is over costs nothing but being passed over."""
    left = [one for one in incidents(desk.store, workspace) if one.is_open]
    found = [_line(desk, workspace, *one) for one in _with_cases(desk, workspace, left)]
    return tuple(sorted((one for one in found if one.is_on), key=lambda one: _ORDER.index(one.standing)))


def incident_line(desk: Desk, workspace: str, name: str) -> IncidentLine | None:
    """One of them; None where there is none of that id."""
    incident = incident_of(desk.store, workspace, name)
    return _line(desk, workspace, *_with_cases(desk, workspace, [incident])[0]) if incident is not None else None


def read_incident_page(desk: Desk, workspace: str, name: str) -> IncidentPage:
    """Raises: NotFound - no such incident."""
    incident = incident_of(desk.store, workspace, name)
    if incident is None:
        raise NotFound("there is no such incident", where=f"incident {name[:80]}", mend="Look it up under Incidents.")
    ((_, lines),) = _with_cases(desk, workspace, [incident])
    line, now = _line(desk, workspace, incident, lines), desk.time.now()
    pack = _policy(desk, workspace, lines)
    people = {one.id: one.name for one in desk.store.people(workspace)}
    return IncidentPage(
        line=line,
        now=now,
        zone=pinned(known_workspace(desk.store, workspace).zone),
        patterns=_patterns(incident, pack.text),
        cases=_cases(desk, workspace, lines, people, now, incident),
        archived=len(incident.cases) - len(lines),
        news=_news(desk, workspace, incident, people),
        acts_at=_acts_at(desk, workspace, incident, lines),
        digest=pack.digest,
    )


def _with_cases(desk: Desk, workspace: str, found: Sequence[Incident]) -> list[tuple[Incident, list[CaseLine]]]:
    """Each incident with the lines of its cases, in the order they came to it."""
    wanted = list(dict.fromkeys(case for one in found for case in one.cases))
    lines: dict[str, CaseLine] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        ids = tuple(wanted[at : at + _AT_ONCE])
        lines |= {one.id: one for one in desk.store.cases(CaseFilter(workspace=workspace, ids=ids, limit=_AT_ONCE))}
    return [(one, [lines[case] for case in one.cases if case in lines]) for one in found]


def _line(desk: Desk, workspace: str, incident: Incident, cases: Sequence[CaseLine]) -> IncidentLine:
    open_cases = sum(one.closed_at is None for one in cases)
    since = incident.suspected_at or incident.declared_at
    assert since is not None
    customers = len({one.customer for one in cases if one.customer})
    if len(cases) < len(incident.cases):
        # Of archived cases nobody knows any more whose they were.
        customers = max(customers, incident.customers)
    people = {one.id: one.name for one in desk.store.people(workspace)} if incident.declared_by else {}
    text = _policy(desk, workspace, cases).text
    return IncidentLine(
        incident=incident,
        standing=_standing(incident, open_cases),
        title=incident.title or _reported(incident, text),
        customers=customers,
        open_cases=open_cases,
        since=since,
        declared_by=people.get(incident.declared_by or "", incident.declared_by or ""),
        patterns=tuple(one.title for one in _patterns(incident, text)),
    )


def _standing(incident: Incident, open_cases: int) -> Standing:
    if incident.state == "suspected":
        return "suspected" if open_cases else "passed"
    return "declared" if incident.state == "declared" else "ended"


def _policy(desk: Desk, workspace: str, cases: Sequence[CaseLine]) -> Pack:
    """The policy that saw the pattern is that of the first case; where it has none left, the one in force."""
    if cases:
        return desk.packs.as_written(workspace, cases[0].digest)
    return desk.packs.in_force(workspace)


def _reported(incident: Incident, text: PackText) -> str:
    """What was reported, in the words of the policy, and the feature where it is known."""
    titles = {one.id: one.title for one in (*text.triggers, *text.categories)}
    title = titles.get(incident.tag) or incident.tag or incident.id
    return f"{title}: {incident.feature}" if incident.feature else title


def _patterns(incident: Incident, text: PackText) -> tuple[PatternView, ...]:
    return tuple(
        PatternView(
            title=one.title or one.id,
            because=one.because,
            source=one.source,
            within=one.count.within if one.count else None,
        )
        for one in text.detectors
        if one.id in incident.detectors
    )


def _cases(
    desk: Desk, workspace: str, lines: Sequence[CaseLine], people: Mapping[str, str], now: datetime, incident: Incident
) -> tuple[CaseOfIncident, ...]:
    names = desk.store.customer_names(workspace, sorted({one.customer for one in lines if one.customer}))
    return tuple(
        CaseOfIncident(
            id=one.id,
            title=one.title or one.id,
            customer=one.customer,
            customer_name=customer_name(names.get(one.customer or ""), one.customer_name, one.customer),
            owner=people.get(one.owner, one.owner) if one.owner_is_person else None,
            owner_role=one.owner,
            is_open=one.closed_at is None,
            next=next_of(one, now),
            not_told=not_told(desk, workspace, one, incident, now),
        )
        for one in lines
    )


def _news(desk: Desk, workspace: str, incident: Incident, people: Mapping[str, str]) -> tuple[NewsView, ...]:
    texts = desk.store.texts(workspace, [one.text for one in incident.updates])
    last = len(incident.updates) if incident.state == "ended" else 0
    return tuple(
        NewsView(
            at=one.at,
            by=people.get(one.by, one.by),
            text=words.body if (words := texts.get(one.text)) else None,
            eta=one.eta,
            ends=number == last,
        )
        for number, one in enumerate(incident.updates, 1)
    )


def _acts_at(desk: Desk, workspace: str, incident: Incident, lines: Sequence[CaseLine]) -> str | None:
    """The first open case that knows what the incident knows; where none does yet, the first that may be told."""
    may_be_told = None
    for one in lines:
        case = desk.store.load_case(workspace, one.id) if one.closed_at is None else None
        if case is None:
            continue
        if case.incident == incident.id and case.incident_state == incident.state:
            return case.id
        if may_be_told is None and case.incident in (None, incident.id):
            may_be_told = case.id
    return may_be_told
