"""The only file that reads the machine's clock. Everything else is given `now`."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder.core.values import DeskError, parse_instant
from stepladder.service.made import Made

if TYPE_CHECKING:
    from stepladder.service.ports import TimePort

_FILE = "clock.json"
_AHEAD = timedelta(minutes=1)
"""So much the clocks of two hosts may differ."""


class SystemTime(Made, frozen=True):
    """The time of day."""

    shifted: bool = False

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedTime(Made, frozen=True):
    """A clock that stands apart from the time of day by `offset` and runs on at its pace: for tests and demos."""

    offset: timedelta
    shifted: bool = True

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


def not_shifted(desk_time: TimePort) -> TimePort:
    """The time of day, by which workers say that they live and others ask how long ago that was.

    The desk's own clock unless it was set apart (`--clock`): who watches from outside goes by the time of day, and a
    pause while a set clock stands elsewhere is no outage. On several hosts the desk's clock is the database's, for all
    of them the same: by its own clock, a host that runs ahead would take the others for dead and be taken for alive
    after it died.
    """
    return SystemTime() if desk_time.shifted else desk_time


def start_at(data: Path, start: datetime, *, latest: datetime | None) -> ShiftedTime:
    """Let the clock of a data folder start at `start` and run on, for every process that works in that folder.

    Raises: DeskError - something later is recorded there already, so that time would run backwards.
    """
    if latest is not None and latest > start:
        raise DeskError(
            f"events up to {latest.isoformat(timespec='seconds')} are stored, and time does not run backwards",
            where="--clock",
            mend="Give a later instant, or another --data folder.",
        )
    clock = ShiftedTime(start - datetime.now(UTC))
    path = data / _FILE
    spare = path.with_suffix(".new")
    spare.write_text(json.dumps({"offset_microseconds": clock.offset // timedelta(microseconds=1)}), encoding="utf-8")
    os.replace(spare, path)
    return clock


def time_of_day(data: Path, *, latest: datetime | None, clock: TimePort | None = None) -> None:
    """Let the clock of a data folder go by the time of day again.

    Takes: clock - the one that several hosts share, where they do; else this machine's.
    Raises: DeskError - something later is recorded there, under a clock that ran ahead.
    """
    if latest is not None and latest > (clock or SystemTime()).now() + _AHEAD:
        raise DeskError(
            f"events up to {latest.isoformat(timespec='seconds')} are stored, and time does not run backwards",
            where="clock",
            mend="Start with --clock and a later instant, or with another --data folder.",
        )
    (data / _FILE).unlink(missing_ok=True)


def of_folder(data: Path) -> SystemTime | ShiftedTime:
    """The clock that the processes of this data folder agree on: the time of day unless it was shifted.

    Raises: DeskError - the note about the shift cannot be read: no guess is made about what time it is.
    """
    path = data / _FILE
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return ShiftedTime(timedelta(microseconds=int(note["offset_microseconds"])))
    except FileNotFoundError:
        return SystemTime()
    except (ValueError, KeyError, TypeError) as fault:
        raise DeskError(
            "the note about the clock cannot be read", where=str(path), mend="Start again with --clock."
        ) from fault


def read_start(text: str) -> datetime:
    """The instant of `--clock`. Raises: DeskError - not an instant with an offset."""
    return parse_instant(text, where="--clock")
