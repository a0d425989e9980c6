"""Whether a case is so far over that it may be put away, and how far back a policy looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from stepladder.core.case.knowledge import answered_offers
from stepladder.core.case.state import Case
from stepladder.core.case.wake import wake_at
from stepladder.core.policy.model import PackText

Need = Literal["open", "to_come", "hold", "offer"]
"""What keeps a case: it is worked on; something in it is still to be noticed; nothing of it may change; later cases of
its customer go by what was answered in it."""


def needed_for(case: Case) -> Need | None:
    """Why the case itself is still needed; None where nothing in it is."""
    if case.is_open:
        return "open"
    # A follow-up that nobody did in all its time is told as overdue, and holds nothing up.
    if wake_at(case) is not None:
        return "to_come"
    if any(one.released_at is None for one in case.holds.values()):
        return "hold"
    # A new case does not begin the bargaining anew, however long ago that was.
    if case.customer is not None and answered_offers(case):
        return "offer"
    return None


def look_back(text: PackText) -> tuple[int, str]:
    """The longest time over which a policy counts what was before, in seconds, and the element that does so.

    0 where none does.
    """
    return max(_looks(text), default=(0, ""))


def _looks(text: PackText) -> Iterator[tuple[int, str]]:
    for detector in text.detectors:
        spans = (detector.count.within if detector.count is not None else None, detector.cool_down)
        yield from ((span, f"the detector {detector.id}") for span in spans if span is not None)
    for sign in text.signs:
        spans = (sign.count.within if sign.count is not None else None, sign.expires_after)
        yield from ((span, f"the sign {sign.id}") for span in spans if span is not None)
