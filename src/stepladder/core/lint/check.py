"""The check of a policy: its examples run, every rule looks, and what the pack accepts is marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from stepladder.core.guard.examples import failures
from stepladder.core.lint.accepting import settled
from stepladder.core.lint.finding import Finding
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.rules import RULES
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element
from stepladder.core.policy.pack import Pack

_WEIGHT = {"error": 0, "warning": 1, "note": 2}


def check(pack: Pack, now: datetime | None, *, year: bool = True) -> tuple[Finding, ...]:
    """Everything found in a pack, errors first, then in the order of files and lines.

    Takes: now (aware) - what review dates and acceptances are compared with, None to leave both out; year - whether
    rules that play a whole year look too.
    """
    subject = Subject(pack, now)
    found = [Finding.from_fault(fault) for fault in failures(pack)]
    silent = {
        rule.id for rule in RULES if (rule.needs_year and not year) or (rule.needs_now and now is None)
    }  # fmt: skip
    for rule in RULES:
        if rule.id not in silent:
            found += _looked(subject, rule)
    return tuple(sorted(settled(subject, found, silent), key=_order))


def _looked(subject: Subject, rule: Rule) -> Iterator[Finding]:
    for found in rule.look(subject):
        place = found.at.place if isinstance(found.at, Element) else found.at
        about = _about(found)
        sources = dict.fromkeys([*(row for element in about for row in element.source), *found.source])
        yield Finding(
            rule=rule.id,
            severity=rule.severity,
            file=place.file,
            line=place.line,
            column=place.column,
            what=found.what,
            mend=found.mend,
            elements=tuple(dict.fromkeys([*(subject.name_of(element) for element in about), *found.names])),
            source=tuple(sources),
        )


def _about(found: Found) -> tuple[Element, ...]:
    first = (found.at,) if isinstance(found.at, Element) else ()
    return (*first, *(one for one in found.elements if one is not found.at))


def _order(finding: Finding) -> tuple[int, str, int, int, str, str]:
    return (
        _WEIGHT[finding.severity], finding.file, finding.line, finding.column, finding.rule, finding.what,
    )  # fmt: skip
