"""The registers of a rehearsal, in plain dictionaries, moved by the functions that run the desk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, tzinfo
from itertools import count
from typing import Any

import msgspec
from msgspec import field

from stepladder.core.case.refused import Refused
from stepladder.core.case.register_commands import EntryNews
from stepladder.core.case.state import Case
from stepladder.core.register import events as e
from stepladder.core.register.asked import asked_by_entry
from stepladder.core.register.commands import AnyRegisterCommand, Enter, RewordEntry
from stepladder.core.register.entry import Around, Entry, evolve, handle
from stepladder.core.register.names import names_in
from stepladder.core.register.view import trace_entry
from stepladder.core.rehearse.called import Called
from stepladder.core.streams import trace_told

_NEWS: msgspec.json.Decoder[EntryNews] = msgspec.json.Decoder(EntryNews)

Tell = Callable[[str, EntryNews, datetime], None]
"""Tells a case, by its id, what happened to an entry that is about it."""


class Registers(msgspec.Struct):
    """Those of one desk.

    Fields: told - what happened to entries, each with how many events of cases had happened before it, and its id;
    words - title and words of entries, by their row.
    """

    by_id: dict[str, Entry] = field(default_factory=dict)
    told: list[tuple[int, str, e.Happening]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        command: AnyRegisterCommand,
        cases: dict[str, Case],
        known: Iterable[str],
        people: Collection[str],
        *,
        by: str,
        now: datetime,
        after: int,
        tell: Tell,
    ) -> None:
        """Carry out a command, and tell the cases.

        Takes: known - names of people and customers; people - who works here, by id. Raises: Refused.
        """
        name = command.entry or next(name for n in count(1) if (name := f"entry-{n}") not in self.by_id)
        before = self.by_id.get(name) or Entry(name)
        written = self.words.get(before.text, "")
        around = Around(
            customer_of=lambda case: _customer_of(cases, case),
            names=lambda more: names_in(f"{written} {more}", known),
            is_person=lambda one: one in people,
        )
        events = handle(before, command, around, by=by, now=now)
        if not events:
            return
        entry = self.by_id[name] = evolve(before, *events)
        if isinstance(command, Enter | RewordEntry):
            self.words[entry.text] = f"{command.title}\n{command.text}"
        self.told += [(after, name, one) for one in events]
        for order in asked_by_entry(entry, events, first_version=before.version + 1, due=now):
            tell(order.target, _NEWS.decode(order.command), now)

    def trace(self, home: tzinfo) -> list[dict[str, Any]]:
        """The entries as JSON values."""
        return [trace_entry(one, home) for one in self.by_id.values()]

    def trace_events(self, home: tzinfo) -> Iterator[tuple[int, dict[str, Any]]]:
        """What happened, as JSON values, each with how many events of cases had happened before it."""
        for after, entry, told in self.told:
            yield after, trace_told(told, home, entry=entry)

    def sentences(self, called: Called) -> Iterator[tuple[datetime, str]]:
        """What happened, in words for people."""
        for _, entry, one in self.told:
            said = self._sentence(entry, one, called)
            if said is not None:
                yield one.noticed_at, said

    def _sentence(self, entry: str, one: e.Happening, called: Called) -> str | None:
        match one.event:
            case e.EntryMade(register=register, text=text):
                title = self.words.get(text, "").partition("\n")[0].rstrip(".")
                return f"{called.who(one.by)} writes {entry} into the register {register}: {title}."
            case e.EntryReworded():
                return f"{called.who(one.by)} says {entry} in other words."
            case e.EntryMoved(to=to, because=because):
                why = f": {because.rstrip('.')}" if because else ""
                return f"{called.who(one.by)} moves {entry} to {to}{why}."
            case e.EntryConfirmed(person=person):
                confirms = self.by_id[entry].kept_in.confirms
                return f"{called.who(person)} {'has read' if confirms == 'read' else 'was at'} {entry}."
            case _:
                return None  # The case that is linked tells it.


def _customer_of(cases: dict[str, Case], case: str) -> str | None:
    found = cases.get(case)
    if found is None:
        raise Refused(f"no case is called '{case[:40]}'", where="case", mend="Name one that is there.")
    return found.customer
