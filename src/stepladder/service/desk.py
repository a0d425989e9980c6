"""What every use case works with, put together once by bootstrap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stepladder.service.packs import Packs
from stepladder.service.ports import Channel, Store, TimePort
from stepladder.service.ports_proof import Proof


@dataclass(frozen=True, slots=True)
class Desk:
    """Store, time, ways to send, policies and proof of one running desk.

    Fields: channels - by the channel they serve; `*` takes every other; packs - policies by digest, kept compiled;
    link - the address at which people reach the desk, without a slash at its end.
    """

    store: Store
    time: TimePort
    channels: Mapping[str, Channel]
    packs: Packs
    link: str
    proof: Proof
