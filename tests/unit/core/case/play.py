"""A small policy that really decides, and a case driven through it: what the tests of cases share."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from stepladder.core.case import commands as c
from stepladder.core.case.events import Happened, SignalReceived
from stepladder.core.case.knowledge import Knowledge, knowledge_of
from stepladder.core.case.life import evolve, handle, receive, tick
from stepladder.core.case.state import Case
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.loading import load
from stepladder.core.triage.request import CaseSoFar, Request, Signal
from stepladder.core.triage.verdict import TriggerVerdict, Verdict

ZONE = ZoneInfo("America/New_York")

POLICY = """
pack: {id: play, title: Play, version: "1", owner: tests}
parameters:
  - {id: pack.zone, value: America/New_York, because: b, source: [Q-01]}
  - {id: directory.missing, value: success, because: b, source: [Q-22]}
calendars:
  - {id: always, zone: America/New_York, always: true, because: b, source: [SD-258]}
  - id: office
    zone: America/New_York
    hours: {mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}
    because: b
    source: [SD-261]
scales:
  - id: priority
    source: [SD-010]
    levels:
      - {id: critical, title: Critical, escalate: now, calendar: always, urgency: 3, handover: warn, because: b, source: [SD-010]}
      - {id: high, title: High, escalate: same_day, calendar: office, urgency: 2, handover: hold, because: b, source: [SD-056]}
      - {id: standard, title: Standard, escalate: within_24h, calendar: office, urgency: 1, handover: hold, because: b, source: [SD-092]}
categories:
  - {id: security, title: Security, level: "priority:critical", because: b, source: [SD-012]}
  - {id: money, title: Money, level: "priority:critical", because: b, source: [SD-026]}
  - {id: technical, title: Technical, level: "priority:high", because: b, source: [SD-057]}
  - {id: product, title: Product, level: "priority:standard", because: b, source: [SD-093]}
facts:
  - {id: refund_amount, type: money, ask: How much is wanted back?, read: {money: {near: ["refund*"]}}, source: [SD-029]}
  - {id: feature, type: text, ask: Which feature?, source: [SD-043]}
  - {id: not_posted, type: flag, ask: Is it missing from the status page?, source: [SD-041]}
triggers:
  - {id: leak, title: Leak, category: security, phrases: [another company], because: b, source: [SD-013]}
  - {id: bug, title: Bug, category: technical, phrases: [does not work], because: b, source: [SD-058]}
  - {id: outage, title: Outage, category: technical, phrases: [all is down], because: b, source: [SD-041]}
  - {id: wish, title: Wish, category: product, phrases: [would be nice], because: b, source: [SD-094]}
  - {id: rumour, title: Rumour, category: security, phrases: [i heard], mode: suggest, because: b, source: [SD-014]}
  - {id: refund-limit, title: Refund, category: money, when: "signal.refund_amount > money('500 USD')", because: b, source: [SD-029]}
clocks:
  - {id: critical-first, for: {level: "priority:critical"}, kind: first_response, within: 30m, because: b, source: [SD-256]}
  - {id: critical-resolution, for: {level: "priority:critical"}, kind: resolution, within: 4h, because: b, source: [SD-257]}
  - {id: high-first, for: {level: "priority:high"}, kind: first_response, within: 4h, because: b, source: [SD-259]}
  - {id: high-resolution, for: {level: "priority:high"}, kind: resolution, within: 24h, because: b, source: [SD-260]}
  - {id: standard-first, for: {level: "priority:standard"}, kind: first_response, within: 24h, because: b, source: [SD-262]}
  - {id: security-answer, for: {trigger: leak}, kind: team_response, team: security, within: 30m, strict: true, calendar: always, because: b, source: [SD-206]}
  - {id: technical-limit, for: {category: technical}, kind: team_response, team: technical, end: limit, within: 2h, because: b, source: [SD-209]}
routes:
  - {id: security-mail, for: {category: security}, to: security, channel: email, order: 1, because: b, source: [SD-017]}
  - {id: money-mail, for: {category: money}, to: billing, channel: email, order: 1, because: b, source: [SD-030]}
  - {id: technical-chat, for: {category: technical}, to: technical, channel: chat, order: 1, because: b, source: [SD-065]}
  - {id: operations-mail, for: {trigger: outage}, to: operations, channel: email, order: 2, when: "signal.not_posted", because: b, source: [SD-041]}
cc:
  - {id: lead-copy, for: {category: security}, cc: lead, because: b, source: [SD-089]}
fields:
  - {id: amount, scope: money, for: {category: money}, title: Amount, from: [signal.refund_amount], optional: false, source: [SD-031]}
  - {id: history, scope: all, title: Conversation, from: [signal.text], optional: false, source: [SD-194]}
