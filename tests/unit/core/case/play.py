"""A small policy that really decides, and a case driven through it: what the tests of cases share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from stepladder.core.case import commands as c
from stepladder.core.case.events import Happened, SignalReceived
from stepladder.core.case.knowledge import Knowledge, knowledge_of
from stepladder.core.case.life import evolve, handle, recalculate, receive, retire_policy, tick
from stepladder.core.case.standing import AGENT, Standing
from stepladder.core.case.state import Case, CaseClock
from stepladder.core.clock.revision import ALL, CalendarChange, CalendarRevision
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.loading import load
from stepladder.core.triage.readers import readers, with_calendars
from stepladder.core.triage.request import CaseSoFar, Customer, Request, Signal
from stepladder.core.triage.verdict import TriggerVerdict, Verdict

ZONE = ZoneInfo("America/New_York")

POLICY = Path(__file__).with_name("play.yaml")
NEWS = Path(__file__).with_name("news.yaml")

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
    return load("play", {"pack.yaml": POLICY.read_text(encoding="utf-8")})


@cache
def news() -> Pack:
    """The same policy with promises about news, and such as an event of the case starts."""
    texts = {"news.yaml": NEWS.read_text(encoding="utf-8"), "pack.yaml": POLICY.read_text(encoding="utf-8")}
    return load("play", texts)


def under(number: int = 1, policy: Pack | None = None, **changes: CalendarChange) -> Pack:
    """The policy under a revision of its calendars; `every` stands for all of them."""
    written = policy or pack()
    named = {ALL if name == "every" else name: change for name, change in changes.items() if change}
    return with_calendars(written, written.calendars.under(CalendarRevision(named)), number)


def at(text: str) -> datetime:
    """`03-05 12:00` on the desk's wall clock of 2025, in UTC."""
    return datetime.strptime(f"2025-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


NOON = at("03-05 12:00")
"""A Wednesday."""


class Play:
    """One case and all that happened to it. Each step appends its events and gives them back.

    `pack` decides; a test may put the same policy under other calendars there.
    """

    def __init__(self, case_id: str = "c1", policy: Pack | None = None, customer: Customer | None = None) -> None:
        self.pack = policy or pack()
        self.customer = customer
        self.people: dict[str, str] = {}
        """Roles of those who work at the desk; everybody else is an agent."""
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
        alone: bool = False,
        ticked: tuple[str, ...] = (),
    ) -> list[str]:
        """`alone`: the policy is asked about these words only, and not about what the case knows.

        `ticked` are triggers that a person named on the signal.
        """
        self._signals += 1
        name = id_ or f"{self.case_id}-s{self._signals}"
        signal = SignalReceived(signal=name, sender=sender, kind="message", conversation="talk", text=f"{name}/text")
        story = receive(
            self.case,
            case_id=self.case_id,
            signal=signal,
            verdict=self._verdict(WORDS[words], when, sender, alone, ticked),
            by="mail",
            now=noticed or when,
            customer="acme",
            contact="ann",
            continues=continues,
        )
        return self._happened(story.events if story is not None else ())

    def do(self, command: c.AnyCommand, when: datetime, *, by: str = "lee") -> list[str]:
        standing = Standing(
            roles=lambda: frozenset({self.people.get(by, AGENT)}), is_held=lambda role: role in self.people.values()
        )
        verdict_for = self.verdict_for
        return self._happened(
            handle(self.open_case, command, by=by, now=when, verdict_for=verdict_for, standing=standing)
        )

    def tick(self, when: datetime) -> list[str]:
        return self._happened(tick(self.open_case, when))

    def revise(self, policy: Pack, when: datetime) -> list[str]:
        """The policy under other calendars: the clocks are counted anew by it, and all else is decided by it."""
        self.pack = policy
        return self._happened(recalculate(self.open_case, policy, now=when))

    def retire(self, because: str, when: datetime) -> list[str]:
        return self._happened(retire_policy(self.open_case, because, now=when))

    def last(self, type_: str) -> Happened:
        return next(one for one in reversed(self.events) if name_of(one) == type_)

    def verdict_for(self, knowledge: Knowledge) -> Verdict:
        """As the desk asks: for the instant of the opening, with what is known and without a text."""
        case = self.open_case
        assert case.opened_at is not None
        request = Request(
            signal=Signal(not_triggers=knowledge.not_triggers),
            customer=self.customer,
            case=CaseSoFar(levels=knowledge.levels, facts=dict(knowledge.facts)),
        )
        return decide(self.pack, request, case.opened_at, known=self._known(knowledge))

    def _verdict(self, text: str, when: datetime, sender: str, alone: bool, ticked: tuple[str, ...]) -> Verdict:
        if self.case is None or alone:
            alone_signal = Signal(text=text, sender=sender, triggers=ticked)  # type: ignore[arg-type]
            return decide(self.pack, Request(signal=alone_signal, customer=self.customer), when)
        knowledge = knowledge_of(self.case)
        signal = Signal(text=text, sender=sender, triggers=ticked, not_triggers=knowledge.not_triggers)  # type: ignore[arg-type]
        # What this text shows is newer than what earlier ones showed; a person's word stands over both.
        shown = readers(self.pack).read(signal).facts
        older = {name: value for name, value in self.case.facts_read.items() if name not in shown}
        zone = {"customer.zone": self.case.zone} if self.case.zone else {}
        so_far = CaseSoFar(levels=knowledge.levels, facts={**zone, **older, **self.case.facts})
        request = Request(signal=signal, customer=self.customer, case=so_far)
        return decide(self.pack, request, when, known=self._known(knowledge))

    def _happened(self, events: tuple[Happened, ...]) -> list[str]:
        if events:
            self.case = evolve(self.case or Case(id=self.case_id), *events)
            self.events += events
        return [name_of(one) for one in events]

    def _known(self, knowledge: Knowledge) -> tuple[TriggerVerdict, ...]:
        by_id = readers(self.pack).tables.tickable
        return tuple(
            TriggerVerdict(by_id[one.trigger], one.state, one.reader, one.confidence)  # type: ignore[arg-type]
            for one in knowledge.triggers
        )


def name_of(happened: Happened) -> str:
    return str(happened.event.__struct_config__.tag)


def opened(words: str, when: datetime = NOON, policy: Pack | None = None) -> Play:
    """A case that this signal opened."""
    play = Play(policy=policy)
    play.signal(words, when)
    return play


def played(words: str, *commands: c.AnyCommand) -> Play:
    """A case that this signal opened at noon, and a command each minute after it."""
    play = opened(words)
    for minute, command in enumerate(commands, 1):
        play.do(command, NOON + timedelta(minutes=minute))
    return play


def clock(play: Play, slot: str) -> CaseClock:
    """The clock of a slot as it stands now."""
    return play.open_case.clocks[slot]


def answered(words: str = "bug", when: datetime = NOON) -> Play:
    """A case whose customer has had a first answer, ten minutes after it was opened."""
    play = opened(words, when, news())
    play.do(c.Send(channel="email", text="Hello."), when + timedelta(minutes=10))
    return play


CLOSE = c.Close(outcome=c.Outcome(resolved_by_team=True))
