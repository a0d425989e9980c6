"""The chain of each stream: every event carries a keyed digest over its columns and over the digest before it.

HMAC-SHA256 over a JSON list, which no two different rows share. The key is the setting CHAIN_KEY.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from django.conf import settings

from stepladder.store.sql import Database, Row

ADOPTED = "~"
"""At the end of a digest that was made when the event was sealed, since whoever stored it made none."""
WHOLE = "whole-"
"""How the key begins that was made before the first event of its desk: none of its events ever lacked a digest."""
POSITION, DIGEST = 3, 12
"""Where they stand in a row of an event. The sealer gives both or one; neither is part of what a digest proves."""
_START = ""
"""What stands before the first event of a stream, and before the first seal of a workspace."""
_AT_ONCE = 200
_encode = msgspec.json.Encoder().encode

Stream = tuple[str, str]
"""Workspace and stream."""
Key = tuple[str, str, int]
"""Workspace, stream and version."""


def mac(label: str, *parts: Any) -> str:
    """64 hex digits that nobody can make without the key."""
    return _made(_key_at_hand(), (label, *parts))


def _made(keyed: hmac.HMAC, parts: tuple[Any, ...]) -> str:
    made = keyed.copy()
    made.update(_encode(parts))
    return made.hexdigest()


def _key_at_hand() -> hmac.HMAC:
    return _keyed(settings.CHAIN_KEY)


@cache
def _keyed(key: str) -> hmac.HMAC:
    """To be copied: taking the key in costs as much as a whole event does."""
    return hmac.new(key.encode(), digestmod="sha256")


def fingerprint() -> str:
    """Names the key without giving it away."""
    return mac("key")[:16]


def proves_all() -> bool:
    """Whether no event of this desk may lack a digest, by the one thing that the database cannot say: its key."""
    return bool(settings.CHAIN_KEY.startswith(WHOLE))


def digest_of(row: Row, before: str | None, *, adopted: bool = False, keyed: hmac.HMAC | None = None) -> str:
    """Of a whole row of an event.

    Takes: before - the digest of the event before it in its stream; keyed - the key, where it was looked up before.
    """
    label, end = ("adopted", ADOPTED) if adopted else ("event", "")
    return _made(keyed or _key_at_hand(), (label, before or _START, *row[:POSITION], *row[POSITION + 1 : DIGEST])) + end


def first_altered(rows: Sequence[Row]) -> int | None:
    """The version of the first event that does not follow from those before it; None where all do.

    Takes: rows - all events of a stream, whole. Those of an older release have no digest until they are sealed; one
    without a digest behind one that was stored with its own is none of theirs, or will be proved once it is sealed.
    """
    head: str | None = _START
    for row in rows:
        digest = row[DIGEST]
        if digest is None:
            follows = not head or head.endswith(ADOPTED)
        else:
            follows = head is not None and digest == digest_of(row, head, adopted=digest.endswith(ADOPTED))
        if not follows:
            return int(row[2])
        head = digest
    return None


def chained(database: Database, events: Sequence[Row]) -> list[Row]:
    """New rows of events, in the order of their streams, with their digests.

    Reads the newest event of each stream that there was before. One without a digest was stored by an older release:
    what follows it gets none either, and the sealer links both.
    """
    if not events:
        return []
    first: dict[Stream, int] = {}
    for row in events:
        first.setdefault((row[0], row[1]), row[2])
    known = before(database, [(*stream, version - 1) for stream, version in first.items() if version > 1])
    heads: dict[Stream, str | None] = {
        stream: known.get(stream, (None, None))[0] if version > 1 else _START for stream, version in first.items()
    }
    linked, keyed = [], _key_at_hand()
    for row in events:
        stream = row[0], row[1]
        head = heads[stream]
        heads[stream] = digest = None if head is None else digest_of(row, head, keyed=keyed)
        linked.append((*row[:DIGEST], digest))
    return linked


def before(database: Database, keys: Sequence[Key]) -> dict[Stream, tuple[str | None, int | None]]:
    """Digest and position of these events; what is not there is left out. At most one version of each stream."""
    select = 'SELECT "workspace_id", "stream", "digest", "position" FROM "store_event" WHERE '
    found: list[Row] = []
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        # A comparison each, and not a list of rows: either database answers them from the key.
        where = " OR ".join(['"workspace_id" = %s AND "stream" = %s AND "version" = %s'] * len(some))
        found += database.rows(select + where, [value for key in some for value in key])
    return {(workspace, stream): (digest, position) for workspace, stream, digest, position in found}
