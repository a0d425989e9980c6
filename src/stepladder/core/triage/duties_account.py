"""What must follow beyond clocks, routes and fields, in words for people: one line for each thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

import msgspec

from stepladder.core.policy.base import Element
from stepladder.core.triage.dates import starts_on
from stepladder.core.triage.duties_document import lists, next_rung
from stepladder.core.triage.money_working import worked_out
from stepladder.core.triage.verdict import Verdict


def lines_of_duties(verdict: Verdict, home: tzinfo) -> Iterator[str]:
    """Each thing in a line: gates with what they wait for, who must prove what, what may not be said, work in order."""
    duties = verdict.duties
    for gate in duties.gates:
        waits = f", waits for {', '.join(gate.needs)}" if gate.needs else ""
        yield f"Gate {gate.gate.id} is {gate.state}{waits}: {_why(gate.gate, gate.gate.source)}"
    if duties.identity is not None:
        rule, have = duties.identity.identity, ", ".join(duties.identity.have) or "none"
        approval = f", and the approval {rule.approval}" if rule.approval else ""
        needed = f"{rule.factors} of {', '.join(one.id for one in rule.of)}{approval}, passed so far {have}"
        yield f"Identity {rule.id}: {needed}: {_why(rule, rule.source)}"
    for approval_ in duties.approvals:
        yield f"Approval {approval_.id} by {approval_.by}: {_why(approval_, approval_.source)}"
    for guard in duties.guards:
        yield f"Guard {guard.guard.id} ({guard.mode}): {_why(guard.guard, guard.source)}"
    for card in duties.guidance:
        yield f"Advice {card.id}: {card.text} {_cited(card.source)}"
    for step in duties.steps:
        yield f"Step {step.id} ({step.stage}, {step.actor or 'owner'}): {step.does} {_cited(step.source)}"
    for one in duties.templates:
        held = f", waits for {', '.join(one.held_by)}" if one.held_by else ""
        yield f"Template {one.template.id} for the {one.template.audience}{held} {_cited(one.template.source)}"
    for record in duties.records:
        yield f"Write down {record.what} {_cited(record.source)}"
    for hold in duties.holds:
        yield f"Hold {hold.id} on the {hold.what}: {_why(hold, hold.source)}"
    yield from _sums(verdict, home)


def _sums(verdict: Verdict, home: tzinfo) -> Iterator[str]:
    duties, facts = verdict.duties, verdict.facts
    for concession in duties.concessions:
        worked = worked_out(concession.value, facts)
        sum_ = worked.working or (str(worked.value) if worked.value is not None else "")
        said = f" ({sum_})" if sum_ else ""
        yield f"May be given {concession.id}{said}: {_why(concession, concession.source)}"
    for term in duties.terms:
        worked = worked_out(term.value, facts)
        day, _ = starts_on(term, facts, verdict.asked.zone)
        parts = [part for part in (worked.working, f"from {day.isoformat()}" if day is not None else None) if part]
        said = f" ({', '.join(parts)})" if parts else ""
        yield f"Term {term.id}{said}: {term.says} {_cited(term.source)}"
    if duties.follow_ups:
        for item in lists(verdict, home, msgspec.UNSET)["follow_ups"]:
            due = f"due {item.due_at}" if item.due_at is not None else f"once {item.after.replace('_', ' ')}"
            yield f"Follow up {item.id}, {due}, by {item.owner or 'owner'}: {item.does} {_cited(item.source)}"
    rung = next_rung(verdict, msgspec.UNSET)
    if rung is not None and rung.next_rung is not None:
        opens = f", opens when {rung.opens_when}" if rung.opens_when else ""
        value = f", {rung.working or rung.value}" if rung.value else ""
        yield f"Ladder {rung.id}: next is {rung.next_rung} ({rung.state}{opens}{value}): {rung.does}"
    elif rung is not None:
        why = f"frozen by {', '.join(rung.frozen_by)}" if rung.frozen_by else "nothing is left to offer"
        yield f"Ladder {rung.id}: {why}"


def _why(element: Element, source: tuple[str, ...]) -> str:
    return f"{element.because} {_cited(source)}".strip()


def _cited(source: tuple[str, ...]) -> str:
    return f"[{', '.join(source)}]" if source else ""
