"""The texts of a policy that customers come to read, each with whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stepladder.core.lint.subject import Subject
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.obligations import Guard, Guidance, Template
from stepladder.core.triage.reading import RuleHit, same_sentence

_SLOT = re.compile(r"\{[A-Za-z0-9_-]+\}")
UNSAID = "×"
"""What stands in the place of a slot: nobody knows yet what will be written there."""


@dataclass(frozen=True, slots=True)
class CustomerText:
    """A text as far as the policy fixes it. `kind`: what it is, for people."""

    of: Template | Guidance | Guard
    kind: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.kind} '{name_in_section(self.of)}'"

    def is_settled(self, hit: RuleHit, *, may_be_lifted: bool) -> bool:
        """Whether a hit stands whatever the slots say: none lies in it, nor in its sentence where that may lift it."""
        if UNSAID in hit.quote:
            return False
        gaps = [found.span() for found in re.finditer(UNSAID, self.text)] if may_be_lifted else []
        return not any(same_sentence(self.text, (hit.start, hit.end), gap) for gap in gaps)


def customer_texts(subject: Subject) -> Iterator[CustomerText]:
    """Templates for customers, lines that guidance puts into a draft, and lines that guards propose instead."""
    for template in subject.text.templates:
        if template.audience == "customer":
            written = f"{template.subject}\n\n{template.body}" if template.subject else template.body
            yield CustomerText(template, "the template", _SLOT.sub(UNSAID, written))
    for card in subject.text.guidance:
        if card.insert:
            yield CustomerText(card, "the line of the guidance", card.insert)
    for guard in subject.text.guards:
        if guard.better:
            yield CustomerText(guard, "the better line of the guard", guard.better)
