"""Writing to the customer: read by the guards first, by the right channel, and never while messages are frozen."""

from __future__ import annotations

import msgspec

from stepladder.core.case import commands as c
from stepladder.core.case.holding import must_not_be_held
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.owed import key_of
from stepladder.core.case.refused import Refused, must_be_open, unknown
from stepladder.core.case.standing import may_act_as
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import GuardWarned, MessageSent
from stepladder.core.guard.draft import DraftContext, DraftVerdict, Span
from stepladder.core.guard.reading import read_draft
from stepladder.core.guard.templates import fill, prefilled
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.obligations import Template
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError

_RECEIPT = 400
"""So many code points is a receipt at the most: it may go out before anybody has called (Q-45)."""
_WRITTEN = "email"


def drafted(command: c.Send, case: Case, verdict_for: VerdictFor) -> c.Send:
    """A message from a template, with the words of that template; any other as it is.

    Slots that the command leaves out are filled with what is known. Raises: Refused - text and template both, no such
    template, one that waits for a gate, or slots that are empty.
    """
    if command.template is None:
        return command
    where = f"case {case.id}"
    if command.text is not None:
        raise Refused("there is a text beside the template", where=where, mend="Send the one or the other.")
    verdict = verdict_for(knowledge_of(case))
    template = _template(case, verdict, command.template)
    try:
        letter = fill(template, _slots(template, verdict, case, command))
    except DeskError as fault:
        raise Refused(fault.what, where=f"{where}: {fault.where}", mend=fault.mend, source=template.source) from fault
    return msgspec.structs.replace(command, text=letter.body)


def send(story: Story, command: c.Send, by: str, verdict_for: VerdictFor) -> None:
    """A person's words to the customer meet the first response at once (T3); the desk's own never do.

    Guards read them before they go: one that blocks refuses them with the better line, one that warns is on record.
    """
    case = story.case
    must_be_open(case)
    must_not_be_held(case, "delivery", "a message")
    text = command.text or ""
    if not text.strip():
        raise Refused("the text is empty", where=f"case {case.id}", mend="Write what is to be said in `text`.")
    verdict = verdict_for(knowledge_of(case))
    _must_reach_the_customer(case, command, verdict)
    _must_have_called(case, command, text, verdict)
    found = read_words(story, text, verdict, fixed=_fixed(command, verdict, case))
    row = story.text_id()
    sent = MessageSent(
        channel=command.channel, to=command.to, text=row, template=command.template, said=dict(found.counted)
    )
    story.tell(sent, by)
    tell_warnings(story, found, row)


def tell_warnings(story: Story, found: DraftVerdict, row: str) -> None:
    """What guards found in words that went out all the same. Takes: row - the name of the words."""
    for one in found.findings:
        story.tell(GuardWarned(rule=one.rule, start=one.start, end=one.end, text=row, source=one.source))


def read_words(story: Story, text: str, verdict: Verdict, *, fixed: tuple[Span, ...] = ()) -> DraftVerdict:
    """What the guards of the case say of words to a customer. Raises: Refused - one of them blocks."""
    case, bound = story.case, verdict.duties.guards
    free = {role for one in bound for role in one.guard.allowed_for}
    role = next((one for one in sorted(free) if may_act_as(story.roles, (one,))), None) if free else None
    context = DraftContext(said=case.said, lifting=_lifting(case, verdict), role=role, fixed=fixed)
    found = read_draft(verdict.pack, text, bound=bound, context=context)
    blocking = next((one for one in found.findings if one.mode == "block"), None)
    if blocking is not None:
        asked = {one.id for one in verdict.duties.approvals}
        lifted_by = next((g.guard.allowed_by for g in bound if g.guard.id == blocking.rule.rpartition("/")[2]), ())
        raise Refused(
            f'"{blocking.quote}" may not be said: {blocking.because.rstrip(".")}',
            where=f"case {case.id}: text",
            mend=f"Better: {blocking.better}" if blocking.better else "Say it another way.",
            source=blocking.source,
            opens_with="request_approval" if asked.intersection(lifted_by) else None,
        )
    return found


