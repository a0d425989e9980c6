"""What a person knows better than the reading: triggers, facts, levels. Each asks the policy again."""

from __future__ import annotations

from stepladder.core.case import commands as c
from stepladder.core.case.assess import written
from stepladder.core.case.events import FactSaid, FactSet, LevelSet, TriggerConfirmed, TriggerCorrected
from stepladder.core.case.knowledge import Knowledge, VerdictFor, knowledge_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_open, must_be_unresolved, unknown
from stepladder.core.case.story import POLICY, Story
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import Kind, reads
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.facts import read_fact
from stepladder.core.triage.readers import readers
from stepladder.core.values import DeskError

_NONE = "none"


def confirm_trigger(story: Story, command: c.ConfirmTrigger, by: str, verdict_for: VerdictFor) -> None:
    """A reading was right, or a person saw what no reading did. Only what did not count before changes anything."""
    case = story.case
    must_be_open(case)
    known = case.triggers.get(command.trigger)
    if known is not None and known.state == "confirmed" and known.reader == "person":
        return
    counted = known is not None and known.state in ("provisional", "confirmed")
    if not counted:
        must_be_unresolved(case)
        _must_be_trigger(story, _pack(story, verdict_for), command.trigger)
    story.tell(TriggerConfirmed(trigger=command.trigger), by)
    if not counted:
        reassess(story, verdict_for(knowledge_of(case)))


def correct_trigger(story: Story, command: c.CorrectTrigger, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_unresolved(case)
    becomes = None if command.becomes == _NONE else command.becomes
    known = case.triggers.get(command.trigger)
    if known is None:
        raise unknown(case, "trigger of this case", command.trigger, tuple(case.triggers))
    if becomes == command.trigger:
        raise Refused(
            f"'{becomes}' would become itself",
            where=f"case {case.id}",
            mend="Confirm it instead.",
            opens_with="confirm_trigger",
        )
    other = case.triggers.get(becomes) if becomes is not None else None
    if known.state == "corrected" and (becomes is None or (other is not None and other.state == "confirmed")):
        return
    if becomes is not None:
        _must_be_trigger(story, _pack(story, verdict_for), becomes)
    story.tell(TriggerCorrected(trigger=command.trigger, becomes=becomes, because=command.because), by)
    reassess(story, verdict_for(knowledge_of(case)), always=True)


def set_fact(story: Story, command: c.SetFact, by: str, verdict_for: VerdictFor) -> None:
    """A person's fact stands over what signals stated or showed. A trigger that hung on the old value may fall."""
    case = story.case
    must_be_unresolved(case)
    pack = _pack(story, verdict_for)
    said = say_fact(story, pack, command.fact, command.value, by)
    if said is None:
        return
    name, knowledge = said
    hung = _hanging_on(story, pack, name)
    verdict = verdict_for(knowledge.without(hung))
    matched = {one.trigger.id for one in verdict.seen}
    for trigger in hung:
        if trigger not in matched:
            story.tell(TriggerCorrected(trigger=trigger, fact=name), POLICY)
    reassess(story, verdict)


def say_fact(story: Story, pack: Pack, fact: str, said: FactSaid, by: str) -> tuple[str, Knowledge] | None:
    """Put down what a person says of a fact: its full name, and what is known then. None: it was said before.

    Words stand in a row of their own, which erasure reaches; the event only names it. Raises: Refused - it is no such
    value.
    """
    case = story.case
    try:
        name, value = read_fact(pack, fact, said)
    except DeskError as fault:
        raise Refused(fault.what, where=f"case {case.id}: {fault.where}", mend=fault.mend) from fault
    if is_of_words(pack, name):
        story.tell(FactSet(fact=name, text=story.text_id()), by)
        return name, knowledge_of(case).saying(name, str(said))
    if name in case.facts and case.facts[name] == written(value):
        return None
    story.tell(FactSet(fact=name, value=written(value)), by)
    return name, knowledge_of(case)


def is_of_words(pack: Pack, fact: str) -> bool:
    """Whether what is said of a fact (by its full name) may be anything, a customer's words too."""
    return pack.facts[fact].kind in (Kind.TEXT, Kind.TEXTS)


def set_level(story: Story, command: c.SetLevel, by: str, verdict_for: VerdictFor) -> None:
    """A person's level stands over the policy's until another is set (Q-19 says what running clocks do)."""
    case = story.case
    must_be_unresolved(case)
    if case.levels_by_person.get(command.scale) == command.level:
        return
    scales = {scale.id: scale for scale in _pack(story, verdict_for).text.scales}
    if command.scale not in scales:
        raise unknown(case, "scale", command.scale, tuple(scales))
    levels = tuple(level.id for level in scales[command.scale].levels)
    if command.level not in levels:
        raise unknown(case, f"level of {command.scale}", command.level, levels)
    story.tell(LevelSet(scale=command.scale, level=command.level, by_person=True, because=command.because), by)
    reassess(story, verdict_for(knowledge_of(case)))


def _pack(story: Story, verdict_for: VerdictFor) -> Pack:
    return verdict_for(knowledge_of(story.case)).pack


def _must_be_trigger(story: Story, pack: Pack, trigger: str) -> None:
    known = tuple(readers(pack).tables.tickable)
    if trigger not in known:
        raise unknown(story.case, "trigger", trigger, known)


def _hanging_on(story: Story, pack: Pack, fact: str) -> tuple[str, ...]:
    """The triggers of the case that only this fact shows: no person confirmed them, and no phrase of their own did."""
    rules = readers(pack).tables.tickable
    found = []
    for one in story.case.triggers.values():
        rule = rules.get(one.trigger)
        tree = pack.trees.get(condition_key(rule)) if rule is not None else None
        if tree is None or fact not in reads(tree) or one.state == "corrected":
            continue
        if one.reader == "condition" or (one.reader == "phrases" and not getattr(rule, "phrases", ())):
            found.append(one.trigger)
    return tuple(found)
