"""Streams of events beside those of cases: how they are named, and an event with its place in time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, Generic, TypeVar, get_args

import msgspec

from stepladder.core.values import DeskError, format_instant, in_zone

_ENCODER = msgspec.json.Encoder()
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
LONGEST_NAME = 80
"""Characters that the name of a stream may have."""

E = TypeVar("E")


class WrittenLater(DeskError):
    """A stored event is of a kind or a form that only a later release knows."""

    def __init__(self, type_: str, v: int) -> None:
        super().__init__(
            f"'{type_[:40]}' in version {v} is not known to this release",
            where="stored event",
            mend="Run the release that wrote it, or a later one.",
        )


def holds_more(value: Any, data: bytes) -> bool:
    """Whether JSON has a key that the value read from it has no place for: a later release wrote it."""
    # What this release writes itself comes out as it went in, which is all that there is to look at almost always.
    return _ENCODER.encode(value) != data and _has_unknown(value, msgspec.json.decode(data))


def _has_unknown(value: Any, raw: Any) -> bool:
    if isinstance(value, msgspec.Struct):
        known = dict(zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True))
        tag = value.__struct_config__.tag_field
        return any(
            key not in known or _has_unknown(getattr(value, known[key]), part)
            for key, part in raw.items()
            if key != tag
        )
    if isinstance(value, dict):
        return any(map(_has_unknown, value.values(), raw.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_unknown, value, raw))
    return False


class StreamEvent(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"
):
    """The base of their events; `type` in JSON is the name under which it is stored."""


class Told(msgspec.Struct, Generic[E], frozen=True, kw_only=True):
    """An event of such a stream before it is stored. The fields mean what they mean for the events of a case."""

    at: datetime
    noticed_at: datetime
    by: str
    cause: str
    event: E

    @property
    def late(self) -> bool:
        """Noticed more than 5 seconds after its own instant."""
        return (self.noticed_at - self.at).total_seconds() > 5


def stream_of(kind: str, id_: str) -> str:
    """`account:vale`. The digest stands for an id that would be too long, so that no two share a stream."""
    name = f"{kind}:{id_}"
    return name if len(name) <= LONGEST_NAME else f"{kind}:#{hashlib.sha256(id_.encode()).hexdigest()[:40]}"


def decoder_of(events: Any, version: int) -> Callable[[str, int, bytes], Any]:
    """How the stored events of a kind of stream are read, all of them in one form.

    Takes: events - the union of their types. Gives a function of a type, the version of its form and JSON; it raises
    WrittenLater where an event is of another release, DeskError where it is broken.
    """
    decoder = msgspec.json.Decoder(events)
    keys = {
        str(one.__struct_config__.tag): {*one.__struct_encode_fields__, one.__struct_config__.tag_field}
        for one in get_args(events)
    }

    def decode(type_: str, v: int, data: bytes) -> Any:
        if v != version or type_ not in keys:
            raise WrittenLater(type_, v)
        try:
            return decoder.decode(data)
        except msgspec.MsgspecError as fault:
            if _keys_of(data) - keys[type_]:
                raise WrittenLater(type_, v) from fault
            raise DeskError(
                f"'{type_[:40]}' cannot be read: {fault}", where="stored event", mend="Restore the database."
            ) from fault

    return decode


def _keys_of(data: bytes) -> set[str]:
    try:
        return set(_OBJECT.decode(data))
    except msgspec.MsgspecError:
        return set()


def trace_told(told: Told[Any], zone: tzinfo, **about: str) -> dict[str, Any]:
    """An event that belongs to no case, in the shape of the trace; instants in the zone given.

    Takes: about - whose it is, as `entry="dark-theme"`.
    """
    data = msgspec.to_builtins(told.event, builtin_types=(datetime,))
    shown = {
        "at": format_instant(told.at, zone),
        "type": data.pop("type"),
        "case": None,
        **about,
        "by": told.by,
        "noticed_at": format_instant(told.noticed_at, zone),
        "data": in_zone(data, zone),
    }
    return shown | {"late": True} if told.late else shown
