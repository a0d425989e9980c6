"""How an element of the pack language is read: its keys, what each holds, and which must stand there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
import yaml

from stepladder.core.policy.base import Selector
from stepladder.core.policy.forms import Shape, form_of, shaped
from stepladder.core.policy.nodes import Sheet, entries
from stepladder.core.policy.saying import says
from stepladder.core.policy.scalars import ident, many, one_or_many, text

_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
"""A link in what a page says of a key: where it cannot be followed, its words are enough."""

Read = Callable[[Sheet, yaml.Node], Any]


class Key(msgspec.Struct, frozen=True):
    """One key of an element: how it is read, whether it must stand there, and the field of the model it fills."""

    read: Read
    needed: bool = False
    to: str | None = None


Keys = dict[str, Key]


def element(build: Callable[..., Any], keys: Keys, *, placed: bool = True) -> Read:
    """A reader of one mapping into `build`. Every fault of the mapping is recorded; with one, the answer is None."""

    def read(sheet: Sheet, node: yaml.Node) -> Any:
        before = len(sheet.faults)
        found = entries(sheet, node, keys)
        if found is None:
            return None
        place = sheet.place(node)
        values: dict[str, Any] = {"place": place} if placed else {}
        for name, key in keys.items():
            if name in found:
                sheet.keep_spot(place, name, found[name])
                value = key.read(sheet, found[name])
                if value is not None:
                    values[key.to or name] = value
            elif key.needed:
                said = _LINK.sub(r"\1", says(build.__name__, name))
                meaning = f": {said}" if said else ""
                sheet.fault(node, "missing-key", f"'{name}' is missing", f"Add `{name}: ...` to this element{meaning}.")
        return build(**values) if len(sheet.faults) == before else None

    return shaped(read, Shape(build.__name__, {name: (form_of(key.read), key.needed) for name, key in keys.items()}))


SOURCE = Key(many(ident))
NAMED: Keys = {"id": Key(ident, needed=True), "title": Key(text), "because": Key(text), "source": SOURCE}
RULE: Keys = NAMED | {"because": Key(text, needed=True)}

SELECTOR = element(
    Selector,
    {
        name: Key(one_or_many(ident))
        for name in ("category", "level", "segment", "scenario", "trigger", "flag", "sign", "stage", "pack")
    },
    placed=False,
)
FOR: Keys = {"for": Key(SELECTOR, to="binds")}
