"""One event of each type with every field filled in, and one with only the fields that must be there."""

from __future__ import annotations

import types
from datetime import UTC, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from stepladder.core.case.events import AnyEvent

_WORDS = {"sender": "customer"}
AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


def full(kind: type[msgspec.Struct]) -> Any:
    return _made(kind, lambda field: True)


def bare(kind: type[msgspec.Struct]) -> Any:
    return _made(kind, lambda field: field.required)


def _made(kind: type[msgspec.Struct], wanted: Any) -> Any:
    hints = get_type_hints(kind)
    return kind(
        **{one.name: _value(hints[one.name], one.name, wanted) for one in msgspec.structs.fields(kind) if wanted(one)}
    )


def _value(hint: Any, name: str, wanted: Any) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _value(next(one for one in parts if one is not type(None)), name, wanted)
    if origin is Literal:
        return parts[0]
    if origin is tuple:
        return (_value(parts[0], name, wanted),)
    if origin is dict:
        return {_value(parts[0], name, wanted): _value(parts[1], name, wanted)}
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _made(hint, wanted)
    if isinstance(hint, type) and issubclass(hint, datetime):
        return AT
    return {bool: True, int: 3600, float: 0.5, str: _WORDS.get(name, f"a-{name}")}[hint]


KINDS = get_args(AnyEvent)
