"""About care: quantities that a policy speaks of and does not state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.assessments import Detector, Scenario, Sign
from stepladder.core.policy.model import Segment, Trigger
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
        name, chosen = subject.name_of(one), left.get(id(one))
        what = _unstated(name, ", ".join(chosen)) if chosen else _own_words(name, one)
        if what:
            yield Found(at=one, what=what, mend=_MEND)


def _judged(subject: Subject) -> tuple[Judged, ...]:
    text = subject.text
    return (*text.detectors, *text.signs, *text.triggers, *text.segments, *text.scenarios)


def _left_to_parameters(subject: Subject) -> dict[int, list[str]]:
    """The numbers that the pack chose for what its sources leave open, by the identity of the element."""
    found: dict[int, list[str]] = {}
    counting = (*subject.text.detectors, *subject.text.signs)
    for choice in subject.text.parameters:
        if PARAMETERS[choice.id].question != QUANTITIES:
            continue
        about = [one for one in counting if not set(one.source).isdisjoint(choice.source)]
        # A number that somebody decided has a source besides the lines that leave it open.
        if {row for one in about for row in one.source}.issuperset(choice.source):
            for one in about:
                found.setdefault(id(one), []).append(f"`{choice.id}` reads it as {choice.value}")
    return found


def _own_words(name: str, one: Judged) -> str:
    """What the element itself says of a quantity that it does not state, or nothing."""
    if QUANTITIES in one.because:
        return f"the reason of '{name}' names {QUANTITIES}, the open question of undefined quantities"
    word = re.search(rf"\b(?:{'|'.join(VAGUE)})\b", one.title, re.IGNORECASE)
    if word is None or _NUMBER.search(one.title):
        return ""
    count = one.count if isinstance(one, Detector | Sign) else None
    if count is not None and count.at_least is not None:
        return f"the title of '{name}' says '{word[0].lower()}', and the rule counts {count.at_least}"
    is_open = count is not None or getattr(one, "read", "text") == "by-person"
    return _unstated(name, f"its title says '{word[0].lower()}'") if is_open else ""


def _unstated(name: str, why: str) -> str:
    return f"nobody has stated the quantity of '{name}': {why}"


RULES = (
    Rule(id="undefined-quantity", severity="note", title="a quantity is left to the reader", look=_undefined_quantity),
)
