"""The elements of a policy pack.

Frozen values, built by the loader and trusted afterwards. The grammar: docs/reference/pack.md.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from stepladder.core.clock.promises import Term
from stepladder.core.policy import assessments, obligations
from stepladder.core.policy.base import ANYTHING, Placed, ReadBy, Written, keys_of
from stepladder.core.policy.base import Element as Element
from stepladder.core.policy.base import Place as Place
from stepladder.core.policy.base import Selector as Selector

EscalateBy = Literal["now", "same_day", "within_24h"]


class Link(Element, frozen=True, kw_only=True):
    """Another text that belongs to this policy; `to` is where it can be read, None where nobody has said."""

    to: str | None = None


class Header(Placed, frozen=True, kw_only=True):
    """Who owns the policy, which version it is, when it is reviewed. Months and dates stay as written.

    `extends`: the pack whose elements hold here too, each replaced by one of the same section and id; `drops`: those
    that do not, as `section/id`.
    """

    id: str
    title: str
    version: str
    owner: str | None = None
    classification: str | None = None
    updated: str | None = None
    created: str | None = None
    last_review: str | None = None
    next_review: str | None = None
    review_every: str | None = None
    tags: tuple[str, ...] = ()
    source_ref: str | None = None
    extends: str | None = None
    links: tuple[Link, ...] = ()
    drops: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    place: Place = Place()


class ParameterChoice(Element, frozen=True, kw_only=True):
    """A reading this pack chooses for a named question."""

    value: str


class FactReader(Written, frozen=True, kw_only=True):
    """How a fact is read from text: an amount of money near phrases, or a flag shown by phrases."""

    money_near: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


class Fact(Element, frozen=True, kw_only=True):
    """A fact the pack adds to those every desk knows; conditions name it `<of>.<id>`."""

    type: Literal["money", "duration", "instant", "date", "count", "text", "choice", "flag"]
    ask: str
    of: Literal["signal", "customer", "contact", "contract", "deal", "case", "account", "incident"] = "signal"
    choices: tuple[str, ...] = ()
    read: FactReader | None = None

    @property
    def name(self) -> str:
        return f"{self.of}.{self.id}"


class Level(Element, frozen=True, kw_only=True):
    """One place on a scale. `calendar` is what clocks of this level count; `urgency` 0 to 3 orders the work."""

    escalate: EscalateBy | None = None
    calendar: str | None = None
    urgency: int = 0
    handover: Literal["warn", "hold"] = "hold"
    when: str | None = None
    """Facts that put a matched case on this level, where no trigger and no category says it."""


class Scale(Element, frozen=True, kw_only=True):
    """Named ordered levels, highest first."""

    levels: tuple[Level, ...]


class Segment(Element, frozen=True, kw_only=True):
    """A class of customers or contacts, computed from the record."""

    when: str


class Category(Element, frozen=True, kw_only=True):
    """A group of triggers; `level` is `scale:level`. The order in the pack breaks ties (Q-09).

    `when`: facts that show it where no trigger does; `stages`: parts of its handling that different teams own.
    """

    level: str | None = None
    when: str | None = None
    stages: tuple[CategoryStage, ...] = ()


class CategoryStage(Element, frozen=True, kw_only=True):
    """Who handles a category first, and who then."""

    owner: str
    when: str | None = None


class Trigger(Element, frozen=True, kw_only=True):
    """A fact in a signal that makes a rule match.

    Ticked by a person, shown by facts (`when`) or read from words (`phrases`).
    """

    category: str | None = None
    level: str | None = None
    when: str | None = None
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    mode: Literal["provisional", "suggest", "automatic"] | None = None
    read: ReadBy = "text"
    flag: str | None = None


class UntilFact(Struct, frozen=True):
    """By the instant or date that a fact says, named as in conditions. Unknown, the clock waits and the fact is asked.

    A moment that is over when the clock would start says nothing.
    """

    fact: str


NEXT_REVIEW = "customer.next_review_on"
"""The fact behind `within: next_review`."""


class Clock(Element, frozen=True, kw_only=True):
    """A promise about time.

    `within` in seconds, 0 where `term` says by when; `latest` is the far end of a range, of which the loader makes two
    clocks. `calendar` an id or `inherit`; `marks` whole percent of the work time. `starts`, `stops` and `restarts`
    name events, `not_before` kinds of clocks; left out (None), those of its kind hold (`kinds.py`). `pauses`: it stands
    still while the case waits for the customer.
    """

    binds: Selector = ANYTHING
    kind: str
    within: int = 0
    latest: int | None = None
    term: Term | UntilFact | None = None
    calendar: str = "inherit"
    team: str | None = None
    end: Literal["target", "limit"] | None = None
    strict: bool = False
    counting: Literal["open_hours", "working_days", "elapsed"] | None = None
    marks: tuple[int, ...] | None = None
    starts: tuple[str, ...] | None = None
    stops: tuple[str, ...] | None = None
    restarts: tuple[str, ...] | None = None
    not_before: tuple[str, ...] | None = None
    pauses: tuple[Literal["waiting"], ...] = ()

    def ends(self) -> tuple[Clock, ...]:
        """The clock itself, or the two of a range: `<id>-target` and `<id>-limit`."""
        if self.latest is None:
            return (self,)
        target = replace(self, id=f"{self.id}-target", end="target", latest=None)
        return target, replace(target, id=f"{self.id}-limit", end="limit", within=self.latest)


class Adjustment(Element, frozen=True, kw_only=True):
    """What a segment changes in clocks of some kinds.

    Shorter by a percentage (Q-08), counted under another calendar (Q-05).
    """

    binds: Selector = ANYTHING
    kinds: tuple[str, ...]
    faster_by: int = 0
    calendar: str | None = None


class Route(Element, frozen=True, kw_only=True):
    """Who is told. `bypasses` marks a direct way past the standard path: offered, never sent by itself (Q-52)."""

    binds: Selector = ANYTHING
    to: str
    channel: str
    when: str | None = None
    after: str | None = None
    order: int = 1
    template: str | None = None
    name: str | None = None
    mention: str | None = None
    tags: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    bypasses: tuple[str, ...] = ()


class Cc(Element, frozen=True, kw_only=True):
    """A role that gets a copy of every due notice its selector binds."""

    binds: Selector = ANYTHING
    cc: str


class Field(Element, frozen=True, kw_only=True):
    """A piece of information a hand-over carries. `prefill` names facts, first found wins."""

    binds: Selector = ANYTHING
    scope: str
    prefill: tuple[str, ...] = ()
    optional: bool = False


class HolidaysListed(Written, frozen=True, kw_only=True):
    """A snapshot of a named list of holidays."""

    name: str
    version: str
    days: tuple[date, ...]


class HolidaysInFile(Written, frozen=True, kw_only=True):
    """The holidays of an iCalendar file in the pack; `name` and `version` stand over the file's own."""

    file: str
    name: str | None = None
    version: str | None = None


