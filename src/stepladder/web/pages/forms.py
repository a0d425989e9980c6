"""The forms of a case: one for each command, folded, with what was refused beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

DURATION = "30m, 4h, 2d"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says against words, or against an act, where `quote` is empty; `start` is the place of the quote."""

    rule: str
    start: int
    quote: str
    because: str = ""
    better: str = ""
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that was not carried out.

    `place` is the part of the page it belongs to, None for the top of it; `opens_with` the command that opens the way;
    `findings` what rules say against it that do not keep anybody from it, and `mark` stands for having read them;
    `waits`: it is not refused, and its writer is to look at something first.
    """

    what: str
    mend: str
    place: str | None = None
    source: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    opens_with: str | None = None
    findings: tuple[Finding, ...] = ()
    mark: str = ""
    waits: bool = False

    @property
    def way(self) -> tuple[str, str] | None:
        """Where on the page the way is opened, and what to do there."""
        return way_of(self.opens_with)


def way_of(command: str | None) -> tuple[str, str] | None:
    """The place of the page where a command is given, and its name in words; None where it has none."""
    ways = {
        "log_attempt": ("gates", _("Log what was tried")),
        "tick_gate": ("gates", _("Tick what is there")),
        "waive_gate": ("gates", _("Waive the gate")),
        "add_factor": ("identity", _("Check who asks")),
        "request_approval": ("approvals", _("Ask for the approval")),
        "complete_step": ("steps", _("Complete the step")),
        "hand_over": ("hand_over", _("Fill in the hand-over")),
        "release": ("holds", _("Release the hold")),
        "set_fact": ("questions", _("Say what is known")),
        "offer": ("offers", _("See what comes next")),
        "log_call": ("call", _("Log the call")),
        "send": ("write", _("Write to the customer")),
        "note": ("note", _("Write a note")),
        "resolve": ("resolve", _("Resolve the case")),
        "reopen": ("reopen", _("Reopen the case")),
        "link_incident": ("link-incident", _("Link it to an incident")),
        "unlink_incident": ("unlink-incident", _("Take it out of its incident")),
        "declare_incident": ("declare-incident", _("Declare the incident")),
    }
    return ways.get(command or "")


@dataclass(frozen=True, slots=True)
class Input:
    """`type`: line, text, choice, check, moment (a date and a time) or hidden.

    `wanted`: something is missing without it, yet the form may be sent.
    """

    name: str
    label: str = ""
    type: str = "line"
    required: bool = True
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One form, sent as the command `do`.

    `id` is its place on the page; `note` is read before it is filled in; `words` are those into which the fields go.
    """

    id: str
    do: str
    title: str
    button: str
    fields: tuple[Input, ...] = ()
    note: str = ""
    open: bool = False
    refusal: Refused | None = None
    words: str = ""


def hidden(name: str, value: str) -> Input:
    return Input(name, type="hidden", required=False, value=value)


def because() -> Input:
    return Input("because", _("Because"))


def place_for(*words: str) -> str:
    """A place on the page from ids of the policy: letters, digits, hyphens."""
    return "-".join("".join(letter if letter.isalnum() else "-" for letter in word) for word in words)


def shown_with(part: Part, refused: Refused | None, *, open: bool = False) -> Part:
    """The form, with the refusal and what was typed where the refusal is its own."""
    mine = refused if refused is not None and refused.place == part.id else None
    if mine is None:
        return replace(part, open=open)
    fields = tuple(
        one if one.type == "hidden" else replace(one, value=mine.given.get(one.name, one.value)) for one in part.fields
    )
    return replace(part, fields=fields, open=True, refusal=mine)
