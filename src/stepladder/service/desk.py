"""What every use case works with, put together once by bootstrap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stepladder.core.lane.rate import Rate
from stepladder.service.arrived import Arrived, IntakeResult
from stepladder.service.gathering import Gathering
from stepladder.service.packs import Packs
from stepladder.service.ports import Channel, Store, TimePort
from stepladder.service.ports_due import DueRecords, NoRecords
from stepladder.service.ports_outbox import Outbox
from stepladder.service.ports_proof import Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRules:
    """What whoever runs the desk chose about sending.

    Fields: rates - by the lane they bind; again_after_doubt - a notice of which nobody knows whether it arrived goes
    out once more, under the same key; else somebody is told at once.
    """

    rates: Mapping[str, Rate] = field(default_factory=dict)
    again_after_doubt: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    """Store, time, ways to send, policies and proof of one running desk.

    Fields: channels - by the channel they serve; `*` takes every other; packs - policies by digest, kept compiled;
    link - the address at which people reach the desk, without a slash at its end; gathering - where signals that come
    at the same time meet; due_records - what workers tell of their due loops.
    """

    store: Store
    outbox: Outbox
    time: TimePort
    channels: Mapping[str, Channel]
    packs: Packs
    link: str
    proof: Proof
    rules: SendingRules = field(default_factory=SendingRules)
    gathering: Gathering[Arrived, IntakeResult] = field(default_factory=Gathering)
    due_records: DueRecords = field(default_factory=NoRecords)
