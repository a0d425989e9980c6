"""Rows of tables as signals: which column gives which key of a request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stepladder.core.values import DeskError

SIGNAL_KEYS = ("id", "kind", "conversation", "queue", "from", "channel", "subject", "text", "language")
CUSTOMER_KEYS = ("id", "name", "plan", "vip", "csm", "zone", "segment", "arr", "health", "exec_sponsor",
                 "renewal_on", "next_review_on")  # fmt: skip
CONTACT_KEYS = ("id", "name", "email", "role", "kind")
_HOLE = re.compile(r"\{([^{}]+)\}")
_OR_MAP = "Or give --map text=COLUMN and whatever else is meant."
_SAYING = ("signal.text", "signal.subject", "signal.kind")
_PLAIN = {key: f"signal.{key}" for key in SIGNAL_KEYS} | {
    "at": "at",
    "customer": "customer.id",
    "contact": "contact.id",
}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where each key of a request comes from: a column, or a template of columns such as `{conversation}-{turn}`.

    Fields: keys - path within the request, as `signal.text`, to a template with holes.
    """

    keys: Mapping[str, str]

    @classmethod
    def parse(cls, given: Sequence[str]) -> ColumnMap:
        """Read `key=column` and `key=template`.

        Raises: DeskError - no '=', a key that no request has, one that is given twice, or a brace without its other.
        """
        keys: dict[str, str] = {}
        for one in given:
            key, equals, column = one.partition("=")
            if not equals or not key.strip() or not column.strip():
                raise DeskError(f"'{one[:60]}' gives no column to a key", where="--map", mend="Write text=utterance.")
            _put(keys, key.strip(), _template(column.strip()), where="--map")
        return cls(keys)

    @classmethod
    def by_name(cls, columns: Iterable[str]) -> ColumnMap:
        """A table whose columns are named like the keys of a request needs no map.

        Raises: DeskError - no column for the text, or one without a name, for no key, or for the same key as another.
        """
        names = list(columns)
        if "text" not in names and "signal.text" not in names:
            listed = ", ".join(names[:12])
            mend = f"Give --map text=COLUMN; the columns are: {listed}."
            raise DeskError("no column is called 'text'", where="columns", mend=mend)
        if not all(name.strip() for name in names):
            raise DeskError("a column has no name", where="columns", mend=f"Name it, or take it out. {_OR_MAP}")
        keys: dict[str, str] = {}
        for name in names:
            _put(keys, name, f"{{{name}}}", where="columns")
        return cls(keys)

    @property
    def says_something(self) -> bool:
        """Whether a row brings more than names: words, a kind, or a fact of the signal."""
        return any(path in _SAYING or path.startswith("signal.facts.") for path in self.keys)

    def request(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A request from a row. Empty cells are left out.

        Raises: DeskError - a column that the row does not have, or one that holds more than a text.
        """
        made: dict[str, Any] = {"signal": {}}
        for path, template in self.keys.items():
            value = _filled(template, row)
            if value == "":
                continue
            *rooms, last = path.split(".")
            at = made
            for room in rooms:
                at = at.setdefault(room, {})
            at[last] = {"true": True, "false": False}.get(value.lower(), value) if last == "vip" else value
        return made


def _put(keys: dict[str, str], key: str, template: str, *, where: str) -> None:
    path = _path(key, where)
    if path in keys:
        # Only one of them could be meant, and nobody would see what became of the other.
        mend = "Give each key one column."
        raise DeskError(f"'{key[:40]}' is given twice", where=where, mend=_mend(mend, where))
    keys[path] = template


def _mend(mend: str, where: str) -> str:
    """Whose columns were taken by their names may not know that there is a map."""
    return mend if where == "--map" else f"{mend} {_OR_MAP}"


def _template(column: str) -> str:
    around = _HOLE.sub("", column)
    if "{" in around or "}" in around:
        mend = "Write a column in braces, as {talk}-{turn}."
        raise DeskError(f"a brace in '{column[:60]}' belongs to no column", where="--map", mend=mend)
    return column if around != column else f"{{{column}}}"


def _path(key: str, where: str) -> str:
    path = _PLAIN.get(key, key)
    room, dot, rest = path.partition(".")
    known = {"signal": SIGNAL_KEYS, "customer": CUSTOMER_KEYS, "contact": CONTACT_KEYS}
    facts = room in ("signal", "customer") and re.fullmatch(r"facts\.[a-z_][a-z0-9_]*", rest)
    if path != "at" and not (dot and (rest in known.get(room, ()) or facts)):
        mend = f"Use {', '.join(_PLAIN)}, signal.facts.NAME, customer.KEY or contact.KEY."
        raise DeskError(f"no key of a request is called '{key[:40]}'", where=where, mend=_mend(mend, where))
    return path


def _filled(template: str, row: Mapping[str, Any]) -> str:
    def value(hole: re.Match[str]) -> str:
        column = hole[1]
        if column not in row:
            names = ", ".join(sorted(str(name) for name in row)[:12])
            raise DeskError(f"there is no column '{column[:40]}'", where="--map", mend=f"The columns are: {names}.")
        return _written(column, row[column])

    return _HOLE.sub(value, template)


def _written(column: str, cell: Any) -> str:
    """What stands in a cell, as a request writes it. Raises: DeskError - a list or an object, as a line may hold."""
    if isinstance(cell, (list, dict)):
        held = "a list" if isinstance(cell, list) else "an object"
        mend = "Map a column that holds a text, a number, true or false."
        raise DeskError(f"'{column[:40]}' holds {held}, and no text", where="--map", mend=mend)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)
