"""Approvals: by a role, never by whoever asked, and what was decided stays decided until it is used up."""

from __future__ import annotations

from datetime import timedelta

from stepladder.core.case import work_commands as c
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.offers_made import is_spent
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_open, unknown
from stepladder.core.case.standing import may_act_as
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.work_events import ApprovalGiven, ApprovalRefused, ApprovalRequested
from stepladder.core.case.work_state import AskedApproval
from stepladder.core.policy.obligations import Approval
from stepladder.core.triage.verdict import Verdict


def request_approval(story: Story, command: c.RequestApproval, by: str, verdict_for: VerdictFor) -> None:
    """Ask the role that the policy names, or somebody who has it. Whoever asks cannot answer."""
    case = story.case
    must_be_open(case)
    verdict = verdict_for(knowledge_of(case))
    wanted = _wanted(case, verdict, command.approval)
    asked = case.approvals.get(command.approval)
    if asked is not None and asked.state == "pending":
        return
    if asked is not None and asked.state == "given" and not is_spent(case, asked, verdict.pack.text.concessions):
        raise Refused(
            f"{command.approval} was approved by {asked.decided_by}",
            where=f"case {case.id}",
            mend="What was decided stays; go on.",
            source=wanted.source,
        )
    to = (command.to or "").strip() or wanted.by
    if to == by:
        raise Refused(
            f"{by} asks for {wanted.id} and cannot decide it",
            where=f"case {case.id}: to",
            mend=f"Leave `to` out to ask the role {wanted.by}, or name somebody else.",
            source=wanted.source,
        )
    within = wanted.expires_after
    story.tell(
        ApprovalRequested(
            approval=wanted.id,
            to=to,
            expires_at=story.at + timedelta(seconds=within) if within is not None else None,
            then_to=wanted.then_to,
            within=within,
        ),
        by,
    )


def approve(story: Story, command: c.Approve, by: str, verdict_for: VerdictFor) -> None:
    if _may_decide(story, command.approval, "given", by, verdict_for):
        story.tell(ApprovalGiven(approval=command.approval, because=command.because), by)
        reassess(story, verdict_for(knowledge_of(story.case)))


def reject(story: Story, command: c.Reject, by: str, verdict_for: VerdictFor) -> None:
    if _may_decide(story, command.approval, "refused", by, verdict_for):
        story.tell(ApprovalRefused(approval=command.approval, because=command.because), by)


def _may_decide(story: Story, name: str, becomes: str, by: str, verdict_for: VerdictFor) -> bool:
    """Whether the decision is still open. Raises: Refused - it is not theirs, or was made before."""
    case = story.case
    must_be_open(case)
    asked = case.approvals.get(name)
    if asked is None:
        _wanted(case, verdict_for(knowledge_of(case)), name)
        raise Refused(
            f"nobody has asked for {name}",
            where=f"case {case.id}",
            mend="Ask for it first; somebody else answers.",
            opens_with="request_approval",
        )
    if asked.state != "pending":
        if asked.state == becomes and asked.decided_by == by:
            return False  # A second click is not a mistake.
        said = (
            "nobody answered in time" if asked.state == "expired" else f"{asked.decided_by} has decided: {asked.state}"
        )
        raise Refused(
            f"{name}: {said}",
            where=f"case {case.id}",
            mend="Ask anew; what was decided stays on record.",
            opens_with="request_approval",
        )
    rule = next((one for one in verdict_for(knowledge_of(case)).pack.text.approvals if one.id == name), None)
    _must_be_theirs(story, asked, rule, by)
    return True


def _must_be_theirs(story: Story, asked: AskedApproval, rule: Approval | None, by: str) -> None:
    source = rule.source if rule is not None else ()
    where = f"case {story.case.id}"
    if by == asked.asked_by:
        raise Refused(
            f"{by} asked for {asked.approval} and cannot decide it",
            where=where,
            mend="Somebody else with that role decides.",
            source=source,
        )
    wanted = {asked.to, *((rule.by,) if rule is not None else ())}
    if by not in wanted and not may_act_as(story.roles, wanted):
        by_role = rule.by if rule is not None else asked.to
        raise Refused(
            f"{asked.approval} is decided by {by_role}",
            where=where,
            mend=f"Ask somebody with the role {by_role}, or above it.",
            source=source,
        )
    if rule is not None and not may_act_as(story.roles, {rule.by, *rule.then_to}):
        raise Refused(
            f"{asked.approval} is decided by {rule.by}", where=where, mend=f"{by} has not that role.", source=source
        )


def _wanted(case: Case, verdict: Verdict, name: str) -> Approval:
    wanted = verdict.duties.approvals
    found = next((one for one in wanted if one.id == name), None)
    # One that a later place on a ladder asks for may be asked for ahead; it stands for no refusal.
    found = found or next(
        (one for one in verdict.pack.text.approvals if one.id == name and name in case.approvals), None
    )
    if found is None:
        raise unknown(case, "approval of this case", name, tuple(one.id for one in wanted))
    return found
