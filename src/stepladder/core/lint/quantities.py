"""About care: quantities that a policy speaks of and does not state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from stepladder.core.lint.in_play import IN_PLAY
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.assessments import Detector, Scenario, Sign
from stepladder.core.policy.base import Element
from stepladder.core.policy.model import ParameterChoice, Segment, Trigger
from stepladder.core.policy.parameters import PARAMETERS

VAGUE = (
    "several", "multiple", "many", "few", "occasional", "occasionally", "often", "frequent", "frequently", "repeated",
    "repeatedly", "significant", "significantly", "considerable", "considerably", "decreased", "unusual", "unusually",
)  # fmt: skip
"""Words that say how many or how much and leave the number to the reader."""

QUANTITIES = "Q-13"
"""The open question of undefined quantities, to which some parameters are the answer."""

_MEND = (
    "Have somebody decide the number, and write it under `parameters` with that decision as its source, or in the "
    "title."
)
_NUMBER = re.compile(r"\d")
Judged: TypeAlias = Detector | Sign | Trigger | Segment | Scenario


def _undefined_quantity(subject: Subject) -> Iterator[Found]:
    left = _left_to_parameters(subject)
    for one in _judged(subject):
        why = left.get(id(one)) or _own_words(one)
        if why:
            what = f"nobody has stated the quantity of '{subject.name_of(one)}': {', '.join(why)}"
            yield Found(at=one, what=what, mend=_MEND)


def _judged(subject: Subject) -> tuple[Judged, ...]:
    text = subject.text
    return (*text.detectors, *text.signs, *text.triggers, *text.segments, *text.scenarios)


def _left_to_parameters(subject: Subject) -> dict[int, list[str]]:
    """How parameters read what elements leave open, by the identity of the element."""
    choices = {one.id: one for one in subject.text.parameters}
    found: dict[int, list[str]] = {}
    for id_, parameter in PARAMETERS.items():
        if parameter.question != QUANTITIES:
            continue
        raised = tuple(one for one in IN_PLAY[id_](subject.pack) if isinstance(one, Element))
        if raised and not _is_decided(choices.get(id_), raised):
            for one in raised:
                found.setdefault(id(one), []).append(f"`{id_}` reads it as {subject.parameter(id_)}")
    return found


def _is_decided(choice: ParameterChoice | None, raised: tuple[Element, ...]) -> bool:
    """Whether the pack chose the number for a reason of its own, and not from the very lines that leave it open."""
    return choice is not None and not {row for one in raised for row in one.source}.issuperset(choice.source)


def _own_words(one: Judged) -> list[str]:
    """What the element itself says of a quantity that it does not state."""
    if QUANTITIES in one.because:
        return [f"its own reason names the open question {QUANTITIES}"]
    word = re.search(rf"\b(?:{'|'.join(VAGUE)})\b", one.title, re.IGNORECASE)
    counts = isinstance(one, Detector | Sign) and one.count is not None
    if word is not None and not _NUMBER.search(one.title) and (counts or getattr(one, "read", "text") == "by-person"):
        return [f"its title says '{word[0].lower()}'"]
    return []


RULES = (
    Rule(id="undefined-quantity", severity="note", title="a quantity is left to the reader", look=_undefined_quantity),
)
