"""Steps, follow-ups and records: done with what shows it, or left out for a reason."""

from __future__ import annotations

from stepladder.core.case import work_commands as c
from stepladder.core.case.gating import must_be_free
from stepladder.core.case.judgement import is_of_words, say_fact
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.owed import OwedWork, WorkKind, key_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_open, unknown
from stepladder.core.case.showing import must_show
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.work_events import StepCompleted, StepSkipped
from stepladder.core.policy.obligations import Step
from stepladder.core.triage.verdict import Verdict

_PHONE, _CALL = "phone", "call"
"""A `phone` step is done with the customer, a `call` with anybody, as with the manager of the owner."""
_WRITTEN, _IN_WRITING = "written", ("email", "chat", "ticket", "portal")


def complete_step(story: Story, command: c.CompleteStep, by: str, verdict_for: VerdictFor) -> None:
    """A piece of work is done. A step that is a question turns its outcome into the fact it asks for."""
    case = story.case
    key, kind = _found(case, command.step)
    if kind != "follow_up":
        must_be_open(case)
    if _is_done(case, key, kind):
        return
    evidence = command.evidence or c.Evidence()
    verdict = verdict_for(knowledge_of(case))
    step = next((one for one in verdict.duties.steps if key_of(one.scope, one.id) == key), None)
    if step is not None and kind == "step":
        _must_be_its_turn(case, verdict, step, evidence)
    text = story.text_id() if evidence.text is not None else None
    fact = step.fact if step is not None and command.outcome is not None else None
    done = StepCompleted(
        step=key,
        kind=kind,
        outcome=None if fact is not None and is_of_words(verdict.pack, fact) else command.outcome,
        evidence=evidence.type if command.evidence is not None else None,
        ref=evidence.ref,
        text=text,
    )
    story.tell(done, by)
    if fact is not None and command.outcome is not None:
        said = say_fact(story, verdict.pack, fact, command.outcome, by)
        reassess(story, verdict_for(said[1] if said is not None else knowledge_of(case)))


def done_by_message(story: Story, verdict: Verdict, channel: str, row: str, by: str) -> None:
    """What a message to the customer completes: open follow-ups that name one as their evidence, by its channel.

    Takes: row - the name of the words that went out.
    """
    for one in verdict.duties.follow_ups:
        key = key_of(one.scope, one.id)
        planned = story.case.follow_ups.get(key)
        is_asked = one.evidence == "message" and planned is not None and planned.is_ahead
        if is_asked and one.channel in (None, channel, _WRITTEN if channel in _IN_WRITING else None):
            story.tell(StepCompleted(step=key, kind="follow_up", evidence="message", ref=row), by)


def skip_step(story: Story, command: c.SkipStep, by: str, verdict_for: VerdictFor) -> None:
    """It is left out on purpose: who and why stay on record."""
    case = story.case
    key, kind = _found(case, command.step)
    if kind != "follow_up":
        must_be_open(case)
    if not command.because.strip():
        raise Refused("`because` is empty", where=f"case {case.id}", mend="Say why it is left out.")
    if not _is_done(case, key, kind):
        story.tell(StepSkipped(step=key, kind=kind, because=command.because.strip()), by)


def undone(case: Case, before: str) -> tuple[OwedWork, ...]:
    """What must be written down before an act and is not yet."""
    return tuple(one for one in case.owed.work if one.before == before and one.by_hand and one.key not in case.done)


def _found(case: Case, name: str) -> tuple[str, WorkKind]:
    """The key of the piece of work that is meant. A follow-up that is planned comes before a step of the same id."""
    planned = [key for key in case.follow_ups if name in (key, key.rpartition("/")[2])]
    ahead = next((key for key in planned if case.follow_ups[key].is_ahead), None)
    piece = case.owed.piece(name)
    if ahead is not None and (piece is None or piece.key in case.done):
        return ahead, "follow_up"
    if piece is not None:
        return piece.key, piece.kind
    if planned:
        return planned[0], "follow_up"
    raise unknown(case, "step of this case", name, (*(one.key for one in case.owed.work), *case.follow_ups))


def _is_done(case: Case, key: str, kind: WorkKind) -> bool:
    if kind == "follow_up":
        return not case.follow_ups[key].is_ahead
    return key in case.done


def _must_be_its_turn(case: Case, verdict: Verdict, step: Step, evidence: c.Evidence) -> None:
    must_be_free(case, verdict, f"step:{step.id}", f"step:{key_of(step.scope, step.id)}")
    if (step.channel == _PHONE and not case.calls) or (step.channel == _CALL and not (case.calls or case.talks)):
        raise Refused(
            f"{step.id} is done by telephone, and no call is on record",
            where=f"case {case.id}",
            mend="Call first and log the call.",
            source=step.source,
            opens_with="log_call",
        )
    # What is done by telephone is shown by the call itself.
    if not (step.channel in (_PHONE, _CALL) and step.evidence == "attempt"):
        what = step.title or step.id
        must_show(case, what, step.evidence, evidence, names=(step.id,), source=step.source)
