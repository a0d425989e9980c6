"""A signal comes in: decided once, stored with all it causes in one commit, answered the same for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from stepladder.core.account.hearing import alone, escalates, heard, order_of
from stepladder.core.case.events import SignalReceived
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.receive import receive
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.request import Request
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError
from stepladder.service import asking
from stepladder.service.changes import change_of
from stepladder.service.desk import Desk
from stepladder.service.names import new_id
from stepladder.service.ports import (
    Change,
    IntakeAnswer,
    KeyTaken,
    Made,
    StaleCase,
    StoredSignal,
    Surroundings,
    Text,
)
from stepladder.service.problems import PUBLISH_ONE, Busy, KeyReused, NoKey, NoPolicy, Problem
from stepladder.service.requests import as_bad_input, canonical, instant_of, read_request, short_name

_TRIES = 8
_GROUP = 100
_CREATED = 201
_JSON = msgspec.json.Encoder()


class IntakeResult(Made, frozen=True, kw_only=True):
    """What is answered: 201 and `{signal, case|null, decision}`. `replayed` where the key was answered before."""

    status: int
    body: bytes
    replayed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A line of a batch that was not taken; lines count from 1."""

    line: int
    where: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """How many lines were stored, how many had been stored before, and which were refused."""

    accepted: int
    duplicates: int
    refused: tuple[RefusedLine, ...]

    def document(self) -> dict[str, Any]:
        """The answer of `POST /signals/batch`."""
        lines = [{"line": one.line, "where": one.where, "what": one.what, "mend": one.mend} for one in self.refused]
        return {"accepted": self.accepted, "duplicates": self.duplicates, "refused": lines}


class _Asked(Made, frozen=True, kw_only=True):
    """One signal on its way in, read and with its key, and the names it gives to those it is about."""

    request: Request
    key: str
    hash: str
    customer: str | None
    contact: str | None


@dataclass(slots=True)
class _Group:
    """Signals that will be committed together. What earlier ones change is seen by later ones."""

    changes: list[Change] = field(default_factory=list)
    answers: dict[str, IntakeAnswer] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    lines: list[tuple[int, _Asked]] = field(default_factory=list)

    def add(self, line: int, asked: _Asked, change: Change) -> None:
        self.changes.append(change)
        self.lines.append((line, asked))
        if change.intake is not None:
            self.answers[asked.key] = change.intake
        if change.case is not None:
            self.cases[change.case.id] = change.case

    def seen_from_here(self, around: Surroundings, asked: _Asked) -> Surroundings:
        """The store's answer, corrected by what this group has not committed yet."""
        if not self.cases:
            return around
        conversation, customer, contact = asked.request.signal.conversation, asked.customer, asked.contact
        for case in reversed(self.cases.values()):
            if conversation is not None:
                joins = case.conversation == conversation
            else:
                same_contact = contact is None or case.contact is None or contact == case.contact
                joins = customer is not None and case.customer == customer and same_contact
            # The newest case counts; names of cases sort by the time they were opened.
            if joins and (around.joins is None or case.id >= around.joins.id):
                return msgspec.structs.replace(around, joins=case, continues=None)
        return around


def receive_signal(desk: Desk, workspace: str, source: str, key: str | None, body: bytes) -> IntakeResult:
    """Take one signal.

    Takes: source - whose keys these are; key - of the request, else its `signal.id`.
    Raises: Problem - the body, its key or its values cannot be taken; then nothing is stored.
    """
    asked = _read(body, key)
    for _ in range(_TRIES):
        found = _take(desk, workspace, source, asked, None)
        if isinstance(found, IntakeResult):
            return found
        try:
            desk.store.commit([found])
        except (KeyTaken, StaleCase):
            continue  # Somebody was quicker: look again at what is stored now.
        assert found.intake is not None
        return IntakeResult(status=found.intake.status, body=found.intake.body, replayed=False)
    raise Busy("its case changes faster than it can be read", where="case", mend="Send it again with the same key.")


def receive_batch(desk: Desk, workspace: str, source: str, lines: Iterable[bytes]) -> BatchResult:
    """Take many signals, one JSON request a line, with `signal.id` as the key. The good lines are kept.

    Stored a hundred at a time, each hundred in one transaction; the answer comes after the last commit.
    """
    accepted = duplicates = 0
    refused: list[RefusedLine] = []
    group = _Group()

    def flush() -> None:
        nonlocal accepted, duplicates
        for line, outcome in _store(desk, workspace, source, group):
            if isinstance(outcome, Problem):
                refused.append(_refused(line, outcome))
            elif outcome:
                duplicates += 1
            else:
                accepted += 1

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = _read(line, None)
            found = _take(desk, workspace, source, asked, group)
        except Problem as fault:
            refused.append(_refused(number, fault))
            continue
        if isinstance(found, IntakeResult):
            duplicates += 1
            continue
        group.add(number, asked, found)
        if len(group.changes) >= _GROUP:
            flush()
            group = _Group()
    flush()
    return BatchResult(
        accepted=accepted, duplicates=duplicates, refused=tuple(sorted(refused, key=lambda one: one.line))
    )


