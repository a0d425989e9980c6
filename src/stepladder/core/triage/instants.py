"""Epoch seconds as people and documents write them: an instant in a zone."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache

_QUARTER = 900
_IN_HOUR = tuple(f"{second // 60:02d}:{second % 60:02d}" for second in range(3_600))
"""Minutes and seconds of every second of an hour."""


def instant(at: int, where: tzinfo) -> str:
    """Epoch seconds as an instant in a zone."""
    head, minute, tail = _quarter(at // _QUARTER, where)
    if minute < 0:
        return datetime.fromtimestamp(at, where).isoformat()
    return f"{head}{_IN_HOUR[minute * 60 + at % _QUARTER]}{tail}"


@lru_cache(maxsize=8_192)
def _quarter(quarter: int, where: tzinfo) -> tuple[str, int, str]:
    """What all instants of a quarter of an hour share: the hour, its first minute, the offset.

    A decision writes a dozen instants, and asking a zone for each offset would be its dearest part. The minute is
    negative where the local quarter does not begin with the one of UTC, as in some offsets of the past.
    """
    begins = datetime.fromtimestamp(quarter * _QUARTER, where).isoformat()
    ends = datetime.fromtimestamp(quarter * _QUARTER + _QUARTER - 1, where).isoformat()
    minute = int(begins[14:16])
    whole = minute % 15 == 0 and begins[17:19] == "00" and begins[19:] == ends[19:] and begins[:13] == ends[:13]
    return begins[:14], minute if whole else -1, begins[19:]
