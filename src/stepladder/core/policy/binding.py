"""What obligations bind to: every name in a selector is there."""

from __future__ import annotations

from stepladder.core.policy.model import Element, Selector
from stepladder.core.policy.names import Names


def selector(names: Names, element: Element, key: str, binds: Selector) -> None:
    """Record a fault for each name in a selector that the pack does not know."""
    for noun, used, known in (
        ("category", binds.category, names.categories),
        ("level", binds.level, names.levels),
        ("segment", binds.segment, names.segments),
        ("trigger", binds.trigger, names.triggers),
        ("scenario", binds.scenario, names.scenarios),
        ("flag", binds.flag, names.flags),
        ("sign", binds.sign, names.signs),
    ):
        names.must_know_all(element.place, key, used, known, noun)
    if binds.stage:
        names.must_know_all(element.place, key, binds.stage, names.stages, "stage")
