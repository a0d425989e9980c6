"""Instants as the tables keep them: whole microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@overload
def stored(moment: datetime) -> int: ...
@overload
def stored(moment: datetime | None) -> int | None: ...
def stored(moment: datetime | None) -> int | None:
    """The number a column holds."""
    if moment is None:
        return None
    since = moment - _EPOCH  # By its parts: dividing it by a microsecond costs four times that, thirty times a signal.
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


@overload
def read(value: int) -> datetime: ...
@overload
def read(value: int | None) -> datetime | None: ...
def read(value: int | None) -> datetime | None:
    """The instant a column holds, aware UTC."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)
