"""Who is told: notices that appear or vanish, go to another team or another way, or hang on something else."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from stepladder.core.lint.diff.binding import bound, wider
from stepladder.core.lint.diff.clocks import renamed
from stepladder.core.lint.diff.difference import Change, How
from stepladder.core.lint.diff.pairs import WORDING, Both, Pair
from stepladder.core.lint.diff.saying import told
from stepladder.core.policy.model import Cc, DirectoryEntry, Route
from stepladder.core.policy.shown.conditions import joined
from stepladder.core.policy.shown.matters import notice_told
from stepladder.core.policy.shown.words import Titles, name_of, upper


def routes(both: Both) -> Iterator[Change]:
    """Everything about notices, copies and teams that is not the same."""
    for pair in both.pairs("routes"):
        yield from _route(both, pair)
    for pair in both.pairs("cc"):
        yield from _cc(both, pair)
    for pair in both.pairs("directory"):
        yield from _team(both, pair)


def _route(both: Both, pair: Pair) -> Iterator[Change]:
    old, new, before = pair.old, pair.new, pair.before
    keys = [key for key in pair.differing() if key not in WORDING]
    if not isinstance(new, Route):
        said = f"No longer told: {_notice(both.was, before)}."
        yield Change(id=pair.id, how="removed", said=said, source=pair.source, rank=0)
    elif not isinstance(old, Route) or not isinstance(before, Route):
        yield Change(id=pair.id, how="added", said=f"Now told: {_notice(both.now, new)}.", source=pair.source, rank=1)
    elif keys:
        yield Change(
            id=pair.id,
            how=_way(old, new, keys),
            said=f"{upper(both.now.role(new.to))}{_where(both.now, new)}: {'; '.join(_parts(both, before, old, new))}.",
            means=(f"It was called {pair.was}.",) if pair.was is not None else (),
            source=pair.source,
            was=pair.was,
            rank=1 if {"to", "channel", "binds", "when"} & set(keys) else 3,
        )
    elif pair.was is not None:
        yield renamed(both, pair)


def _way(old: Route, new: Route, keys: list[str]) -> How:
    if keys == ["when"] and None in (old.when, new.when):
        return "wider" if new.when is None else "narrower"
    return wider(old.binds, new.binds) if keys == ["binds"] else "changed"


def _parts(both: Both, before: Route, old: Route, new: Route) -> Iterator[str]:
    if old.to != new.to:
        yield f"told instead of {both.was.role(before.to)}"
    if old.channel != new.channel:
        yield f"by {new.channel} instead of {old.channel}"
    if old.binds != new.binds:
        yield bound(both, before.binds, old.binds, new.binds)
    if old.when != new.when:
        was = both.was.condition(before.when) if before.when is not None else ""
        now = both.now.condition(new.when) if new.when is not None else ""
        if not was:
            yield f"now only if {now}"
        else:
            yield f"now if {now} instead of if {was}" if now else f"now in any case, and not only if {was}"
    if old.order != new.order:
        yield f"told {'earlier' if new.order < old.order else 'later'} in the row ({new.order} instead of {old.order})"
    for key in ("after", "template", "name", "mention", "tags", "replaces", "bypasses"):
        if getattr(old, key) != getattr(new, key):
            yield told(both.was, both.now, key, getattr(old, key), getattr(new, key))


def _notice(titles: Titles, route: object) -> str:
    assert isinstance(route, Route)
    words = notice_told(titles, route)
    when = f", if {titles.condition(route.when)}" if route.when is not None else ""
    return f"{words}{_where(titles, route)}{when}"


def _where(titles: Titles, one: Route | Cc) -> str:
    where = titles.binding(one.binds)
    return f", {where}" if where else ""


def _cc(both: Both, pair: Pair) -> Iterator[Change]:
    old, new, before = pair.old, pair.new, pair.before
    keys = [key for key in pair.differing() if key not in WORDING]
    how: How = "changed"
    if not isinstance(new, Cc):
        assert isinstance(before, Cc)
        how, said = "removed", f"{upper(both.was.role(before.cc))} no longer gets a copy{_where(both.was, before)}."
    elif not isinstance(old, Cc) or not isinstance(before, Cc):
        how, said = "added", f"{upper(both.now.role(new.cc))} now gets a copy{_where(both.now, new)}."
    elif not keys:
        if pair.was is not None:
            yield renamed(both, pair)
        return
    else:
        parts = [f"instead of {both.was.role(before.cc)}"] if old.cc != new.cc else []
        parts += [bound(both, before.binds, old.binds, new.binds)] if old.binds != new.binds else []
        how = wider(old.binds, new.binds) if keys == ["binds"] else "changed"
        said = f"{upper(both.now.role(new.cc))} gets a copy {', '.join(parts)}."
    yield Change(id=pair.id, how=how, said=said, source=pair.source, was=pair.was, rank=2)


def _team(both: Both, pair: Pair) -> Iterator[Change]:
    old, new = pair.old, pair.new
    keys = [key for key in pair.differing() if key not in WORDING]
    how: How = "changed"
    if not isinstance(new, DirectoryEntry):
        assert isinstance(pair.before, DirectoryEntry)
        how, said = "removed", f"{name_of(pair.before)} is gone from the directory."
    elif not isinstance(old, DirectoryEntry):
        how, said = "added", f"New in the directory: {name_of(new)}{_reached(new)}."
    elif not keys:
        if pair.was is not None:
            yield renamed(both, pair)
        return
    else:
        parts = []
        if "channels" in keys:
            parts.append(f"{_reached(new).removeprefix(', ') or 'reached by nothing'} instead of {_ways(old)}")
        if "calendar" in keys:
            parts.append(f"is there {_hours(new)} instead of {_hours(old)}")
        parts += [
            told(both.was, both.now, key, getattr(old, key), getattr(new, key))
            for key in ("coverage", "person_from")
            if key in keys
        ]
        said = f"{name_of(new)}: {'; '.join(parts)}."
    yield Change(id=pair.id, how=how, said=said, source=pair.source, was=pair.was, rank=4)


def _reached(one: DirectoryEntry) -> str:
    return f", reached by {_ways(one)}" if one.channels else ""


def _ways(one: DirectoryEntry) -> str:
    ways = (replace(way, source=()) for way in one.channels)
    told_ways = (f"{way.channel} {way.address or way.name or ''}".strip() for way in ways)
    return joined(told_ways) or "nothing"


def _hours(one: DirectoryEntry) -> str:
    if one.calendar is None:
        return "at hours nobody has stated"
    return "at any hour" if one.calendar == "always" else f"in the hours {one.calendar}"
