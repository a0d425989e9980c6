"""Words of a message that come from a template of the policy: what is known goes into its slots."""

from __future__ import annotations

import msgspec

from stepladder.core.case import commands as c
from stepladder.core.case.gating import opened_with
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.known_words import known_texts
from stepladder.core.case.refused import Refused, unknown
from stepladder.core.case.state import Case
from stepladder.core.guard.draft import Span
from stepladder.core.guard.templates import Letter, as_far_as_known, fill, prefilled
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import UntilFact
from stepladder.core.policy.obligations import Template
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError


def drafted(command: c.Send, case: Case, verdict_for: VerdictFor) -> c.Send:
    """A message from a template, with the words of that template; any other as it is.

    Slots that the command leaves out are filled with what is known. Raises: Refused - text and template both, no such
    template, one that waits for a gate, or slots that are empty.
    """
    if command.template is None:
        return command
    where = f"case {case.id}"
    if command.text is not None or command.subject is not None:
        raise Refused("there is a text beside the template", where=where, mend="Send the one or the other.")
    verdict = verdict_for(knowledge_of(case))
    template = _template(case, verdict, command)
    try:
        letter = fill(template, _slots(template, verdict, case, command))
    except DeskError as fault:
        raise Refused(fault.what, where=f"{where}: {fault.where}", mend=fault.mend, source=template.source) from fault
    return msgspec.structs.replace(command, text=letter.body, subject=letter.subject or None)


def is_inside(verdict: Verdict, to: str) -> bool:
    """Whether a message goes to our own people: to a role of the policy's directory."""
    return any(one.id == to for one in verdict.pack.text.directory)


GAP = "(not known yet)"
"""What a notice from a template says where nobody knows."""


def told_with(case: Case, verdict: Verdict, name: str) -> Letter | None:
    """What a notice says that a policy sends with a template, as far as things are known; None if it has none such."""
    template = next((one for one in verdict.pack.text.templates if name in (one.id, name_in_section(one))), None)
    return None if template is None else as_far_as_known(template, known_texts(verdict, case), gap=GAP)


def announced(case: Case, command: c.Send, verdict: Verdict) -> tuple[str, ...]:
    """The clocks of the case that run to a time which the message's template names."""
    if command.template is None:
        return ()
    template = _template(case, verdict, command)
    named = {fact for slot in template.slots for fact in slot.prefill}
    until = {one.id for one in verdict.pack.text.clocks if isinstance(one.term, UntilFact) and one.term.fact in named}
    return tuple(slot for slot, clock in case.clocks.items() if clock.clock in until)


def _template(case: Case, verdict: Verdict, command: c.Send) -> Template:
    """The template that a message names. Raises: Refused - the case offers none such, or it is for other readers."""
    name, audience = command.template or "", "team" if is_inside(verdict, command.to) else "customer"
    offered = [one for one in verdict.duties.templates if name in (one.template.id, name_in_section(one.template))]
    if not offered:
        others = (one.template for one in verdict.duties.templates)
        known = tuple(name_in_section(one) for one in others if one.audience == audience)
        raise unknown(case, "template of this case", name, known)
    one = offered[0]
    if one.held_by:
        raise Refused(
            f"the template {name} waits for {', '.join(one.held_by)}",
            where=f"case {case.id}",
            mend="Open it first, or write your own words.",
            source=one.template.source,
            opens_with=next(
                (opened_with(gate, verdict) for gate in verdict.duties.gates if gate.gate.id in one.held_by), None
            ),
        )
    if one.template.audience != audience:
        ours = one.template.audience == "team"
        raise Refused(
            f"the template {name} is for {'our own people' if ours else 'customers'}",
            where=f"case {case.id}",
            mend="Send it to a role of the directory." if ours else "Choose one for our own people.",
        )
    return one.template


def _slots(template: Template, verdict: Verdict, case: Case, command: c.Send) -> dict[str, str]:
    return prefilled(template, known_texts(verdict, case)) | dict(command.slots)


def fixed_words(command: c.Send, verdict: Verdict, case: Case) -> tuple[Span, ...]:
    """The lines of the template itself: they count as an apology, and only warn (Q-34)."""
    if command.template is None:
        return ()
    template = _template(case, verdict, command)
    return fill(template, _slots(template, verdict, case, command)).fixed
