"""Words that a command brings: rows of their own, named by events, so that erasure leaves the history whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from stepladder.core.case import commands as c
from stepladder.core.case.events import CustomerReplied, FactSet, Happened, MessageSent, NoteAdded, Resolved
from stepladder.core.case.state import Case

WordsKind = Literal["reply", "note", "message", "fact", "resolution"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A row of words. `person` is whose words or data they are, None if unknown; `id` is what the event names."""

    id: str
    person: str | None
    kind: WordsKind
    body: str


def words_of(case: Case, command: c.AnyCommand, events: Sequence[Happened]) -> tuple[Words, ...]:
    """The rows that the events of a command name; none for a command without words, or one that changed nothing.

    Takes: case - before or after the command: only whose it is matters here.
    """
    said = _said(command)
    if said is None:
        return ()
    customer = case.contact or case.customer
    rows = []
    for happened in events:
        match happened.event:
            case NoteAdded(text=str(id_)):
                rows.append(Words(id=id_, person=happened.by, kind="note", body=said))
            case MessageSent(text=str(id_)):
                rows.append(Words(id=id_, person=customer, kind="message", body=said))
            case CustomerReplied(text=str(id_)):
                rows.append(Words(id=id_, person=customer, kind="reply", body=said))
            case Resolved(text=str(id_)):
                rows.append(Words(id=id_, person=customer, kind="resolution", body=said))
            case FactSet(text=str(id_)):
                rows.append(Words(id=id_, person=customer, kind="fact", body=said))
    return tuple(rows)


def _said(command: c.AnyCommand) -> str | None:
    match command:
        case c.Note(text=text) | c.Send(text=text) | c.Resolve(text=text) | c.RecordReply(text=text):
            return text
        case c.SetFact(value=value):
            return str(value)
        case _:
            return None
