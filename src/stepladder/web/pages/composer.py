"""What one can do on a case: one form for each command, folded, with what was refused beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from stepladder.core.case.commands import WAYS
from stepladder.service.reading.case_views import CasePage
from stepladder.web.pages.words import channel_name


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that was not carried out. `place` is the part of the page it belongs to, None for the top of it."""

    what: str
    mend: str
    place: str | None = None
    source: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Input:
    """`type`: line, text, choice or check."""

    name: str
    label: str
    type: str = "line"
    required: bool = True
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One form of the composer, sent as the command `do`."""

    id: str
    do: str
    title: str
    button: str
    fields: tuple[Input, ...]
    open: bool = False
    refusal: Refused | None = None


def composer(page: CasePage, refused: Refused | None) -> list[Part]:
    """The forms that fit the stage, the likeliest first."""
    parts: list[Part]
    if page.stage == "closed":
        # A closed case never opens again: a new message in its conversation opens one that continues it.
        parts = []
    elif page.stage == "follow_up":
        parts = [_close(), _write(page), _note(), _reply(), _reopen()]
    else:
        parts = [_write(page), _note(), _reply(), _resolve(), _assign(page), _level(page)]
    return [_with(part, refused, first=index == 0) for index, part in enumerate(parts)]


def _with(part: Part, refused: Refused | None, *, first: bool) -> Part:
    mine = refused if refused is not None and refused.place == part.id else None
    fields = tuple(
        Input(
            one.name,
            one.label,
            one.type,
            one.required,
            one.hint,
            one.choices,
            mine.given.get(one.name, one.value) if mine else one.value,
        )
        for one in part.fields
    )
    elsewhere = refused is not None and refused.place is not None and not refused.place.startswith("fact:")
    return Part(
        part.id,
        part.do,
        part.title,
        part.button,
        fields,
        open=mine is not None or (first and not elsewhere),
        refusal=mine,
    )


def _channels(chosen: str | None) -> tuple[tuple[str, str], ...]:
    order = sorted(WAYS, key=lambda one: one != chosen)
    return tuple((one, capfirst(channel_name(one))) for one in order)


def _write(page: CasePage) -> Part:
    came_by = next((one.channel for one in reversed(page.signals) if one.channel), None)
    return Part(
        "write",
        "send",
        _("Write to the customer"),
        _("Send the message"),
        (Input("text", _("Message"), "text"), Input("channel", _("By"), "choice", choices=_channels(came_by))),
    )


def _note() -> Part:
    hint = _("Only the desk reads it. It answers no clock of the customer.")
    return Part(
        "note", "note", _("Note for the desk"), _("Add the note"), (Input("text", _("Note"), "text", hint=hint),)
    )


def _reply() -> Part:
    return Part(
        "reply",
        "customer_replied",
        _("Record what the customer replied"),
        _("Record the reply"),
        (
            Input("text", _("In their words"), "text"),
            Input("channel", _("By"), "choice", choices=_channels(None)),
            Input("automatic", _("An automatic reply, such as out of office"), "check", required=False),
        ),
    )


def _resolve() -> Part:
    return Part(
        "resolve",
        "resolve",
        _("Resolve the case"),
        _("Resolve the case"),
        (
            Input("text", _("What solved it, in words for the customer"), "text"),
            Input("cause", _("Cause"), required=False),
            Input("prevention", _("What keeps it from coming back"), required=False),
        ),
    )


def _assign(page: CasePage) -> Part:
    people = tuple((one.id, one.name) for one in page.people)
    return Part(
        "assign",
        "assign",
        _("Give it to somebody"),
        _("Assign the case"),
        (Input("to", _("To"), "choice", choices=people, value=page.case.owner),),
    )


def _level(page: CasePage) -> Part:
    levels = tuple((f"{scale}:{level}", title) for scale, level, title in page.level_choices)
    return Part(
        "level",
        "set_level",
        _("Set the level"),
        _("Set the level"),
        (Input("level", _("Level"), "choice", choices=levels, value=page.level or ""), Input("because", _("Because"))),
    )


def _close() -> Part:
    yes_no = (("", _("Not known")), ("true", _("Yes")), ("false", _("No")))
    return Part(
        "close",
        "close",
        _("Close the case"),
        _("Close the case"),
        (
            Input("resolved_by_team", _("Did the team solve it?"), "choice", choices=yes_no[1:]),
            Input("satisfied", _("Is the customer content?"), "choice", required=False, choices=yes_no),
            Input(
                "first_level_possible", _("Could first level have done it?"), "choice", required=False, choices=yes_no
            ),
            Input("lesson", _("What we learned"), "text", required=False),
        ),
    )


def _reopen() -> Part:
    return Part("reopen", "reopen", _("Reopen the case"), _("Reopen the case"), (Input("because", _("Because")),))
