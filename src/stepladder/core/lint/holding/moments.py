"""When a condition about time holds: how far the present is from a moment, in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeAlias

from stepladder.core.lint.holding.domains import Domain, Span, only
from stepladder.core.lint.holding.things import is_present
from stepladder.core.policy.conditions import Truth, show
from stepladder.core.policy.conditions.tree import Lapse, Literal, Moved, Name, Node, Turn

Things: TypeAlias = tuple[tuple[object, Domain], ...]


def time_ways(node: Turn | Lapse, truth: Truth) -> Iterator[Things]:
    """What the present, and the facts behind the moment, must be."""
    anchor, later = _from(node.moment if isinstance(node, Turn) else node.anchor)
    facts = _facts(anchor)
    if truth is None:
        yield from _unknown(node, anchor, moved=later != 0)
        return
    if isinstance(node, Turn):
        past = Span(low=later, low_open=True) if node.how == "after" else Span(high=later, high_open=True)
        yet = Span(high=later) if node.how == "after" else Span(low=later)
    else:
        later += node.seconds if node.calendar is None else 0
        past, yet = Span(low=later), Span(high=later, high_open=True)
    so = past if truth else yet
    if isinstance(node, Lapse) and node.calendar is not None:
        # Work time of a moved start is another matter than of the start itself.
        worked = ("worked", show(node.anchor), node.calendar)
        span = Span(low=node.seconds) if truth else Span(high=node.seconds, high_open=True)
        yield (*facts, (worked, span))
        return
    yield (*facts, (("since", show(anchor)), so), *_on_the_calendar(anchor, node, so))


def _from(moment: Node) -> tuple[Node, int]:
    """The moment before `plus(...)` moved it, and by how many seconds it did."""
    seconds = 0
    while isinstance(moment, Moved) and moment.how == "plus":
        seconds += moment.by
        moment = moment.base
    return moment, seconds


def _facts(anchor: Node) -> Things:
    while isinstance(anchor, Moved):
        anchor = anchor.base
    return ((is_present(anchor.name), only(True)),) if isinstance(anchor, Name) else ()


def _unknown(node: Turn | Lapse, anchor: Node, *, moved: bool) -> Iterator[Things]:
    sure = not moved and not (isinstance(node, Lapse) and node.calendar is not None)
    if sure and isinstance(anchor, Literal):
        return
    if sure and isinstance(anchor, Name):
        yield ((is_present(anchor.name), only(False)),)
    else:
        yield ()  # A moment moved out of the calendar is unknown, and so is work time without one.


def _on_the_calendar(anchor: Node, node: Turn | Lapse, so: Span) -> Things:
    """Where the present stands if the moment is written out."""
    if not isinstance(anchor, Literal):
        return ()
    if isinstance(anchor.value, datetime):
        second = int(anchor.value.timestamp())
        return ((("now",), _moved(so, second)),)
    if isinstance(anchor.value, date) and isinstance(node, Turn) and node.moment is anchor:
        # Two days may begin at one instant, where a zone once left a day out: a day and a half of slack is enough.
        day = anchor.value.toordinal()
        low = None if so.low is None else day
        high = None if so.high is None else day if so.high_open else day + 1.5
        return ((("today",), Span(low, high, low_open=so.low_open, high_open=high is not None)),)
    return ()


def _moved(so: Span, by: int) -> Span:
    low = None if so.low is None else so.low + by
    high = None if so.high is None else so.high + by
    return Span(low, high, so.low_open, so.high_open)
