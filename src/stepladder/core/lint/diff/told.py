"""A difference as a text for somebody who has two minutes: the most important first, what it means below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stepladder.core.lint.diff.difference import Change, Difference, How
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence
from stepladder.core.policy.shown.conditions import counted, joined
from stepladder.core.policy.shown.words import sources, upper

_GROUPS = (
    ("clocks", "Promises"), ("routes", "Who is told"), ("rules", "What counts"), ("duties", "Duties"),
    ("permissions", "Permissions"), ("other", "Else"),
)  # fmt: skip
_NOUNS = {"clocks": "promise", "routes": "notice", "rules": "rule", "duties": "duty", "permissions": "permission"}
_MOST_WORDED = 6
_HOW: dict[How, str] = {"added": "new", "removed": "gone"}


def told(difference: Difference) -> list[Block]:
    """The difference as blocks: a page or a terminal shows them."""
    return list(_blocks(difference))


def _blocks(difference: Difference) -> Iterator[Block]:
    old, new = difference.old, difference.new
    yield Heading(1, f"From {old.pack} {old.version} to {new.pack} {new.version}")
    if difference.is_empty:
        yield Sentence("Nothing changes for anybody.")
        return
    yield Sentence(in_short(difference))
    for name, title in _GROUPS:
        changes = [one for one in getattr(difference, name) if one.how != "worded"]
        if changes:
            yield Heading(2, title)
            yield Items(tuple(_item(one) for one in changes))
    if worded := [one for one in difference.other if one.how == "worded"]:
        yield Heading(2, "Wording")
        yield Items(tuple((line, ()) for line in _worded(worded)))
    if difference.rules:
        yield Sentence(f"The examples were found among {difference.tried} requests, each decided under both policies.")


def _worded(changes: list[Change]) -> Iterator[str]:
    """What is only worded differently, a line for each section."""
    sections = dict.fromkeys(one.section for one in changes)
    for section in sections:
        found = [one.said.rstrip(".") for one in changes if one.section == section]
        more = [f"{len(found) - _MOST_WORDED} more"] if len(found) > _MOST_WORDED else []
        title = "The policy" if section == "pack" else upper(section.replace("_", " "))
        yield f"{title}: {joined(found[:_MOST_WORDED] + more)}."


def in_short(difference: Difference) -> str:
    """`3 promises: 2 shorter, 1 gone. 1 notice: new.`"""
    parts = []
    for name, noun in _NOUNS.items():
        changes: tuple[Change, ...] = getattr(difference, name)
        if changes:
            many = (
                counted(len(changes), noun) if not noun.endswith("y") or len(changes) == 1 else f"{len(changes)} duties"
            )
            hows = Counter(_HOW.get(one.how, one.how) for one in changes)
            parts.append(f"{many}: {joined(f'{count} {how}' for how, count in hows.items())}.")
    return " ".join(parts) or "Nothing changes but wording and upkeep."


def _item(change: Change) -> tuple[str, tuple[str, ...]]:
    cited = f"{change.said} [{sources(change.source)}]" if change.source else change.said
    below = list(change.means)
    for one in change.examples:
        below.append(f"For example {one.says}. Before: {one.before}. Now: {one.after}.")
    return upper(cited), tuple(below)