def _store(desk: Desk, workspace: str, source: str, group: _Group) -> Iterator[tuple[int, Problem | bool]]:
    """Commit a group; for each line whether it was stored before (True), or why it cannot be stored."""
    if not group.changes:
        return
    try:
        desk.store.commit(group.changes)
    except (KeyTaken, StaleCase):
        # Another sender came between: one by one, each can look again.
        for line, asked in group.lines:
            try:
                yield line, _store_one(desk, workspace, source, asked)
            except Problem as fault:
                yield line, fault
        return
    for line, _ in group.lines:
        yield line, False


def _store_one(desk: Desk, workspace: str, source: str, asked: _Asked) -> bool:
    return receive_signal(desk, workspace, source, asked.key, canonical(asked.request)).replayed


def _refused(line: int, fault: Problem) -> RefusedLine:
    return RefusedLine(line=line, where=fault.where, what=fault.what, mend=fault.mend)


def _read(body: bytes, key: str | None) -> _Asked:
    request = read_request(body)
    name = short_name(key, "Idempotency-Key") or request.signal.id
    if name is None:
        raise NoKey(
            "neither the header Idempotency-Key nor signal.id names it",
            where="Idempotency-Key",
            mend="Send a key that is the same when you send the signal again.",
        )
    return _Asked(
        request=request,
        key=name,
        hash=hashlib.sha256(canonical(request)).hexdigest(),
        customer=request.customer.id if request.customer else None,
        contact=(request.contact.id or request.contact.email) if request.contact else None,
    )


def _take(desk: Desk, workspace: str, source: str, asked: _Asked, group: _Group | None) -> IntakeResult | Change:
    """The answer that was given before, or all that this signal changes."""
    request = asked.request
    known = group.answers.get(asked.key) if group is not None else None
    if known is not None:
        return _replay(known, asked)
    around = desk.store.surroundings(
        workspace,
        source,
        asked.key,
        conversation=request.signal.conversation,
        customer=asked.customer,
        contact=asked.contact,
    )
    if around.answer is not None:
        return _replay(around.answer, asked)
    if group is not None:
        around = group.seen_from_here(around, asked)
    now = desk.time.now()
    at = instant_of(request, now)
    if around.digest is None and around.joins is None:
        raise NoPolicy("no policy is in force", where=f"workspace {workspace}", mend=PUBLISH_ONE)
    signal = new_id("s", now)
    case = around.joins if around.joins is not None else Case(id=new_id("c", now))
    try:
        verdict = _decide(desk, workspace, request, around, at)
        story = receive(
            around.joins,
            case_id=case.id,
            signal=_event(signal, request),
            verdict=verdict,
            by=source,
            now=now,
            customer=asked.customer,
            contact=asked.contact,
            continues=around.continues,
        )
    except DeskError as fault:
        raise as_bad_input(fault) from fault
    change = _effects(workspace, case, story, now)
    change = _heard_by_account(desk, change, asked, around, verdict, signal)
    return _with_signal(change, source, asked, verdict, signal)


def _replay(answer: IntakeAnswer, asked: _Asked) -> IntakeResult:
    if answer.body_hash != asked.hash:
        raise KeyReused(
            "this key was used for another body", where="Idempotency-Key", mend="Use a new key for another signal."
        )
    return IntakeResult(status=answer.status, body=answer.body, replayed=True)


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


def _effects(workspace: str, case: Case, story: Story | None, now: datetime) -> Change:
    if story is None:
        return Change(workspace=workspace, recorded_at=now)
    return change_of(workspace, case, story.events, now, after=story.case)


def _heard_by_account(
    desk: Desk, change: Change, asked: _Asked, around: Surroundings, verdict: Verdict, signal: str
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


def _with_signal(change: Change, source: str, asked: _Asked, verdict: Verdict, signal: str) -> Change:
    """The change with the signal that led to it, its words and its answer."""
    request, one = asked.request, asked.request.signal
    case = change.case.id if change.case is not None else None
    words = _text_id(signal) if one.text or one.subject else None
    answer = _JSON.encode({"signal": signal, "case": case, "decision": msgspec.Raw(encode(verdict))})
    return msgspec.structs.replace(
        change,
        signal=StoredSignal(
            id=signal,
            source=source,
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
        intake=IntakeAnswer(source=source, key=asked.key, body_hash=asked.hash, status=_CREATED, body=answer),
    )
