"""Findings that a pack accepts: with a reason, for a while."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from stepladder.core.lint.finding import Finding
from stepladder.core.lint.rules import RULES
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.model import Accepted, PackText
from stepladder.core.policy.nodes import suggest

UNUSED = "accepts-nothing"
"""The rule that finds an acceptance which no finding needs: the name of its page."""


def settled(subject: Subject, findings: Sequence[Finding], silent: Collection[str] = ()) -> Iterator[Finding]:
    """The findings, each accepted where the pack says so, and one for each acceptance that accepts nothing.

    Takes: silent - the rules that did not look: nobody can tell whether what accepts their findings is needed.
    """
    today = subject.today.date() if subject.today is not None else None
    used: set[str] = set()
    for finding in findings:
        one = acceptance(subject.text, finding)
        if one is None:
            yield finding
            continue
        used.add(one.id)
        if today is not None and one.until < today:
            what = f"{finding.what} (accepted until {one.until}, which is over)"
            yield msgspec.structs.replace(finding, what=what)
        else:
            yield msgspec.structs.replace(finding, accepted=True)
    for one in subject.text.accepted:
        if one.id not in used and one.rule not in silent:
            yield _unused(subject, one)


def acceptance(text: PackText, finding: Finding) -> Accepted | None:
    """What the pack says about a finding that it accepts, or has accepted; None where it says nothing."""
    return next((one for one in text.accepted if _is_about(one, finding)), None)


def _is_about(one: Accepted, finding: Finding) -> bool:
    if one.rule != finding.rule or not set(one.elements) <= set(finding.elements):
        return False
    # The first element is the one that the finding is about; the others only come into it.
    return not one.elements or finding.elements[0] in one.elements


def _unused(subject: Subject, one: Accepted) -> Finding:
    about = f" about {', '.join(one.elements)}" if one.elements else ""
    what = f"'{one.id}' accepts what is not found: nothing of the rule '{one.rule}'{about}"
    mend = "Take it out; what it accepted is gone, or name the rule and the elements as the check does."
    known = [rule.id for rule in RULES]
    if one.rule not in known:
        what, mend = (
            f"'{one.id}' accepts the findings of '{one.rule}', and no rule is called that",
            suggest(one.rule, known),
        )
    return Finding(
        rule=UNUSED,
        severity="warning",
        file=one.place.file,
        line=one.place.line,
        column=one.place.column,
        what=what,
        mend=mend,
        elements=(subject.name_of(one),),
        source=one.source,
    )
