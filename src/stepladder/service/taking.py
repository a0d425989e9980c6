"""What one signal changes: decided by the policy in force or by its case's, with the answer that is kept for it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from stepladder.core.account.hearing import alone, escalates, heard, order_of
from stepladder.core.case.events import Happened, SignalReceived
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.receive import ReviewOverdue, opens_case, receive
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.request import Request
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError
from stepladder.service import asking
from stepladder.service.arrived import Arrived
from stepladder.service.changes import change_of
from stepladder.service.desk import Desk
from stepladder.service.names import new_id
from stepladder.service.passing import by_now
from stepladder.service.ports import Change, IntakeAnswer, StoredSignal, Surroundings, Text
from stepladder.service.problems import PUBLISH_ONE, NoNewCases, NoPolicy
from stepladder.service.requests import as_bad_input, instant_of

_CREATED = 201
_JSON = msgspec.json.Encoder()


def taken(desk: Desk, asked: Arrived, around: Surroundings) -> Change:
    """All that a signal changes, given what is around it. Raises: Problem - its values cannot be taken."""
    request, workspace = asked.request, asked.workspace
    now = desk.time.now()
    at = instant_of(request, now)
    if around.digest is None and around.joins is None:
        raise NoPolicy("no policy is in force", where=f"workspace {workspace}", mend=PUBLISH_ONE)
    signal, stored = new_id("s", now), around.joins
    past: tuple[Happened, ...] = ()
    if stored is not None:
        past, joins = by_now(desk, workspace, stored, now)
        around = msgspec.structs.replace(around, joins=joins)
    try:
        verdict = _decide(desk, workspace, request, around, at)
        story = _told(asked, around, _event(signal, request), verdict, now)
    except ReviewOverdue as fault:
        raise NoNewCases(fault.what, where=fault.where, mend=fault.mend) from fault
    except DeskError as fault:
        raise as_bad_input(fault) from fault
    change = _effects(workspace, stored, past, story, now)
    change = _heard_by_account(desk, change, asked, around, verdict, signal)
    return _with_signal(change, asked, verdict, signal)


def _decide(desk: Desk, workspace: str, request: Request, around: Surroundings, at: datetime) -> Verdict:
    """By the policy that the case it joins is pinned to, else by the one in force."""
    request = msgspec.structs.replace(request, customer=asking.merged(request.customer, around.customer))
    case = around.joins
    if case is None:
        assert around.digest is not None
        return decide(desk.packs.by_digest(workspace, around.digest, around.revision), request, at)
    # A case may have been counted under a revision that came after the look at its surroundings.
    revision = max(around.revision, case.calendar_revision)
    pack = desk.packs.by_digest(workspace, case.digest, revision)
    texts = asking.words_of_facts(desk.store, workspace, case.fact_texts)
    known = asking.known_triggers(pack, knowledge_of(case))
    return decide(pack, asking.with_case(request, case, pack, texts), at, known=known)


def _told(
    asked: Arrived, around: Surroundings, signal: SignalReceived, verdict: Verdict, now: datetime
) -> Story | None:
    """What the signal adds to the case it joins or opens; None where there is none."""
    joins = around.joins
    if joins is None and not opens_case(signal, verdict):
        return None
    return receive(
        joins,
        case_id=new_id("c", now) if joins is None else joins.id,
        signal=signal,
        verdict=verdict,
        by=asked.source,
        now=now,
        customer=asked.customer,
        contact=asked.contact,
        continues=around.continues,
    )


def _event(signal: str, request: Request) -> SignalReceived:
    one = request.signal
    return SignalReceived(
        signal=signal,
        sender=one.sender,
        kind=one.kind,
        channel=one.channel,
        conversation=one.conversation,
        text=_text_id(signal) if one.text or one.subject else None,
    )


def _text_id(signal: str) -> str:
    return f"{signal}/text"


def _effects(
    workspace: str, stored: Case | None, past: tuple[Happened, ...], story: Story | None, now: datetime
) -> Change:
    """Takes: stored - the case that the signal joins, as it is stored; past - what fell due on it since."""
    if story is None:
        return Change(workspace=workspace, recorded_at=now)
    before = stored if stored is not None else Case(id=story.case.id)
    return change_of(workspace, before, (*past, *story.events), now, after=story.case)


def _heard_by_account(
    desk: Desk, change: Change, asked: Arrived, around: Surroundings, verdict: Verdict, signal: str
) -> Change:
    """The change with what the account of the customer is to hear of the signal."""
    if asked.customer is None:
        return change
    joins, case = around.joins, change.case or around.joins
    if joins is not None:
        # What the case knows already is no new sign, so the signal is asked about by itself.
        request = msgspec.structs.replace(
            asked.request, customer=asking.merged(asked.request.customer, around.customer)
        )
        pack = desk.packs.by_digest(change.workspace, joins.digest, max(around.revision, joins.calendar_revision))
        verdict = decide(pack, alone(request, joins), datetime.fromtimestamp(verdict.at, UTC))
    command = heard(
        verdict,
        account=asked.customer,
        signal=signal,
        sender=asked.request.signal.sender,
        case=None if case is None else case.id,
        escalates=escalates(case),
    )
    if command is None:
        return change
    return msgspec.structs.replace(change, reactions=(*change.reactions, order_of(command, change.recorded_at)))


def _with_signal(change: Change, asked: Arrived, verdict: Verdict, signal: str) -> Change:
    """The change with the signal that led to it, its words and its answer."""
    request, one = asked.request, asked.request.signal
    case = change.case.id if change.case is not None else None
    words = _text_id(signal) if one.text or one.subject else None
    answer = _JSON.encode({"signal": signal, "case": case, "decision": msgspec.Raw(encode(verdict))})
    return msgspec.structs.replace(
        change,
        signal=StoredSignal(
            id=signal,
            source=asked.source,
            key=asked.key,
            at=datetime.fromtimestamp(verdict.at, UTC),
            received_at=change.recorded_at,
            sender=one.sender,
            kind=one.kind,
            channel=one.channel,
            conversation=one.conversation,
            customer=asked.customer,
            contact=msgspec.to_builtins(request.contact) if request.contact else None,
            facts=dict(one.facts),
            text=words,
            case=case,
            request=_JSON.encode(
                msgspec.structs.replace(request, signal=msgspec.structs.replace(one, subject=None, text=None))
            ),
        ),
        customer_name=request.customer.name if request.customer else None,
        texts=(
            Text(
                id=words,
                person=asked.contact or asked.customer,
                kind="signal",
                subject=one.subject,
                body=one.text or "",
            ),
        )
        if words
        else (),
        intake=IntakeAnswer(source=asked.source, key=asked.key, body_hash=asked.hash, status=_CREATED, body=answer),
    )
