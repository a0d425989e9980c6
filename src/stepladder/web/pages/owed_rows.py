"""The lines of what a case owes, and the sections they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stepladder.web.pages.forms import Part, Refused, shown_with
from stepladder.web.pages.names import Names


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `tone` colours its state; `says` are further lines; `why` and `source` the reason.

    `ways`: places of the page where the work on it is done (anchor, words); `settled`: nothing is left to do.
    """

    title: str
    state: str
    tone: str
    says: tuple[str, ...] = ()
    why: str = ""
    source: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    heading: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A list of one kind. `count` says how much of it is still to be done; what is settled stands apart, folded."""

    id: str
    title: str
    rows: tuple[Row, ...]
    settled: tuple[Row, ...]
    count: int
    open: bool

    @property
    def all(self) -> tuple[Row, ...]:
        return (*self.rows, *self.settled)


def section_of(id_: str, title: str, rows: Iterable[Row], count: int, refused: Refused | None) -> Section:
    """A section; it stands open where something is left to do, or a form of it was refused."""
    shown = tuple(_row_with(row, refused) for row in rows)
    asked = any(part.refusal is not None for row in shown for part in row.parts)
    settled = tuple(row for row in shown if row.settled)
    left = tuple(row for row in shown if not row.settled)
    # Where everything is settled there is nothing to set it apart from.
    return Section(id_, title, left or settled, settled if left else (), count, open=count > 0 or asked)


def _row_with(row: Row, refused: Refused | None) -> Row:
    parts = tuple(shown_with(one, refused) for one in row.parts)
    return replace(row, parts=parts)


def left_to_do(sections_: list[Section]) -> str:
    """How much is still open, for the heading."""
    count = sum(one.count for one in sections_)
    return ngettext("%d open", "%d open", count) % count if count else ""


def shown_by(evidence: str) -> str:
    """What will show that something is there, for whoever ticks it."""
    notes = {
        "message": _("The last message that went out shows it."),
        "attempt": _("An attempt that was logged shows it."),
        "field": _("What you say here shows it, or a field of the hand-over that is known."),
    }
    return notes.get(evidence, "")


def either(names: Names, roles: Iterable[str]) -> str:
    """`Manager or Lead`."""
    return _(" or ").join(names.whom(one) for one in roles)
