"""Rules that stand before acts: one that blocks refuses the act, one that warns is on record beside it."""

from __future__ import annotations

from collections.abc import Mapping

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
    lifts = lifting(story.case, verdict)
    for one in verdict.duties.guards:
        if acts.isdisjoint(one.guard.acts) or not lifts.isdisjoint(one.guard.allowed_by) or _is_free(story, one):
            continue
        # While nobody knows whether it applies it reads drafts to be sure; an act is no draft, so it keeps quiet.
        if one.guard.when is not None and not verdict.asked.is_true(condition_key(one.guard)):
            continue
        if one.mode == "block":
            raise Refused(
                f"{one.guard.title or one.guard.id}: {one.guard.because.rstrip('.')}",
                where=f"case {story.case.id}",
                mend=one.guard.better or "Leave it to somebody who may.",
                source=one.source,
            )
        story.tell(ActWarned(rule=one.guard.id, act=act, source=one.source), by)


def lifting(case: Case, verdict: Verdict) -> frozenset[str]:
    """What stands and may lift a guard: open gates, given approvals, scenarios, steps done, offers made."""
    names = set(verdict.scenarios)
    for one in verdict.duties.gates:
        if one.state != "held":
            names |= {one.gate.id, key_of(one.gate.scope, one.gate.id)}
    names |= {one.approval for one in case.approvals.values() if one.state == "given"}
    names |= {name for key, one in case.done.items() if one.state == "done" for name in (key, key.rpartition("/")[2])}
    names |= {name for one in case.offers for name in (one.offer, one.offer.partition("/")[0])}
    return frozenset(names)


def _is_free(story: Story, one: GuardVerdict) -> bool:
    return bool(one.guard.allowed_for) and may_act_as(story.roles, one.guard.allowed_for)
