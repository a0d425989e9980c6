"""The requirements that policies were written from: one row each, with what kind of thing it asks for."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: `pack` is the policy it was written for, `construct` what it asks for, `parameters` its figures."""

    id: str
    pack: str
    section: str
    statement: str
    construct: str
    parameters: Mapping[str, str]


def requirements_of(table: str) -> tuple[Requirement, ...]:
    """The rows of a table with a head, in its order."""
    return tuple(
        Requirement(
            id=row["id"],
            pack=row["pack"],
            section=row["section"],
            statement=row["statement"],
            construct=row["construct"],
            parameters=_pairs(row["parameters"]),
        )
        for row in csv.DictReader(table.splitlines(keepends=True))
    )


def _pairs(written: str) -> dict[str, str]:
    """`a=1;b=2` by name; a value may itself hold `=`, as in `when=cause=ours`."""
    parts = (part.partition("=") for part in written.split(";"))
    return {name: value for name, equals, value in parts if equals}
