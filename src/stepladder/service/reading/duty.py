"""Who works here, who is away and who stands in, and who has which duty now and next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from stepladder.core.clock.zones import zone as pinned
from stepladder.core.duty.absence import Absence, away_at, stand_in
from stepladder.core.duty.rota import Override, Rota, Turn
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.reading.board import known_workspace
from stepladder.service.rows import PersonRow

AHEAD = timedelta(days=28)
_TURNS = 6


class PersonView(Made, frozen=True, kw_only=True):
    """Somebody with their absences that are not over. `stands_in`: who gets their notices now, None where they do."""

    person: PersonRow
    absences: tuple[Absence, ...]
    away: Absence | None
    stands_in: str | None
    is_reachable: bool


class DutyView(Made, frozen=True, kw_only=True):
    """The duty of a role. `told` is who gets its notices now: another than `on_duty` where that one is away.

    `turns` are the next that end within four weeks.
    """

    rota: Rota
    on_duty: str | None
    told: str | None
    next: tuple[datetime, str | None] | None
    turns: tuple[Turn, ...]
    overrides: tuple[Override, ...]


class PeoplePage(Made, frozen=True, kw_only=True):
    now: datetime
    zone: ZoneInfo
    people: tuple[PersonView, ...]
    duties: tuple[DutyView, ...]


def read_people(desk: Desk, workspace: str) -> PeoplePage:
    """Everything the page of people and duty shows, at one instant."""
    row, now, store = known_workspace(desk.store, workspace), desk.time.now(), desk.store
    absences = store.absences(workspace, now)
    away = away_at(absences, now)
    people = store.people(workspace)
    ways = {one.role for one in store.addresses(workspace)}
    reachable = {one.id for one in people if one.email or one.id in ways}

    def told(person: str) -> str | None:
        standing = stand_in(person, away, reachable.__contains__)
        return standing.person if standing is not None else None

    return PeoplePage(
        now=now,
        zone=pinned(row.zone),
        people=tuple(_person(one, absences, now, told(one.id), one.id in reachable) for one in people),
        duties=tuple(_duty(one, now, told) for one in store.rotas(workspace, now)),
    )


def _person(
    person: PersonRow, absences: tuple[Absence, ...], now: datetime, told: str | None, is_reachable: bool
) -> PersonView:
    own = tuple(one for one in absences if one.person == person.id)
    current = [one for one in own if one.covers(now)]
    return PersonView(
        person=person,
        absences=own,
        away=max(current, key=lambda one: one.ends_at, default=None),
        stands_in=told if told != person.id else None,
        is_reachable=is_reachable,
    )


def _duty(rota: Rota, now: datetime, told: Callable[[str], str | None]) -> DutyView:
    on_duty, end = rota.on_duty(now), now + AHEAD
    return DutyView(
        rota=rota,
        on_duty=on_duty,
        told=told(on_duty) if on_duty is not None else None,
        next=rota.next_change(now),
        # What is cut at the end of the look ahead would seem to end there.
        turns=tuple(one for one in rota.turns(now, end) if one.ends_at < end)[:_TURNS],
        overrides=rota.overrides,
    )
