"""Promises that cannot be kept: each clock that a customer starts, played a whole year against its keepers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.lint.timing import timed
from stepladder.core.lint.timing.nights import YEAR, Counted, Night, Team, Year, always_later, play
from stepladder.core.lint.timing.situations import Situation, situations
from stepladder.core.policy.model import DirectoryEntry
from stepladder.core.triage.clock_slots import Candidate
from stepladder.core.triage.readers import readers

_Played = dict[tuple[Counted, tuple[Team, ...]], Year | None]


@dataclass(frozen=True, slots=True)
class _Keepers:
    """Those who must keep a clock in a case, all with stated hours.

    Fields: entries - the teams that are told; answers - what these have promised us; teams - their hours, and those of
    the desk itself where anybody's word is enough; office - the name of the desk's hours then.
    """

    entries: tuple[DirectoryEntry, ...]
    teams: tuple[Team, ...]
    answers: tuple[Candidate, ...]
    office: str = ""

    @property
    def names(self) -> list[str]:
        names = [timed.named(entry) for entry in self.entries]
        return [*names, f"the desk ('{self.office}')"] if self.office else names


def _cannot_be_kept(subject: Subject) -> Iterator[Found]:
    played: _Played = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for situation in situations(subject.pack):
        for one in situation.candidates:
            promise = timed.counted(subject, one)
            if promise is None or not timed.begins_at_any_time(one.clock):
                continue
            keepers = _keepers(subject, situation, one, promise)
            if keepers is None:
                continue
            about = (one.clock.id, tuple(entry.id for entry in keepers.entries))
            if about in seen:
                continue
            key = (promise, keepers.teams)
            if key not in played:
                first = timed.beginning(subject)
                played[key] = play(promise, keepers.teams, first, first + YEAR)
            year = played[key]
            if year is not None:
                seen.add(about)
                yield _found(subject, situation, one, keepers, year)


def _keepers(subject: Subject, situation: Situation, one: Candidate, promise: Counted) -> _Keepers | None:
    """Who must keep a clock; None where it is nobody's, or the hours of one of them are not stated.

    What any word stops is the desk's own to keep, whether or not a team is told.
    """
    own = one.clock.kind == timed.TEAM
    names = [one.clock.team or ""] if own else list(dict.fromkeys(route.to for route in situation.told))
    needs_them = own or timed.needs_the_work_done(one.clock)
    known, entries, teams, answers = timed.directory(subject), [], [], list[Candidate]()
    for name in names:
        calendars = timed.calendars_of(subject, known.get(name), situation)
        if not calendars:
            return None
        promised = [] if own else timed.answers_of(situation, name)
        answers += promised
        # Only what takes the team's own work waits for its answer; to say a first word it need only be there.
        waits = timed.counted(subject, promised[0]) if promised and needs_them else None
        if waits is not None and always_later(waits, promise, timed.beginning(subject)):
            waits = None  # Not a matter of nights: the rule `team-answers-later` speaks of it.
        entries.append(known[name])
        teams.append(Team(calendars, waits))
    office = "" if needs_them else subject.parameter("pack.office")
    if office in subject.pack.calendars:
        teams.append(Team((subject.pack.calendars[office],)))
    else:
        office = ""
    return _Keepers(tuple(entries), tuple(teams), tuple(answers), office) if teams else None


def _found(subject: Subject, situation: Situation, one: Candidate, keepers: _Keepers, year: Year) -> Found:
    night, zone = year.worst, keepers.teams[0].calendars[0].zone
    what = (
        f"a case of '{situation.says}' that comes in on {timed.moment(night.start, zone)} ({zone.key}) has until "
        f"{timed.moment(night.due, zone, night.start)} by '{one.clock.id}' ({timed.length(one.seconds)}), "
        f"and {_back(night, keepers, zone)}; so it is in {year.percent}% of the hours of a year"
        f"{_duty(subject, situation, keepers, night)}"
    )
    answers = (answer.clock for answer in keepers.answers)
    elements = (one.clock, *keepers.entries, *answers, *timed.adjusted_by(subject, one, situation))
    source = timed.level_sources(subject, one, situation)
    return Found(at=one.clock, what=what, mend=_mend(one, keepers), elements=elements, source=source)


def _mend(one: Candidate, keepers: _Keepers) -> str:
    if not keepers.entries:
        return f"Tell somebody who is there then, or count '{one.clock.id}' in hours that the desk can keep."
    names = " and ".join(timed.named(entry) for entry in keepers.entries)
    return (
        f"Let somebody who is there then be told as well, give {names} hours that cover it, or count '{one.clock.id}' "
        f"in hours that {names} can keep."
    )


def _back(night: Night, keepers: _Keepers, zone: ZoneInfo) -> str:
    """When those who must keep it are there, and when they have promised to answer."""
    names, is_there = keepers.names, night.back < night.due
    back, ready = timed.moment(night.back, zone), timed.moment(night.ready, zone)
    if len(names) > 1:
        nobody = f"neither {' nor '.join(names)}"
        answers = night.ready != night.back
        said = f"{nobody} need answer before {ready}" if answers else f"{nobody} is back before {back}"
    elif night.ready != night.back:
        said = f"{names[0]} is {'there but' if is_there else f'back on {back} and'} need not answer before {ready}"
    else:
        said = f"{names[0]} is back on {back}"
    if keepers.answers:
        teams = " and ".join(dict.fromkeys(answer.clock.team or "" for answer in keepers.answers))
        said += f" (and '{teams}' has {timed.lengths(keepers.answers)} to answer us)"
    return said


def _duty(subject: Subject, situation: Situation, keepers: _Keepers, night: Night) -> str:
    """What the reading of Q-06 does for such a night: it tells somebody else, and the promise stays what it is."""
    told: dict[str, None] = {}
    for entry in keepers.entries:
        told |= dict.fromkeys(readers(subject.pack).duty(entry.id, situation.selection.levels, night.start))
    known = timed.directory(subject)
    for name in told:
        hours = timed.calendars_of(subject, known[name], situation)
        if not hours:
            return f"; '{name}' is told besides, whose hours are not stated"
        is_there = any(calendar.worked_seconds(night.start, night.due) for calendar in hours)
        return f"; '{name}' is told besides and is {'there then' if is_there else 'not there either'}"
    return ""


RULES = (
    Rule(
        id="promise-cannot-be-kept",
        severity="warning",
        title="a promise falls due while nobody is there to keep it",
        look=_cannot_be_kept,
        needs_year=True,
    ),
)
