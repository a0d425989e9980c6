"""An event as it is stored and shown: with its place in a stream, and its data as JSON."""

from __future__ import annotations

from datetime import datetime

import msgspec

from stepladder.core.case.events import AnyEvent, Happened
from stepladder.core.case.upcasters import decode, version_of

_encoder = msgspec.json.Encoder()


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the history. (workspace, stream, version) exists once; `position` orders all streams of a workspace.

    `type` and `v` say how to read `data`; `recorded_at` is when it was stored, `position` None until then.
    """

    workspace: str
    stream: str
    version: int
    position: int | None = None
    type: str
    v: int
    at: datetime
    noticed_at: datetime
    recorded_at: datetime
    by: str
    cause: str
    data: bytes

    def open(self) -> Happened:
        """What happened, in today's form. Raises: DeskError - it cannot be read."""
        event = decode(self.type, self.v, self.data)
        return Happened(at=self.at, noticed_at=self.noticed_at, by=self.by, cause=self.cause, event=event)


def type_of(event: AnyEvent) -> str:
    """The name under which an event is stored and shown: `clock_met`."""
    return str(event.__struct_config__.tag)


def encode(event: AnyEvent) -> tuple[str, int, bytes]:
    """The type, the version of its form, and the JSON of an event."""
    name = type_of(event)
    return name, version_of(name), _encoder.encode(event)


def seal(happened: Happened, *, workspace: str, stream: str, version: int, recorded_at: datetime) -> Envelope:
    """The envelope in which an event is stored."""
    type_, v, data = encode(happened.event)
    return Envelope(
        workspace=workspace,
        stream=stream,
        version=version,
        type=type_,
        v=v,
        at=happened.at,
        noticed_at=happened.noticed_at,
        recorded_at=recorded_at,
        by=happened.by,
        cause=happened.cause,
        data=data,
    )
