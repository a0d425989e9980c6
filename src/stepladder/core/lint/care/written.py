"""About care: what people need beside a rule to read it, its name and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import Accepted

SHOWN_TO_PEOPLE = ("categories", "directory", "gates", "guards", "scenarios", "segments", "templates", "triggers")
"""The sections whose elements stand on pages by their names: choices to tick, drafts to take, what held something."""


def _no_title(subject: Subject) -> Iterator[Found]:
    for section in SHOWN_TO_PEOPLE:
        lacking = tuple(one for one in getattr(subject.text, section) if not one.title)
        if lacking:
            mend = "Give each a `title` in the words of the people who come to see it."
            yield _found(subject, section, lacking, "title, so people see the id", mend)


def _no_source(subject: Subject) -> Iterator[Found]:
    sections: dict[str, list[Element]] = {}
    for name, element in subject.elements.items():
        # What is accepted says why and until when, which is all there is to look up.
        if not element.source and not isinstance(element, Accepted):
            sections.setdefault(name.partition("/")[0], []).append(element)
    for section, lacking in sections.items():
        mend = "Say under `source` where it was decided: a page, a paragraph, a requirement."
        yield _found(subject, section, tuple(lacking), "source, so nobody can look up who wanted it", mend)


def _found(subject: Subject, section: str, lacking: tuple[Element, ...], what: str, mend: str) -> Found:
    names = ", ".join(f"'{name_in_section(one)}'" for one in lacking[:5])
    more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
    said = f"{len(lacking)} of {len(getattr(subject.text, section))} under `{section}` without a {what}: {names}{more}"
    return Found(at=lacking[0], what=said, mend=mend, elements=lacking)


RULES = (
    Rule(id="no-title", severity="note", title="what people see by its name has none", look=_no_title),
    Rule(id="no-source", severity="note", title="nobody can look up where it comes from", look=_no_source),
)
