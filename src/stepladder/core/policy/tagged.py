"""Structs as bytes, each with the name of its type: for fields that hold one type or another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import msgspec

_TYPE, _DATE, _DECIMAL, _MAPPING = "type", "date", "decimal", "mapping"


class Tagged:
    """Writes and reads values of one type hint. Only the structs that the hint leads to can come out."""

    def __init__(self, hint: Any) -> None:
        self._types: dict[str, type[Any]] = {}
        self._gather(hint)

    def _gather(self, hint: Any) -> None:
        for inner in get_args(hint):
            self._gather(inner)
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint.__name__ not in self._types:
            self._types[hint.__name__] = hint
            for inner in get_type_hints(hint).values():
                self._gather(inner)

    def encode(self, value: Any) -> bytes:
        """Takes: tuples, dicts, structs, dates, decimals, text, numbers, truth and None."""
        return msgspec.msgpack.encode(self._written(value))

    def decode(self, data: bytes) -> Any:
        """Raises: MsgspecError, LookupError, TypeError, ValueError, ArithmeticError - these bytes are no such value."""
        return self._read(msgspec.msgpack.decode(data))

    def _written(self, value: Any) -> Any:
        match value:
            case tuple():
                return [self._written(one) for one in value]
            case dict():
                return {_MAPPING: [[self._written(key), self._written(one)] for key, one in value.items()]}
            case date():
                return {_DATE: value.isoformat()}
            case Decimal():
                return {_DECIMAL: str(value)}
        if type(value).__name__ in self._types:
            fields = {key: self._written(getattr(value, key)) for key in value.__struct_fields__}
            return {_TYPE: [type(value).__name__, fields]}
        return value

    def _read(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(self._read(one) for one in value)
        if not isinstance(value, dict):
            return value
        ((tag, inner),) = value.items()
        if tag == _MAPPING:
            return {self._read(key): self._read(one) for key, one in inner}
        if tag == _DATE:
            return date.fromisoformat(inner)
        if tag == _DECIMAL:
            return Decimal(inner)
        name, fields = inner
        return self._types[name](**{key: self._read(one) for key, one in fields.items()})
