"""A case changes hands: with all that the next one needs, or it waits; and it may come back."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from msgspec.structs import replace

from stepladder.core.case import hand_over_commands as c
from stepladder.core.case.assessment import FieldState
from stepladder.core.case.events import FactSet
from stepladder.core.case.hand_over_events import HandedOver, HandOverHeld, HandOverReturned
from stepladder.core.case.knowledge import Knowledge, VerdictFor, knowledge_of
from stepladder.core.case.moments import instant_after
from stepladder.core.case.owed import key_of
from stepladder.core.case.quality import HANDING_OVER, marks_of, remarks
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_unresolved, unknown
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.policy.conditions import Kind
from stepladder.core.policy.model import Route
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.duties import GateVerdict
from stepladder.core.triage.escalation import closed_for
from stepladder.core.triage.verdict import Verdict

HAND_OVER = "hand_over"
_PROTECT = ("identity", "approval")
"""Kinds of gates that a direct way never goes past."""


def unknown_owner(to: str, people: Container[str], pack: Pack) -> str | None:
    """What is wrong with whom a case is to go to: neither one of the people nor a role; None where it is one."""
    owner = to.strip()
    if owner in people or any(owner == one.id for one in pack.text.directory):
        return None
    return f"no person and no role is called '{owner[:40]}'"


def hand_over(story: Story, command: c.HandOver, by: str, verdict_for: VerdictFor) -> None:
    """Give the case to another owner.

    Where the level of the case says `hold`, one with gaps waits until they are filled or somebody who may lets it pass;
    where it says `warn`, it goes and the gaps are named (Q-24).
    """
    case = story.case
    must_be_unresolved(case)
    to = command.to.strip()
    if not to:
        raise Refused("`to` is empty", where=f"case {case.id}", mend="Name a person or a role in `to`.")
    if to == case.owner:
        raise Refused(f"{to} has the case already", where=f"case {case.id}: to", mend="Name somebody else.")
    pack = verdict_for(knowledge_of(case)).pack
    given = _fill_in(story, pack, command, by)
    missing = _missing(case, given)
    # What may be left out holds nothing back once all else is there; it is named as open all the same (SD-183).
    filled = {*given, *case.given_fields}
    open_ = (one.id for one in _fields(case) if one.optional and not one.known and one.id not in filled)
    left_out = () if missing else tuple(dict.fromkeys(open_))
    verdict = _looked_at(case, pack, verdict_for, command, given, left_out)
    direct = _direct(verdict, to)
    closed = _closed(verdict, direct)
    waits = missing and verdict.fields_mode == "hold" and not _has_gate(verdict)
    if closed or (waits and not _skips_completeness(verdict, direct)):
        unanswered = (need for one in closed if one.gate.kind == HAND_OVER for need in one.needs)
        story.tell(
            HandOverHeld(
                to=to,
                missing=tuple(dict.fromkeys((*missing, *unanswered))),
                fields=given,
                gates=tuple(key_of(one.gate.scope, one.gate.id) for one in closed),
                source=closed[0].gate.source if closed else (),
            ),
            by,
        )
        if given:
            # What was filled in stays, and the gate waits for the rest alone.
            reassess(story, verdict_for(_knowing(case, pack, command, given)))
        return
    roles = {entry.id for entry in pack.text.directory}
    known = {one.id for one in _fields(case) if one.known} | set(case.given_fields)
    story.tell(
        HandedOver(
            to=to,
            was=case.owner,
            person=to not in roles,
            fields=given,
            missing=(*missing, *left_out),
            marks=marks_of(verdict, frozenset(known | set(given))),
            returns_at=_returns_at(story, command),
            route=direct.id if direct is not None else None,
        ),
        by,
    )
    reassess(story, verdict_for(_knowing(case, pack, command, given)))


def return_hand_over(story: Story, command: c.ReturnHandOver, by: str, verdict_for: VerdictFor) -> None:
    """Give it back to whom it came from, with the reason in a word."""
    case = story.case
    must_be_unresolved(case)
    back = case.hand_over
    if back is None:
        raise Refused("it was handed over by nobody", where=f"case {case.id}", mend="Assign or hand it over instead.")
    code = command.code.strip().removeprefix("-")
    codes = remarks(verdict_for(knowledge_of(case)).pack)
    if not code or (codes and code not in codes):
        raise unknown(case, "reason to give a case back", code, codes)
    returned = HandOverReturned(to=back.to, was=case.owner, person=back.person, code=code, because=command.because)
    story.tell(returned, by)


def _fields(case: Case) -> tuple[FieldState, ...]:
    return case.assessment.fields if case.assessment is not None else ()


def _fill_in(story: Story, pack: Pack, command: c.HandOver, by: str) -> tuple[str, ...]:
    """What each field says becomes the fact that the field stands for; the ids of those that say something."""
    case = story.case
    known = tuple(dict.fromkeys(one.id for one in _fields(case)))
    for name in command.fields:
        if name not in known:
            raise unknown(case, "field of this hand-over", name, known)
    given = tuple(name for name, words in command.fields.items() if words.strip())
    for name in given:
        if (fact := _fact_of(pack, name)) is not None:
            story.tell(FactSet(fact=fact, field=name, text=story.text_id()), by)
    return given


def _fact_of(pack: Pack, field: str) -> str | None:
    """The words that a field stands for, where the policy lets somebody say them."""
    names = (name for one in pack.text.fields if one.id == field for name in one.prefill)
    texts = (name for name in names if name in pack.facts and pack.facts[name].kind in (Kind.TEXT, Kind.TEXTS))
    return next((name for name in texts if name.startswith(("signal.", "case."))), None)


def _looked_at(
    case: Case,
    pack: Pack,
    verdict_for: VerdictFor,
    command: c.HandOver,
    given: tuple[str, ...],
    left_out: tuple[str, ...],
) -> Verdict:
    """What the policy says of the hand-over as it goes."""
    known = _knowing(case, pack, command, given)
    facts = known.facts | ({HANDING_OVER: True} if HANDING_OVER in pack.facts else {})
    return verdict_for(
        replace(known, facts=facts, fields=tuple(dict.fromkeys((*case.given_fields, *given, *left_out))))
    )


def _knowing(case: Case, pack: Pack, command: c.HandOver, given: tuple[str, ...]) -> Knowledge:
    """What is known with the words that were just filled in, whose rows are not stored yet."""
    known = knowledge_of(case)
    for name in given:
        if (fact := _fact_of(pack, name)) is not None:
            known = known.saying(fact, command.fields[name])
    return known


def _missing(case: Case, given: tuple[str, ...]) -> tuple[str, ...]:
    filled = {*given, *case.given_fields}
    gaps = (one.id for one in _fields(case) if not (one.known or one.optional or one.id in filled))
    return tuple(dict.fromkeys(gaps))


def _direct(verdict: Verdict, to: str) -> Route | None:
    """The direct way that the policy offers to this role, past the standard path (Q-52)."""
    offered = (one for one in verdict.routes if one.route.bypasses and one.route.to == to and not one.waits_for)
    return next((one.route for one in offered), None)


def _closed(verdict: Verdict, direct: Route | None) -> list[GateVerdict]:
    """The gates that keep it back; where gaps are only named, one that waits for fields keeps back nothing.

    A direct way goes past queue and attempts, and past nothing that protects the customer (Q-52): proof of who asks and
    somebody's yes hold it as they hold every escalation.
    """
    held = closed_for(verdict.duties, direct.id, direct.bypasses) if direct is not None else ()
    closed = [
        one
        for one in verdict.duties.gates
        if one.keeps(HAND_OVER) or (one.gate.id in held and one.gate.kind in _PROTECT)
    ]
    if _skips_completeness(verdict, direct):
        return [one for one in closed if one.gate.kind != HAND_OVER]
    return [one for one in closed if one.gate.kind != HAND_OVER or verdict.fields_mode == "hold"]


def _skips_completeness(verdict: Verdict, direct: Route | None) -> bool:
    """Whether the policy lets a direct way go though something is missing; what is, is named all the same."""
    return direct is not None and verdict.pack.parameters["segment.enterprise.bypass"] == "also_completeness"


def _has_gate(verdict: Verdict) -> bool:
    return any(one.gate.kind == HAND_OVER for one in verdict.duties.gates)


def _returns_at(story: Story, command: c.HandOver) -> datetime | None:
    if command.return_after is None:
        return None
    return instant_after(story.case, story.at, command.return_after, "return_after")
