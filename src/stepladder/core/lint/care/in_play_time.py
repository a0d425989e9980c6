"""Which elements bring the open questions about time into play."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from stepladder.core.clock.promises import SameDay
from stepladder.core.policy.base import Element, Place
from stepladder.core.policy.calendars import opens_daily
from stepladder.core.policy.conditioned import conditions_of
from stepladder.core.policy.conditions.tree import Compare, Or, walk
from stepladder.core.policy.conditions.types import Kind
from stepladder.core.policy.kinds import FIRST_ANSWERS
from stepladder.core.policy.model import Adjustment, CalendarSpec, Clock, DirectoryEntry, Level, Segment
from stepladder.core.policy.obligations import FollowUp
from stepladder.core.policy.pack import Pack

_DAY = 24 * 3600
_ABBREVIATIONS = ("EST", "MST", "HST")


def _zone(pack: Pack) -> Iterator[Element]:
    """Hours without a zone, and instants and dates that people write and read."""
    yield from (one for one in pack.text.calendars if one.zone is None and not one.always)
    yield from pack.text.clocks
    yield from (fact for fact in pack.text.facts if fact.type in (Kind.DATE.value, Kind.INSTANT.value))


def _abbreviated(pack: Pack) -> Iterator[CalendarSpec]:
    """Hours in a zone that is a fixed offset under the name people give to a wall clock with summer time."""
    return (one for one in pack.text.calendars if one.zone in _ABBREVIATIONS)


def _no_holidays(pack: Pack) -> Iterator[CalendarSpec]:
    for one in pack.text.calendars:
        if (
            not one.always
            and not opens_daily(one)
            and not one.holidays
            and not any(change.holidays for change in one.changes)
        ):
            yield one


def _long(pack: Pack) -> Iterator[Clock]:
    """Clocks of a day and more on hours that are not every hour."""
    for one in pack.text.clocks:
        if one.counting is None and max(one.within, one.latest or 0) >= _DAY and not _is_always(pack, one):
            yield one


def _is_always(pack: Pack, clock: Clock) -> bool:
    levels = {f"{scale.id}:{level.id}": level for scale in pack.text.scales for level in scale.levels}
    if clock.calendar != "inherit":
        return _never_closes(pack, clock.calendar)
    meant = [levels[name] for name in clock.binds.level if name in levels] or list(levels.values())
    return all(level.calendar is None or _never_closes(pack, level.calendar) for level in meant)


def _never_closes(pack: Pack, calendar: str) -> bool:
    return calendar == "always" or any(one.id == calendar and one.always for one in pack.text.calendars)


def _inheriting(pack: Pack) -> Iterator[Clock]:
    return (one for one in pack.text.clocks if one.binds.category and one.calendar == "inherit")


def _other_hours(pack: Pack) -> Iterator[Adjustment]:
    return (one for one in pack.text.adjustments if one.calendar is not None)


def _closing(pack: Pack) -> Iterator[DirectoryEntry]:
    """Teams with hours of their own that are told something."""
    told = {route.to for route in pack.text.routes}
    for one in pack.text.directory:
        if one.id in told and one.calendar is not None and not _never_closes(pack, one.calendar):
            yield one


def _any_mark(pack: Pack) -> Iterator[Segment]:
    """Segments with several marks, any of which is enough for another promise."""
    promised = {name for one in pack.text.adjustments for name in one.binds.segment}
    for one in pack.text.segments:
        tree = pack.trees.get(f"segment:{one.id}")
        if one.id in promised and tree is not None and isinstance(tree.root, Or):
            yield one


def _faster(pack: Pack) -> Iterator[Adjustment]:
    return (one for one in pack.text.adjustments if one.faster_by)


def _is_so_much_faster(one: Element | Place, factor: str) -> bool:
    return isinstance(one, Adjustment) and Decimal(100 - one.faster_by) == 100 * Decimal(factor)


def _counts_only_first(one: Element | Place, reading: str) -> bool:
    """Whether an adjustment of hours is of first answers alone; hours of a segment's own are never the level's."""
    return isinstance(one, Adjustment) and reading == "first_response_only" and set(one.kinds).issubset(FIRST_ANSWERS)


def _first(pack: Pack) -> Iterator[Clock]:
    return (one for one in pack.text.clocks if one.kind in FIRST_ANSWERS and one.starts is None)


def _first_answer(pack: Pack) -> Iterator[Clock]:
    return (one for one in pack.text.clocks if one.kind in FIRST_ANSWERS and one.stops is None)


def _marked(pack: Pack) -> Iterator[Clock]:
    return (one for one in pack.text.clocks if one.marks is None)


def _resolution(pack: Pack) -> Iterator[Clock]:
    return (one for one in pack.text.clocks if one.kind == "resolution" and one.stops is None)


def _windows(pack: Pack) -> Iterator[FollowUp]:
    """Follow-ups that are due so long after something, which may fall into closed time."""
    return (one for one in pack.text.follow_ups if one.latest is not None)


def _silent_teams(pack: Pack) -> Iterator[FollowUp]:
    """Asking a silent team, where some team was given a longer time to answer."""
    longest = max((one.within for one in pack.text.clocks if one.kind == "team_response"), default=0)
    for one in pack.text.follow_ups:
        asked = one.earliest or one.latest
        if one.after == "no_team_response" and asked is not None and longest > asked:
            yield one


def _relevelled(pack: Pack) -> Iterator[Clock]:
    """Clocks of one kind that different levels of one scale give."""
    seen: dict[tuple[str, str], set[str]] = {}
    for one in pack.text.clocks:
        for name in one.binds.level:
            seen.setdefault((one.kind, name.partition(":")[0]), set()).add(name)
    for one in pack.text.clocks:
        if any(len(seen[one.kind, name.partition(":")[0]]) > 1 for name in one.binds.level):
            yield one


def _limits(pack: Pack) -> Iterator[Element]:
    """What holds `under` or `over` a limit."""
    yield from (one for one in pack.text.clocks if one.strict)
    for one in conditions_of(pack.text):
        nodes = walk(pack.trees[one.name].root) if one.name in pack.trees else ()
        if any(isinstance(node, Compare) and node.op in ("<", ">") for node in nodes):
            yield one.element


def _same_day(pack: Pack) -> Iterator[Element]:
    yield from _same_day_levels(pack)
    yield from (one for one in pack.text.scenarios if one.escalate == "same_day")
    yield from (one for one in pack.text.clocks if isinstance(one.term, SameDay))


def _same_day_levels(pack: Pack) -> Iterator[Level]:
    return (level for scale in pack.text.scales for level in scale.levels if level.escalate == "same_day")


def _by_office(pack: Pack) -> Iterator[Element]:
    """What is due by the end of a business day, or moved to the next one."""
    yield from _same_day(pack)
    yield from _windows(pack)


def _promised_replies(pack: Pack) -> Iterator[Clock]:
    return (one for one in pack.text.clocks if one.kind == "promised-reply")


def _reviewed(pack: Pack) -> Iterator[Place]:
    header = pack.text.header
    if header.next_review is not None or (header.review_every is not None and header.last_review is not None):
        yield header.place


TABLE: dict[str, Callable[[Pack], Iterable[Element | Place]]] = {
    "pack.zone": _zone,
    "calendar.tz": _abbreviated,
    "calendar.holidays": _no_holidays,
    "clock.count": _long,
    "clock.category.calendar": _inheriting,
    "segment.enterprise.calendar": _other_hours,
    "route.closed_team": _closing,
    "segment.enterprise.rule": _any_mark,
    "clock.enterprise.factor": _faster,
    "clock.first_response.start": _first,
    "clock.marks": _marked,
    "clock.first_response.stop": _first_answer,
    "clock.resolution": _resolution,
    "followup.window": _windows,
    "followup.no_response": _silent_teams,
    "clock.relevel": _relevelled,
    "compare": _limits,
    "clock.escalate_by": _same_day,
    "pack.office": _by_office,
    "clock.callback": _promised_replies,
    "pack.overdue": _reviewed,
}

SAYS: dict[str, Callable[[Element | Place, str], bool]] = {
    "clock.enterprise.factor": _is_so_much_faster,
    "segment.enterprise.calendar": _counts_only_first,
}
"""Whether an element that brings a parameter into play says a reading of it, where an element can."""
