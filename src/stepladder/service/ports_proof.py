"""What the desk asks of the keeper of its proof: sealing what is new, and looking whether all is as it was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, Protocol

from stepladder.core.values import DeskError
from stepladder.service.made import Made

MOST_COUNTED = 10_000
Wrong = Literal["altered", "missing", "reordered", "inserted", "cut_off", "unproved", "key", "head"]


class WrongKey(DeskError):
    """The key at hand is not the one that the history of this desk is made with, or there is none at hand."""


class Broken(Made, frozen=True, kw_only=True):
    """One place where the proof does not hold.

    Fields: version - in the stream, of the first row where many follow each other; position - in the chain of the
    workspace; seal - its number, where a seal is what is broken; said - one sentence for people, which holds no words
    of a customer.
    """

    workspace: str
    what: Wrong
    said: str
    stream: str | None = None
    version: int | None = None
    position: int | None = None
    seal: int | None = None


class Head(Made, frozen=True, kw_only=True):
    """A seal of a workspace: who keeps it elsewhere can tell later whether the chain still leads through it."""

    workspace: str
    number: int
    position: int
    digest: str
    at: datetime


class Heads(Made, frozen=True, kw_only=True):
    """What `stepladder audit head` gives."""

    heads: tuple[Head, ...]


class Verified(Made, frozen=True, kw_only=True):
    """How much was looked at.

    Fields: unsealed - stored so lately that no seal holds them yet; adopted - stored by a release that made no
    digests, and proved from their sealing on; archived - events that are in files, and proved by the digests that
    stayed.
    """

    events: int = 0
    unsealed: int = 0
    adopted: int = 0
    archived: int = 0


class SealReport(Made, frozen=True, kw_only=True):
    """What one sealing did.

    Fields: doubtful - (stream, version) of events whose digest does not follow from what stands before them: written
    with another key, or altered before they were sealed.
    """

    sealed: int = 0
    adopted: int = 0
    doubtful: tuple[tuple[str, int], ...] = ()


class Backlog(Made, frozen=True, kw_only=True):
    """Events that no seal holds yet, of the workspace where sealing has stood still for longest.

    Fields: events - at most MOST_COUNTED are counted; stands_since - the newest seal, or the oldest of these events
    where that is later: a long backlog that grows shorter is none to worry about.
    """

    events: int
    oldest_at: datetime
    stands_since: datetime


class Proof(Protocol):
    """The proof chain of every workspace."""

    def hold_key(self) -> None:
        """Make the key at hand that of this desk, where it has none yet; else compare. Raises: WrongKey."""
        ...

    def check_key(self) -> None:
        """Compare the key at hand with that of this desk; nothing is stored or made. Raises: WrongKey."""
        ...

    def fingerprint(self) -> str | None:
        """Names the key at hand without giving it away; None where there is none."""
        ...

    def backlog(self) -> Backlog | None:
        """How far sealing is behind; None where every event has its seal."""
        ...

    def unsealed(self, after: str = "") -> str | None:
        """The next workspace by name, beyond `after`, that has an event without a position."""
        ...

    def seal(self, workspace: str, now: datetime, limit: int) -> SealReport:
        """Give up to about `limit` events their positions, in one transaction. Any number of workers may try at once.

        Raises: DeskError - the chain was made with another key; WrongKey is one.
        """
        ...

    def heads(self) -> tuple[Head, ...]:
        """The newest seal of each workspace that has one."""
        ...

    def verify(self, now: datetime, found: Callable[[Broken], None], kept: Sequence[Head] = ()) -> Verified:
        """Look at every event and seal as they stand at one moment, and tell what is wrong as it is found.

        Takes: kept - heads that were exported earlier, which the chain must still contain.
        Raises: WrongKey - with another key nothing could be said.
        """
        ...
