"""About care: questions that a policy leaves open, and readings that it chooses and does not write out."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.care.in_play import IN_PLAY, NEVER_ALONE, otherwise
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element, Place
from stepladder.core.policy.model import ParameterChoice
from stepladder.core.policy.parameters import PARAMETERS, Parameter


def _default_parameter(subject: Subject) -> Iterator[Found]:
    for id_, parameter in PARAMETERS.items():
        if id_ in subject.chosen or id_ not in IN_PLAY:
            continue
        found = tuple(IN_PLAY[id_](subject.pack))
        if found:
            yield _left_open(subject, parameter, found)


def _left_open(subject: Subject, parameter: Parameter, found: tuple[Element | Place, ...]) -> Found:
    elements = tuple(dict.fromkeys(name for one in found if (name := _name(subject, one))))
    who = f"; {_list(elements)} {'raises' if len(elements) == 1 else 'raise'} it" if elements else ""
    says = f"{parameter.says[0].lower()}{parameter.says[1:].rstrip('.')}"
    what = (
        f"{parameter.question} is left open and read as `{parameter.default}`, the default of `{parameter.id}` "
        f"({says}){who}"
    )
    mend = f"Answer it under `parameters`: `{parameter.id}` with a value{_choices(parameter)} and your reason."
    raised_by = tuple(one for one in found if isinstance(one, Element))
    return Found(at=found[0], what=what, mend=mend, elements=raised_by, names=(f"parameters/{parameter.id}",))


def _name(subject: Subject, one: Element | Place) -> str:
    return subject.name_of(one) if isinstance(one, Element) else ""


def _list(names: tuple[str, ...]) -> str:
    said = ", ".join(f"'{name}'" for name in names[:3])
    return f"{said} and {len(names) - 3} more" if len(names) > 3 else said


def _choices(parameter: Parameter) -> str:
    return f" ({', '.join(parameter.choices)})" if len(parameter.choices) > 1 else ""


def _unacted_reading(subject: Subject) -> Iterator[Found]:
    for chosen in subject.text.parameters:
        parameter = PARAMETERS[chosen.id]
        if subject.parameter(chosen.id) != chosen.value:
            yield Found(
                at=chosen,
                what=f"`{chosen.id}` is `{chosen.value}`, which is no reading here: `{parameter.default}` holds",
                mend=_MENDS.get(chosen.id, f"Write it as {parameter.default}, or leave it out."),
                elements=(chosen,),
            )
        elif parameter.said_by_elements and chosen.value != parameter.default:
            about = otherwise(subject.pack, chosen.id, chosen.value)
            if about or chosen.id in NEVER_ALONE:
                yield _unwritten(subject, chosen, about)


_MENDS = {
    "calendar.holidays": "Name a list of one of the calendars, an iCalendar file (.ics) beside this one, or none.",
    "followup.window": "Add a calendar for the office, or name one by the parameter pack.office.",
}
"""What else there is to do than to write a value that is one."""


def _unwritten(subject: Subject, chosen: ParameterChoice, about: tuple[Element | Place, ...]) -> Found:
    elements = tuple(dict.fromkeys(name for one in about if (name := _name(subject, one))))
    many = len(elements) > 1
    holds, mend = "nothing goes by it yet", "Choose the default, or accept this."
    if elements:
        holds = f"what {_list(elements)} {'say' if many else 'says'} holds"
        into, where = ("them", "they say") if many else ("it", "it says")
        mend = f"Write that reading into {into}, or accept this where {where} it."
    return Found(
        at=chosen,
        what=f"`{chosen.id}` is `{chosen.value}`, which changes nothing by itself: {holds}",
        mend=mend,
        elements=(chosen, *(one for one in about if isinstance(one, Element))),
    )


RULES = (
    Rule(
        id="default-parameter", severity="note", title="an open question is read by its default",
        look=_default_parameter,
    ),
    Rule(
        id="unacted-reading", severity="warning", title="a reading is chosen, and no element says it",
        look=_unacted_reading,
    ),
)  # fmt: skip
