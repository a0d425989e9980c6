"""What a signal, and what happens on a case, asks of the customer's account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from stepladder.core.account.commands import HearSignal, MergeEscalation, NoteContact, Pattern, SignSeen
from stepladder.core.case.assess import evidence_of, instant
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import CustomerReplied, Happened
from stepladder.core.case.hand_over_events import Merged
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.case.refused import Refused
from stepladder.core.case.state import Case
from stepladder.core.case.talk_events import CallLogged
from stepladder.core.policy.assessments import Sign
from stepladder.core.policy.pack import Pack
from stepladder.core.streams import stream_of
from stepladder.core.triage.request import Request
from stepladder.core.triage.verdict import TriggerVerdict, Verdict

KIND = "account"


def alone(request: Request, case: Case) -> Request:
    """The request of a signal that joined a case, to be asked what it shows by itself: old signs are no new ones.

    What a person ruled out on the case stays ruled out.
    """
    signal = request.signal
    ruled_out = tuple(dict.fromkeys((*signal.not_triggers, *knowledge_of(case).not_triggers)))
    return msgspec.structs.replace(request, signal=msgspec.structs.replace(signal, not_triggers=ruled_out))


def heard(
    verdict: Verdict, *, account: str, signal: str, sender: str, case: str | None, escalates: bool
) -> HearSignal | None:
    """What an account is told of a signal; None for one that says nothing of it.

    Takes: verdict - on what the signal shows by itself, with overlays (Q-51); escalates - whether the policy escalates
    the case. Only the customer's own word is contact, and what a machine sent says nothing (T12).
    """
    if sender == "automatic":
        return None
    parts = (verdict, *verdict.overlays)
    signs: dict[str, SignSeen] = {}
    for one in parts:
        for seen in one.signs:
            if seen.state != "suggested":
                signs.setdefault(seen.trigger.id, _sign(seen, seen.state, one.pack, signal))
    escalated = escalates and case is not None
    if sender != "customer" and not signs and not escalated:
        return None
    return HearSignal(
        account=account,
        signal=signal,
        at=instant(verdict.at),
        case=case,
        contact=sender == "customer",
        signs=tuple(signs.values()),
        escalated=escalated,
        patterns=tuple(pattern for one in parts for pattern in _patterns(one.pack)) if escalated else (),
    )


def escalates(case: Case | None) -> bool:
    """Whether the policy escalates a case, or would if its gates were open."""
    return case is not None and case.assessment is not None and case.assessment.escalate != "no"


def customer_at(case: Case) -> str:
    """Whose account a command given at a case concerns. Raises: Refused - nobody knows whose case it is."""
    if case.customer is None:
        raise Refused(
            "nobody knows whose case it is", where=f"case {case.id}", mend="Give it at a case of the customer's."
        )
    return case.customer


def order_of(command: HearSignal, due_at: datetime) -> ReactionOrder:
    """The durable command: a signal is heard once, whatever becomes of it."""
    return ReactionOrder(
        event=f"signal/{command.signal}",
        target=stream_of(KIND, command.account),
        command=msgspec.json.encode(command),
        due_at=due_at,
    )


def contacts(case_after: Case, events: Sequence[Happened], *, first_version: int) -> tuple[ReactionOrder, ...]:
    """What these events of a case ask of its customer's account.

    A reply that a person wrote down and a call that reached the customer are contact; a reply that came as a signal is
    heard as that. A case that was merged is the same escalation as the other.
    """
    customer = case_after.customer
    if customer is None:
        return ()
    return tuple(
        ReactionOrder(
            event=f"{case_after.id}/{version}",
            target=stream_of(KIND, customer),
            command=msgspec.json.encode(command),
            due_at=happened.noticed_at,
        )
        for version, happened in enumerate(events, first_version)
        if (asked := _ASKED.get(type(happened.event))) is not None  # Most events ask for nothing.
        and (command := asked(case_after, customer, happened)) is not None
    )


def _of_reply(case: Case, customer: str, happened: Happened) -> NoteContact | None:
    event = happened.event
    assert isinstance(event, CustomerReplied)
    if event.signal is not None or event.automatic:
        return None
    return NoteContact(account=customer, at=happened.at, case=case.id)


def _of_call(case: Case, customer: str, happened: Happened) -> NoteContact | None:
    event = happened.event
    assert isinstance(event, CallLogged)
    if event.outcome != "reached" or not case.is_with_customer(event.with_):
        return None
    return NoteContact(account=customer, at=happened.at, case=case.id)


def _of_merging(case: Case, customer: str, happened: Happened) -> MergeEscalation:
    assert isinstance(happened.event, Merged)
    return MergeEscalation(account=customer, case=case.id, into=happened.event.into)


_ASKED: dict[type[Event], Callable[[Case, str, Happened], NoteContact | MergeEscalation | None]] = {
    CustomerReplied: _of_reply,
    CallLogged: _of_call,
    Merged: _of_merging,
}


def _sign(one: TriggerVerdict, state: Literal["provisional", "confirmed"], pack: Pack, signal: str) -> SignSeen:
    sign = one.trigger
    assert isinstance(sign, Sign)
    return SignSeen(
        sign=sign.id,
        state=state,
        reader=one.reader,
        level=sign.level,
        rank=_rank(pack, sign.level),
        flag=sign.flag,
        clears=sign.clears,
        expires_after=sign.expires_after,
        because=sign.because,
        source=sign.source,
        evidence=evidence_of(one, signal),
    )


def _rank(pack: Pack, level: str | None) -> int:
    """The place of `scale:level` on its scale, 0 for the highest; 0 without a level, the last for one it lacks."""
    scale_id, _, name = (level or "").partition(":")
    scale = next((scale for scale in pack.text.scales if scale.id == scale_id), None)
    if scale is None:
        return 0
    return next((place for place, one in enumerate(scale.levels) if one.id == name), len(scale.levels))


def _patterns(pack: Pack) -> Iterator[Pattern]:
    """The detectors that count nothing but a customer's escalations."""
    for one in pack.text.detectors:
        count = one.count
        if count is not None and count.of == ("escalation",) and count.per == "customer" and count.at_least:
            yield Pattern(pattern=one.id, at_least=count.at_least, within=count.within, source=one.source)
