"""What a rehearsal is given: packs, people, customers, and a timeline of signals and commands. Source: DESIGN 8.2."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from stepladder.core.account.commands import ClearSign
from stepladder.core.agenda.commands import PersonOfAgenda
from stepladder.core.case.commands import PersonCommand
from stepladder.core.duty.absence import Absence
from stepladder.core.register.commands import AnyRegisterCommand
from stepladder.core.triage.request import Contact, Contract, Customer, Deal, Past, Signal
from stepladder.core.values import parse_instant

Result = Literal["sent", "delivered", "failed", "uncertain"]


class Away(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True, rename={"from_": "from"}):
    """A span in which somebody is not there, and who stands in. The instants have an offset; the last is outside."""

    from_: str
    to: str
    deputy: str | None = None

    def absence_of(self, person: str) -> Absence:
        """Raises: DeskError - an instant that is none, or an end before the start."""
        return Absence(
            person=person,
            starts_at=parse_instant(self.from_, where=f"away.from of {person}"),
            ends_at=parse_instant(self.to, where=f"away.to of {person}"),
            deputy=self.deputy,
        )


class Person(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Somebody who works here. `roles` are words of the directory; `email` is where they are reached."""

    id: str
    name: str | None = None
    roles: tuple[str, ...] = ()
    zone: str | None = None
    team: str | None = None
    stage: Literal["shadow", "supervised", "independent"] | None = None
    email: str | None = None
    away: tuple[Away, ...] = ()


class Workspace(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """The people of a rehearsal. Without any, every name in `by` is an agent.

    `agenda`: whether the recurring work of the policy comes up too; it is planned when the story begins.
    """

    people: tuple[Person, ...] = ()
    agenda: bool = False


class Known(Customer, frozen=True, kw_only=True):
    """A customer as the desk knows them, with what else is on file."""

    contract: Contract | None = None
    contact: Contact | None = None
    deal: Deal | None = None

    def record(self) -> Customer:
        """The customer's own record, as a decision is asked with it."""
        return Customer(**{name: getattr(self, name) for name in Customer.__struct_fields__})


class Arriving(Signal, frozen=True, kw_only=True, rename={"sender": "from"}):
    """A signal of the timeline, and who it comes from: an id of `customers`, or the record itself."""

    customer: str | Customer | None = None
    contact: Contact | None = None
    contract: Contract | None = None
    deal: Deal | None = None
    history: tuple[Past, ...] = ()

    def alone(self) -> Signal:
        """The signal without what is known around it."""
        return Signal(**{name: getattr(self, name) for name in Signal.__struct_fields__})


class By(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Who gives a command, with another role than agent."""

    id: str
    role: str


class Outcome(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """How deliveries to an addressee end: to a role, a person or an address."""

    to: str
    result: Result


class SignalEntry(msgspec.Struct, kw_only=True, frozen=True):
    """A signal arrives. `label` is the name its case goes by from then on."""

    at: datetime
    signal: Arriving
    label: str | None = None


class CommandEntry(msgspec.Struct, kw_only=True, frozen=True):
    """Somebody asks something of a case, by its label, the one last touched where none is named; of the agenda
    or of a register."""

    at: datetime
    command: PersonCommand | ClearSign | PersonOfAgenda | AnyRegisterCommand
    name: str
    by: str
    role: str | None = None
    case: str | None = None


Entry = SignalEntry | CommandEntry


class Scenario(msgspec.Struct, kw_only=True, frozen=True):
    """A rehearsal as written, checked: entries in the order of their instants."""

    title: str
    packs: tuple[str, ...]
    timeline: tuple[Entry, ...]
    people: tuple[Person, ...] = ()
    has_agenda: bool = False
    customers: tuple[Known, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    until: datetime | None = None
    expect: dict[str, Any] | None = None
