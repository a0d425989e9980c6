"""A notice in plain words, made of nothing that can fail: for when its own words cannot be made (F18)."""

from __future__ import annotations

from datetime import UTC

from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.state import Case
from stepladder.core.clock.when_words import instant_in_words
from stepladder.service.notices_work import Composed


def plain_notice(delivery: DeliveryOrder, case: Case, link: str, *, remark: str | None = None) -> Composed | None:
    """What is known for certain, instants in UTC. None for what a person wrote: nothing may take the place of that."""
    if delivery.purpose in ("message", "internal"):
        return None
    about = delivery.purpose.replace("_", " ")
    level = ", ".join(f"{scale} {level}" for scale, level in case.levels.items())
    due = [
        f"- {clock.kind.replace('_', ' ')} by {instant_in_words(clock.due_at, UTC)}"
        for clock in sorted(case.clocks.values(), key=lambda clock: (clock.due_at, clock.slot))
        if clock.waits
    ]
    parts = [
        f"This is a notice ({about}) in plain words: the usual ones could not be made. Open the case for the rest.",
        f"You get this because {remark}." if remark else "",
        "\n".join(part for part in (f"Case {case.id}", f"Level: {level}" if level else "") if part),
        "\n".join(["Due", *due]) if due else "",
        f"Open the case: {link}/cases/{case.id}",
    ]
    subject = f"{about.capitalize()}: {level or 'case'} - {case.id}"
    return Composed(subject, "\n\n".join(part for part in parts if part) + "\n")
