"""The letters that the policy offers on a case, with what is known in their slots."""

from __future__ import annotations

from stepladder.core.case.known_words import known_texts
from stepladder.core.case.state import Case
from stepladder.core.guard.templates import prefilled
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.obligations import Slot, Template
from stepladder.core.triage.verdict import Verdict
from stepladder.service.reading.case_views import LetterView, SlotView


def letters_of(case: Case, verdict: Verdict | None) -> tuple[LetterView, ...]:
    """Those of an open case, in the order of the policy. Takes: verdict - None where the policy cannot be asked."""
    if verdict is None or not case.is_open:
        return ()
    known = known_texts(verdict, case)
    return tuple(_letter(one.template, one.held_by, known) for one in verdict.duties.templates)


def _letter(template: Template, held_by: tuple[str, ...], known: dict[str, str]) -> LetterView:
    filled = prefilled(template, known)
    return LetterView(
        name=name_in_section(template),
        title=template.title or template.id,
        audience=template.audience,
        channel=template.channel,
        because=template.because or "",
        subject=template.subject,
        body=template.body.strip(),
        held_by=tuple(held_by),
        slots=tuple(_slot(one, filled.get(one.id, "")) for one in template.slots),
    )


def _slot(slot: Slot, value: str) -> SlotView:
    return SlotView(
        id=slot.id,
        title=slot.title or slot.id,
        value=value,
        optional=slot.optional,
        allowed=slot.allowed,
        is_line=slot.max_lines == 1,
    )
