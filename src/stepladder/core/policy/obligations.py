"""What must follow once something is the case, beyond clocks, routes and fields.

Frozen values, built by the loader and trusted afterwards. Each is bound by its selector and, where it has a `when`, by
that condition besides. The grammar: docs/reference/pack.md.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from stepladder.core.policy.base import ANYTHING, Element, Selector, Written
from stepladder.core.values import Money

Stage = Literal["acknowledge", "investigate", "communicate", "resolve", "follow_up", "recover"]
Evidence = Literal["message", "attempt", "field", "tick", "identity", "approval"]


class Obligation(Element, frozen=True, kw_only=True):
    """Anything that must follow. `scope` names the list it belongs to; an id stands once in a scope."""

    binds: Selector = ANYTHING
    when: str | None = None
    scope: str = ""


class Amount(Written, frozen=True, kw_only=True):
    """A part of some sum: `rate` (0.5 is half) of a fact that is money, or so many months of one, or a fixed sum.

    `since`, `until`: facts that are dates; the months are the whole ones after that of `since` up to that of `until`.
    """

    rate: Decimal | None = None
    months: int | None = None
    of: str | None = None
    fixed: Money | None = None
    since: str | None = None
    until: str | None = None


class Authority(Written, frozen=True, kw_only=True):
    """The most a role may give alone: money, a rate, a number of months, or anything (`None` for all three)."""

    role: str
    money: Money | None = None
    rate: Decimal | None = None
    months: int | None = None


class GateItem(Element, frozen=True, kw_only=True):
    """One thing a gate waits for, and what counts as proof of it; `at_least` so many times."""

    evidence: Evidence = "tick"
    at_least: int = 1


class Gate(Obligation, frozen=True, kw_only=True):
    """What must be true before an act.

    Fields: kind - `attempt` gates are those a critical case and a threat skip (Q-23); holds - the acts that stay
    closed: `escalate`, `send`, `resolve`, `close`, `offer`, `talk:contract`, `route:ID`, `step:ID`, `identity:ACT`
    (an attempt gate that names none holds `escalate`, any other gate holds nothing but what it names);
    items - what it waits for, the gate itself where there are none; opens_when - a condition that opens it;
    exempt - for whom it stands open; waived_by - roles that may waive it with a reason, nobody where empty;
    order - its place in its scope.
    """

    kind: Literal["attempt", "check", "facts", "identity", "approval", "hand_over", "talk"] = "check"
    holds: tuple[str, ...] = ()
    items: tuple[GateItem, ...] = ()
    opens_when: str | None = None
    exempt: Selector | None = None
    waived_by: tuple[str, ...] = ()
    order: int = 0

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts that stay closed while it is."""
        return self.holds or (("escalate",) if self.kind == "attempt" else ())


class Factor(Element, frozen=True, kw_only=True):
    """One proof of identity that counts for a class; `required` ones have no substitute (Q-26)."""

    required: bool = False
    accepts: tuple[str, ...] = ()


class IdentityRequest(Element, frozen=True, kw_only=True):
    """A kind of request that falls into a class, and the triggers or facts that show it."""

    trigger: tuple[str, ...] = ()
    when: str | None = None


class IdentityClass(Obligation, frozen=True, kw_only=True):
    """How sure the desk must be of who asks: so many different factors; classes stand in the pack from low to high.

    `approval` names the approval needed besides; `valid_for` (seconds) is how long a check holds (Q-25).
    """

    factors: int
    of: tuple[Factor, ...] = ()
    requests: tuple[IdentityRequest, ...] = ()
    approval: str | None = None
    valid_for: int | None = None


class Approval(Obligation, frozen=True, kw_only=True):
    """A decision by a role other than whoever asks for it. `expires_after` (seconds), then it climbs to `then_to`."""

    by: str
    expires_after: int | None = None
    then_to: tuple[str, ...] = ()


class Guard(Obligation, frozen=True, kw_only=True):
    """What may not be said or done.

    Fields: mode - else the parameter guard.mode; phrases, unless - words a draft is read for; acts - acts that stay
    locked (`escalate`, `investigate`, `offer`); allowed_by - gates, approvals, scenarios or offers that lift it;
    allowed_for - roles; at_most - so often per case before it speaks; better - the line to write instead; watches - a
    condition over the case that shows the lapse (such as silence), where no words do.
    """

    mode: Literal["warn", "block"] | None = None
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    allowed_by: tuple[str, ...] = ()
    allowed_for: tuple[str, ...] = ()
    at_most: int | None = None
    better: str = ""
    watches: str | None = None


class Guidance(Obligation, frozen=True, kw_only=True):
    """Advice at the right moment, never blocking.

    `phrases`: words of the customer that bring the card up; `insert`: a line to put into a draft, by a person's click;
    `note`: what to mind when using it; `offered`: False keeps a card back until somebody looks for it.
    """

    text: str
    phrases: tuple[str, ...] = ()
    insert: str = ""
    note: str = ""
    offered: bool = True


class Step(Obligation, frozen=True, kw_only=True):
    """One ordered piece of work.

    Fields: stage, order - where it stands; actor - a role, the owner where empty; does - what is done, as an order;
    fact - the fact that its answer becomes, for a question; channel - how, where it matters; attendees, length - of a
    meeting (roles; seconds); evidence - what shows that it was done; within - seconds from when it opens.
    """

    stage: Stage = "investigate"
    order: int = 0
    actor: str = ""
    does: str
    fact: str | None = None
    channel: str | None = None
    attendees: tuple[str, ...] = ()
    length: int | None = None
    optional: bool = False
    evidence: Evidence = "tick"
    within: int | None = None


