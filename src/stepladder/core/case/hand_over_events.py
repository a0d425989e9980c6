"""How a case changes hands, is joined with another, or is moved to another version of its policy."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.event_base import Event


class HandedOver(Event, frozen=True, kw_only=True):
    """Another owner, with what the next one needs to know.

    `fields` were filled in with it, `missing` nobody has; `marks` say what is good or poor in it (`+summary`,
    `-no-attempts`). `returns_at`: when it goes back to `was` unless it is taken up. `route`: the direct way past the
    standard path that the policy offers here, where it went by that.
    """

    to: str
    was: str
    person: bool = True
    fields: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    returns_at: datetime | None = None
    route: str | None = None


class HandOverHeld(Event, frozen=True, kw_only=True):
    """It waits for what is missing; the owner stays."""

    to: str
    missing: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


class HandOverReturned(Event, frozen=True, kw_only=True):
    """Who got it gave it back. `code` is one of the policy's marks of a poor hand-over, or says why in a word."""

    to: str
    was: str
    person: bool
    code: str
    because: str | None = None


class HandOverExpired(Event, frozen=True, kw_only=True):
    """Nobody took it up in time: it is with `to` again."""

    to: str
    was: str
    person: bool
    told: tuple[str, ...] = ()


class Merged(Event, frozen=True, kw_only=True):
    """It is the same matter as another case, which goes on; this one is over and never fires again (T8)."""

    into: str


class Split(Event, frozen=True, kw_only=True):
    """Another matter goes on as a case of its own, with clocks of its own (T29); `text` names the row with it."""

    into: str
    text: str


class PolicyMoved(Event, frozen=True, kw_only=True):
    """From now on another version of the policy holds."""

    version: str
    digest: str
    was: str
