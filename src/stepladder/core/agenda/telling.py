"""The events of one command as they are told, each on top of the agenda that the one before it left."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.agenda.apply import apply, copy_of
from stepladder.core.agenda.events import AnyAgendaEvent, Happening
from stepladder.core.agenda.state import Agenda
from stepladder.core.agenda.turns import Office
from stepladder.core.values import whole_seconds


class Telling:
    """What one command adds to an agenda. The one given stays as it is; `agenda` is a copy that follows the events.

    Fields: at - the instant of the command (UTC, whole seconds); now - the moment the desk acts; cause - the command;
    office - when those who do the work are there.
    """

    __slots__ = ("_told", "agenda", "at", "cause", "now", "office")

    def __init__(self, agenda: Agenda, office: Office, *, now: datetime, cause: str) -> None:
        self.agenda, self.office = copy_of(agenda), office
        self.at, self.now, self.cause = whole_seconds(now), now, cause
        self._told: list[Happening] = []

    def tell(self, event: AnyAgendaEvent, by: str = "policy", *, at: datetime | None = None) -> None:
        """It happened, at the instant of the command unless another is named."""
        told: Happening = Happening(at=at or self.at, noticed_at=self.now, by=by, cause=self.cause, event=event)
        apply(self.agenda, told)
        self._told.append(told)

    @property
    def version(self) -> int:
        """How many events the agenda has by now."""
        return self.agenda.version

    @property
    def events(self) -> tuple[Happening, ...]:
        return tuple(self._told)
