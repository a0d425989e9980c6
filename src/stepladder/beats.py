"""Heartbeats: what a desk that is well says again and again, signed, for whoever watches from outside.

No Django in here. Environment: STEPLADDER_HEARTBEAT_SECRET is known to the desk and to whoever checks its heartbeat.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from stepladder.core.values import DeskError
from stepladder.signing import signature

FILE = "heartbeat.json"
HEADER = "Stepladder-Signature"
SECRET = "STEPLADDER_HEARTBEAT_SECRET"
LARGEST = 64 * 1024
"""Bytes of a heartbeat that are read; a real one has a few hundred."""
_MISSED = 3
"""So many beats may be missing before a worker counts as gone."""


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """One heartbeat. `at` is the time of day, even where the desk's own clock is set; `sequence` counts per worker.

    Fields: ill_peers - the ways out whose peer took nothing of this worker, try after try: the desk itself is well.
    """

    desk: str
    worker: str
    release: str
    started_at: datetime
    at: datetime
    sequence: int
    every_seconds: int
    ill_peers: tuple[str, ...] = ()

    @property
    def lasts(self) -> timedelta:
        """For how long it says that the desk is well: past that, the next ones are missing."""
        return timedelta(seconds=_MISSED * self.every_seconds)

    def follows(self, other: Beat | None) -> bool:
        """Whether it is another than the one seen last, and no older one of the same worker."""
        if other is None or (self.worker, self.started_at) != (other.worker, other.started_at):
            return True
        return self.sequence > other.sequence


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A beat as it is written and served: its JSON as text, so that the signature is over exactly what was signed."""

    beat: str
    signature: str


class NoGoodBeat(DeskError):
    """There is no heartbeat, or none that can be believed."""


def secret_of(folder_secret: str) -> str:
    """What heartbeats are signed with: STEPLADDER_HEARTBEAT_SECRET, else a key made from the desk's own."""
    given = os.environ.get(SECRET)
    return given or hmac.new(folder_secret.encode(), b"heartbeat", hashlib.sha256).hexdigest()


def seal(beat: Beat, secret: str) -> Sealed:
    """The beat with its signature."""
    body = msgspec.json.encode(beat)
    return Sealed(beat=body.decode(), signature=signature(secret, body, _seconds(beat)))


def unseal(data: bytes, secret: str | None, *, where: str) -> Beat:
    """The beat of a sealed one. Takes: secret - None to believe it unsigned. Raises: NoGoodBeat."""
    try:
        sealed = msgspec.json.decode(data, type=Sealed)
        beat = msgspec.json.decode(sealed.beat, type=Beat)
    except msgspec.MsgspecError as fault:
        raise NoGoodBeat(
            f"it is no heartbeat ({str(fault)[:80]})", where=where, mend="Give the address of a desk's heartbeat."
        ) from fault
    if secret is not None and not hmac.compare_digest(
        sealed.signature.encode(), signature(secret, sealed.beat.encode(), _seconds(beat)).encode()
    ):
        raise NoGoodBeat(
            "its signature is not right", where=where, mend=f"Give {SECRET} the same value at the desk and here."
        )
    return beat


def _seconds(beat: Beat) -> int:
    return int(beat.at.timestamp())


def write(folder: Path, sealed: Sealed) -> None:
    """Put it into the folder: a reader sees the one before, or this one whole."""
    spare = folder / f"{FILE}.{os.getpid()}"
    spare.write_bytes(msgspec.json.encode(sealed))
    os.replace(spare, folder / FILE)
