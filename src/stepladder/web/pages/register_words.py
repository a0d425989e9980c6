"""Registers, their states and what happened to their entries, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stepladder.core.register import events as e
from stepladder.core.register.registers import REGISTERS
from stepladder.web.pages.names import Names
from stepladder.web.pages.words import plain

_TITLES = {
    "feedback": gettext_lazy("Feedback"),
    "known-issues": gettext_lazy("Known issues"),
    "knowledge": gettext_lazy("Knowledge base"),
    "case-studies": gettext_lazy("Case studies"),
    "announcements": gettext_lazy("Announcements"),
    "meetings": gettext_lazy("Meetings"),
}
_PURPOSES = {
    "feedback": gettext_lazy("What customers wish for or miss. Whoever asked is told when it is there."),
    "known-issues": gettext_lazy("Faults we know of, each with its way around. Link a case, and its gate knows."),
    "knowledge": gettext_lazy("Answers that others can use. They name nobody."),
    "case-studies": gettext_lazy("Escalations that went well, told without names."),
    "announcements": gettext_lazy("What everybody here should read, and who has."),
    "meetings": gettext_lazy("Who met, and what came of it."),
}


def title_of(register: str) -> str:
    """The name of a register."""
    return str(_TITLES[register])


def purpose_of(register: str) -> str:
    """What it is for, in a sentence or two."""
    return str(_PURPOSES[register])


def state_words(register: str, state: str) -> tuple[str, str]:
    """A state in words, and its tone."""
    words = {
        "logged": (_("logged"), "info"),
        "reviewed": (_("reviewed"), "info"),
        "planned": (_("planned"), "info"),
        "implemented": (_("implemented"), "good"),
        "declined": (_("declined"), "quiet"),
        "open": (_("open"), "risk"),
        "workaround": (_("has a way around"), "info"),
        "fixed": (_("fixed"), "good"),
        "no-fault": (_("no fault"), "quiet"),
        "draft": (_("draft"), "info"),
        "published": (_("published"), "good"),
        "approved": (_("approved"), "good"),
        "withdrawn": (_("withdrawn"), "quiet"),
        "announced": (_("announced"), "info"),
        "held": (_("held"), "good"),
        "cancelled": (_("cancelled"), "quiet"),
    }
    return words.get(state, (plain(state), "quiet"))


def said(event: e.AnyEntryEvent, register: str, names: Names) -> str:
    """What happened to an entry, in one sentence."""
    match event:
        case e.EntryMade():
            return _("Written down")
        case e.EntryReworded():
            return _("Said in other words")
        case e.CaseLinked(case=case):
            return _("Case %s is about it") % case
        case e.CaseUnlinked(case=case):
            return _("Case %s is not about it after all") % case
        case e.EntryMoved(was=was, to=to):
            return _("%(was)s, now %(to)s") % {"was": state_words(register, was)[0], "to": state_words(register, to)[0]}
        case e.EntryConfirmed(person=person):
            if REGISTERS[register].confirms == "read":
                return _("Read by %s") % names.whom(person)
            return _("%s was there") % names.whom(person)
