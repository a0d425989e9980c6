"""Writing to the customer: read by the guards first, by the right channel, and never while messages are frozen."""

from __future__ import annotations

from stepladder.core.case import commands as c
from stepladder.core.case.drafting import announced, fixed_words, is_inside
from stepladder.core.case.gating import must_be_free
from stepladder.core.case.guarding import lifting, way_to
from stepladder.core.case.holding import must_not_be_held
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.refused import Refused, must_be_open
from stepladder.core.case.standing import may_act_as
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import GuardWarned, InternalMessageSent, MessageSent
from stepladder.core.case.working import done_by_message
from stepladder.core.guard.draft import DraftContext, DraftVerdict, Span
from stepladder.core.guard.reading import read_draft
from stepladder.core.triage.verdict import Verdict

_RECEIPT = 400
"""So many code points is a receipt at the most: it may go out before anybody has called (Q-45)."""
_WRITTEN = "email"


def send(story: Story, command: c.Send, by: str, verdict_for: VerdictFor) -> None:
    """A person's words to the customer meet the first response at once (T3); the desk's own never do.

    Guards read them before they go: one that blocks refuses them with the better line, one that warns is on record.
    Words to a role of ours are no answer; no guard reads them, and no hold keeps them back.
    """
    case = story.case
    must_be_open(case)
    text = command.text or ""
    if not text.strip():
        raise Refused("the text is empty", where=f"case {case.id}", mend="Write what is to be said in `text`.")
    verdict = verdict_for(knowledge_of(case))
    _must_be_a_way(case, command)
    if is_inside(verdict, command.to):
        sent_inside = InternalMessageSent(
            channel=command.channel, to=command.to, text=story.text_id(), template=command.template
        )
        story.tell(sent_inside, by)
        return
    must_be_free(case, verdict, "send")
    must_not_be_held(case, "delivery", "a message")
    _must_reach_the_customer(case, command, verdict)
    _must_have_called(case, command, text, verdict)
    found = read_words(story, text, verdict, fixed=fixed_words(command, verdict, case))
    row = story.text_id()
    sent = MessageSent(
        channel=command.channel,
        to=command.to,
        text=row,
        template=command.template,
        said=dict(found.counted),
        announces=announced(case, command, verdict),
    )
    story.tell(sent, by)
    tell_warnings(story, found, row)
    done_by_message(story, verdict, command.channel, row, by)


def tell_warnings(story: Story, found: DraftVerdict, row: str) -> None:
    """What guards found in words that went out all the same. Takes: row - the name of the words."""
    for one in found.findings:
        story.tell(GuardWarned(rule=one.rule, start=one.start, end=one.end, text=row, source=one.source))


def read_words(story: Story, text: str, verdict: Verdict, *, fixed: tuple[Span, ...] = ()) -> DraftVerdict:
    """What the guards of the case say of words to a customer. Raises: Refused - one of them blocks."""
    case, bound = story.case, verdict.duties.guards
    free = {role for one in bound for role in one.guard.allowed_for}
    role = next((one for one in sorted(free) if may_act_as(story.roles, (one,))), None) if free else None
    context = DraftContext(said=case.said, lifting=lifting(case, verdict), role=role, fixed=fixed)
    found = read_draft(verdict.pack, text, bound=bound, context=context)
    blocking = next((one for one in found.findings if one.mode == "block"), None)
    if blocking is not None:
        lifted_by = next((g.guard.allowed_by for g in bound if g.guard.id == blocking.rule.rpartition("/")[2]), ())
        raise Refused(
            f'"{blocking.quote}" may not be said: {blocking.because.rstrip(".")}',
            where=f"case {case.id}: text",
            mend=f"Better: {blocking.better}" if blocking.better else "Say it another way.",
            source=blocking.source,
            opens_with=way_to(verdict, lifted_by),
        )
    return found


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


def _must_be_a_way(case: Case, command: c.Send) -> None:
    if command.channel not in c.WAYS:
        what = f"no channel is called '{command.channel[:40]}'"
        raise Refused(what, where=f"case {case.id}", mend=f"Use one of: {', '.join(c.WAYS)}.")


def _must_reach_the_customer(case: Case, command: c.Send, verdict: Verdict) -> None:
    """Raises: Refused - words to a team of ours must never count as an answer to the customer (Q-15)."""
    where, to = f"case {case.id}", command.to
    if to == "customer":
        return
    name, _, place = to.partition("@")
    if not name or not place or "@" in place or any(letter.isspace() for letter in to):
        raise Refused(
            "`to` is neither `customer`, nor an address, nor a role of the directory",
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
