"""What a case page is made of: everything one needs to act on a case, with the why beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stepladder.core.case.assessment import ConditionalRoute, HeldRoute, Question
from stepladder.core.case.state import Case
from stepladder.core.triage.request import Customer
from stepladder.service.made import Made
from stepladder.service.reading.clocks import ClockView, NextDue
from stepladder.service.reading.incidents import IncidentLine
from stepladder.service.reading.owed_views import OwedView
from stepladder.service.rows import DeliveryLine, PersonRow


class Span(Made, frozen=True, kw_only=True):
    """Code points [start, end) of a text that made `trigger` match."""

    start: int
    end: int
    trigger: str


class SignalView(Made, frozen=True, kw_only=True):
    """What arrived, in the words of who wrote. Spans are in order and do not overlap within one trigger."""

    id: str
    at: datetime
    sender: str
    kind: str
    channel: str | None
    subject: str
    text: str
    subject_spans: tuple[Span, ...]
    text_spans: tuple[Span, ...]


class Quote(Made, frozen=True, kw_only=True):
    """Words that made a trigger match, with some on either side."""

    signal: str
    field: str
    before: str
    quote: str
    after: str


class TriggerView(Made, frozen=True, kw_only=True):
    """`state` provisional asks a person: right, or what is it?"""

    id: str
    title: str
    category: str | None
    state: str
    reader: str
    confidence: float
    because: str
    source: tuple[str, ...]
    quotes: tuple[Quote, ...]


class RouteView(Made, frozen=True, kw_only=True):
    """Who was told, how, and why; `deliveries` are the messages it became."""

    id: str
    to: str
    channel: str
    cc: tuple[str, ...]
    told_at: datetime
    withdrawn: bool
    because: str
    source: tuple[str, ...]
    deliveries: tuple[DeliveryLine, ...]


class FieldView(Made, frozen=True, kw_only=True):
    """A piece of the hand-over with its value, None where nobody has said it; `at` is one that is an instant."""

    id: str
    title: str
    scope: str
    optional: bool
    known: bool
    value: str | None
    at: datetime | None = None


class TimelineEntry(Made, frozen=True, kw_only=True):
    """One event in the order it was stored. `text` are the words it names, None where there are none (any more)."""

    version: int
    at: datetime
    noticed_at: datetime
    late: bool
    type: str
    by: str
    by_name: str
    automatic: bool
    data: dict[str, Any]
    text: str | None


class SlotView(Made, frozen=True, kw_only=True):
    """What goes into one place of a letter; `value` is what is known of it already."""

    id: str
    title: str
    value: str
    optional: bool
    allowed: tuple[str, ...]
    is_line: bool


class LetterView(Made, frozen=True, kw_only=True):
    """A template that the policy offers on the case now; `name` is what tells it apart among all of them."""

    name: str
    title: str
    audience: str
    channel: str
    because: str
    subject: str
    body: str
    held_by: tuple[str, ...]
    slots: tuple[SlotView, ...]


class CasePage(Made, frozen=True, kw_only=True):
    """A case as its page shows it. Ids are the policy's; titles and reasons come from the version it is pinned to."""

    case: Case
    now: datetime
    zone: ZoneInfo
    title: str
    level: str | None
    level_title: str
    urgency: int
    categories: tuple[tuple[str, str], ...]
    """(id, title), the first being the highest."""
    customer: Customer | None
    customer_name: str
    customer_mail: str | None
    customer_zone: ZoneInfo | None
    owner: str | None
    owner_role: str | None
    stage: str
    next: NextDue | None
    clocks: tuple[ClockView, ...]
    """By due instant; those that still run first."""
    triggers: tuple[TriggerView, ...]
    signals: tuple[SignalView, ...]
    routes: tuple[RouteView, ...]
    conditional: tuple[ConditionalRoute, ...]
    fields: tuple[FieldView, ...]
    questions: tuple[Question, ...]
    letters: tuple[LetterView, ...]
    owed: OwedView
    incident: IncidentLine | None
    """The incident it belongs to; None for none, or where the incident has not heard of it yet."""
    incidents: tuple[IncidentLine, ...]
    """Those that go on, which it may be linked to while it belongs to none."""
    held: tuple[HeldRoute, ...]
    """Notices that wait for a closed gate, or for somebody to take up another one."""
    answers_for: tuple[str, ...]
    """The teams whose promise still runs and whom the reader is of: their acknowledgement keeps it."""
    versions: tuple[tuple[str, str], ...]
    """(digest, version) of every published version of the policy, newest first."""
    siblings: tuple[tuple[str, str], ...]
    """(id, title) of the customer's other open cases."""
    roles: tuple[tuple[str, str], ...]
    """(id, title) of the directory of the policy."""
    explanation: tuple[dict[str, Any], ...]
    """As `explanation[]` of the decision document, asked anew of the pinned policy for the first signal."""
    timeline: tuple[TimelineEntry, ...]
    deliveries: tuple[DeliveryLine, ...]
    people: tuple[PersonRow, ...]
    trigger_choices: tuple[tuple[str, str], ...]
    """(id, title) of every trigger of the pinned policy, for "No, it is ..."."""
    level_choices: tuple[tuple[str, str, str], ...]
    """(scale, level, title)."""
    pack: str
    pack_version: str
    digest: str