directory:
  - {id: security, title: Security, channels: [{channel: email, address: security@desk.example, source: [SD-204]}], because: b, source: [SD-204]}
  - {id: billing, title: Billing, channels: [{channel: email, address: billing@desk.example, source: [SD-201]}], because: b, source: [SD-201]}
  - {id: technical, title: Technical, channels: [{channel: chat, name: tech, source: [SD-199]}], because: b, source: [SD-198]}
  - {id: operations, title: Operations, channels: [{channel: email, address: operations@desk.example, source: [SD-041]}], because: b, source: [SD-041]}
  - {id: success, title: Success, channels: [{channel: email, address: success@desk.example, source: [SD-216]}], because: b, source: [SD-216]}
  - {id: lead, title: Lead, channels: [{channel: email, address: lead@desk.example, source: [SD-089]}], because: b, source: [SD-089]}
"""

WORDS = {
    "leak": "I can see the invoices of another company.",
    "bug": "The search does not work.",
    "outage": "All is down.",
    "wish": "A dark theme would be nice.",
    "rumour": "I heard that you were hacked.",
    "refund": "I want a refund of 512.40 USD.",
    "small refund": "I want a refund of 40 USD.",
    "refund, no amount": "I want a refund.",
    "thanks": "Thanks!",
}


@cache
def pack() -> Pack:
    return load("play", {"pack.yaml": POLICY})


def at(text: str) -> datetime:
    """`03-05 12:00` on the desk's wall clock of 2025, in UTC."""
    return datetime.strptime(f"2025-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


NOON = at("03-05 12:00")
"""A Wednesday."""


class Play:
    """One case and all that happened to it. Each step appends its events and gives them back."""

    def __init__(self, case_id: str = "c1") -> None:
        self.case: Case | None = None
        self.case_id = case_id
        self.events: list[Happened] = []
        self._signals = 0

    @property
    def open_case(self) -> Case:
        assert self.case is not None
        return self.case

    def signal(
        self,
        words: str,
        when: datetime = NOON,
        *,
        sender: str = "customer",
        noticed: datetime | None = None,
        continues: str | None = None,
        id_: str | None = None,
    ) -> list[str]:
        self._signals += 1
        name = id_ or f"{self.case_id}-s{self._signals}"
        signal = SignalReceived(signal=name, sender=sender, kind="message", conversation="talk", text=f"{name}/text")
        return self._happened(
            receive(
                self.case,
                case_id=self.case_id,
                signal=signal,
                verdict=self._verdict(WORDS[words], when, sender),
                by="mail",
                now=noticed or when,
                customer="acme",
                contact="ann",
                continues=continues,
            )
        )

    def do(self, command: c.AnyCommand, when: datetime, *, by: str = "lee") -> list[str]:
        return self._happened(handle(self.open_case, command, by=by, now=when, verdict_for=self.verdict_for))

    def tick(self, when: datetime) -> list[str]:
        return self._happened(tick(self.open_case, when))

    def last(self, type_: str) -> Happened:
        return next(one for one in reversed(self.events) if name_of(one) == type_)

    def verdict_for(self, knowledge: Knowledge) -> Verdict:
        """As the desk asks: for the instant of the opening, with what is known and without a text."""
        case = self.open_case
        assert case.opened_at is not None
        request = Request(
            signal=Signal(not_triggers=knowledge.not_triggers),
            case=CaseSoFar(levels=knowledge.levels, facts=dict(knowledge.facts)),
        )
        return decide(pack(), request, case.opened_at, known=_known(knowledge))

    def _verdict(self, text: str, when: datetime, sender: str) -> Verdict:
        if self.case is None:
            return decide(pack(), Request(signal=Signal(text=text, sender=sender)), when)  # type: ignore[arg-type]
        knowledge = knowledge_of(self.case)
        request = Request(
            signal=Signal(text=text, sender=sender, not_triggers=knowledge.not_triggers),  # type: ignore[arg-type]
            case=CaseSoFar(levels=knowledge.levels, facts=dict(knowledge.facts)),
        )
        return decide(pack(), request, when, known=_known(knowledge))

    def _happened(self, events: tuple[Happened, ...]) -> list[str]:
        if events:
            self.case = evolve(self.case or Case(id=self.case_id), *events)
            self.events += events
        return [name_of(one) for one in events]


def _known(knowledge: Knowledge) -> tuple[TriggerVerdict, ...]:
    by_id = {one.id: one for one in pack().text.triggers}
    return tuple(
        TriggerVerdict(by_id[one.trigger], one.state, one.reader, one.confidence)  # type: ignore[arg-type]
        for one in knowledge.triggers
    )


def name_of(happened: Happened) -> str:
    return str(happened.event.__struct_config__.tag)


def opened(words: str, when: datetime = NOON) -> Play:
    """A case that this signal opened."""
    play = Play()
    play.signal(words, when)
    return play


CLOSE = c.Close(outcome=c.Outcome(resolved_by_team=True))
