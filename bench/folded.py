"""The fold of the golden rehearsals' events, repeated to a million, beside a loop written by hand for the same kinds.

The floor knows every event's fields and writes each of them into an object with slots: that of the thing which the
event names, as a clock by its slot, else that of the case. It decides nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.side_by_side import Promise, in_turn, ratio
from stepladder import packfiles
from stepladder.core.case.apply import fold
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import Happened
from stepladder.core.rehearse.reading import read_scenario
from stepladder.core.rehearse.run import run

GOAL = 0.5
EVENTS = 1_000_000
PACKS = ("contract-care", "support-desk", "csm-playbook", "field-poc", "risk-tiers")

THINGS = (
    "slot", "follow_up", "gate", "trigger", "route", "fact", "scale", "step",
    "approval", "factor", "hold", "offer", "incident", "entry",
)  # fmt: skip
"""What a case has several of, by the field that an event of it begins with."""

History = list[Happened]


def compare() -> list[Promise]:
    histories = lived()
    total = sum(map(len, histories))
    times = EVENTS // total
    floor = hand_written(histories)
    ours, theirs = in_turn([partial(_fold, histories, times), partial(_loop, floor, histories, times)], total * times)
    said = f"ours {ours}, a hand-written loop {theirs}, {len(histories)} cases of {total:,} events, {times} times"
    return [Promise("fold: events folded beside a hand-written loop", GOAL, ratio(ours, theirs), said)]


def lived() -> list[History]:
    """The history of every case of every rehearsal that ships."""
    found: list[History] = []
    for name in PACKS:
        for path, text in sorted(packfiles.rehearsals(name).items()):
            scenario = read_scenario(path, text)
            play = run(scenario, [packfiles.load(one) for one in scenario.packs])
            by_case: dict[str, History] = {}
            for case, happened in play.stage.history:
                by_case.setdefault(case, []).append(happened)
            found += by_case.values()
    return found


def hand_written(histories: list[History]) -> Callable[[History], object]:
    """A loop with a branch for each kind of event, the commonest first, that keeps each of its fields.

    A case has several clocks, notices, gates: the deadline of one does not take the place of another's.
    """
    kinds = [kind for kind, _ in Counter(type(one.event) for history in histories for one in history).most_common()]
    fields: dict[str, set[str]] = {thing: set() for thing in ("", *THINGS)}
    for kind in kinds:
        fields[_thing(kind)] |= {*kind.__struct_fields__}
    lines = [f"class T_{thing}:\n    __slots__ = {tuple(sorted(names))!r}" for thing, names in fields.items() if thing]
    lines += [
        "class State:",
        f"    __slots__ = {('count', 'moment', *sorted(fields['']), *(f't_{thing}' for thing in THINGS))!r}",
        "    def __init__(self):",
        "        self.count = 0",
        *(f"        self.t_{thing} = {{}}" for thing in THINGS),
        "def loop(history):",
        "    state = State()",
        "    for happened in history:",
        "        event = happened.event",
        "        kind = type(event)",
        "        state.count += 1",
        "        state.moment = happened.at",
    ]
    for number, kind in enumerate(kinds):
        lines.append(f"        {'el' if number else ''}if kind is K{number}:")
        lines += [f"            {line}" for line in _kept(kind)] or ["            pass"]
    lines.append("    return state")
    space: dict[str, Any] = {f"K{number}": kind for number, kind in enumerate(kinds)}
    exec("\n".join(lines), space)
    made: Callable[[History], object] = space["loop"]
    return made


def _thing(kind: type[Event]) -> str:
    """What an event of this kind names, "" where it is about the case itself."""
    first = kind.__struct_fields__[:1]
    return first[0] if first and first[0] in THINGS else ""


def _kept(kind: type[Event]) -> list[str]:
    thing = _thing(kind)
    if not thing:
        return [f"state.{name} = event.{name}" for name in kind.__struct_fields__]
    return [
        f"one = state.t_{thing}.get(event.{thing})",
        f"if one is None: one = state.t_{thing}[event.{thing}] = T_{thing}()",
        *(f"one.{name} = event.{name}" for name in kind.__struct_fields__),
    ]


def _fold(histories: list[History], times: int) -> None:
    for _ in range(times):
        for history in histories:
            fold("c1", history)


def _loop(loop: Callable[[History], object], histories: list[History], times: int) -> None:
    for _ in range(times):
        for history in histories:
            loop(history)
