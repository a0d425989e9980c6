"""A rule of the check: what it looks for, and what it says of each place where it finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stepladder.core.lint.finding import Severity
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place where a rule speaks.

    Fields: at - the element to open, or a place where it is none; what, mend - sentences for people, without the full
    stop of `what`; elements - those it is about, `at` first where it is one; names - what else it is about, as
    `section/id`; source - requirements besides those of the elements.
    """

    at: Element | Place
    what: str
    mend: str
    elements: tuple[Element, ...] = ()
    names: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that a good policy does not have.

    Fields: id - also the name of its page, docs/reference/lint/<id>.md; severity - of all it finds; title - what it
    finds, in a few words; look - finds it; needs_now - it compares dates with the present, so it is silent where no
    present is given; needs_year - it plays a whole year, so it can be left out when in haste.
    """

    id: str
    severity: Severity
    title: str
    look: Callable[[Subject], Iterable[Found]]
    needs_now: bool = False
    needs_year: bool = False
