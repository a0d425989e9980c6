"""The next place on a ladder: the first whose refusal is not recorded; nothing is skipped (Q-36, Q-37).

What was accepted ends it: nothing more is offered, and nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stepladder.core.policy.obligations import Ladder, Rung, SubRung
from stepladder.core.triage.duties import LadderVerdict
from stepladder.core.triage.request import LoggedAttempt

REFUSED = "refused"
ACCEPTED = "accepted"


def places(one: Ladder) -> Iterator[tuple[str, Rung, SubRung | None]]:
    """Every place in order, with its id: rungs and their parts are numbered from 1."""
    for number, rung in enumerate(one.rungs, 1):
        if not rung.sub_rungs:
            yield f"{one.id}/{number}", rung, None
        for part, sub_rung in enumerate(rung.sub_rungs, 1):
            yield f"{one.id}/{number}/{part}", rung, sub_rung


def ladder(
    one: Ladder, attempts: tuple[LoggedAttempt, ...], matched: frozenset[str], opens: Callable[[Rung], bool]
) -> LadderVerdict:
    """Where a ladder stands. `matched` are triggers and signs that count: a threat freezes every offer."""
    frozen_by = tuple(id_ for id_ in one.frozen_by if id_ in matched)
    if frozen_by:
        return LadderVerdict(one, frozen_by=frozen_by)
    taken = {attempt.what for attempt in attempts if attempt.result == ACCEPTED}
    accepted = next((place for place, _, _ in places(one) if place in taken), None)
    if accepted is not None:
        return LadderVerdict(one, accepted=accepted)
    refused = {attempt.what for attempt in attempts if attempt.result == REFUSED}
    before: str | None = None
    for place, rung, sub_rung in places(one):
        # Who refused a rung as a whole has refused each of its parts.
        whole = place.rpartition("/")[0] if sub_rung is not None else place
        if place not in refused and whole not in refused:
            return LadderVerdict(one, place, rung, sub_rung, before, "open" if opens(rung) else "held")
        before = place
    return LadderVerdict(one, after=before)
