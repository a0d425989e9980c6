"""What a person sees before an act goes through: what others did meanwhile, and what a rule says against it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from stepladder.bootstrap import desk
from stepladder.core.case.state import Case
from stepladder.core.case.talk_events import ActWarned, GuardWarned
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.reading import sentence_around
from stepladder.core.values import DeskError
from stepladder.service.commands import Asked, CommandResult, Look, handle_command
from stepladder.service.ports import Change
from stepladder.service.requests import is_number
from stepladder.web.pages.asked import given_in, place_of
from stepladder.web.pages.done import changes_since
from stepladder.web.pages.forms import Finding, Refused
from stepladder.web.pages.shell import person, workspace_of

_HEARD_OUTSIDE = ("send", "offer", "promise_reply", "resolve", "close", "merge")
"""Acts that reach the customer or end the case: they go by what their writer has seen of it."""


class LookFirst(DeskError):
    """Nothing is done yet: its writer is to look at something first."""


class Unseen(LookFirst):
    """Somebody did something at the case that the writer has not seen."""


class SpokenAgainst(LookFirst):
    """A rule of the policy that only warns speaks against the act. `findings` are what it says."""

    def __init__(self, findings: tuple[Finding, ...], words: str) -> None:
        super().__init__(
            _("a rule of the policy speaks against it"),
            where="text",
            mend=_("Change it and send it again, or go on as it is: the timeline will say so."),
        )
        self.findings, self.words = findings, words

    @property
    def mark(self) -> str:
        """Stands for these findings in these words: whoever goes on in spite of them has read them."""
        told = "\n".join([self.words, *(f"{one.rule} {one.quote}" for one in self.findings)])
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def carry_out(request: HttpRequest, case: str, command: Asked) -> CommandResult:
    """Carry out a command of a form.

    Raises: Problem - it is refused; LookFirst - its writer is to see something first.
    """
    return handle_command(
        desk(), workspace_of(request).id, case, command, person(request).username, look=_looking(request)
    )


def to_look_at(request: HttpRequest, fault: LookFirst) -> Refused:
    """What the form shows instead: what is new, what a rule says, or the words with its better line in them."""
    given, place = given_in(request), place_of(request)
    if not isinstance(fault, SpokenAgainst):
        return Refused(fault.what, fault.mend, place, given=given, waits=True)
    # A letter of the policy has its words from there, and a part of them cannot be changed here.
    typed = given.get("text", "").replace("\r\n", "\n") == fault.words
    chosen = _chosen(request.POST.get("better", ""), fault) if typed else None
    if chosen is not None:
        begin, end = sentence_around(fault.words, chosen.start, chosen.start + len(chosen.quote))
        given["text"] = fault.words[:begin] + chosen.better + fault.words[end:]
        what, mend = _("the better line stands in your words now"), _("Read them, and send them.")
        return Refused(what, mend, place, given=given, waits=True)
    if not fault.findings:
        what, mend = _("no rule speaks against these words any more"), _("Send them.")
        return Refused(what, mend, place, given=given, waits=True)
    findings = fault.findings if typed else tuple(replace(one, better="") for one in fault.findings)
    return Refused(fault.what, fault.mend, place, given=given, findings=findings, mark=fault.mark, waits=True)


def _chosen(better: str, fault: SpokenAgainst) -> Finding | None:
    """The finding whose better line was asked for; None where the words have changed since it was shown."""
    mark, _colon, number = better.partition(":")
    if mark != fault.mark or not is_number(number) or int(number) >= len(fault.findings):
        return None
    found = fault.findings[int(number)]
    return found if found.better and found.quote else None


def _looking(request: HttpRequest) -> Look:
    workspace, form = workspace_of(request).id, request.POST
    seen, goes_on = form.get("version", ""), form.get("all_the_same", "")

    def look(result: CommandResult, change: Change) -> None:
        if form.get("do") in _HEARD_OUTSIDE and is_number(seen):
            _mind_what_is_new(workspace, result.case, int(seen), change)
        if not form.get("place"):
            return  # Only a form of its own can say "all the same"; a button beside a question cannot.
        findings, words = _findings(result, change)
        against = SpokenAgainst(findings, words)
        # Whoever asked for the better line has sent nothing yet, whatever is found now.
        if form.get("better") or (findings and goes_on != against.mark):
            raise against

    return look


def _mind_what_is_new(workspace: str, case: Case, seen: int, change: Change) -> None:
    """Raises: Unseen - somebody did what the page did not show. What the desk alone did takes nothing away."""
    if change.expected_version <= seen:
        return
    said = changes_since(desk(), workspace, case, seen, of_people=True)
    if said:
        raise Unseen(
            _("the case has changed since you opened this page: %s") % "; ".join(said),
            where=f"case {case.id}",
            mend=_("Look whether it still fits, and send it again if it does."),
        )


def _findings(result: CommandResult, change: Change) -> tuple[tuple[Finding, ...], str]:
    """What warns, in the order of the words; and these words, "" where an act has none."""
    texts = {one.id: one.body for one in change.texts}
    found, words = list[Finding](), ""
    for one in result.events:
        event = one.event
        if isinstance(event, GuardWarned):
            words = texts.get(event.text, "")
            found.append(_finding(result.pack, event.rule, event.start, words[event.start : event.end]))
        elif isinstance(event, ActWarned):
            found.append(_finding(result.pack, event.rule, 0, ""))
    return tuple(found), words


def _finding(pack: Pack, rule: str, start: int, quote: str) -> Finding:
    guard = next((one for one in pack.text.guards if rule in (one.id, name_in_section(one))), None)
    if guard is None:  # Of another policy that was laid over this one.
        return Finding(rule=rule, start=start, quote=quote)
    return Finding(rule=rule, start=start, quote=quote, because=guard.because, better=guard.better, source=guard.source)
