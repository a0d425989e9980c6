"""Promises that change: their time, the hours they count, for whom they hold, and what makes them shorter."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from stepladder.core.lint.diff.binding import bound
from stepladder.core.lint.diff.difference import Change, How
from stepladder.core.lint.diff.effects import Effect, Effects
from stepladder.core.lint.diff.pairs import WORDING, Both, Pair
from stepladder.core.lint.diff.saying import promise_called, told
from stepladder.core.lint.diff.saying import said as said_value
from stepladder.core.policy.model import Adjustment, CalendarSpec, Clock, Level
from stepladder.core.policy.shown.conditions import joined, spoken
from stepladder.core.policy.shown.hours import week_in_words
from stepladder.core.policy.shown.matters import clock_told, counts_told
from stepladder.core.policy.shown.words import Titles, name_of, upper

_OWN = frozenset({"within", "calendar", "binds", "latest", "term", "counting", "kind", "team", "end"})


def clocks(both: Both) -> Iterator[Change]:
    """Everything about time that is not the same."""
    effects = Effects(both)
    for pair in _same_promise(tuple(both.pairs("clocks"))):
        yield from _clock(both, effects, pair)
    for pair in both.pairs("adjustments"):
        yield from _adjustment(both, effects, pair)
    for pair in both.pairs("calendars"):
        yield from _calendar(both, effects, pair)
    for pair in both.pairs("scales"):
        yield from _level(both, effects, pair)


def _same_promise(pairs: tuple[Pair, ...]) -> Iterator[Pair]:
    """The pairs; what vanishes under one name and appears under another is one promise where its matter is the same."""
    gone = [one for one in pairs if one.new is None]
    for pair in pairs:
        if pair.new is None or pair.before is not None:
            continue
        same = next((one for one in gone if one.old is not None and _matter(one.old) == _matter(pair.new)), None)
        if same is not None:
            gone.remove(same)
            pairs = tuple(
                replace(one, before=same.before, old=same.old, was=same.name) if one is pair else one
                for one in pairs
                if one is not same
            )
    yield from pairs


def _matter(element: object) -> object:
    assert isinstance(element, Clock)
    return element.binds, element.kind, element.team, element.end, element.starts


def _clock(both: Both, effects: Effects, pair: Pair) -> Iterator[Change]:
    old, new = pair.old, pair.new
    rank = 3 - _urgency(both, pair)
    if not isinstance(new, Clock):
        assert isinstance(pair.before, Clock)
        promise = _promised(both.was, pair.before)
        yield Change(id=pair.id, how="removed", said=f"No longer promised: {promise}.", source=pair.source, rank=rank)
        return
    if not isinstance(old, Clock) or not isinstance(pair.before, Clock):
        promise = _promised(both.now, new)
        yield Change(id=pair.id, how="added", said=f"A new promise: {promise}.", source=pair.source, rank=rank)
        return
    keys = [key for key in pair.differing() if key not in WORDING]
    if not keys:
        if pair.was is not None:
            yield renamed(both, pair)
        return
    how: How = "changed"
    parts = []
    if "within" in keys and old.within and new.within:
        how = "longer" if new.within > old.within else "shorter"
        by = spoken(abs(new.within - old.within))
        parts.append(f"{spoken(new.within)} instead of {spoken(old.within)} ({by} {how})")
    elif "within" in keys or "term" in keys:
        parts.append(f"{_when(both.now, new)} instead of {_when(both.was, old)}")
    if "calendar" in keys:
        parts.append(f"counted {_hours(new.calendar)} instead of {_hours(old.calendar)}")
    if "binds" in keys:
        parts.append(bound(both, pair.before.binds, old.binds, new.binds))
    rest = [key for key in keys if key not in _OWN or key in ("counting", "kind", "team", "end", "latest")]
    parts += [told(both.was, both.now, key, getattr(old, key), getattr(new, key)) for key in rest]
    means = [f"It was called {pair.was}."] if pair.was is not None else []
    if "calendar" in keys or "counting" in keys:
        for one in effects.where(lambda one: one.new.clock.id == new.id):
            means += [shown] if (shown := effects.shown(one)) else []
    head = upper(" ".join(filter(None, (_kind(both.now, new), both.now.binding(new.binds)))))
    yield Change(
        id=pair.id, how=how, said=f"{head}: {', '.join(parts)}.", means=tuple(means), source=pair.source, was=pair.was,
        rank=rank,
    )  # fmt: skip


def renamed(both: Both, pair: Pair) -> Change:
    """The change of an element that only has another name."""
    return Change(
        id=pair.id,
        how="renamed",
        said=f"{name_of(pair.shown)} was called {pair.was} and is called {pair.name}; all else about it is the same.",
        source=pair.source,
        was=pair.was,
    )


def _promised(titles: Titles, clock: Clock) -> str:
    words = clock_told(titles, replace(clock, source=()))
    return words[:1].lower() + words[1:]


def _kind(titles: Titles, clock: Clock) -> str:
    if clock.team is not None:
        return f"{titles.role(clock.team)} answers{f' ({clock.end})' if clock.end else ''},"
    return f"{promise_called(clock.kind)}{f' ({clock.end})' if clock.end else ''}"


def _when(titles: Titles, clock: Clock) -> str:
    return spoken(clock.within) if clock.within else said_value(titles, "term", clock.term)


def _hours(calendar: str) -> str:
    return "in the hours of its level" if calendar == "inherit" else counts_told(calendar)


def _urgency(both: Both, pair: Pair) -> int:
    """That of the highest level it is for."""
    assert isinstance(pair.shown, Clock)
    titles = {one.name: one.shown for one in both.pairs("scales")}
    found = [level.urgency for name in pair.shown.binds.level if isinstance(level := titles.get(name), Level)]
    return max(found, default=1)


def _adjustment(both: Both, effects: Effects, pair: Pair) -> Iterator[Change]:
    old, new = pair.old, pair.new
    keys = [key for key in pair.differing() if key not in WORDING]
    if old is not None and new is not None and not keys:
        if pair.was is not None:
            yield renamed(both, pair)
        return
    was, now = (_changes(titles, one) for titles, one in ((both.was, pair.before), (both.now, new)))
    before = pair.before.faster_by if isinstance(pair.before, Adjustment) else 0
    after = new.faster_by if isinstance(new, Adjustment) else 0
    how: How = "shorter" if after > before else "longer" if after < before else "changed"
    said = f"{was}: no longer so" if new is None else f"{now}: this is new" if old is None else f"{now}; before {was}"
    moved = list(effects.where(lambda one: one.old.seconds != one.new.seconds and _is_by(one, pair)))
    means = (f"So {times}.",) if (times := effects.times(moved)) else ()
    yield Change(id=pair.id, how=how, said=f"{upper(said)}.", means=means, source=pair.source, was=pair.was, rank=1)


def _is_by(one: Effect, pair: Pair) -> bool:
    whole = one.situation.selection.case.whole
    sides = (pair.old, pair.new)
    return any(
        isinstance(side, Adjustment) and one.new.clock.kind in side.kinds and whole.binds(side.binds) for side in sides
    )


def _changes(titles: Titles, one: object) -> str:
    if not isinstance(one, Adjustment):
        return ""
    how = [f"{one.faster_by}% shorter"] if one.faster_by else []
    how += [f"counted {counts_told(one.calendar)}"] if one.calendar is not None else []
    where = titles.binding(one.binds)
    return f"{joined(map(promise_called, one.kinds))} {joined(how)}{f' {where}' if where else ''}"


def _calendar(both: Both, effects: Effects, pair: Pair) -> Iterator[Change]:
    old, new = pair.old, pair.new
    keys = [key for key in pair.differing() if key not in WORDING]
    how: How = "changed"
    if new is None:
        how, said = "removed", f"The hours of {pair.name} are gone ({_week(pair.before)})"
    elif old is None:
        how, said = "added", f"New hours, those of {pair.name}: {_week(new)}"
    elif not keys:
        if pair.was is not None:
            yield renamed(both, pair)
        return
    else:
        assert isinstance(old, CalendarSpec)
        assert isinstance(new, CalendarSpec)
        parts = [f"{_week(new)} instead of {_week(old)}"] if {"hours", "always", "zone"} & set(keys) else []
        parts += _days(old, new) if {"holidays", "exceptions", "openings"} & set(keys) else []
        parts += ["other hours from a day on"] if "changes" in keys else []
        parts += ["what a holiday closes of a shift"] if "holiday_closes_shift" in keys else []
        said = f"The hours of {pair.name}: {'; '.join(parts)}"
    moved = [
        (one, shown)
        for one in effects.where(lambda one: one.new.calendar == pair.name or one.old.calendar in (pair.was, pair.name))
        if (shown := effects.shown(one)) is not None
    ]
    means = [f"It moves {effects.named([one for one, _ in moved])}."] if moved else []
    means += [moved[0][1]] if moved else []
    yield Change(id=pair.id, how=how, said=f"{said}.", means=tuple(means), source=pair.source, was=pair.was, rank=1)


def _week(one: object) -> str:
    if not isinstance(one, CalendarSpec) or one.always:
        return "at any hour"
    zone = f" ({one.zone})" if one.zone else ""
    return f"{week_in_words(one.hours) or 'never in a plain week'}{zone}"


def _days(old: CalendarSpec, new: CalendarSpec) -> list[str]:
    parts = []
    for word, key in (("closed", "holidays"), ("other hours", "exceptions"), ("open besides", "openings")):
        before, after = ([str(day) for day in getattr(one, key)] for one in (old, new))
        gained, lost = [day for day in after if day not in before], [day for day in before if day not in after]
        short = [day for day in gained if len(day) == 10]
        parts += [f"now {word} on {joined(short)}"] if short else []
        parts += ["another list of holidays"] if len(short) < len(gained) else []
        kept = [day for day in lost if len(day) == 10]
        parts += [f"no longer {word} on {joined(kept)}"] if kept else []
    return parts or ["other spans on single days"]


def _level(both: Both, effects: Effects, pair: Pair) -> Iterator[Change]:
    old, new = pair.old, pair.new
    if not isinstance(old, Level) or not isinstance(new, Level) or old.calendar == new.calendar:
        return
    scale, _, level = pair.name.partition(":")

    def moves(one: Effect) -> bool:
        return one.situation.selection.levels.get(scale) == level and one.new.calendar != one.old.calendar

    moved = [(one, shown) for one in effects.where(moves) if (shown := effects.shown(one)) is not None]
    means = [f"It moves {effects.named([one for one, _ in moved])}."] if moved else []
    means += [moved[0][1]] if moved else []
    yield Change(
        id=pair.id,
        how="changed",
        said=f"{name_of(new)} counts {counts_told(new.calendar or 'always')} instead of "
        f"{counts_told(old.calendar or 'always')}.",
        means=tuple(means),
        source=pair.source,
        was=pair.was,
        rank=3 - new.urgency,
    )
