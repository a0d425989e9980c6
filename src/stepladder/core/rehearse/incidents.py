"""The watches and incidents of a rehearsal, in plain dictionaries, moved by the functions that run the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec
from msgspec import field

from stepladder.core.case.events import Happened
from stepladder.core.case.incident_commands import IncidentNews
from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.case.refused import Refused
from stepladder.core.incident.asked import INCIDENT, asked_by_case, asked_by_incident, asked_by_watch
from stepladder.core.incident.commands import AnyIncidentCommand, AnyWatchCommand, BurstOver, Report
from stepladder.core.incident.events import Incidental
from stepladder.core.incident.incident import Incident, handle
from stepladder.core.incident.incident import evolve as evolve_incident
from stepladder.core.incident.watch import Watch, hear, settle
from stepladder.core.incident.watch import evolve as evolve_watch

_ASKED: msgspec.json.Decoder[AnyWatchCommand | AnyIncidentCommand] = msgspec.json.Decoder(
    AnyWatchCommand | AnyIncidentCommand
)
_NEWS: msgspec.json.Decoder[IncidentNews] = msgspec.json.Decoder(IncidentNews)

Tell = Callable[[str, IncidentNews, datetime], None]
"""Tells a case, by its id, what happened to its incident."""


class Incidents(msgspec.Struct):
    """Those that anything was reported of.

    Fields: told - what happened to incidents, each with how many events of cases had happened before it, and its id.
    """

    watches: dict[str, Watch] = field(default_factory=dict)
    by_id: dict[str, Incident] = field(default_factory=dict)
    told: list[tuple[int, str, Incidental]] = field(default_factory=list)

    def follow(
        self, case: str, events: tuple[Happened, ...], now: datetime, *, first_version: int, after: int, tell: Tell
    ) -> None:
        """What the events of a case ask of watches and incidents, and all that follows. `after`: events before."""
        self._run(asked_by_case(case, events, first_version=first_version), now, after, tell)

    def _run(self, orders: Iterable[ReactionOrder], now: datetime, after: int, tell: Tell) -> None:
        for order in orders:
            kind, _, name = order.target.partition(":")
            command = _ASKED.decode(order.command)
            if isinstance(command, Report | BurstOver):
                self._run(self._watch(name, command, now), now, after, tell)
                continue
            assert kind == INCIDENT
            try:
                news = self._ask(name, command, now, after)
            except Refused:
                continue  # As on the desk: what an incident cannot do is noted there and holds up nothing.
            for one in news:
                if ":" in one.target:
                    self._run([one], now, after, tell)
                else:
                    tell(one.target, _NEWS.decode(one.command), now)

    def _watch(self, tag: str, command: AnyWatchCommand, now: datetime) -> tuple[ReactionOrder, ...]:
        before = self.watches.get(tag) or Watch(tag)
        told = hear(before, command, now=now) if isinstance(command, Report) else settle(before, command, now=now)
        self.watches[tag] = evolve_watch(before, *told)
        return asked_by_watch(before.id, told, first_version=before.version + 1, due=now)

    def _ask(self, name: str, command: AnyIncidentCommand, now: datetime, after: int) -> tuple[ReactionOrder, ...]:
        before = self.by_id.get(name) or Incident(name)
        told = handle(before, command, by="desk", now=now)
        if not told:
            return ()
        incident = self.by_id[name] = evolve_incident(before, *told)
        self.told += [(after, name, one) for one in told]
        return asked_by_incident(incident, told, first_version=before.version + 1, due=now)
