"""A command to a case is answered with events, or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from stepladder.core.case import (
    approving,
    ending,
    everyday,
    gating,
    handing,
    holding,
    identifying,
    incidents,
    joining,
    judgement,
    offering,
    own,
    registers,
    sending,
    talking,
    working,
)
from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as hc
from stepladder.core.case import incident_commands as ic
from stepladder.core.case import register_commands as rc
from stepladder.core.case import work_commands as wc
from stepladder.core.case.events import Happened
from stepladder.core.case.following import plan_follow_ups
from stepladder.core.case.guarding import mind_guards
from stepladder.core.case.hearing import hear
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.meanwhile import catch_up
from stepladder.core.case.standing import AN_AGENT, Standing
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.training import TraineeOf, mind_training


def handle(
    case: Case,
    command: c.HandledCommand,
    *,
    by: str,
    now: datetime,
    verdict_for: VerdictFor,
    standing: Standing = AN_AGENT,
    trainee: TraineeOf | None = None,
    at: datetime | None = None,
) -> tuple[Happened, ...]:
    """The events that a command adds; none if it changes nothing.

    Takes: standing - the roles of `by` and of others here, asked only where a rule is about them; an agent's where it
    is left out;
    trainee - gives how far they are in their training, for a policy that has stages of it; at - the instant that it
    belongs to, where that is noticed only now.
    What fell due before is told first, so that an answer after the deadline is late even if nobody noticed until now.
    Raises: Refused - the case does not allow it; DeskError - the policy cannot read what the command says.
    """
    name = command.__struct_config__.tag
    story = Story(case, at=at or now, now=now, cause=str(name), standing=standing, as_of=at)
    catch_up(story, lambda: verdict_for(knowledge_of(story.case)).pack, at)
    act = str(name)
    if act not in _LOOK_THEMSELVES and any(act in one.holds for one in story.case.owed.gates):
        gating.must_be_free(story.case, verdict_for(knowledge_of(story.case)), act)
    mind_training(story, act, by, trainee, verdict_for)
    mind_guards(story, act, by, verdict_for)
    due = len(story.events)
    _ANSWERS[type(command)](story, command, by, verdict_for)
    hear(story, due, verdict_for)
    plan_follow_ups(story, due, verdict_for)
    # A command that changes nothing leaves what is due to the tick, which tells it by itself.
    return story.events if len(story.events) > due else ()


_LOOK_THEMSELVES = frozenset({"hand_over", "offer", "resolve", "close", "send"})
"""Acts that look at their gates when their own rules have spoken: a hand-over with gaps waits on record besides, and
words to our own people wait for nothing."""

_ANSWERS: dict[type[c.Command], Callable[[Story, Any, str, VerdictFor], None]] = {
    c.Acknowledge: everyday.acknowledge,
    c.Assign: everyday.assign,
    c.Note: everyday.note,
    c.Send: sending.send,
    c.RecordReply: everyday.record_reply,
    hc.HandOver: handing.hand_over,
    hc.ReturnHandOver: handing.return_hand_over,
    wc.LogAttempt: gating.log_attempt,
    wc.TickGate: gating.tick_gate,
    wc.WaiveGate: gating.waive_gate,
    wc.AddFactor: identifying.add_factor,
    wc.RequestApproval: approving.request_approval,
    wc.Approve: approving.approve,
    wc.Reject: approving.reject,
    c.LogCall: talking.log_call,
    c.WaitForCustomer: talking.wait_for_customer,
    c.PromiseReply: talking.promise_reply,
    wc.CompleteStep: working.complete_step,
    wc.SkipStep: working.skip_step,
    wc.Offer: offering.offer,
    wc.Hold: holding.hold,
    wc.Release: holding.release,
    hc.Merge: joining.merge,
    hc.Split: joining.split,
    c.CustomerConfirms: ending.customer_confirms,
    c.CustomerDenies: ending.customer_denies,
    c.ConfirmTrigger: judgement.confirm_trigger,
    c.CorrectTrigger: judgement.correct_trigger,
    c.SetFact: judgement.set_fact,
    c.SetLevel: judgement.set_level,
    c.Resolve: ending.resolve,
    c.Reopen: ending.reopen,
    c.Close: ending.close,
    ic.LinkIncident: incidents.link_incident,
    ic.UnlinkIncident: incidents.unlink_incident,
    ic.DeclareIncident: incidents.declare_incident,
    ic.UpdateIncident: incidents.update_incident,
    ic.EndIncident: incidents.end_incident,
    ic.IncidentNews: incidents.incident_news,
    rc.EntryNews: registers.entry_news,
    c.Link: own.link,
    c.ReportFailure: own.report_failure,
    c.AskAgain: own.ask_again,
}
