"""The machine under the desk: its folder, secret, disk, clock, zones, and the releases that run."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import django

from stepladder import __version__, home
from stepladder.checkup.check import Answer, Around, fine
from stepladder.core.clock.zones import zone

_LEAST, _LITTLE = 100 * 1024**2, 1024**3
"""Bytes: below the first the desk stops soon, below the second somebody should look."""
_APART_WARN, _APART_FAIL = 2.0, 30.0
"""Seconds that the clocks of the desk and of its database may differ."""
_OLD_ZONES = 500


def folder(around: Around) -> Answer:
    """It can be written, and nobody else reads it."""
    path = around.folder
    rights = stat.S_IMODE(path.stat().st_mode)
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return Answer("fail", f"{path} cannot be written", "Give it, with chown -R, to the user that runs the desk.")
    if rights & 0o077:
        return Answer("warn", f"{path} is open to others ({rights:04o})", f"Close it with 'chmod 700 {path}'.")
    return fine(f"{path} can be written and is closed to others ({rights:04o})")


def secret(around: Around) -> Answer:
    """The key that signs log-ins and heartbeats."""
    given = os.environ.get("STEPLADDER_SECRET_KEY")
    if given is not None and len(given) < 32:
        return Answer(
            "fail", f"STEPLADDER_SECRET_KEY has {len(given)} characters", "Give it at least 50 random characters."
        )
    if given:
        return fine(f"STEPLADDER_SECRET_KEY has {len(given)} characters")
    path = around.folder / "secret.key"
    if not path.exists():
        return Answer("fail", "there is no key", "Run 'stepladder serve' once; it makes one.")
    rights = stat.S_IMODE(path.stat().st_mode)
    if rights & 0o077:
        return Answer("fail", f"others may read {path.name} ({rights:04o})", f"Close it with 'chmod 600 {path}'.")
    return fine(f"{path.name} has {path.stat().st_size} characters and is closed to others")


def disk(around: Around) -> Answer:
    usage = shutil.disk_usage(around.folder)
    said = f"{usage.free / 1024**3:.1f} GiB of {usage.total / 1024**3:.1f} GiB are free"
    if usage.free < _LEAST:
        return Answer("fail", said, "Make room at once: without it nothing can be stored.")
    if usage.free < _LITTLE or usage.free < usage.total * 0.02:
        return Answer("warn", said, "Make room, or move the folder to a larger disk.")
    return fine(said)


def clock(around: Around) -> Answer:
    """The desk's time beside the machine's own, and beside what is stored.

    On PostgreSQL the desk goes by the database's clock, elsewhere by the machine's.
    """
    time = around.desk.time
    if time.shifted:
        return Answer(
            "warn",
            f"the desk's clock is set: it says {time.now().isoformat(timespec='seconds')}",
            "For real work start the desk without --clock.",
        )
    apart = abs((around.now - around.machine).total_seconds())
    latest = around.desk.store.latest_instant()
    ahead = (latest - time.now()).total_seconds() if latest is not None else 0.0
    if ahead > _APART_WARN:
        return Answer("fail", f"something was stored {ahead:.0f} s in the future", "Set this machine's clock by NTP.")
    if apart > _APART_WARN:
        state = "fail" if apart > _APART_FAIL else "warn"
        said = f"the database's clock and this machine's are {apart:.1f} s apart"
        return Answer(state, said, "Set the clocks of both hosts by NTP.")
    return fine(f"this machine's clock is {apart:.1f} s from the desk's, and nothing stored lies in the future")


def zones(around: Around) -> Answer:
    """The rules of time zones that deadlines are counted by."""
    held = version("tzdata")
    zone("America/New_York")
    year, _, number = held.partition(".")
    old = (around.now - datetime(int(year), 1, 1, tzinfo=UTC)).days
    if old > _OLD_ZONES:
        return Answer("warn", f"tzdata {held} is {old} days old", "Update Stepladder, or its package tzdata.")
    return fine(f"tzdata {held} (release {number or '1'} of {year})")


def versions(around: Around) -> Answer:
    """What runs, for whoever is asked for help."""
    said = [f"Stepladder {__version__}", f"Python {platform.python_version()}", f"Django {django.get_version()}"]
    for name in ("granian", "msgspec", "psycopg"):
        try:
            said.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    needed = (3, 11) <= tuple(map(int, platform.python_version_tuple()[:2])) <= (3, 13)
    if not needed:
        return Answer("fail", ", ".join(said), "Run it with Python 3.11, 3.12 or 3.13.")
    kind = home.database(around.folder)["ENGINE"].rpartition(".")[2]
    return fine(f"{', '.join(said)}; the database is {kind}")
