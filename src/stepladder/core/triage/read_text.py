"""What a pack's readers find in one text, as the `read` command and the Python face answer it."""

from __future__ import annotations

from typing import Any

import msgspec

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decision import Evidence
from stepladder.core.triage.readers import readers
from stepladder.core.triage.request import Signal
from stepladder.core.triage.shown import shown


class FoundTrigger(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger that words show, with the words."""

    id: str
    evidence: tuple[Evidence, ...]


class FoundFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact read from words: code points [start, end) of the text, and what read it: money or phrases."""

    fact: str
    value: Any
    start: int
    end: int
    quote: str
    reader: str


class TextFindings(msgspec.Struct, frozen=True, kw_only=True):
    """Triggers in pack order, facts in the order of the text."""

    triggers: tuple[FoundTrigger, ...]
    facts: tuple[FoundFact, ...]

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return found


def read_text(pack: Pack, text: str, subject: str | None = None) -> TextFindings:
    """Read a text as it would be read when it arrived in a signal."""
    tools = readers(pack)
    found = tools.read(Signal(subject=subject, text=text))
    facts = [
        FoundFact(
            fact=name,
            value=shown(value),
            start=spans[0].start,
            end=spans[-1].end,
            quote=_between(text, subject, spans),
            reader="phrases" if value is True else "money",
        )
        for name, value in found.facts.items()
        if (spans := found.shown[name])
    ]
    return TextFindings(
        triggers=tuple(
            FoundTrigger(id=id_, evidence=evidence)
            for id_, evidence in sorted(found.triggers.items(), key=lambda pair: tools.tables.order[pair[0]])
        ),
        facts=tuple(sorted(facts, key=lambda fact: (fact.start, fact.fact))),
    )


def _between(text: str, subject: str | None, spans: tuple[Evidence, ...]) -> str:
    words = text if spans[0].field == "text" else subject or ""
    return words[spans[0].start : spans[-1].end]
