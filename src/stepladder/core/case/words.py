"""Words that a command brings: rows of their own, named by events, so that erasure leaves the history whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from stepladder.core.case import commands as c
from stepladder.core.case import events as e
from stepladder.core.case import hand_over_commands as hc
from stepladder.core.case import hand_over_events as h
from stepladder.core.case import incident_events as i
from stepladder.core.case import talk_events as t
from stepladder.core.case import work_commands as wc
from stepladder.core.case import work_events as w
from stepladder.core.case.event_base import Event
from stepladder.core.case.state import Case

WordsKind = Literal["reply", "note", "message", "fact", "resolution", "call", "promise", "evidence", "matter"]


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A row of words. `person` is whose words or data they are, None if unknown; `id` is what the event names.

    `subject` is that of a message which has one.
    """

    id: str
    person: str | None
    kind: WordsKind
    body: str
    subject: str | None = None


_KINDS: dict[type[Event], WordsKind] = {
    e.NoteAdded: "note",
    t.MessageSent: "message",
    t.InternalMessageSent: "message",
    e.CustomerReplied: "reply",
    e.Resolved: "resolution",
    e.FactSet: "fact",
    t.CallLogged: "call",
    t.ReplyPromised: "promise",
    t.CustomerConfirmed: "reply",
    t.CustomerDenied: "reply",
    w.GateTicked: "evidence",
    w.StepCompleted: "evidence",
    h.Split: "matter",
    i.IncidentUpdated: "message",
    i.IncidentEnded: "message",
}


def words_of(case: Case, command: c.AnyCommand, events: Sequence[e.Happened]) -> tuple[Words, ...]:
    """The rows that the events of a command name; none for a command without words, or one that changed nothing.

    Takes: case - before or after the command: only whose it is matters here.
    """
    customer = case.contact or case.customer
    rows = []
    for happened in events:
        kind = _KINDS.get(type(happened.event))
        row = getattr(happened.event, "text", None)
        if kind is None or row is None or not str(row).startswith(f"{case.id}/"):
            continue
        said = _said(command, happened.event)
        if said is not None:
            person = happened.by if kind == "note" else customer
            subject = command.subject if isinstance(command, c.Send) else None
            rows.append(Words(id=row, person=person, kind=kind, body=said, subject=subject))
    return tuple(rows)


def _said(command: c.AnyCommand, event: Event) -> str | None:
    match command:
        case c.SetFact(value=value):
            return str(value)
        case hc.HandOver(fields=fields) if isinstance(event, e.FactSet) and event.field is not None:
            return fields[event.field]
        case wc.CompleteStep(outcome=outcome) if isinstance(event, e.FactSet):
            return outcome
        case wc.TickGate(evidence=evidence) | wc.CompleteStep(evidence=evidence):
            return evidence.text if evidence is not None else None
        case _:
            said = getattr(command, "text", None)
            return said if isinstance(said, str) else None
