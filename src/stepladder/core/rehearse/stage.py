"""A desk without walls: cases, words and messages in plain dictionaries, moved by the functions that run the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import field

from stepladder.core.case import asking
from stepladder.core.case.answer import handle
from stepladder.core.case.apply import evolve
from stepladder.core.case.commands import (
    AnyCommand,
    Begin,
    DeskCommand,
    Link,
    PersonCommand,
    Recalculate,
    ReportFailure,
    RetirePolicy,
    Send,
)
from stepladder.core.case.drafting import drafted, told_with
from stepladder.core.case.events import Happened
from stepladder.core.case.hand_over_commands import Merge, MovePolicy
from stepladder.core.case.incident_commands import DeclareIncident, IncidentNews, LinkIncident
from stepladder.core.case.joining import begin, must_take_over
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.moving import move_policy
from stepladder.core.case.needed import no_longer_needed
from stepladder.core.case.orders import DeliveryOrder, deliveries
from stepladder.core.case.passing import let_pass
from stepladder.core.case.reach import CUSTOMER, Directory, Reached, Unreachable, reach, reach_customer
from stepladder.core.case.reactions import reactions
from stepladder.core.case.refused import Refused
from stepladder.core.case.register_commands import EntryNews
from stepladder.core.case.standing import AGENT, Standing
from stepladder.core.case.state import Case
from stepladder.core.case.wake import wake_at
from stepladder.core.case.words import words_of
from stepladder.core.case.work_state import MadeOffer
from stepladder.core.duty.absence import Absence, away_at
from stepladder.core.duty.training import Trainee
from stepladder.core.guard.templates import Letter
from stepladder.core.incident.incident import must_go_on
from stepladder.core.policy.pack import Pack
from stepladder.core.register.commands import AnyRegisterCommand
from stepladder.core.rehearse.incidents import Incidents
from stepladder.core.rehearse.registers import Registers
from stepladder.core.rehearse.scenario import Known, Outcome, Person
from stepladder.core.triage.decide import decide
from stepladder.core.triage.request import Customer, Request, Signal

_REACTION: msgspec.json.Decoder[Link | Begin] = msgspec.json.Decoder(Link | Begin)
"""The commands that one case's events cause on another."""


class Sent(msgspec.Struct, frozen=True):
    """A message and how it ended; `address` is None where nobody was behind the name, `letter` its words if any."""

    order: DeliveryOrder
    channel: str
    address: str | None
    state: str
    reason: str | None = None
    reached: Reached | None = None
    letter: Letter | None = None


