"""The case page, read: the state of the case, in the words of the policy it is pinned to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from stepladder.core.case.events import DESK_NAMES
from stepladder.core.case.knowledge import knowledge_of
from stepladder.core.case.state import Case, CaseTrigger
from stepladder.core.case.upcasters import decode
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.policy.assessments import Detector
from stepladder.core.policy.model import Element, Trigger
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.document import document
from stepladder.core.triage.readers import readers
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError
from stepladder.service import asking
from stepladder.service.addresses import mail_of_customer
from stepladder.service.answering import standing_of
from stepladder.service.archived import no_case
from stepladder.service.desk import Desk
from stepladder.service.field_values import instants_of, shown_values
from stepladder.service.ports import StoredSignal, Text
from stepladder.service.reading.board import known_workspace
from stepladder.service.reading.case_views import (
    CasePage,
    FieldView,
    Quote,
    RouteView,
    SignalView,
    Span,
    TimelineEntry,
    TriggerView,
)
from stepladder.service.reading.clocks import clock_views, next_due
from stepladder.service.reading.customers import customer_name
from stepladder.service.reading.incidents import incident_line, incidents_that_go_on
from stepladder.service.reading.letters import letters_of
from stepladder.service.reading.owed import owed_view
from stepladder.service.reading.titles import title_of
from stepladder.service.rows import CaseFilter, DeliveryLine, StoredEvent

__all__ = [
    "CasePage", "FieldView", "Quote", "RouteView", "SignalView", "Span", "TimelineEntry", "TriggerView",
    "read_case_page",
]  # fmt: skip

_AROUND = 60
LATE_SECONDS = 5
"""What is noticed later than this after its own instant is marked so."""


def read_case_page(desk: Desk, workspace: str, case_id: str, *, reader: str | None = None) -> CasePage:
    """Everything a case page shows.

    Takes: reader - whoever works here and reads it, by id. Raises: NotFound - no such case.
    """
    case = desk.store.load_case(workspace, case_id)
    if case is None:
        raise no_case(desk.store, workspace, case_id)
    row, now = known_workspace(desk.store, workspace), desk.time.now()
    pack = desk.packs.by_digest(workspace, case.digest)
    events = desk.store.events(workspace, case.id, limit=100_000)
    verdict = _asked_again(desk, workspace, case, pack)
    people = desk.store.people(workspace)
    names = {one.id: one.name for one in people}
    arrived = desk.store.signals(workspace, case.signals)
    signals = _signals(desk, workspace, case, arrived)
    deliveries = desk.store.deliveries(workspace, case=case.id, limit=1_000)
    record = desk.store.customer(workspace, case.customer) if case.customer else None
    seen, clocks = case.assessment, clock_views(case, pack, now)
    due = next((one for one in sorted(clocks, key=lambda one: one.due_at) if one.waits), None)
    scale = next(iter(case.levels), None)
    categories = {one.id: one.title or one.id for one in pack.text.categories}
    return CasePage(
        case=case,
        now=now,
        zone=pinned(row.zone),
        title=_title(signals),
        level=f"{scale}:{case.levels[scale]}" if scale else None,
        level_title=_level_titles(pack).get((scale, case.levels[scale]), case.levels[scale]) if scale else "",
        urgency=case.urgency,
        categories=tuple((one, categories.get(one, one)) for one in (seen.categories if seen else ())),
        customer=record,
        customer_name=customer_name(record, _told_name(case, arrived), case.customer),
        customer_mail=mail_of_customer(case, arrived),
        customer_zone=pinned(record.zone) if record and record.zone else None,
        owner=names.get(case.owner, case.owner) if case.owner_is_person else None,
        owner_role=None if case.owner_is_person else case.owner,
        stage=case.stage,
        next=next_due(due.slot, due.kind, due.due_at, due.started_at, due.marks, now) if due else None,
        clocks=clocks,
        triggers=tuple(_trigger(pack, one, {view.id: view for view in signals}) for one in case.triggers.values()),
        signals=signals,
        routes=_routes(case, pack, deliveries),
        conditional=seen.conditional if seen else (),
        fields=_fields(case, pack, verdict),
        questions=seen.questions if seen else (),
        letters=letters_of(case, verdict),
        owed=owed_view(case, pack, verdict, names),
        incident=incident_line(desk, workspace, case.incident) if case.incident else None,
        incidents=incidents_that_go_on(desk, workspace) if case.is_open and case.incident is None else (),
        held=seen.held if seen else (),
        answers_for=_answers_for(desk, workspace, case, reader, now),
        versions=_versions(desk, workspace, case),
        siblings=_siblings(desk, workspace, case),
        roles=tuple((one.id, one.title or one.id) for one in pack.text.directory),
        explanation=_explanation(verdict),
        timeline=_timeline(desk, workspace, events, names),
        deliveries=deliveries,
        people=people,
        trigger_choices=tuple((id_, one.title or id_) for id_, one in readers(pack).tables.tickable.items()),
        level_choices=tuple((scale, level, title) for (scale, level), title in _level_titles(pack).items()),
        pack=case.pack,
        pack_version=case.pack_version,
        digest=case.digest,
    )


def _told_name(case: Case, arrived: Mapping[str, StoredSignal]) -> str | None:
    """What the first signal calls the customer: as on the board."""
    return next((asking.told_name(arrived[name]) for name in case.signals[:1] if name in arrived), None)


def _answers_for(desk: Desk, workspace: str, case: Case, reader: str | None, now: datetime) -> tuple[str, ...]:
    awaited = case.teams_awaited(by_now=now)
    if reader is None or not awaited:
        return ()
    standing = standing_of(desk.store, workspace, reader)
    return tuple(team for team in awaited if standing.is_of(team))


def _asked_again(desk: Desk, workspace: str, case: Case, pack: Pack) -> Verdict | None:
    """What the pinned policy makes of what is known now; None where it cannot read what was once stated."""
    try:
        return asking.verdict_for(desk.store, workspace, case, pack, desk.time.now())(knowledge_of(case))
    except DeskError:
        return None


def _versions(desk: Desk, workspace: str, case: Case) -> tuple[tuple[str, str], ...]:
    published = sorted(desk.store.pack_versions(workspace), key=lambda one: one.published_at, reverse=True)
    return tuple((one.digest, one.version) for one in published if one.pack == case.pack)


def _siblings(desk: Desk, workspace: str, case: Case) -> tuple[tuple[str, str], ...]:
    if case.customer is None:
        return ()
    found = desk.store.cases(CaseFilter(workspace=workspace, state="open", customer=case.customer))
    return tuple((one.id, one.title or one.id) for one in found if one.id != case.id)


def _explanation(verdict: Verdict | None) -> tuple[dict[str, Any], ...]:
    if verdict is None:
        return ()
    return tuple(msgspec.to_builtins(one) for one in document(verdict).explanation)


def _signals(desk: Desk, workspace: str, case: Case, stored: Mapping[str, StoredSignal]) -> tuple[SignalView, ...]:
    """Signals in the order they came, each with the spans that made triggers match."""
    texts = desk.store.texts(workspace, [one.text for one in stored.values() if one.text])
    views = []
    for id_ in case.signals:
        one = stored.get(id_)
        if one is None:
            continue
        words = texts.get(one.text or "") or Text(id="", person=None, kind="signal")
        views.append(
            SignalView(
                id=one.id,
                at=one.at,
                sender=one.sender,
                kind=one.kind,
                channel=one.channel,
                subject=words.subject or "",
                text=words.body,
                subject_spans=_spans(case, one.id, "subject", words.subject or ""),
                text_spans=_spans(case, one.id, "text", words.body),
            )
        )
    return tuple(views)


def _spans(case: Case, signal: str, field: str, words: str) -> tuple[Span, ...]:
    return tuple(
        sorted(
            (
                Span(start=one.start, end=one.end, trigger=trigger.trigger)
                for trigger in case.triggers.values()
                if trigger.state != "corrected"
                for one in trigger.evidence
                if one.signal == signal and one.field == field and one.end <= len(words)
            ),
            key=lambda span: (span.start, span.end),
        )
    )


def _title(signals: tuple[SignalView, ...]) -> str:
    return (title_of(signals[0].subject, signals[0].text) or "") if signals else ""


def _trigger(pack: Pack, one: CaseTrigger, signals: Mapping[str, SignalView]) -> TriggerView:
    rule = readers(pack).tables.tickable.get(one.trigger)
    quotes = []
    for at in one.evidence:
        view = signals.get(at.signal)
        words = (view.subject if at.field == "subject" else view.text) if view is not None else ""
        if view is not None and at.end <= len(words):
            before, after = max(0, at.start - _AROUND), at.end + _AROUND
            quotes.append(
                Quote(
                    signal=at.signal,
                    field=at.field,
                    before=words[before : at.start],
                    quote=words[at.start : at.end],
                    after=words[at.end : after],
                )
            )
    return TriggerView(
        id=one.trigger,
        title=(rule.title if rule else "") or one.trigger,
        category=rule.category if isinstance(rule, Trigger | Detector) else None,
        state=one.state,
        reader=one.reader,
        confidence=one.confidence,
        because=rule.because if rule else "",
        source=rule.source if rule else (),
        quotes=tuple(quotes),
    )


def _routes(case: Case, pack: Pack, deliveries: tuple[DeliveryLine, ...]) -> tuple[RouteView, ...]:
    rules: dict[str, Element] = {one.id: one for one in pack.text.routes}
    return tuple(
        RouteView(
            id=one.route,
            to=one.to,
            channel=one.channel,
            cc=one.cc,
            told_at=one.told_at,
            withdrawn=one.withdrawn,
            because=rules[one.route].because if one.route in rules else "",
            source=rules[one.route].source if one.route in rules else (),
            deliveries=tuple(
                line
                for line in reversed(deliveries)
                if line.purpose == "route" and line.details.get("route") == one.route
            ),
        )
        for one in case.routes.values()
    )


def _fields(case: Case, pack: Pack, verdict: Verdict | None) -> tuple[FieldView, ...]:
    values = shown_values(verdict) if verdict is not None else {}
    instants = instants_of(verdict) if verdict is not None else {}
    return tuple(
        FieldView(
            id=one.id,
            title=one.title,
            scope=one.scope,
            optional=one.optional,
            known=one.known,
            value=values.get((one.scope, one.id)),
            at=instants.get((one.scope, one.id)),
        )
        for one in (case.assessment.fields if case.assessment else ())
    )


def _level_titles(pack: Pack) -> dict[tuple[str, str], str]:
    return {(scale.id, level.id): level.title or level.id for scale in pack.text.scales for level in scale.levels}


def _timeline(
    desk: Desk, workspace: str, events: tuple[StoredEvent, ...], names: Mapping[str, str]
) -> tuple[TimelineEntry, ...]:
    opened = [(one, msgspec.to_builtins(decode(one.type, one.v, one.data))) for one in events]
    named = [data["text"] for _, data in opened if isinstance(data.get("text"), str)]
    texts = desk.store.texts(workspace, list(dict.fromkeys(named)))
    entries = []
    for one, data in opened:
        words = texts.get(data.get("text") or "")
        data.pop("type")
        entries.append(
            TimelineEntry(
                version=one.version,
                at=one.at,
                noticed_at=one.noticed_at,
                late=(one.noticed_at - one.at).total_seconds() > LATE_SECONDS,
                type=one.type,
                by=one.by,
                by_name=names.get(one.by, one.by),
                automatic=one.by in DESK_NAMES,
                data=data,
                text=words.body if words else None,
            )
        )
    return tuple(entries)
