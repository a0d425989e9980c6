"""What a value of the pack language looks like: for pages that explain it, and for editors that know JSON Schema.

A reader carries its form, so both are made from the grammar itself and cannot fall behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import field

from stepladder.core.policy.saying import says

_LINK = re.compile(r"\[([^]]*)]\([^)]*\)")
R = TypeVar("R", bound=Callable[..., Any])
Schema = dict[str, Any]


class Form(msgspec.Struct, frozen=True):
    """One kind of value. Fields: words - for a table of the reference; schema - the same for JSON Schema; many - its
    words for several of them, where they differ."""

    words: str
    schema: Schema = field(default_factory=dict)
    many: str = ""

    def to_schema(self) -> Schema:
        return dict(self.schema)


class Several(msgspec.Struct, frozen=True):
    """A list of values; `or_one` where a single value may stand without the list."""

    item: AnyForm
    or_one: bool = False

    @property
    def words(self) -> str:
        if isinstance(self.item, Form) and not self.or_one:
            return f"a list of {self.item.many or self.item.words}"
        return f"{self.item.words}, or a list" if self.or_one else "a list"

    def to_schema(self) -> Schema:
        item = self.item.to_schema()
        several = {"type": "array", "items": item}
        return {"anyOf": [item, several]} if self.or_one else several


class Shape(msgspec.Struct, frozen=True):
    """A mapping with known keys.

    Fields: name - of what is built of it; keys - each with its form, and whether it must stand there.
    """

    name: str
    keys: Mapping[str, tuple[AnyForm, bool]]

    @property
    def words(self) -> str:
        return "{" + ", ".join(self.keys) + "}"

    def to_schema(self) -> Schema:
        properties = {
            key: {"description": _LINK.sub(r"\1", says(self.name, key)), **form.to_schema()}
            for key, (form, _) in self.keys.items()
        }
        needed = [key for key, (_, is_needed) in self.keys.items() if is_needed]
        found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return found | ({"required": needed} if needed else {})


AnyForm = Form | Several | Shape
ANYTHING = Form("see below")

# In YAML `1.10`, `no` and `7` are a number, a truth and a number to many an editor; to the language all are text.
WORDS = Form("text", {"type": ["string", "number", "boolean"]}, many="texts")


def shaped(read: R, form: AnyForm) -> R:
    """The same reader, with its form."""
    vars(read)["form"] = form
    return read


def form_of(read: Callable[..., Any]) -> AnyForm:
    """The form of a reader; `ANYTHING` where it tells none."""
    found: AnyForm = getattr(read, "form", ANYTHING)
    return found
