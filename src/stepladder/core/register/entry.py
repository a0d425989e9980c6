"""An entry of a register: written down once, linked to the cases it is about, and moved until it is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from stepladder.core.case.refused import Refused
from stepladder.core.policy.nodes import suggest
from stepladder.core.register import commands as c
from stepladder.core.register import events as e
from stepladder.core.register.registers import REGISTERS, Register
from stepladder.core.streams import stream_of
from stepladder.core.values import whole_seconds

KIND = "entry"
"""The kind of these aggregates, which begins the names of their streams."""


@dataclass(slots=True)
class Entry:
    """One entry.

    Fields: text - the row with its title and words; cases - those it is about, each with its customer where that is
    known, in the order they came; confirmed - who read it or was there, and when; moved_at, because - of its last move.
    """

    id: str
    version: int = 0
    register: str = ""
    state: str = ""
    text: str = ""
    made_at: datetime | None = None
    made_by: str = ""
    cases: dict[str, str | None] = field(default_factory=dict)
    confirmed: dict[str, datetime] = field(default_factory=dict)
    moved_at: datetime | None = None
    because: str = ""

    @property
    def kept_in(self) -> Register:
        return REGISTERS[self.register]

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for anything about it any more."""
        return self.version > 0 and self.state in self.kept_in.ends

    @property
    def customers(self) -> tuple[str, ...]:
        """Those it is about, each once."""
        return tuple(dict.fromkeys(one for one in self.cases.values() if one is not None))

    @property
    def urgency(self) -> int:
        """In which order it is woken: never, so after everything else."""
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What an entry asks of the desk around it.

    Fields: customer_of - whose case one is, None where nobody knows; raises Refused where there is no such case; names
    - the names of customers and people that its words hold, and those given besides; is_person - whether somebody works
    here.
    """

    customer_of: Callable[[str], str | None]
    names: Callable[[str], tuple[str, ...]]
    is_person: Callable[[str], bool]


def handle(
    entry: Entry, command: c.AnyRegisterCommand, around: Around, *, by: str, now: datetime
) -> tuple[e.Happening, ...]:
    """The events that a command adds; none where it changes nothing. Raises: Refused - then nothing happened."""
    at, cause = whole_seconds(now), str(command.__struct_config__.tag)
    return tuple(
        e.Happening(at=at, noticed_at=now, by=by, cause=cause, event=event)
        for event in _answer(entry, command, around, by)
    )


def _answer(entry: Entry, command: c.AnyRegisterCommand, around: Around, by: str) -> tuple[e.AnyEntryEvent, ...]:
    if isinstance(command, c.Enter):
        return _enter(entry, command, around)
    _must_be_there(entry)
    match command:
        case c.RewordEntry(title=title):
            _must_say(entry, title)
            if entry.state in entry.kept_in.nameless:
                what = f"it is {entry.state}, and its words were looked through for names"
                raise Refused(what, where=_where(entry), mend="Move it back first, then say it in other words.")
            return (e.EntryReworded(text=text_row(entry)),)
        case c.LinkEntry(case=case):
            return () if case in entry.cases else (e.CaseLinked(case=case, customer=around.customer_of(case)),)
        case c.UnlinkEntry(case=case):
            return (e.CaseUnlinked(case=case),) if case in entry.cases else ()
        case c.MoveEntry(to=to, because=because):
            return _move(entry, to, because.strip(), around)
        case c.ConfirmEntry(person=person):
            return _confirm(entry, person or by, by, around)


def _enter(entry: Entry, command: c.Enter, around: Around) -> tuple[e.AnyEntryEvent, ...]:
    register = REGISTERS.get(command.register)
    if register is None:
        what = f"no register is called '{command.register[:40]}'"
        raise Refused(what, where="register", mend=suggest(command.register, REGISTERS))
    if entry.version:
        raise Refused("an entry of this name is there already", where=_where(entry), mend="Take another name.")
    _must_say(entry, command.title)
    made: list[e.AnyEntryEvent] = [e.EntryMade(register=register.id, state=register.states[0], text=text_row(entry))]
    if command.case is not None:
        made.append(e.CaseLinked(case=command.case, customer=around.customer_of(command.case)))
    return tuple(made)


def _move(entry: Entry, to: str, because: str, around: Around) -> tuple[e.AnyEntryEvent, ...]:
    register = entry.kept_in
    if to not in register.states:
        raise Refused(f"no state of it is called '{to[:40]}'", where=_where(entry), mend=suggest(to, register.states))
    if to == entry.state:
        return ()
    names = around.names(because) if to in register.nameless else ()
    if names:
        raise Refused(
            f"its words name {', '.join(names)}",
            where=_where(entry),
            mend="Say it without the names of people and customers, then move it.",
            source=("SD-320",),
            opens_with="reword_entry",
        )
    return (e.EntryMoved(was=entry.state, to=to, because=because),)


def _confirm(entry: Entry, person: str, by: str, around: Around) -> tuple[e.AnyEntryEvent, ...]:
    confirms = entry.kept_in.confirms
    if confirms is None:
        raise Refused(
            "nobody confirms an entry of this register",
            where=_where(entry),
            mend="Announcements are confirmed by those who read them, meetings by those who were there.",
        )
    if confirms == "read" and person != by:
        raise Refused("only who read it can say so", where=_where(entry), mend="Leave `person` out.")
    if not around.is_person(person):
        raise Refused(f"nobody here is called '{person[:40]}'", where=_where(entry), mend="Name a person.")
    return () if person in entry.confirmed else (e.EntryConfirmed(person=person),)


def text_row(entry: Entry) -> str:
    """The row for the words that come with its next event: the number makes it the only one of its kind."""
    return f"{stream_of(KIND, entry.id)}/{entry.version + 1}/text"


def _must_be_there(entry: Entry) -> None:
    if entry.version == 0:
        raise Refused(f"no entry is called '{entry.id[:40]}'", where="entry", mend="Look through the registers.")


def _must_say(entry: Entry, title: str) -> None:
    if not title.strip():
        raise Refused("`title` is empty", where=_where(entry), mend="Say in a few words what it is about.")


def _where(entry: Entry) -> str:
    return f"entry {entry.id[:80]}"


def apply(entry: Entry, told: e.Happening) -> None:
    """Change the entry by one event."""
    entry.version += 1
    match told.event:
        case e.EntryMade(register=register, state=state, text=text):
            entry.register, entry.state, entry.text = register, state, text
            entry.made_at, entry.made_by = told.at, told.by
        case e.EntryReworded(text=text):
            entry.text = text
        case e.CaseLinked(case=case, customer=customer):
            entry.cases[case] = customer
        case e.CaseUnlinked(case=case):
            del entry.cases[case]
        case e.EntryMoved(to=to, because=because):
            entry.state, entry.because, entry.moved_at = to, because, told.at
        case e.EntryConfirmed(person=person):
            entry.confirmed[person] = told.at


def fold(id_: str, told: Iterable[e.Happening]) -> Entry:
    """The entry that these events, all of it from the first, have made."""
    entry = Entry(id_)
    for one in told:
        apply(entry, one)
    return entry


def evolve(entry: Entry, *told: e.Happening) -> Entry:
    """The entry after these events; the one given stays as it is."""
    after = replace(entry, cases=dict(entry.cases), confirmed=dict(entry.confirmed))
    for one in told:
        apply(after, one)
    return after
