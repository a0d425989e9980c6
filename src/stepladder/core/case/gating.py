"""What opens a gate: attempts, ticks with their evidence, and waivers by those who may give them."""

from __future__ import annotations

from stepladder.core.case import work_commands as c
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.owed import key_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_open, unknown
from stepladder.core.case.showing import must_show
from stepladder.core.case.standing import may_act_as
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.work_events import AttemptLogged, GateTicked, GateWaived
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions.tree import reads
from stepladder.core.policy.obligations import Gate, GateItem
from stepladder.core.triage.duties import GateVerdict
from stepladder.core.triage.ladders import places
from stepladder.core.triage.verdict import Verdict


def log_attempt(story: Story, command: c.LogAttempt, by: str, verdict_for: VerdictFor) -> None:
    must_be_open(story.case)
    _must_say(story.case, "what", command.what)
    _must_say(story.case, "result", command.result)
    _must_not_be_an_offer(story.case, verdict_for(knowledge_of(story.case)), command.what.strip())
    story.tell(AttemptLogged(what=command.what.strip(), result=command.result.strip(), ref=command.ref), by)
    reassess(story, verdict_for(knowledge_of(story.case)))


def tick_gate(story: Story, command: c.TickGate, by: str, verdict_for: VerdictFor) -> None:
    """Something that a gate waits for is there. What only proof or an approval can show, nobody ticks by hand."""
    case = story.case
    must_be_open(case)
    found = _gate(case, verdict_for(knowledge_of(case)), command.gate)
    gate, key = found.gate, key_of(found.gate.scope, found.gate.id)
    item = _item(case, gate, command.item)
    if found.state != "held" or item.id not in found.needs:
        return
    if gate.kind in ("identity", "approval", "hand_over") and not gate.items:
        raise Refused(
            f"the gate {key} opens by itself",
            where=f"case {case.id}",
            mend=_OPENS_BY_ITSELF[gate.kind],
            source=gate.source,
            opens_with=_OPENED_WITH[gate.kind],
        )
    names = (item.id, gate.id, f"{gate.id}/{item.id}")
    must_show(
        case, item.title or item.id, item.evidence, command.evidence, names=names, source=item.source or gate.source,
        least=item.at_least,
    )  # fmt: skip
    text = story.text_id() if command.evidence.text is not None else None
    ticked = GateTicked(gate=key, item=item.id, evidence=command.evidence.type, ref=command.evidence.ref, text=text)
    story.tell(ticked, by)
    reassess(story, verdict_for(knowledge_of(case)))


def waive_gate(story: Story, command: c.WaiveGate, by: str, verdict_for: VerdictFor) -> None:
    """Let a gate stand open for a reason: a permission that the policy gives by name, and for some gates to nobody."""
    case = story.case
    must_be_open(case)
    _must_say(case, "because", command.because)
    found = _gate(case, verdict_for(knowledge_of(case)), command.gate)
    gate, key = found.gate, key_of(found.gate.scope, found.gate.id)
    if found.state != "held":
        return
    if not gate.waived_by:
        raise Refused(
            f"nobody may waive the gate {key}",
            where=f"case {case.id}",
            mend=f"It waits for {', '.join(found.needs)}.",
            source=gate.source,
        )
    if not may_act_as(story.roles, gate.waived_by):
        raise Refused(
            f"the gate {key} is waived by {' or '.join(gate.waived_by)}",
            where=f"case {case.id}",
            mend="Ask one of them to waive it with a reason.",
            source=gate.source,
        )
    story.tell(GateWaived(gate=key, because=command.because.strip(), source=gate.source), by)
    reassess(story, verdict_for(knowledge_of(case)))


def must_be_free(case: Case, verdict: Verdict, *acts: str) -> None:
    """Refuse what a closed gate keeps back, with what would open it. Raises: Refused."""
    for act in acts:
        for one in verdict.duties.gates:
            if one.keeps(act):
                asked = _asked(one, verdict)
                raise Refused(
                    f"the gate {key_of(one.gate.scope, one.gate.id)} is closed: {_why(one.gate)}",
                    where=f"case {case.id}",
                    mend=f"Answer what opens it: {', '.join(asked)}."
                    if asked
                    else f"It waits for {', '.join(one.needs)}.",
                    source=one.gate.source,
                    opens_with=opened_with(one, verdict),
                )


def _why(gate: Gate) -> str:
    return (gate.because or gate.title).rstrip(".")


def opened_with(one: GateVerdict, verdict: Verdict | None = None) -> str:
    """The command that would bring a gate nearer to standing open. Takes: verdict - what says which facts are known."""
    if verdict is not None and _asked(one, verdict):
        return "set_fact"
    return _by_hand(one)


def _by_hand(one: GateVerdict) -> str:
    if not one.gate.items:
        return _OPENED_WITH.get(one.gate.kind, "tick_gate")
    waiting = next((item for item in one.gate.items if item.id in one.needs), one.gate.items[0])
    return {"attempt": "log_attempt", "identity": "add_factor", "approval": "request_approval"}.get(
        waiting.evidence, "tick_gate"
    )


def _asked(one: GateVerdict, verdict: Verdict) -> tuple[str, ...]:
    """The facts that open a gate and are not known yet, where it would else be ticked: to say one is plainer."""
    if one.gate.opens_when is None or _by_hand(one) != "tick_gate":
        return ()
    read = reads(verdict.pack.trees[condition_key(one.gate, key="opens_when")])
    return tuple(name for name in read if verdict.facts.get(name) is None)


_OPENED_WITH = {
    "attempt": "log_attempt",
    "identity": "add_factor",
    "approval": "request_approval",
    "hand_over": "hand_over",
}
_OPENS_BY_ITSELF = {
    "identity": "Check the factors that the class of the request asks for.",
    "approval": "Ask for the approval that it waits for.",
    "hand_over": "Fill in the fields that are missing.",
}


def _must_not_be_an_offer(case: Case, verdict: Verdict, what: str) -> None:
    """Raises: Refused - nobody refuses a place on a ladder that was never offered (Q-37)."""
    for ladder in verdict.pack.text.ladders:
        for place, rung, _ in places(ladder):
            if what in (place, rung.id):
                raise Refused(
                    f"{what} is a place on a ladder, and an offer is no attempt",
                    where=f"case {case.id}: what",
                    mend="Record the offer with what the customer said to it.",
                    source=rung.source,
                    opens_with="offer",
                )


def _gate(case: Case, verdict: Verdict, name: str) -> GateVerdict:
    gates = verdict.duties.gates
    exact = next((one for one in gates if key_of(one.gate.scope, one.gate.id) == name), None)
    # An id that stands in several scopes means the first that still waits.
    alike = [one for one in gates if one.gate.id == name]
    found = exact or next((one for one in alike if one.state == "held"), alike[0] if alike else None)
    if found is None:
        known = tuple(key_of(one.gate.scope, one.gate.id) for one in gates)
        raise unknown(case, "gate of this case", name, known)
    return found


def _item(case: Case, gate: Gate, name: str | None) -> GateItem:
    if not gate.items:
        return GateItem(id=gate.id, title=gate.title)
    if name is None and len(gate.items) == 1:
        return gate.items[0]
    found = next((one for one in gate.items if one.id == name), None)
    if found is None:
        raise unknown(case, f"item of the gate {gate.id}", name or "", tuple(one.id for one in gate.items))
    return found


def _must_say(case: Case, name: str, words: str) -> None:
    if not words.strip():
        raise Refused(f"`{name}` is empty", where=f"case {case.id}", mend=f"Say it in `{name}`.")