def _lifting(case: Case, verdict: Verdict) -> frozenset[str]:
    """What stands and may lift a guard: open gates, given approvals, scenarios, steps done, offers made."""
    names = set(verdict.scenarios)
    for one in verdict.duties.gates:
        if one.state != "held":
            names |= {one.gate.id, key_of(one.gate.scope, one.gate.id)}
    names |= {one.approval for one in case.approvals.values() if one.state == "given"}
    names |= {name for key, one in case.done.items() if one.state == "done" for name in (key, key.rpartition("/")[2])}
    names |= {name for one in case.offers for name in (one.offer, one.offer.partition("/")[0])}
    return frozenset(names)


def _must_have_called(case: Case, command: c.Send, text: str, verdict: Verdict) -> None:
    """Where a policy says that a call comes first, mail waits for one; a short receipt does not (Q-45)."""
    rule = next((one for one in verdict.pack.text.parameters if one.id == "channel.rule"), None)
    if verdict.pack.parameters["channel.rule"] != "call_first" or command.channel != _WRITTEN or case.calls_made:
        return
    if case.messages or len(text) > _RECEIPT:
        raise Refused(
            "a call comes before a letter",
            where=f"case {case.id}",
            mend="Call first, log the call, and confirm in writing what was said.",
            source=rule.source if rule is not None else (),
            opens_with="log_call",
        )


def _template(case: Case, verdict: Verdict, name: str) -> Template:
    for one in verdict.duties.templates:
        if name in (one.template.id, name_in_section(one.template)):
            if one.held_by:
                raise Refused(
                    f"the template {name} waits for {', '.join(one.held_by)}",
                    where=f"case {case.id}",
                    mend="Open it first, or write your own words.",
                    source=one.template.source,
                    opens_with="tick_gate",
                )
            if one.template.audience != "customer":
                raise Refused(
                    f"the template {name} is for our own people",
                    where=f"case {case.id}",
                    mend="Choose one for customers.",
                )
            return one.template
    customer = (one.template for one in verdict.duties.templates if one.template.audience == "customer")
    raise unknown(case, "template of this case", name, tuple(name_in_section(one) for one in customer))


def _slots(template: Template, verdict: Verdict, case: Case, command: c.Send) -> dict[str, str]:
    return prefilled(template, known_texts(verdict, case)) | dict(command.slots)


def known_texts(verdict: Verdict, case: Case) -> dict[str, str]:
    """What is known of a case, in words, by the names that slots prefill from."""
    known = {name: value for name, value in verdict.facts.items() if isinstance(value, str)}
    known |= {name: str(value) for name, value in verdict.facts.items() if isinstance(value, int) and name not in known}
    return known | {"case.id": case.id}


def _fixed(command: c.Send, verdict: Verdict, case: Case) -> tuple[Span, ...]:
    """The lines of the template itself: they count as an apology, and only warn (Q-34)."""
    if command.template is None:
        return ()
    template = _template(case, verdict, command.template)
    return fill(template, _slots(template, verdict, case, command)).fixed


def _must_reach_the_customer(case: Case, command: c.Send, verdict: Verdict) -> None:
    """Raises: Refused - words to a team of ours must never count as an answer to the customer (Q-15)."""
    where, to = f"case {case.id}", command.to
    if command.channel not in c.WAYS:
        what = f"no channel is called '{command.channel[:40]}'"
        raise Refused(what, where=where, mend=f"Use one of: {', '.join(c.WAYS)}.")
    if to == "customer":
        return
    name, _, place = to.partition("@")
    if not name or not place or "@" in place or any(letter.isspace() for letter in to):
        raise Refused(
            "`to` is neither `customer` nor an address",
            where=where,
            mend="Write `customer`, or one address of the customer's side; a note is read by the desk.",
            opens_with="note",
        )
    entries = verdict.pack.text.directory
    ours = {one.address.casefold() for entry in entries for one in entry.channels if one.address is not None}
    if to.casefold() in ours:
        raise Refused(
            "the address belongs to a team of ours",
            where=where,
            mend="Write `customer`, or an address of the customer's side; a note is read by the desk.",
            opens_with="note",
        )
