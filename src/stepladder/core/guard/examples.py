"""A pack's own examples, run against it: of decisions, of drafts that its guards read, of templates that are filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from stepladder.core.guard.draft import DraftContext
from stepladder.core.guard.reading import read_draft
from stepladder.core.guard.templates import fill, missing, unfit
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import Example
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.triage import examples as decisions
from stepladder.core.values import DeskError, Fault


class GivenDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft, and what is known of its case: see `DraftContext`."""

    draft: str
    role: str | None = None
    lifting: frozenset[str] = frozenset()
    said: Mapping[str, int] = {}


class GivenLetter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template by its id (`scope/id` where it has a scope), and texts for its slots."""

    template: str
    slots: Mapping[str, str] = {}


def failures(pack: Pack) -> list[Fault]:
    """One fault for each example that does not hold, with its place and what differs."""
    return [
        Fault(at.file, at.line, at.column, "example", f"example '{example.note}': {what}", mend)
        for example in pack.text.examples
        for at in (example.place,)
        for what, mend in run(pack, example)
    ]


def run(pack: Pack, example: Example) -> list[tuple[str, str]]:
    """What differs from the expectation, each with what to do; nothing where the example holds."""
    match decisions.asks(example):
        case "decision":
            return decisions.run(pack, example)
        case "draft":
            return decisions.compared(example, "a draft", lambda: draft_answer(pack, example.given))
        case "template":
            return decisions.compared(example, "a template", lambda: letter_answer(pack, example.given))


def draft_answer(pack: Pack, given: Mapping[str, Any]) -> dict[str, Any]:
    """`verdict`, `guards` (the rules that speak, each once) and `findings`.

    Raises: msgspec.ValidationError - what is given cannot be read.
    """
    asked = msgspec.convert(given, type=GivenDraft, strict=False)
    context = DraftContext(said=asked.said, lifting=asked.lifting, role=asked.role)
    found = read_draft(pack, asked.draft, context=context)
    return found.to_dict() | {"guards": list(dict.fromkeys(one.rule for one in found.findings))}


def letter_answer(pack: Pack, given: Mapping[str, Any]) -> dict[str, Any]:
    """`missing` and `unfit` (ids of slots); `subject` and `body`, null where it cannot be sent like this.

    Raises: msgspec.ValidationError - what is given cannot be read; DeskError - no such template, no such slot.
    """
    asked = msgspec.convert(given, type=GivenLetter, strict=False)
    templates = {name_in_section(one): one for one in pack.text.templates}
    template = templates.get(asked.template)
    if template is None:
        what = f"no template is called '{asked.template[:40]}'"
        raise DeskError(what, where="template", mend=suggest(asked.template, templates))
    answer: dict[str, Any] = {
        "missing": list(missing(template, asked.slots)),
        "unfit": list(unfit(template, asked.slots)),
        "subject": None,
        "body": None,
    }
    if not answer["missing"] and not answer["unfit"]:
        letter = fill(template, asked.slots)
        answer |= {"subject": letter.subject, "body": letter.body}
    return answer