class Stage(msgspec.Struct):
    """Everything of one rehearsal at one moment.

    Fields: history - what happened, with the case it happened to, in the order it was told; requests - how each signal
    asked the policy, by its id; texts - words by the name of their row; subjects - of those that have one.
    """

    pack: Pack
    people: dict[str, Person]
    customers: dict[str, Known]
    outcomes: Sequence[Outcome]
    cases: dict[str, Case] = field(default_factory=dict)
    history: list[tuple[str, Happened]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    requests: dict[str, Request] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    incidents: Incidents = field(default_factory=Incidents)
    registers: Registers = field(default_factory=Registers)

    def next_wake(self) -> tuple[datetime, str] | None:
        """The instant at which a case wants to be woken first, and which; None where none does."""
        wakes = ((wakes, id_) for id_, case in self.cases.items() if (wakes := wake_at(case)) is not None)
        return min(wakes, default=None)

    def let_pass(self, case: str, now: datetime) -> None:
        """Time has come for a case. Raises: RuntimeError - it asked to be woken for nothing, which is a defect."""
        found = self.cases[case]
        events, _after = let_pass(found, now, lambda at: self._verdict_for(found, at))
        if not events:
            raise RuntimeError(f"case {case} asked to be woken at {now.isoformat()} and has nothing to do")
        self.commit(case, events, now)

    def command(self, case: str, command: PersonCommand | DeskCommand, by: str, now: datetime) -> tuple[Happened, ...]:
        """Carry out a command. Raises: Refused, DeskError - as `handle`; then nothing happened."""
        if isinstance(command, Begin):
            return self._begin(case, command, by, now)
        found = self.cases[case]
        if isinstance(command, Send):
            command = drafted(command, found, self._verdict_for(found, now))
        events = self._answer(found, command, by, now)
        for words in words_of(found, command, events):
            self.texts[words.id] = words.body
            if words.subject is not None:
                self.subjects[words.id] = words.subject
        if events:
            self.commit(case, events, now)
        return events

    def _answer(self, case: Case, command: AnyCommand, by: str, now: datetime) -> tuple[Happened, ...]:
        verdict_for = self._verdict_for(case, now)
        if isinstance(command, MovePolicy):
            where = f"case {case.id}: to"
            if command.to not in (self.pack.version, self.pack.version.partition("+")[0], self.pack.digest):
                what = f"no version of {self.pack.id} is called '{command.to[:40]}' in this rehearsal"
                raise Refused(what, where=where, mend=f"It knows {self.pack.version} alone.")
            return move_policy(case, by=by, now=now, verdict_for=verdict_for, standing=self._standing(by))
        if isinstance(command, Merge) and command.into not in self.cases:
            raise Refused(
                f"no case is called '{command.into[:40]}'", where=f"case {case.id}: into", mend="Name an open case."
            )
        if isinstance(command, Merge):
            must_take_over(case, self.cases[command.into])
        if isinstance(command, LinkIncident):
            must_go_on(case, command.incident, self.incidents.by_id.get(command.incident))
        if isinstance(command, DeclareIncident) and command.suspicion is not None:
            must_go_on(case, command.suspicion, self.incidents.by_id.get(command.suspicion))
        assert not isinstance(command, Begin | Recalculate | RetirePolicy)
        person = self.people.get(by)
        stage = person.stage if person is not None else None
        return handle(
            case,
            command,
            by=by,
            now=now,
            verdict_for=verdict_for,
            standing=self._standing(by),
            trainee=lambda: Trainee(stage=stage),
        )

    def _begin(self, case: str, command: Begin, by: str, now: datetime) -> tuple[Happened, ...]:
        """A case that was split off: it is asked about by the words that were given for it."""
        source = self.cases[command.split_from]
        first = self.requests[source.signals[0]]
        request = msgspec.structs.replace(
            first, at=None, case=None, history=(), signal=Signal(sender="agent", text=self.texts[command.text])
        )
        events = begin(case, source, command.text, decide(self.pack, request, now), by=by, now=now)
        self.requests[f"{case}/begin"] = request
        self.commit(case, events, now)
        return events

    def _standing(self, by: str) -> Standing:
        person = self.people.get(by)
        roles = frozenset(person.roles if person is not None and person.roles else (AGENT,))
        return Standing(
            roles=lambda: roles, is_held=lambda role: any(role in one.roles for one in self.people.values())
        )

    def commit(self, case: str, events: tuple[Happened, ...], now: datetime) -> None:
        """What one command adds, with all that follows from it: messages, and commands to other cases."""
        before = self.cases.get(case) or Case(id=case)
        after = self.cases[case] = evolve(before, *events)
        self.history += [(case, one) for one in events]
        for order in deliveries(after, events, first_version=before.version + 1):
            self._send(order, now)
        self.incidents.follow(
            case, events, now, first_version=before.version + 1, after=len(self.history), tell=self._tell_of_incident
        )
        for reaction in reactions(case, events, first_version=before.version + 1):
            try:
                self.command(reaction.target, _REACTION.decode(reaction.command), "desk", now)
            except (Refused, KeyError):
                continue  # As on the desk: what another case cannot do is noted there and holds up nothing.

    def _tell_of_incident(self, case: str, news: IncidentNews, now: datetime) -> None:
        if case in self.cases:
            self.command(case, news, "desk", now)

    def keep(self, command: AnyRegisterCommand, by: str, now: datetime) -> None:
        """Write into a register, or change what stands there; the cases it is about hear of it. Raises: Refused."""
        people = (name for one in self.people.values() for name in (one.id, one.name or ""))
        customers = (name for one in self.customers.values() for name in (one.id or "", one.name or ""))
        self.registers.ask(
            command,
            self.cases,
            (*people, *customers),
            self.people,
            by=by,
            now=now,
            after=len(self.history),
            tell=self._tell_of_entry,
        )

    def _tell_of_entry(self, case: str, news: EntryNews, now: datetime) -> None:
        self.command(case, news, "desk", now)

    def customer_of(self, case: Case) -> Customer | None:
        """The customer of a case as the policy knows it now."""
        known = self.customers.get(case.customer or "")
        said = [self.requests[name].customer for name in case.signals if name in self.requests]
        facts = {**case.facts, **self.words_of_facts(case.fact_texts)}
        return asking.customer_of(case, known.record() if known else None, said, facts)

    def words_of_facts(self, rows: Mapping[str, str]) -> dict[str, str]:
        """Facts that are words, by full name."""
        return {name: self.texts[row] for name, row in rows.items() if row in self.texts}

    def _verdict_for(self, case: Case, now: datetime) -> VerdictFor:
        def first() -> Request:
            return self.requests[case.signals[0]] if case.signals else Request(signal=Signal())

        def answered() -> tuple[MadeOffer, ...]:
            others = [one for one in self.cases.values() if one.customer == case.customer and one.id != case.id]
            return asking.answered_in(others) if case.customer is not None else ()

        return asking.verdict_for(case, self.pack, first, self.words_of_facts, now=now, answered=answered)

    def _send(self, order: DeliveryOrder, now: datetime) -> None:
        needless = no_longer_needed(order, self.cases[order.case])
        if needless is not None:
            self.sent.append(Sent(order, order.channel, None, "held", needless))
            return
        letter = self._letter(order, now)
        try:
            reached = self._reach(order, now)
        except Unreachable as fault:
            self.sent.append(Sent(order, order.channel, None, "dead", fault.reason, letter=letter))
            self._tell_failure(order, fault.reason, now)
            return
        state = self._result(order, reached)
        self.sent.append(Sent(order, reached.channel, reached.address, state, reached=reached, letter=letter))
        if state == "failed" or (state == "uncertain" and order.purpose == "message"):
            said = "it could not be delivered" if state == "failed" else "it may not have arrived"
            self._tell_failure(order, said, now)

    def send_of_none(self, order: DeliveryOrder, needless: str | None, now: datetime) -> None:
        """Send a notice that belongs to no case. Takes: needless - why it need not go out any more, if so."""
        if needless is not None:
            self.sent.append(Sent(order, order.channel, None, "held", needless))
            return
        directory = self._directory(now)
        try:
            reached = reach(self.pack, None, order.to, order.channel, directory=directory, customer=lambda: None)
        except Unreachable as fault:
            self.sent.append(Sent(order, order.channel, None, "dead", fault.reason))
            return
        self.sent.append(Sent(order, reached.channel, reached.address, self._result(order, reached), reached=reached))

    def _letter(self, order: DeliveryOrder, now: datetime) -> Letter | None:
        """The words of a message that has its own: those a person wrote, or those of the notice's template."""
        if order.text is not None:
            return Letter(subject=self.subjects.get(order.text, ""), body=self.texts.get(order.text, ""))
        if order.template is None:
            return None
        case = self.cases[order.case]
        return told_with(case, self._verdict_for(case, now)(knowledge_of(case)), order.template)

    def _result(self, order: DeliveryOrder, reached: Reached) -> str:
        return next((one.result for one in self.outcomes if one.to in (order.to, reached.address)), "sent")

    def _tell_failure(self, order: DeliveryOrder, reason: str, now: datetime) -> None:
        command = ReportFailure(delivery=order.id, to=order.to, channel=order.channel, reason=reason)
        self.command(order.case, command, "desk", now)

    def _reach(self, order: DeliveryOrder, now: datetime) -> Reached:
        case = self.cases[order.case]
        if order.to == CUSTOMER:
            return reach_customer(case, order.channel, list(self._mails(case)))
        return reach(
            self.pack,
            case,
            order.to,
            order.channel,
            directory=self._directory(now),
            customer=lambda: self.customer_of(case),
        )

    def _mails(self, case: Case) -> Iterator[str]:
        """Where the customer can be written to: what their signals say, the newest first, then what is on file."""
        contacts = [self.requests[name].contact for name in reversed(case.signals) if name in self.requests]
        known = self.customers.get(case.customer or "")
        for contact in (*contacts, known.contact if known else None):
            if contact is not None and contact.email:
                yield contact.email
        if case.customer is not None:
            yield f"{case.customer}@customers.example"

    def _directory(self, now: datetime) -> Directory:
        """Everybody has a mail address; a role that the policy gives no way to is whoever has it here."""
        holders: dict[str, list[str]] = {}
        for id_, one in self.people.items():
            for role in one.roles:
                holders.setdefault(role, []).append(id_)
        return Directory(
            ways={},
            mail={id_: one.email or f"{id_}@people.example" for id_, one in self.people.items()},
            away=away_at(self._absences(), now),
            holders=holders,
        )

    def _absences(self) -> Iterator[Absence]:
        for id_, one in self.people.items():
            for away in one.away:
                yield away.absence_of(id_)