Holidays: TypeAlias = date | HolidaysListed | HolidaysInFile
OpenOn: TypeAlias = dict[date, tuple[str, ...]]
"""Spans of opening by date."""


class CalendarChange(Placed, frozen=True, kw_only=True):
    """What is different from a date on. None: as it was before."""

    since: date
    hours: dict[str, tuple[str, ...]] | None = None
    holidays: tuple[Holidays, ...] | None = None
    exceptions: OpenOn | None = None
    openings: OpenOn | None = None
    holiday_closes_shift: bool | None = None
    place: Place = Place()


CUSTOMER = "customer"
"""The zone of a calendar whose hours are read in the customer's own zone."""


class CalendarSpec(Element, frozen=True, kw_only=True):
    """When time counts, as written; compiled in `calendars.py`."""

    zone: str | None = None
    always: bool = False
    hours: dict[str, tuple[str, ...]] = field(default_factory=dict)
    holidays: tuple[Holidays, ...] = ()
    exceptions: OpenOn = field(default_factory=dict)
    openings: OpenOn = field(default_factory=dict)
    holiday_closes_shift: bool = True
    changes: tuple[CalendarChange, ...] = ()


class DirectoryChannel(Written, frozen=True, kw_only=True):
    """One way to reach a role; `address` is a default that the workspace's own directory overrides."""

    channel: str
    address: str | None = None
    name: str | None = None
    segment: str | None = None
    source: tuple[str, ...] = ()


