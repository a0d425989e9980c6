"""Stages of training advise by default and refuse only where the policy says so (Q-49)."""

from __future__ import annotations

import pytest

from stepladder.core.duty.training import Enforce, Trainee, advise

SHADOW, SUPERVISED = Trainee(stage="shadow"), Trainee(stage="supervised")

HELD = {  # claim: (who, command, enforce, supervisor, is it refused, is it reviewed)
    "SD-314 a shadow may under advise": (SHADOW, "assign", "advise", None, False, False),
    "SD-314 a shadow may not under enforce": (SHADOW, "assign", "enforce", None, True, False),
    "SD-315 a shadow only reads": (SHADOW, "note", "enforce", None, True, False),
    "SD-316 supervised makes a review under advise": (SUPERVISED, "send", "advise", None, False, True),
    "SD-316 supervised waits under enforce": (SUPERVISED, "send", "enforce", None, True, False),
    "SD-317 who does it alone is reviewed": (Trainee(stage="independent"), "send", "enforce", None, False, True),
    "SD-317 the fourth week is reviewed": (Trainee(stage="independent", week=4), "send", "enforce", None, False, True),
}
SILENT = {  # claim: (who, command, supervisor)
    "SD-316 somebody looks on": (SUPERVISED, "send", "ana"),
    "SD-316 a note needs nobody": (SUPERVISED, "note", None),
    "SD-317 the fifth week is not reviewed": (Trainee(stage="independent", week=5), "send", None),
    "no stage": (Trainee(), "send", None),
}


@pytest.mark.parametrize(("who", "do", "enforce", "supervisor", "refused", "review"), HELD.values(), ids=HELD)
def test_a_stage_that_has_something_to_say(
    who: Trainee, do: str, enforce: Enforce, supervisor: str | None, refused: bool, review: bool
) -> None:
    found = advise(who, do, enforce=enforce, supervisor=supervisor, last_week=4)
    assert found is not None
    assert (found.is_refused, found.needs_review) == (refused, review)
    assert (found.opens_with is not None) == refused


@pytest.mark.parametrize("enforce", ["advise", "enforce"])
@pytest.mark.parametrize(("who", "do", "supervisor"), SILENT.values(), ids=SILENT)
def test_a_stage_that_has_nothing_to_say(who: Trainee, do: str, supervisor: str | None, enforce: Enforce) -> None:
    assert advise(who, do, enforce=enforce, supervisor=supervisor, last_week=4) is None