class Slot(Element, frozen=True, kw_only=True):
    """A gap of a template. `from` names facts or parts of the case that fill it, first found wins."""

    prefill: tuple[str, ...] = ()
    optional: bool = False
    allowed: tuple[str, ...] = ()
    max_lines: int | None = None


class TemplatePart(Element, frozen=True, kw_only=True):
    """A fixed part of a template that a requirement asks for; `text` stands in the subject or the body as it is."""

    text: str


class Template(Obligation, frozen=True, kw_only=True):
    """A message with declared slots: `{name}` in `subject` and `body`.

    A line whose only slots are optional and empty is left out; a message with an empty needed slot cannot be sent.
    `stage`: when it is offered; `needs`: gates that must be open; `automatic`: may go out without a person.
    """

    audience: Literal["customer", "team"] = "customer"
    stage: Stage | None = None
    channel: str = "email"
    subject: str = ""
    body: str
    slots: tuple[Slot, ...] = ()
    parts: tuple[TemplatePart, ...] = ()
    needs: tuple[str, ...] = ()
    automatic: bool = False


class FollowUp(Obligation, frozen=True, kw_only=True):
    """Work due after an event.

    Fields: after - the event that starts it: `matched`, `resolved`, `call_logged`, `customer_contact`, `message_sent`,
    `incident_resolved`, `implemented`, `closed`, `no_team_response`; earliest, latest - seconds from it (Q-17); months
    - calendar months from it instead; until_review - due at the customer's next business review; every - seconds
    between repetitions until the case ends; does - what is done; owner - a role, the owner of the case where empty;
    channel - how; evidence - `message` where a message to the customer by that channel does it.
    """

    after: str
    earliest: int | None = None
    latest: int | None = None
    months: int | None = None
    until_review: bool = False
    every: int | None = None
    does: str
    owner: str = ""
    channel: str | None = None
    evidence: Literal["message", "tick"] = "tick"
    optional: bool = False


class SubRung(Element, frozen=True, kw_only=True):
    """One place within a rung, numbered from 1; `authority` are the roles that may offer it."""

    months: int | None = None
    authority: tuple[Authority, ...] = ()


class Rung(Element, frozen=True, kw_only=True):
    """One place on a ladder, numbered from 1 in the order of the pack: `write-down/2`.

    `value` is the whole of what is given here, not what is added (Q-36). `opens_when`: besides the refusal of the rung
    before, a condition. `authority`: who may offer it; `approval`: the approval it needs.
    """

    does: str
    kind: str = ""
    value: Amount | None = None
    opens_when: str | None = None
    channel: str | None = None
    authority: tuple[Authority, ...] = ()
    approval: str | None = None
    sub_rungs: tuple[SubRung, ...] = ()
    final: bool = False


class Ladder(Obligation, frozen=True, kw_only=True):
    """An ordered list of offers, each opened by the recorded refusal of the one before (Q-37).

    `per`: what it is walked once for; `frozen_by`: triggers that stop every offer.
    """

    per: Literal["contract", "case"] = "contract"
    rungs: tuple[Rung, ...]
    frozen_by: tuple[str, ...] = ()


class Concession(Obligation, frozen=True, kw_only=True):
    """One thing that may be given to mend things, offered by a person and never by the software.

    Fields: kind - what it is; value - how much; at_most - so often per contract; ground - the reason code it needs or
    is; proof - an attachment is needed; only_with - another rung or concession it is tied to; excludes - concessions or
    terms it never stands beside; authority, approval - who may give it.
    """

    kind: str = ""
    value: Amount | None = None
    at_most: int | None = None
    ground: str = ""
    proof: bool = False
    only_with: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    authority: tuple[Authority, ...] = ()
    approval: str | None = None


class Term(Obligation, frozen=True, kw_only=True):
    """A commercial fact: what is due, from when, computed from milestones.

    `says`: the term in one sentence; `value`: the sum, with its working; `starts`: the facts that must all be there
    before it begins, at the latest of their dates (Q-41); `excludes`: what it never stands beside.
    """

    says: str
    value: Amount | None = None
    starts: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


class Record(Obligation, frozen=True, kw_only=True):
    """Something that must be written down.

    `tool`: where; `tag`: a mark it sets; `before`: the act that waits; `automatic`: the desk writes it by itself.
    """

    what: str
    tool: str | None = None
    tag: str | None = None
    fact: str | None = None
    before: str | None = None
    automatic: bool = False


class Hold(Obligation, frozen=True, kw_only=True):
    """What may not change from now on: `evidence`, a `delivery`, or the `case`. `released_by`: roles."""

    what: Literal["evidence", "delivery", "case"]
    released_by: tuple[str, ...] = ()


class Metric(Element, frozen=True, kw_only=True):
    """A number computed from events.

    `measure`: which; `better`: up or down; `target`: as the policy writes it (`< 15%`); `of`: of what; `quality`: the
    mark it gives a hand-over (`+summary`) where the fields and gates of `shown_by` are there and no pattern of `unless`
    speaks; `scale`: the highest answer there is; `private`: not shown beyond the person and the lead.
    """

    measure: str
    better: Literal["up", "down"] | None = None
    target: str | None = None
    of: str | None = None
    scale: int | None = None
    quality: str | None = None
    shown_by: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    private: bool = False
    because: str = ""


class Training(Element, frozen=True, kw_only=True):
    """A stage of a new colleague (`week`, `stage`), something that comes again (`every`), or material (`link`)."""

    week: int | None = None
    stage: Literal["shadow", "supervised", "independent"] | None = None
    every: str | None = None
    link: str | None = None
    does: str = ""


class AgendaItem(Element, frozen=True, kw_only=True):
    """Recurring work of a team that belongs to no single case: `every` such as `1 week`."""

    every: str
    owner: str
    does: str
    segment: str | None = None
