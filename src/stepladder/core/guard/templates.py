"""A template, filled: what is known goes into its slots, and what is not is named."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from stepladder.core.guard.draft import Span
from stepladder.core.policy.checks_templates import SLOT
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.obligations import Slot, Template
from stepladder.core.values import DeskError


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A filled template. `fixed_subject`, `fixed`: what of subject and body is the template's own, in its order."""

    subject: str
    body: str
    fixed_subject: tuple[Span, ...] = ()
    fixed: tuple[Span, ...] = ()


def prefilled(template: Template, known: Mapping[str, str]) -> dict[str, str]:
    """The slots that what is known fills, by their ids.

    Takes: known - texts by the names that slots prefill from: facts and parts of the case (`contact.name`). Of the
    names of a slot the first counts whose text is not blank and fits; a text that does not fit is left to a person.
    """
    found: dict[str, str] = {}
    for slot in template.slots:
        for name in slot.prefill:
            text = known.get(name, "").strip()
            if text and not _unfit(slot, text):
                found[slot.id] = text
                break
    return found


def missing(template: Template, slots: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of needed slots that are still empty, in the order of the template."""
    return tuple(slot.id for slot in template.slots if not slot.optional and not slots.get(slot.id, "").strip())


def unfit(template: Template, slots: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with what stands in slots, by their ids: other words than those allowed, or too many lines."""
    faults = ((slot.id, _unfit(slot, slots.get(slot.id, "").strip())) for slot in template.slots)
    return {id_: fault for id_, fault in faults if fault}


def fill(template: Template, slots: Mapping[str, str]) -> Letter:
    """The message with these texts in its slots; white space around them is left out, blank means empty.

    A line whose only slots are optional and empty is left out, and of the blank lines on both sides of it one.
    Raises: DeskError - a slot that the template does not have; needed ones that are empty, all of them; words that a
    slot does not allow; a text of too many lines.
    """
    where = f"template {name_in_section(template)}"
    declared = {slot.id: slot for slot in template.slots}
    for name in slots:
        if name not in declared:
            raise DeskError(f"it has no slot '{name[:40]}'", where=where, mend=suggest(name, declared))
    empty = missing(template, slots)
    if empty:
        many = "slots are" if len(empty) > 1 else "slot is"
        raise DeskError(f"needed {many} empty: {', '.join(empty)}", where=where, mend="Fill each of them.")
    if wrong := unfit(template, slots):
        what = "; ".join(f"slot '{name}' {fault}" for name, fault in wrong.items())
        raise DeskError(what, where=where, mend="Write it another way.")
    texts = {name: slots.get(name, "").strip() for name in declared}
    optional = frozenset(slot.id for slot in template.slots if slot.optional)
    subject, fixed_subject = _filled(template.subject, texts, optional)
    body, fixed = _filled(template.body, texts, optional)
    return Letter(subject=subject, body=body, fixed_subject=fixed_subject, fixed=fixed)


def as_far_as_known(template: Template, known: Mapping[str, str], *, gap: str) -> Letter:
    """The message with what is known in its slots, for our own people, who must not wait until all is.

    Takes: gap - what stands where nothing is known. A line whose only slots are optional and empty is left out.
    """
    slots = prefilled(template, known)
    optional = frozenset(slot.id for slot in template.slots if slot.optional)
    texts = {slot.id: slots.get(slot.id) or ("" if slot.optional else gap) for slot in template.slots}
    subject, fixed_subject = _filled(template.subject, texts, optional)
    body, fixed = _filled(template.body, texts, optional)
    return Letter(subject=subject, body=body, fixed_subject=fixed_subject, fixed=fixed)


def _unfit(slot: Slot, text: str) -> str:
    """Why a text may not stand in a slot; "" where it may."""
    if text and slot.allowed and text not in slot.allowed:
        return f"takes only: {', '.join(slot.allowed)}"
    lines = len(text.splitlines())
    if slot.max_lines is not None and lines > slot.max_lines:
        return f"takes at most {slot.max_lines} {'line' if slot.max_lines == 1 else 'lines'}, not {lines}"
    return ""


def _filled(written: str, texts: Mapping[str, str], optional: frozenset[str]) -> tuple[str, tuple[Span, ...]]:
    made, fixed = "", list[Span]()
    for place, line in enumerate(_kept(written, texts, optional)):
        pieces = SLOT.split(line)
        if place:
            pieces[0] = f"\n{pieces[0]}"
        # Every second piece is the name of a slot; the others are the template's own words.
        for number, piece in enumerate(pieces):
            own = number % 2 == 0
            text = piece if own else texts[piece]
            start, made = len(made), made + text
            if own and text and fixed and fixed[-1][1] == start:
                fixed[-1] = fixed[-1][0], len(made)
            elif own and text:
                fixed.append((start, len(made)))
    return made, tuple(fixed)


def _kept(written: str, texts: Mapping[str, str], optional: frozenset[str]) -> list[str]:
    """The lines that stay."""
    kept: list[str] = []
    has_left = False
    for line in written.rstrip("\n").split("\n"):
        names = SLOT.findall(line)
        if names and all(name in optional and not texts[name] for name in names):
            has_left = True
            continue
        if has_left and not line and (not kept or not kept[-1]):
            continue
        has_left = False
        kept.append(line)
    return kept