class Coverage(Written, frozen=True, kw_only=True):
    """When a role is there for certain levels only."""

    levels: tuple[str, ...]
    calendar: str
    source: tuple[str, ...] = ()


class DirectoryEntry(Element, frozen=True, kw_only=True):
    """A role and how it is reached: by channels of its own, or as the person a fact of the record names."""

    channels: tuple[DirectoryChannel, ...] = ()
    calendar: str | None = None
    coverage: tuple[Coverage, ...] = ()
    person_from: str | None = None


class Example(Placed, frozen=True, kw_only=True):
    """A case the pack carries with it: a decision request, a draft or a template, and what must be in the answer."""

    note: str
    given: dict[str, Any]
    expect: dict[str, Any]
    place: Place = Place()


class Accepted(Element, frozen=True, kw_only=True):
    """A finding of the policy check that the team knows of and lives with, up to and including a day.

    `rule`: the rule that finds it; `elements`: those it is about, as `section/id`, any where empty.
    """

    rule: str
    elements: tuple[str, ...] = ()
    until: date


class PackText(Written, frozen=True, kw_only=True):
    """All elements of one pack as written, checked and in order."""

    header: Header
    parameters: tuple[ParameterChoice, ...] = ()
    facts: tuple[Fact, ...] = ()
    scales: tuple[Scale, ...] = ()
    segments: tuple[Segment, ...] = ()
    categories: tuple[Category, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    clocks: tuple[Clock, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    routes: tuple[Route, ...] = ()
    cc: tuple[Cc, ...] = ()
    fields: tuple[Field, ...] = ()
    calendars: tuple[CalendarSpec, ...] = ()
    directory: tuple[DirectoryEntry, ...] = ()
    questions: tuple[assessments.Question, ...] = ()
    detectors: tuple[assessments.Detector, ...] = ()
    signs: tuple[assessments.Sign, ...] = ()
    flags: tuple[assessments.Flag, ...] = ()
    scenarios: tuple[assessments.Scenario, ...] = ()
    reasons: tuple[assessments.Reason, ...] = ()
    gates: tuple[obligations.Gate, ...] = ()
    identity: tuple[obligations.IdentityClass, ...] = ()
    approvals: tuple[obligations.Approval, ...] = ()
    guards: tuple[obligations.Guard, ...] = ()
    guidance: tuple[obligations.Guidance, ...] = ()
    steps: tuple[obligations.Step, ...] = ()
    templates: tuple[obligations.Template, ...] = ()
    follow_ups: tuple[obligations.FollowUp, ...] = ()
    ladders: tuple[obligations.Ladder, ...] = ()
    concessions: tuple[obligations.Concession, ...] = ()
    terms: tuple[obligations.Term, ...] = ()
    records: tuple[obligations.Record, ...] = ()
    holds: tuple[obligations.Hold, ...] = ()
    metrics: tuple[obligations.Metric, ...] = ()
    training: tuple[obligations.Training, ...] = ()
    agenda: tuple[obligations.AgendaItem, ...] = ()
    examples: tuple[Example, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    @property
    def matching(self) -> tuple[Trigger | assessments.Detector, ...]:
        """What stands in a decision's list of triggers: triggers and detectors."""
        return (*self.triggers, *self.detectors)


SECTION_KEYS = tuple(key for key in keys_of(PackText) if key != "header")
"""The sections of a pack, in the order of the language."""
