"""Instants as the tables keep them: whole microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@overload
def stored(moment: datetime) -> int: ...
@overload
def stored(moment: datetime | None) -> int | None: ...
def stored(moment: datetime | None) -> int | None:
    """The number a column holds."""
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


@overload
def read(value: int) -> datetime: ...
@overload
def read(value: int | None) -> datetime | None: ...
def read(value: int | None) -> datetime | None:
    """The instant a column holds, aware UTC."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)
