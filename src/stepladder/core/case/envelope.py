"""The envelope of an event: the name and the version of its form, and its data as JSON.

The rest of it (stream, version, instants, by whom, why) are columns of the history.
"""

from __future__ import annotations

import msgspec

from stepladder.core.case.events import AnyEvent
from stepladder.core.case.upcasters import version_of

_encoder = msgspec.json.Encoder()


def type_of(event: AnyEvent) -> str:
    """The name under which an event is stored and shown: `clock_met`."""
    return str(event.__struct_config__.tag)


def encode(event: AnyEvent) -> tuple[str, int, bytes]:
    """The type, the version of its form, and the JSON of an event."""
    name = type_of(event)
    return name, version_of(name), _encoder.encode(event)
