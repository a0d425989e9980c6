"""Rules that stand before acts: one that blocks refuses the act, one that warns is on record beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from stepladder.core.case.gating import opened_with
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.owed import key_of
from stepladder.core.case.refused import Refused
from stepladder.core.case.standing import may_act_as
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import ActWarned
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.triage.duties import GuardVerdict
from stepladder.core.triage.verdict import Verdict

_ALSO: Mapping[str, str] = {"hand_over": "escalate", "log_attempt": "investigate"}
"""What a command is besides its own name, in the words of a policy: whoever logs what they tried has looked into it."""
_LOOK_THEMSELVES = ("offer", "send")
"""An offer knows what it stands beside, and a message is read word by word."""


def mind_guards(story: Story, act: str, by: str, verdict_for: VerdictFor) -> None:
    """Tell what speaks against an act. The policy is asked only where one of its rules stands before it.

    Raises: Refused - one that blocks, with the better way.
    """
    acts = {act, _ALSO.get(act, act)}
    if act in _LOOK_THEMSELVES or acts.isdisjoint(story.case.owed.guarded):
        return
    verdict = verdict_for(knowledge_of(story.case))
    for one in guards_before(story, acts, verdict):
        # While nobody knows whether it applies it reads drafts to be sure; an act is no draft, so it keeps quiet.
        if one.guard.when is not None and not verdict.asked.is_true(condition_key(one.guard)):
            continue
        if one.mode == "block":
            raise blocked_by(one, story.case, verdict)
        story.tell(ActWarned(rule=one.guard.id, act=act, source=one.source), by)


def guards_before(
    story: Story, acts: Collection[str], verdict: Verdict, *, offered: str | None = None
) -> Iterator[GuardVerdict]:
    """The rules that stand before one of these acts, without those that are lifted or leave who acts free.

    Takes: offered - the offer that the act is.
    """
    lifts = lifting(story.case, verdict, offered=offered)
    for one in verdict.duties.guards:
        is_lifted = not lifts.isdisjoint(one.guard.allowed_by)
        if not is_lifted and not _is_free(story, one) and not set(acts).isdisjoint(one.guard.acts):
            yield one


def blocked_by(one: GuardVerdict, case: Case, verdict: Verdict) -> Refused:
    """The refusal of an act by a rule before it, with the better way and the command that leads there."""
    guard = one.guard
    return Refused(
        f"{guard.title or guard.id}: {guard.because.rstrip('.')}",
        where=f"case {case.id}",
        mend=guard.better or f"It is free by {', '.join((*guard.allowed_by, *guard.allowed_for)) or 'nobody'}.",
        source=one.source,
        opens_with=way_to(verdict, guard.allowed_by),
    )


def way_to(verdict: Verdict, lifted_by: Collection[str]) -> str | None:
    """The command that brings what lifts a guard nearer: an approval, or what a gate waits for."""
    if any(one.id in lifted_by for one in verdict.duties.approvals):
        return "request_approval"
    return next((opened_with(one, verdict) for one in verdict.duties.gates if one.gate.id in lifted_by), None)


def lifting(case: Case, verdict: Verdict, *, offered: str | None = None) -> frozenset[str]:
    """What stands and may lift a guard: open gates, given approvals, scenarios, steps done, offers made.

    Takes: offered - an offer about to be made; it stands for itself alone, as no earlier one makes way for it.
    """
    names = set(verdict.scenarios)
    for one in verdict.duties.gates:
        if one.state != "held":
            names |= {one.gate.id, key_of(one.gate.scope, one.gate.id)}
    names |= {one.approval for one in case.approvals.values() if one.state == "given"}
    names |= {name for key, one in case.done.items() if one.state == "done" for name in (key, key.rpartition("/")[2])}
    made = [one.offer for one in case.offers] if offered is None else [offered]
    names |= {name for one in made for name in (one, one.partition("/")[0])}
    return frozenset(names)


def _is_free(story: Story, one: GuardVerdict) -> bool:
    return bool(one.guard.allowed_for) and may_act_as(story.roles, one.guard.allowed_for)
