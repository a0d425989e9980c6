"""Requests made of facts: what a search asks both policies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from stepladder.core.policy.conditions import BUILTIN
from stepladder.core.triage.request import Request
from stepladder.core.values import DeskError, Money, format_duration

ABSENT = object()
"""A fact that nobody says, though its record is there."""
_RENAMED = {"signal.from": "from"}
_ONLY_BY_NAME = frozenset({"account", "incident"})

Plain = dict[str, Any]
"""A request as plain data."""


def plain_request(facts: Mapping[str, object], at: str) -> Plain:
    """The request that states these facts, by their names in conditions, at an instant."""
    request: Plain = {"signal": {}, "at": at}
    for name, value in facts.items():
        record, _, key = name.partition(".")
        by_name = record in _ONLY_BY_NAME
        part = request.setdefault("signal" if by_name else record, {})
        if value is ABSENT:
            continue
        if name in BUILTIN:
            part[_RENAMED.get(name, key)] = written(value)
        else:
            part.setdefault("facts", {})[name if by_name else key] = written(value)
    return request


def written(value: object) -> object:
    """A value in the form of a request."""
    match value:
        case Money():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case tuple():
            return [written(one) for one in value]
    return value


def as_seconds(value: int) -> str:
    """A duration in the form of a request."""
    return format_duration(value)


def converted(plain: Mapping[str, Any]) -> Request | None:
    """The request; None where the data make none."""
    try:
        return msgspec.convert(plain, type=Request, strict=False)
    except (msgspec.ValidationError, DeskError):
        return None
