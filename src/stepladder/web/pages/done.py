"""What was done at a case, in a few words: what others did meanwhile, and what a command brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from stepladder.core.case.events import DESK_NAMES, AnyEvent
from stepladder.core.case.state import Case
from stepladder.core.case.upcasters import decode
from stepladder.core.clock.zones import zone as pinned
from stepladder.service.commands import CommandResult
from stepladder.service.desk import Desk
from stepladder.web.pages.event_words import sentence_of
from stepladder.web.pages.names import Names

_MOST_TOLD = 4
_MOST_READ = 1_000


def changes_since(desk: Desk, workspace: str, case: Case, version: int, *, of_people: bool = False) -> list[str]:
    """The events after a version, each in a few words, the first ones only where there are many.

    Takes: of_people - leave out what the desk did by itself.
    """
    most = _MOST_READ if of_people else _MOST_TOLD + 1
    events = desk.store.events(workspace, case.id, after=version, limit=most)
    told = [one for one in events if not of_people or one.by not in DESK_NAMES]
    words = _words(desk, workspace, case)
    said = [words(one.by, decode(one.type, one.v, one.data)) for one in told[:_MOST_TOLD]]
    return [*said, "…"] if len(told) > _MOST_TOLD else said


def done_by(desk: Desk, workspace: str, result: CommandResult) -> str:
    """What came of a command: the first thing a person did by it; empty where it has changed nothing."""
    first = next((one for one in result.events if one.by not in DESK_NAMES), None)
    return _words(desk, workspace, result.case)(first.by, first.event) if first is not None else ""


def _words(desk: Desk, workspace: str, case: Case) -> Callable[[str, AnyEvent], str]:
    """Who did something at the case, and what, in the words of its timeline."""
    row = desk.store.workspace(workspace)
    view = _View(desk.time.now(), pinned(row.zone if row is not None else "UTC"))
    names = Names.of(desk.packs.as_written(workspace, case.digest), desk.store.people(workspace))

    def words(by: str, event: AnyEvent) -> str:
        data = msgspec.to_builtins(event)
        who = f"{names.people[by]}: " if by in names.people else ""
        return who + sentence_of(data["type"], data, names, view)

    return words


@dataclass(frozen=True, slots=True)
class _View:
    now: datetime
    zone: ZoneInfo
