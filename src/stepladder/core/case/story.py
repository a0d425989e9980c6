"""The events of one command as they are told, each on top of the case that the one before it left."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.apply import ADDING, apply
from stepladder.core.case.copies import copy_of, free
from stepladder.core.case.events import AnyEvent, Happened
from stepladder.core.case.standing import AN_AGENT, Standing
from stepladder.core.case.state import Case
from stepladder.core.values import whole_seconds

POLICY = "policy"


class Story:
    """What one command adds to a case. The case given stays as it is; `case` is a copy that follows the events.

    Fields: at - the instant of the command (UTC, whole seconds); now - the moment the desk acts; as_of - the moment it
    acts for, which lies before that where what fell due is noticed late; cause - the command; standing - where whoever
    gives it stands. Takes: is_new - nobody else holds the case given, which then is no copy.
    """

    __slots__ = ("_told", "as_of", "at", "case", "cause", "now", "standing")

    def __init__(
        self,
        case: Case,
        *,
        at: datetime,
        now: datetime,
        cause: str,
        standing: Standing = AN_AGENT,
        is_new: bool = False,
        as_of: datetime | None = None,
    ) -> None:
        self.case = case if is_new else copy_of(case)
        self.at, self.now, self.cause = whole_seconds(at), now, cause
        self.as_of = as_of or now
        self.standing = standing
        self._told: list[Happened] = []

    @property
    def roles(self) -> frozenset[str]:
        """The roles of whoever gives the command. They are looked up only where a rule asks for them."""
        return self.standing.roles()

    def tell(self, event: AnyEvent, by: str = POLICY) -> None:
        """It happened, now and because of this command."""
        self.add(Happened(at=self.at, noticed_at=self.now, by=by, cause=self.cause, event=event))

    def add(self, happened: Happened) -> None:
        if type(happened.event) not in ADDING:
            free(self.case)  # Who has read a clock and then tells what came of it still holds it as it was.
        apply(self.case, happened)
        self._told.append(happened)

    def text_id(self) -> str:
        """The name of the words that the next event speaks of: the event's own id, so that it exists once."""
        return f"{self.case.id}/{self.case.version + 1}"

    @property
    def events(self) -> tuple[Happened, ...]:
        return tuple(self._told)
