"""The timeline in words: newest last, grouped by day, what the desk does by itself gathered and quiet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from stepladder.service.reading.case_views import CasePage, TimelineEntry
from stepladder.web.pages.event_words import sentence_of
from stepladder.web.pages.names import Names
from stepladder.web.pages.unreached import gathered
from stepladder.web.pages.words import day_heading

_TOLD_ALREADY = ("signal_joined", "customer_replied")
"""A message that came as a signal stands there with its words; that it joined need not be said again."""
_FALLING_DUE = ("clock_at_risk", "clock_missed", "step_overdue", "follow_up_due", "approval_expired")
_LONG, _LONG_LINES = 1500, 30
"""A text of more letters or lines than that is folded after its beginning."""
_BEGINNING, _BEGINNING_LINES = 400, 6
_GATHER_FROM = 3
"""So many automatic entries in a row are gathered under one line."""


@dataclass(frozen=True, slots=True)
class Said:
    """One entry. `tone` is `theirs`, `ours`, `trouble` or empty; `late` says that the desk noticed late.

    `beginning` is what is shown of a long text until somebody asks for all of it, empty where the text is short.
    """

    at: datetime
    sentence: str
    by: str
    tone: str
    automatic: bool
    text: str | None
    late: bool
    beginning: str = ""


@dataclass(slots=True)
class Gathered:
    """Entries that stand together: one that a person made, or a run of automatic ones."""

    entries: list[Said] = field(default_factory=list)

    @property
    def folded(self) -> bool:
        return len(self.entries) >= _GATHER_FROM and self.entries[0].automatic


@dataclass(slots=True)
class Day:
    heading: str
    groups: list[Gathered] = field(default_factory=list)


def days_of(page: CasePage, names: Names) -> list[Day]:
    """The whole timeline, oldest day first."""
    days: list[Day] = []
    for entry in gathered(page.timeline):
        if entry.type in _TOLD_ALREADY and entry.data.get("signal"):
            continue
        said = _said(entry, page, names)
        heading = day_heading(entry.at, page.now, page.zone)
        if not days or days[-1].heading != heading:
            days.append(Day(heading))
        groups = days[-1].groups
        quiet = said.automatic and said.tone == ""
        if groups and quiet and groups[-1].entries[0].automatic and groups[-1].entries[0].tone == "":
            groups[-1].entries.append(said)
        else:
            groups.append(Gathered([said]))
    return days


def _said(entry: TimelineEntry, page: CasePage, names: Names) -> Said:
    sentence = sentence_of(entry.type, entry.data, names, page)
    tone = _TONES.get(entry.type, "")
    if entry.type == "signal_received" and entry.data.get("sender") not in (None, "customer"):
        tone = ""
    automatic = entry.automatic and tone not in ("theirs", "trouble")
    # A message that was pasted later was not noticed late by the desk; a deadline may have been.
    late = entry.late and entry.type in _FALLING_DUE
    by = "" if entry.automatic or entry.type.startswith("clock_") else entry.by_name
    return Said(
        at=entry.at,
        sentence=sentence,
        by=by,
        tone=tone,
        automatic=automatic,
        text=entry.text,
        late=late,
        beginning=_beginning(entry.text or ""),
    )


def _beginning(text: str) -> str:
    """The first lines of a long text, cut between words where there are any."""
    if len(text) <= _LONG and text.count("\n") < _LONG_LINES:
        return ""
    kept = "\n".join(text[:_BEGINNING].split("\n")[:_BEGINNING_LINES])
    return (kept.rpartition(" ")[0] or kept).rstrip() if len(kept) == _BEGINNING else kept.rstrip()


_TONES = {
    "signal_received": "theirs",
    "customer_replied": "theirs",
    "customer_confirmed": "theirs",
    "customer_denied": "theirs",
    "message_sent": "ours",
    "internal_message_sent": "note",
    "call_logged": "ours",
    "note_added": "note",
    "clock_missed": "trouble",
    "delivery_failed": "trouble",
    "policy_retired": "trouble",
    "step_overdue": "trouble",
    "approval_expired": "trouble",
    "hand_over_held": "trouble",
    "hand_over_expired": "trouble",
    "resolved": "ours",
}
