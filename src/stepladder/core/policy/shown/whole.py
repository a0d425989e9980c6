"""A whole policy in words for the team that lives by it, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from stepladder.core.policy.model import SECTION_KEYS, Place
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.policy.shown import matters, work
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence, Table
from stepladder.core.policy.shown.hours import hours
from stepladder.core.policy.shown.tree import tree
from stepladder.core.policy.shown.words import Titles, cited
from stepladder.core.values import Money

_READING = (
    "What stands in brackets names the requirement behind a line. Levels stand highest first, categories in the order "
    "that breaks ties. Where several rules match, the highest level holds and nothing that any of them asks is lost."
)

_READINGS = {
    "signal_matched_at": "when the signal arrives",
    "escalated_at": "when the case is passed on",
    "human_message": "a message of a person",
    "any_message": "any message",
    "any_of": "any of the marks",
    "by_sign": "as each sign says",
    "names_only": "the names of the factors",
    "named_three": "no, the three named ones",
    "any_three": "yes, any three",
    "not_low": "all but the lowest",
    "own_codes": "no, they stand beside the grounds",
    "grounds_only": "yes",
    "last_resort": "naming what was agreed",
    "acknowledge_is_free": "no",
    "inherit_level": "those of the level",
    "most_specific": "no, the more specific one holds",
    "strictest": "yes, the earliest of all holds",
    "critical_and_threats": "critical ones, and those with a threat",
    "notice_at_once": "none, but the notice goes out at once",
    "provisional": "clocks and notices begin, marked as unconfirmed",
    "union": "everybody whom one of them names",
    "summed": "yes",
    "per_request": "no",
    "by_level": "as the level says",
    "advise": "no, it only advises",
    "enforce": "yes",
    "primary": "the primary one",
    "stay_in_force": "the policy stays in force",
    "refuse_new_cases": "new cases are refused",
}


def shown(pack: Pack) -> list[Block]:
    """The policy as its team reads it."""
    return [*_head(pack), *rules(pack)]


def rules(pack: Pack) -> list[Block]:
    """All that the policy asks for, without its header."""
    text, titles = pack.text, Titles(pack.text)
    return [
        *tree(pack),
        *matters.levels(text, titles),
        *matters.categories(text, titles),
        *matters.everywhere(text, titles),
        *matters.signs(text, titles),
        *work.care(text, titles),
        *work.work(text, titles),
        *work.offers(text, titles),
        *work.upkeep(text, titles),
        *hours(text, pack.calendars),
        *_questions(pack),
    ]


def _head(pack: Pack) -> Iterator[Block]:
    yield Heading(1, f"{pack.text.header.title} {pack.version}")
    yield from about(pack)
    yield Heading(2, "How to read it")
    yield Sentence(_READING)


def about(pack: Pack) -> Iterator[Block]:
    """The header as a list: who owns the policy, when it is reviewed, which texts belong to it."""
    header, titles = pack.text.header, Titles(pack.text)
    rows = (
        ("owner", titles.role(header.owner) if header.owner else None),
        ("classification", header.classification),
        ("first written", header.created),
        ("updated", header.updated),
        ("last review", header.last_review),
        ("next review", header.next_review),
        ("review every", header.review_every),
        ("extends", header.extends),
        ("tags", ", ".join(header.tags) or None),
        ("source", header.source_ref),
    )
    told = tuple((f"{name}: {value}", ()) for name, value in rows if value is not None)
    links = tuple(
        (cited(f"{one.title or one.id}: {one.to or 'nobody has said where'}", one), ()) for one in header.links
    )
    if told or links:
        yield Items((*told, *links))


def _questions(pack: Pack) -> Iterator[Block]:
    chosen = {one.id: one for one in pack.text.parameters}
    ordered = sorted(PARAMETERS.values(), key=lambda one: one.question)
    if chosen:
        yield Heading(2, "Questions left open, and the reading this policy chose")
        made = [(one, chosen[one.id]) for one in ordered if one.id in chosen]
        yield Items(
            tuple(
                (
                    cited(f"{one.question} {one.says.rstrip('.')}: {_reading(pack.parameters[one.id])}.", own),
                    (own.because,),
                )
                for one, own in made
            )
        )
    yield Heading(2, "Questions left open, and what the desk does by itself")
    rows = tuple((one.question, one.says, _reading(one.default)) for one in ordered if one.id not in chosen)
    yield Table(("question", "what is asked", "reading"), rows)


def _reading(value: str) -> str:
    """A value of a parameter as people say it; names of zones and roles stay as they are."""
    return value if "/" in value else _READINGS.get(value, value.replace("_", " "))


def as_document(pack: Pack) -> dict[str, Any]:
    """Every element with what is written in it and where it stands: durations in seconds, sums and dates as text."""
    text = pack.text
    sections = {section: _plain(getattr(text, section)) for section in SECTION_KEYS}
    return {"pack": _plain(text.header), "version": pack.version, "digest": pack.digest, **sections}


def _plain(value: Any) -> Any:
    if isinstance(value, Place):
        return f"{value.file}:{value.line}:{value.column}"
    if isinstance(value, Money | date | Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, msgspec.Struct):
        given = ((key, getattr(value, key)) for key in value.__struct_fields__)
        return {key: _plain(inner) for key, inner in given if inner not in (None, (), "", {})}
    return value
