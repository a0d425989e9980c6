"""What a stage of training advises about a command, and whether it holds it. Source: SD-314 to SD-317, Q-49."""

from __future__ import annotations

from typing import Literal

import msgspec

Stage = Literal["shadow", "supervised", "independent"]
Enforce = Literal["advise", "enforce"]

WATCHED = frozenset({"send", "resolve", "close", "assign", "hand_over", "set_level", "offer", "promise_reply"})
"""What reaches the customer, passes the case on, or ends it, by the name of its command."""


class Trainee(msgspec.Struct, frozen=True, kw_only=True):
    """How far somebody is; no `stage` once their training is over. `week` counts from 1, None where nobody says."""

    stage: Stage | None = None
    week: int | None = None


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a command: a `remark` for people, whether it is refused, and whether it is looked at later.

    `opens_with` says what lets a refused command through.
    """

    remark: str
    is_refused: bool = False
    needs_review: bool = False
    opens_with: str | None = None
    source: tuple[str, ...] = ()


def advise(
    trainee: Trainee, do: str, *, enforce: Enforce, supervisor: str | None = None, last_week: int | None = None
) -> Advice | None:
    """What the stage says of a command; None where it says nothing, as for everybody without a stage.

    Under `advise` nothing is ever refused: an empty register must not stop the desk. Takes: do - the name of the
    command; supervisor - who looked on, if somebody did; last_week - the last week of training that the policy has.
    """
    holds = enforce == "enforce"
    if trainee.stage == "shadow":
        return Advice(
            remark="This stage of training watches: somebody else does it.",
            is_refused=holds,
            opens_with="a colleague who is further" if holds else None,
            source=("SD-314", "SD-315"),
        )
    if do not in WATCHED:
        return None
    if trainee.stage == "supervised":
        if supervisor is not None:
            return None
        return Advice(
            remark="This stage of training does it with somebody looking on.",
            is_refused=holds,
            needs_review=not holds,
            opens_with="a supervisor" if holds else None,
            source=("SD-316",),
        )
    # Whose training is over has no stage; of one who has, a week beyond the last says the same.
    if trainee.stage == "independent" and not (trainee.week is not None and last_week and trainee.week > last_week):
        return Advice(remark="Somebody looks at it afterwards.", needs_review=True, source=("SD-317",))
    return None
