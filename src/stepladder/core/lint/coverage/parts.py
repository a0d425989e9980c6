"""Where one element carries several requirements: the part of it that carries one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stepladder.core.lint.coverage.carriers import Path, Stand
from stepladder.core.lint.coverage.requirement import Requirement
from stepladder.core.policy.model import DirectoryEntry, Header, Level, Route
from stepladder.core.policy.obligations import FollowUp

EITHER = " || "


@dataclass(frozen=True, slots=True)
class Part:
    """A field of an element that goes; `keeps`: what stays of it, None where nothing does."""

    path: Path
    keeps: str | None = None


# Type of element, construct (any where empty), parameter of the row: the field that carries it.
_FIELDS: tuple[tuple[type, str, str, str], ...] = (
    (Header, "", "tags", "tags"),
    (Header, "", "source", "source_ref"),
    (Header, "", "owner", "owner"),
    (Header, "", "classification", "classification"),
    (Header, "", "created", "created"),
    (Header, "", "updated", "updated"),
    (Header, "", "last_review", "last_review"),
    (Header, "", "next_review", "next_review"),
    (Header, "", "review_every", "review_every"),
    (Header, "", "version", "version"),
    (Level, "calendar", "level", "calendar"),
    (Level, "severity", "time_to_escalate", "escalate"),
    (Route, "", "tag", "tags"),
    (FollowUp, "clock", "earliest", "earliest"),
    (DirectoryEntry, "directory", "source", "person_from"),
)


def parts(row: Requirement, stand: Stand) -> Iterator[Part]:
    """The parts of an element that carry this row alone; none where the whole of it does."""
    element = stand.element
    for type_, construct, parameter, field in _FIELDS:
        if isinstance(element, type_) and construct in ("", row.construct) and parameter in row.parameters:
            if getattr(element, field):
                yield Part((*stand.path, field))
            return
    either = (getattr(element, "when", None) or "").split(EITHER)
    if 1 < len(either) == len(stand.rows):
        # As many alternatives as requirements, in the same order: each carries its own.
        del either[stand.rows.index(row.id)]
        yield Part((*stand.path, "when"), EITHER.join(either))
