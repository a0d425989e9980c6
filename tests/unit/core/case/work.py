"""A policy with a little of everything, and a case worked on under it as the desk does: people, roles, time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from stepladder.core.case import asking
from stepladder.core.case import commands as c
from stepladder.core.case.events import Happened, SignalReceived
from stepladder.core.case.hand_over_commands import MovePolicy
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.life import evolve, handle, receive, retire_policy
from stepladder.core.case.moving import move_policy
from stepladder.core.case.owed_view import owed_lines
from stepladder.core.case.passing import let_pass
from stepladder.core.case.refused import Refused
from stepladder.core.case.standing import Standing
from stepladder.core.case.state import Case
from stepladder.core.case.wake import wake_at
from stepladder.core.case.words import words_of
from stepladder.core.case.work_state import MadeOffer
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.loading import load
from stepladder.core.triage.request import Contract, Customer, FactValue, Request, Signal
from tests.unit.core.case.play import NOON, name_of

WORK = Path(__file__).with_name("work.yaml")

WORDS = {
    "leak": "I can see the invoices of another company.",
    "bug": "The search does not work.",
    "reset": "Please reset my password.",
    "erasure": "Please delete all we have.",
    "leave": "We leave at the end of the month.",
    "threat": "You will hear from my lawyer.",
    "thanks": "Thanks!",
}

ROLES = {
    "lee": ("agent",),
    "kim": ("agent",),
    "ann": ("csm",),
    "max": ("manager",),
    "mia": ("manager",),
    "leo": ("lead",),
    "law": ("legal",),
    "top": ("leadership",),
    "adi": ("admin",),
}

CONTRACT = Contract(id="k1", monthly_fee="200 EUR", outstanding="6000 EUR")
CUSTOMER = Customer(id="acme", next_review_on="2025-03-20")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@cache
def work() -> Pack:
    return load("work", {"pack.yaml": WORK.read_text(encoding="utf-8")})


@cache
def without(*ids: str, add: str = "") -> Pack:
    """A later version of the policy that lacks the elements of these ids; `add` is a line in place of the first."""
    lines = WORK.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"').splitlines()
    kept: list[str] = []
    for line in lines:
        if not any(line.startswith(f"  - {{id: {name},") for name in ids):
            kept.append(line)
        elif add and add not in kept:
            kept.append(add)
    return load("work", {"pack.yaml": "\n".join(kept)})


class Work:
    """One case and all that happened to it. Each step gives the names of the events it added."""

    def __init__(self, words: str = "bug", when: datetime = NOON, *, policy: Pack | None = None) -> None:
        self.pack = policy or work()
        self.case = Case(id="c1")
        self.events: list[Happened] = []
        self.texts: dict[str, str] = {}
        self.requests: list[Request] = []
        self.elsewhere: tuple[MadeOffer, ...] = ()
        """What the customer refused or accepted in other cases."""
        self.signal(words, when)

    def signal(
        self,
        words: str,
        when: datetime,
        *,
        sender: str = "customer",
        noticed: datetime | None = None,
        facts: Mapping[str, FactValue] | None = None,
    ) -> list[str]:
        name = f"s{len(self.requests) + 1}"
        signal = Signal(id=name, text=WORDS[words], sender=sender, facts=dict(facts or {}))  # type: ignore[arg-type]
        request = Request(signal=signal, customer=CUSTOMER, contract=CONTRACT)
        self.requests.append(request)
        is_new = self.case.opened_at is None
        asked = request
        if not is_new:
            asked = asking.with_case(request, self.case, self.pack, self._words(self.case.fact_texts))
        known = () if is_new else asking.known_triggers(self.pack, asking.knowledge_of(self.case))
        story = receive(
            None if is_new else self.case,
            case_id="c1",
            signal=SignalReceived(signal=name, sender=sender, kind="message", conversation="talk", text=f"{name}/text"),
            verdict=decide(self.pack, asked, when, known=known),
            by="mail",
            now=noticed or when,
            customer="acme",
            contact="ann-of-acme",
        )
        return self._happened(story.events if story is not None else ())

    def do(self, command: c.PersonCommand | c.AskAgain, when: datetime = NOON, *, by: str = "lee") -> list[str]:
        standing = self._standing(by)
        if isinstance(command, MovePolicy):
            other = self._version(command.to)
            events = move_policy(self.case, by=by, now=when, verdict_for=self._asks(other, when), standing=standing)
            if events:
                self.pack = other
            return self._happened(events)
        events = handle(self.case, command, by=by, now=when, verdict_for=self.asks(when), standing=standing)
        self.texts |= {one.id: one.body for one in words_of(self.case, command, events)}
        return self._happened(events)

    def let_pass(self, now: datetime) -> list[str]:
        """Time has come, as the due loop does it."""
        return self._happened(let_pass(self.case, now, self.asks)[0])

    def wake_until(self, end: datetime) -> list[str]:
        """Let the case be woken whenever it wants to be, up to an instant."""
        told: list[str] = []
        while (wake := wake_at(self.case)) is not None and wake <= end:
            happened = self.let_pass(max(wake, self.events[-1].noticed_at))
            assert happened, f"it asked to be woken at {wake} and did nothing"
            told += happened
        return told

    def retire(self, when: datetime) -> list[str]:
        return self._happened(retire_policy(self.case, "Nobody keeps it.", now=when))

    def asks(self, now: datetime) -> VerdictFor:
        return self._asks(self.pack, now)

    def states(self, kind: str) -> dict[str, str]:
        """What is owed of one kind, with how it stands."""
        return {line["id"]: line["state"] for line in owed_lines(self.case) if line["kind"] == kind}

    def last(self, type_: str) -> Happened:
        return next(one for one in reversed(self.events) if name_of(one) == type_)

    def count(self, type_: str) -> int:
        return sum(name_of(one) == type_ for one in self.events)

    def _asks(self, pack: Pack, now: datetime) -> VerdictFor:
        return asking.verdict_for(
            self.case, pack, lambda: self.requests[0], self._words, now=now, answered=lambda: self.elsewhere
        )

    def _words(self, rows: object) -> dict[str, str]:
        assert isinstance(rows, dict)
        return {name: self.texts[row] for name, row in rows.items() if row in self.texts}

    def _standing(self, by: str) -> Standing:
        return Standing(
            roles=lambda: frozenset(ROLES.get(by, ("agent",))),
            is_held=lambda role: any(role in roles for roles in ROLES.values()),
        )

    def _version(self, name: str) -> Pack:
        known = {"1": work(), "2": without("news", "sorry", "confirm")}
        if name not in known:
            raise Refused(f"no version is called '{name}'", where="case c1: to", mend="Use 1 or 2.")
        return known[name]

    def _happened(self, events: tuple[Happened, ...]) -> list[str]:
        if events:
            self.case = evolve(self.case, *events)
            self.events += events
        return [name_of(one) for one in events]


def worked(words: str, *commands: tuple[str, c.PersonCommand]) -> Work:
    """A case that this signal opened at noon, and a command of somebody each minute after it."""
    play = Work(words)
    for minute, (by, command) in enumerate(commands, 1):
        play.do(command, NOON + minute * MINUTE, by=by)
    return play


def refusal(play: Work, command: c.PersonCommand, when: datetime, *, by: str = "lee") -> Refused:
    """The refusal of a command that must be refused and leave nothing behind."""
    before = play.case.version
    with pytest.raises(Refused) as refused:
        play.do(command, when, by=by)
    assert play.case.version == before
    return refused.value
