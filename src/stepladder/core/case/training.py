"""What the training of whoever gives a command says of it: a remark for the record, or a refusal (Q-49)."""

from __future__ import annotations

from collections.abc import Callable

from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.refused import Refused
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import TrainingRemarked
from stepladder.core.duty.training import Enforce, Trainee, advise

TraineeOf = Callable[[], Trainee]


def mind_training(story: Story, do: str, by: str, trainee: TraineeOf | None, verdict_for: VerdictFor) -> None:
    """Remark on what a stage of training does not do alone yet; nobody without a stage is asked anything.

    Raises: Refused - where the policy enforces its stages.
    """
    who = trainee() if trainee is not None else Trainee()
    if who.stage is None:
        return
    pack = verdict_for(knowledge_of(story.case)).pack
    stages = [one for one in pack.text.training if one.stage is not None]
    if not stages:
        return
    enforce: Enforce = "enforce" if pack.parameters["training.enforce"] == "enforce" else "advise"
    last_week = max((one.week for one in stages if one.week is not None), default=None)
    advice = advise(who, do, enforce=enforce, last_week=last_week)
    if advice is None:
        return
    source = tuple(dict.fromkeys(row for one in stages if one.stage == who.stage for row in one.source))
    if advice.is_refused:
        raise Refused(
            advice.remark.rstrip("."),
            where=f"case {story.case.id}",
            mend=f"Let {advice.opens_with or 'somebody else'} do it.",
            source=source,
        )
    remark = TrainingRemarked(
        person=by, stage=who.stage, do=do, remark=advice.remark, needs_review=advice.needs_review, source=source
    )
    story.tell(remark)
