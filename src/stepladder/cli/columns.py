"""Rows of tables as signals: which column gives which key of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stepladder.core.values import DeskError

SIGNAL_KEYS = ("id", "kind", "conversation", "queue", "from", "channel", "subject", "text", "language")
CUSTOMER_KEYS = ("id", "name", "plan", "vip", "csm", "zone", "segment", "arr", "health", "exec_sponsor",
                 "renewal_on", "next_review_on")  # fmt: skip
CONTACT_KEYS = ("id", "name", "email", "role", "kind")
_HOLE = re.compile(r"\{([^{}]+)\}")
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
        """Read `key=column` and `key=template`. Raises: DeskError - no '=', or a key that no request has."""
        keys: dict[str, str] = {}
        for one in given:
            key, equals, column = one.partition("=")
            if not equals or not key.strip() or not column.strip():
                raise DeskError(f"'{one[:60]}' gives no column to a key", where="--map", mend="Write text=utterance.")
            column = column.strip()
            keys[_path(key.strip())] = column if _HOLE.search(column) else f"{{{column}}}"
        return cls(keys)

    def request(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A request from a row. Empty cells are left out. Raises: DeskError - a column that the row does not have."""
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


def _path(key: str) -> str:
    path = _PLAIN.get(key, key)
    room, dot, rest = path.partition(".")
    known = {"signal": SIGNAL_KEYS, "customer": CUSTOMER_KEYS, "contact": CONTACT_KEYS}
    facts = room in ("signal", "customer") and re.fullmatch(r"facts\.[a-z_][a-z0-9_]*", rest)
    if path != "at" and not (dot and (rest in known.get(room, ()) or facts)):
        mend = f"Use {', '.join(_PLAIN)}, signal.facts.NAME, customer.KEY or contact.KEY."
        raise DeskError(f"no key of a request is called '{key[:40]}'", where="--map", mend=mend)
    return path


def _filled(template: str, row: Mapping[str, Any]) -> str:
    def value(hole: re.Match[str]) -> str:
        column = hole[1]
        if column not in row:
            names = ", ".join(sorted(str(name) for name in row)[:12])
            raise DeskError(f"there is no column '{column[:40]}'", where="--map", mend=f"The columns are: {names}.")
        found = row[column]
        return "" if found is None else str(found)

    return _HOLE.sub(value, template)
