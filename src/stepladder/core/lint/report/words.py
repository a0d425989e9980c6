"""The findings of a policy in lines for people: what keeps it from going live first, what is accepted last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from stepladder.core.lint.finding import Finding
from stepladder.core.lint.report.checked import SEVERITIES, Checked
from stepladder.core.policy.shown.conditions import counted

Tone = Literal["head", "error", "warning", "note", "plain", "quiet", "good"]


_MOST_NAMED = 4


class Line(NamedTuple):
    """One line, and how it is meant: a terminal may colour it."""

    text: str
    tone: Tone = "plain"


def told(checked: Checked) -> Iterator[Line]:
    """Everything that was found, with how many, where, what to do, and what it means in the end."""
    yield Line(f"{_head(checked)}: {_counted(checked)}.", "head")
    for severity in SEVERITIES:
        own = [one for one in checked.standing if one.severity == severity]
        if own:
            yield Line("")
            yield Line(counted(len(own), severity), severity)
        for one in own:
            yield from _finding(checked, one)
    if checked.accepted:
        yield Line("")
        yield Line(f"{len(checked.accepted)} accepted", "quiet")
    for one in checked.accepted:
        said = checked.acceptance(one)
        yield Line(f"  {checked.place(one)} {one.what} ({one.rule})", "quiet")
        if said is not None:
            yield Line(f"      accepted until {said.until} by '{said.id}': {said.because}", "quiet")
    if checked.findings:
        yield Line("")
    yield _meaning(checked)


def changes(before: Checked, after: Checked) -> Iterator[Line]:
    """What is new since the last time, what is gone, and what that means."""
    was, is_ = Counter(map(_same, before.standing)), Counter(map(_same, after.standing))
    new, gone = list(_beyond(after.standing, was)), list(_beyond(before.standing, is_))
    counted = f"{len(new)} new, {len(gone)} gone" if new or gone else "found as before"
    yield Line(f"{_head(after)}: {counted}.", "head")
    for one in new:
        yield Line(f"new {one.severity}", one.severity)
        yield from _finding(after, one)
    for one in gone:
        yield Line(f"gone: {before.place(one)} {one.what} ({one.rule})", "good")
    yield _meaning(after)


def _head(checked: Checked) -> str:
    return f"{checked.name} {checked.version}" if checked.version else f"{checked.name} cannot be loaded"


def _counted(checked: Checked) -> str:
    numbers = [(sum(one.severity == severity for one in checked.standing), severity) for severity in SEVERITIES]
    said = [counted(number, noun) for number, noun in numbers if number]
    said += [f"{len(checked.accepted)} accepted"] if checked.accepted else []
    return ", ".join(said) or "nothing found"


def _finding(checked: Checked, one: Finding) -> Iterator[Line]:
    sources = f" [{', '.join(one.source)}]" if one.source else ""
    # The names by which the policy accepts the finding.
    about = f": {', '.join(one.elements[:_MOST_NAMED])}" if one.elements else ""
    yield Line(f"  {checked.place(one)} {one.what} ({one.rule}{about}){sources}")
    yield Line(f"      {one.mend}", "quiet")


def _meaning(checked: Checked) -> Line:
    if checked.can_go_live:
        return Line("It can go live.", "good")
    return Line("It cannot go live until the errors are mended.", "error")


def _same(one: Finding) -> tuple[str, ...]:
    """What makes a finding the same one although its line has moved."""
    return (one.rule, one.severity, one.file, one.what, *one.elements)


def _beyond(findings: Iterable[Finding], known: Counter[tuple[str, ...]]) -> Iterator[Finding]:
    left = known.copy()
    for one in findings:
        if left[_same(one)]:
            left[_same(one)] -= 1
        else:
            yield one
