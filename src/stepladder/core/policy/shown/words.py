"""What people call the elements of a pack, and what binds them, in words; sums and sources."""

from __future__ import annotations

import re
from itertools import pairwise

from stepladder.core.policy.model import Element, PackText, Selector
from stepladder.core.policy.obligations import Amount, Authority
from stepladder.core.policy.shown.conditions import condition_in_words, counted, joined

_KEYS = ("category", "level", "segment", "scenario", "trigger", "flag", "sign", "stage", "pack")
_ACTS = {
    "acknowledge": "taking it up", "assign": "giving it to somebody", "close": "closing",
    "declare_incident": "declaring an incident", "escalate": "passing it on", "hand_over": "the hand-over",
    "investigate": "looking into it", "log_call": "noting a call", "note": "notes", "offer": "any offer",
    "promise_reply": "promising a reply", "reopen": "opening it again", "resolve": "calling it solved",
    "send": "writing to the customer", "talk:contract": "talk of the contract", "talk:dispute": "talk of the dispute",
    "talk:leadership": "talk with leadership",
}  # fmt: skip
_NUMBERED = re.compile(r"(.*?)(\d+)$")


def cited(text: str, element: Element) -> str:
    """The text with its sources in brackets, as in `[SD-017, SD-018]`."""
    return f"{text} [{sources(element.source)}]" if element.source else text


def sources(names: tuple[str, ...]) -> str:
    """The names; where three or more follow one another only the ends: `CP-102 to CP-109`.

    >>> sources(("CP-002", "CP-007", "CP-008", "CP-009", "HB-1"))
    'CP-002, CP-007 to CP-009, HB-1'
    """
    runs: list[list[str]] = [[name] for name in names[:1]]
    for before, name in pairwise(names):
        if _follows(before, name):
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _follows(before: str, name: str) -> bool:
    first, second = _NUMBERED.match(before), _NUMBERED.match(name)
    return bool(first and second and first[1] == second[1] and int(first[2]) + 1 == int(second[2]))


def name_of(element: Element) -> str:
    """The title, or the id in words."""
    return element.title or element.id.replace("-", " ").replace("_", " ").capitalize()


def upper(text: str) -> str:
    """The text with a capital at its head, and the rest as it is."""
    return text[:1].upper() + text[1:]


class Titles:
    """What people call the elements of a pack that others name by their ids."""

    def __init__(self, text: PackText) -> None:
        self._of: dict[tuple[str, str], str] = {}
        for kind, elements in (
            ("category", text.categories), ("segment", text.segments), ("scenario", text.scenarios),
            ("trigger", (*text.signs, *text.detectors, *text.triggers)), ("flag", text.flags), ("sign", text.signs),
            ("role", text.directory), ("gate", text.gates), ("approval", text.approvals),
            ("template", text.templates), ("ladder", text.ladders), ("concession", text.concessions),
        ):  # fmt: skip
            self._of |= {(kind, element.id): name_of(element) for element in elements}
        for scale in text.scales:
            self._of |= {("level", f"{scale.id}:{level.id}"): name_of(level) for level in scale.levels}
        for category in text.categories:
            self._of |= {("stage", stage.id): name_of(stage) for stage in category.stages}
        self._of |= {("step", one.id): one.does.rstrip(".") for one in text.steps}
        self._of |= {("route", one.id): self.role(one.to) for one in text.routes}
        self._of |= {("identity", one.id): name_of(one) for one in text.identity}
        self._of |= {("identity", request.id): name_of(request) for one in text.identity for request in one.requests}
        self._facts = {one.name: one.title for one in text.facts if one.title}
        self._scales = {scale.id: {f"{scale.id}:{level.id}" for level in scale.levels} for scale in text.scales}

    def of(self, kind: str, id_: str) -> str:
        return self._of.get((kind, id_), id_)

    def role(self, id_: str) -> str:
        kind, _, name = id_.partition(":")
        return f"the {name} {kind}" if name else self.of("role", id_)

    def named(self, id_: str) -> str:
        """The title of whatever bears the id, in quotation marks, a scope before it left away; else the id."""
        name = id_.rpartition("/")[2]
        for kind in ("gate", "approval", "scenario", "ladder", "concession", "trigger", "sign", "flag", "category"):
            if (kind, name) in self._of:
                return quoted(self._of[kind, name])
        return id_

    def acts(self, acts: tuple[str, ...]) -> str:
        """What a gate or a guard stands before: `passing it on and the notice to Billing`."""
        proofs = [quoted(self.of("identity", act.partition(":")[2])) for act in acts if act.startswith("identity:")]
        told = [self._act(act) for act in acts if not act.startswith("identity:")]
        told += [f"what needs the proof {joined(proofs, 'or')}"] if proofs else []
        return joined(dict.fromkeys(told))

    def _act(self, act: str) -> str:
        kind, _, name = act.partition(":")
        told = self.of(kind, name)
        if kind == "route":
            return f"the notice to {told}"
        noun = {"step": "the step", "template": "the message"}.get(kind)
        return f"{noun} {quoted(told)}" if noun else _ACTS.get(act, act)

    def condition(self, text: str) -> str:
        return condition_in_words(text, self._facts)

    def binding(self, binds: Selector, *, without: tuple[str, ...] = ()) -> str:
        """What a rule binds to, as in `where the level is Critical and the segment is Enterprise`; empty: always."""
        parts = []
        for key in _KEYS:
            values: tuple[str, ...] = getattr(binds, key)
            if not values or key in without:
                continue
            if key == "level" and len(values) > 1 and set(values) in self._scales.values():
                parts.append(f"there is a {values[0].partition(':')[0]}")
            else:
                told = (quoted(self.of(key, value).replace("_", " ")) for value in values)
                parts.append(f"the {key} is {joined(told, 'or')}")
        return f"where {joined(parts)}" if parts else ""

    def authority(self, given: tuple[Authority, ...]) -> str:
        """Who may give it, and how much alone."""
        found = []
        for one in given:
            most = [str(one.money)] if one.money is not None else []
            most += [_percent(one)] if one.rate is not None else []
            most += [counted(one.months, "month")] if one.months is not None else []
            found.append(self.role(one.role) + (f" (up to {joined(most)})" if most else ""))
        return f"may be given by {joined(found, 'or')}" if found else ""

    def amount(self, value: Amount | None) -> str:
        """`50% of contract monthly fee`, `3 months of ...`, `50.00 EUR`."""
        if value is None:
            return ""
        if value.fixed is not None:
            return str(value.fixed)
        share = _percent(value)
        if value.since is not None and value.until is not None:
            share = f"the whole months from {self.condition(value.since)} to {self.condition(value.until)}"
        elif value.months is not None:
            share = counted(value.months, "month")
        return f"{share} of {self.condition(value.of)}" if value.of else share


def quoted(title: str) -> str:
    """A title of several words in quotation marks, so that a sentence can be read around it."""
    return f'"{title}"' if " " in title else title


def _percent(value: Amount | Authority) -> str:
    return f"{(value.rate * 100).normalize():f}%" if value.rate is not None else ""
