"""A rehearsal: the timeline happens entry by entry, and between entries the desk wakes whenever a case asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import field

from stepladder.core.account.commands import ClearSign
from stepladder.core.agenda.commands import PersonOfAgenda
from stepladder.core.case.asking import known_triggers, merged, with_case
from stepladder.core.case.commands import Assign
from stepladder.core.case.events import SignalReceived
from stepladder.core.case.hand_over_commands import HandOver
from stepladder.core.case.handing import unknown_owner
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.receive import ReviewOverdue, receive
from stepladder.core.case.refused import Refused
from stepladder.core.case.state import Case
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.register.commands import AnyRegisterCommand, Enter, LinkEntry, UnlinkEntry
from stepladder.core.rehearse.accounts import Accounts
from stepladder.core.rehearse.agendas import Recurring
from stepladder.core.rehearse.scenario import Arriving, CommandEntry, Known, Person, Scenario, SignalEntry
from stepladder.core.rehearse.stage import Stage
from stepladder.core.triage.decide import decide
from stepladder.core.triage.narrowed import narrowed
from stepladder.core.triage.request import Customer, Request
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError, format_instant, whole_seconds

_MOST_WAKES = 100_000


class Refusal(msgspec.Struct, frozen=True):
    """A command that was not carried out, or a signal that opened no case: nothing happened."""

    at: datetime
    do: str
    by: str
    case: str | None
    reason: str
    source: tuple[str, ...] = ()
    opens_with: str | None = None


class Arrived(msgspec.Struct, frozen=True):
    """A signal that came in, and the case it belongs to, if any. `is_refused`: it would have opened one."""

    at: datetime
    id: str
    case: str | None
    is_refused: bool = False


class Rehearsed(msgspec.Struct):
    """What came of a scenario. `touched` is the case that was last touched."""

    scenario: Scenario
    stage: Stage
    accounts: Accounts
    refusals: list[Refusal] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    touched: str | None = None
    agenda: Recurring | None = None


def run(scenario: Scenario, packs: Sequence[Pack]) -> Rehearsed:
    """Play a scenario to its end.

    Takes: packs - those that the scenario names, in its order; the first is the primary.
    Raises: DeskError - an entry names a case or a customer that is not there, or a fact the policy does not know.
    """
    people = {one.id: one for one in scenario.people}
    customers = {one.id: one for one in scenario.customers if one.id is not None}
    play = Rehearsed(scenario, Stage(packs[0], people, customers, scenario.outcomes), Accounts(tuple(packs)))
    if scenario.has_agenda and scenario.timeline:
        play.agenda = Recurring.of(packs[0], whole_seconds(scenario.timeline[0].at))
    for number, entry in enumerate(scenario.timeline, 1):
        now = whole_seconds(entry.at)
        _pass(play, now)
        where = f"timeline entry {number} at {format_instant(now, UTC)}"
        if isinstance(entry, SignalEntry):
            _arrive(play, entry, now, where)
        else:
            _do(play, entry, now, where)
    if scenario.until is not None:
        _pass(play, whole_seconds(scenario.until))
    return play


def _pass(play: Rehearsed, until: datetime) -> None:
    """Wake each case, each account and the agenda at the instant it asks for, up to and including `until`.

    At one instant cases come first, then accounts, then the agenda.
    """
    stage = play.stage
    for _ in range(_MOST_WAKES):
        wake, expiry = stage.next_wake(), play.accounts.next_wake()
        turn = play.agenda.next_wake() if play.agenda is not None else None
        first = min((one for one in (wake and wake[0], expiry and expiry[0], turn) if one is not None), default=None)
        if first is None or first > until:
            return
        if wake is not None and wake[0] == first:
            stage.let_pass(wake[1], first)
            play.touched = wake[1]
        elif expiry is not None and expiry[0] == first:
            play.accounts.let_pass(expiry[1], first, after=len(stage.history))
        else:
            assert play.agenda is not None
            _tell(play, play.agenda, play.agenda.let_pass(first, after=len(stage.history)), first)
    raise DeskError(f"the desk woke {_MOST_WAKES:,} times", where="scenario", mend="Rehearse a shorter span of time.")


def _tell(play: Rehearsed, agenda: Recurring, orders: Sequence[DeliveryOrder], now: datetime) -> None:
    """Send the notices of the agenda, as far as they are still needed."""
    for order in orders:
        play.stage.send_of_none(order, agenda.no_longer_needed(order), now)


def _arrive(play: Rehearsed, entry: SignalEntry, now: datetime, where: str) -> None:
    stage, arriving = play.stage, entry.signal
    signal = arriving.id or f"s{len(play.arrived) + 1}"
    if any(one.id == signal for one in play.arrived):
        play.arrived.append(Arrived(now, signal, None))
        return  # The same signal again says nothing new.
    request = _request(play, arriving, where)
    customer = request.customer.id if request.customer else None
    contact = (request.contact.id or request.contact.email) if request.contact else None
    joins, continues = _find(stage.cases, arriving.conversation, customer, contact)
    stage.requests[signal] = request
    words = arriving.text or arriving.subject
    try:
        verdict = _decide(stage, narrowed(request, stage.pack, play.accounts.packs), joins, now)
        case = joins.id if joins is not None else _new_id(play, entry.label)
        story = receive(
            joins,
            case_id=case,
            signal=SignalReceived(
                signal=signal,
                sender=arriving.sender,
                kind=arriving.kind,
                channel=arriving.channel,
                conversation=arriving.conversation,
                text=f"{signal}/text" if words else None,
            ),
            verdict=verdict,
            by=arriving.sender,
            now=now,
            customer=customer,
            contact=contact,
            continues=continues,
        )
    except ReviewOverdue as fault:
        play.refusals.append(Refusal(now, "signal", "policy", None, fault.what))
        play.arrived.append(Arrived(now, signal, None, is_refused=True))
        return
    except DeskError as fault:
        raise DeskError(fault.what, where=f"{where}: {fault.where}", mend=fault.mend) from fault
    if story is None:
        play.accounts.hear(request, signal, joins, joins, now, after=len(stage.history))
        play.arrived.append(Arrived(now, signal, joins.id if joins is not None else None))
        return
    stage.commit(case, story.events, now)
    play.accounts.hear(request, signal, joins, stage.cases[case], now, after=len(stage.history))
    play.arrived.append(Arrived(now, signal, case))
    if entry.label is not None:
        play.labels[entry.label] = case
    play.touched = case


def _request(play: Rehearsed, arriving: Arriving, where: str) -> Request:
    """What the policy is asked: the signal, with what is on file of whoever sent it."""
    given = arriving.customer
    known: Known | None = None
    if isinstance(given, str):
        known = play.stage.customers.get(given)
        if known is None and play.stage.customers:
            mend = suggest(given, play.stage.customers)
            raise DeskError(f"no customer is called '{given[:40]}'", where=where, mend=mend)
        customer: Customer | None = known.record() if known else Customer(id=given)
    elif given is not None:
        known = play.stage.customers.get(given.id or "")
        customer = merged(given, known.record() if known else None)
    else:
        only = list(play.stage.customers.values())
        known = only[0] if len(only) == 1 else None
        customer = known.record() if known else None
    return Request(
        signal=arriving.alone(),
        customer=customer,
        contact=arriving.contact or (known.contact if known else None),
        contract=arriving.contract or (known.contract if known else None),
        deal=arriving.deal or (known.deal if known else None),
        history=arriving.history,
    )


def _find(
    cases: dict[str, Case], conversation: str | None, customer: str | None, contact: str | None
) -> tuple[Case | None, str | None]:
    """The open case a signal joins, and the closed one whose conversation it continues, as the store finds them."""
    newest = list(reversed(cases.values()))
    if conversation is not None:
        same = [case for case in newest if case.conversation == conversation]
        joins = next((case for case in same if case.is_open), None)
        if joins is not None or not same:
            return joins, None
        goes_on = same[0]
        while goes_on.merged_into is not None:  # No case is merged into one that is merged into it.
            goes_on = cases[goes_on.merged_into]
        return (goes_on, None) if goes_on.is_open else (None, same[0].id)
    if customer is None:
        return None, None
    for case in newest:
        same_contact = contact is None or case.contact is None or case.contact == contact
        if case.is_open and case.customer == customer and same_contact:
            return case, None
    return None, None


def _decide(stage: Stage, request: Request, joins: Case | None, now: datetime) -> Verdict:
    if joins is None:
        return decide(stage.pack, request, now)
    known = known_triggers(stage.pack, knowledge_of(joins))
    asked = with_case(request, joins, stage.pack, stage.words_of_facts(joins.fact_texts))
    return decide(stage.pack, asked, now, known=known)


def _new_id(play: Rehearsed, label: str | None) -> str:
    if label is not None and label not in play.stage.cases:
        return label
    return f"case-{len(play.stage.cases) + 1}"


def _do(play: Rehearsed, entry: CommandEntry, now: datetime, where: str) -> None:
    command = entry.command
    names_none = isinstance(command, PersonOfAgenda) or (isinstance(command, AnyRegisterCommand) and not entry.case)
    case = None if names_none else _case_of(play, entry, where)
    unknown = None if _is_known(play, entry) else f"nobody here is called '{entry.by[:40]}'"
    unknown = unknown or _unknown_owner(play, command)
    if unknown is not None:
        play.refusals.append(Refusal(now, entry.name, entry.by, case, unknown))
        return
    try:
        _carry_out(play, entry, case, now, where)
    except Refused as fault:
        play.refusals.append(Refusal(now, entry.name, entry.by, case, fault.what, fault.source, fault.opens_with))
    except DeskError as fault:
        raise DeskError(fault.what, where=f"{where}: {fault.where}", mend=fault.mend) from fault


def _case_of(play: Rehearsed, entry: CommandEntry, where: str) -> str:
    case = play.labels.get(entry.case, entry.case) if entry.case is not None else play.touched
    if case is None or case not in play.stage.cases:
        known = [*play.labels, *(id_ for id_ in play.stage.cases if id_ not in play.labels)]
        what = f"no case is called '{(entry.case or '')[:40]}'" if entry.case else "no case is there yet"
        raise DeskError(what, where=where, mend=suggest(entry.case or "", known))
    return case


def _carry_out(play: Rehearsed, entry: CommandEntry, case: str | None, now: datetime, where: str) -> None:
    """Raises: Refused - then nothing happened; DeskError."""
    accounts, stage, command = play.accounts, play.stage, entry.command
    if isinstance(command, PersonOfAgenda):
        if play.agenda is None:
            raise DeskError("no agenda is played", where="do", mend="Write `agenda: true` into the workspace.")
        _tell(play, play.agenda, play.agenda.ask(command, entry.by, now, after=len(stage.history)), now)
        return
    if isinstance(command, AnyRegisterCommand):
        stage.keep(_at_case(command, case), entry.by, now)
        return
    assert case is not None
    play.touched = case
    if isinstance(command, ClearSign):
        accounts.clear(stage.cases[case], command, entry.by, now, after=len(stage.history))
        return
    events = stage.command(case, command, entry.by, now)
    accounts.follow(stage.cases[case], events, now, after=len(stage.history))


def _at_case(command: AnyRegisterCommand, case: str | None) -> AnyRegisterCommand:
    """The command with the case's own id for the label that the scenario gives it."""
    if isinstance(command, Enter | LinkEntry | UnlinkEntry) and case is not None:
        return msgspec.structs.replace(command, case=case)
    return command


def _unknown_owner(play: Rehearsed, command: object) -> str | None:
    """What the desk says to an owner whom nobody knows; without people in the scenario any may be."""
    if not play.scenario.people or not isinstance(command, Assign | HandOver):
        return None
    return unknown_owner(command.to, play.stage.people, play.stage.pack)


def _is_known(play: Rehearsed, entry: CommandEntry) -> bool:
    """Without people in the scenario any name is an agent; with some, only they give commands."""
    if play.scenario.people:
        return entry.by in play.stage.people
    play.stage.people.setdefault(entry.by, Person(id=entry.by, roles=(entry.role or "agent",)))
    return True
