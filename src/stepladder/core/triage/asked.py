"""A request with its facts and the answers of a pack's conditions, before anything is decided."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

import msgspec

from stepladder.core.clock.zones import zone
from stepladder.core.policy.conditions import Answers, Environment, unknown_facts
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.facts import gather
from stepladder.core.triage.readers import ZONE, Readers, TextReading, readers
from stepladder.core.triage.request import Request
from stepladder.core.values import DeskError


class Asked(msgspec.Struct, frozen=True, gc=False):
    """What one pack is asked: `at` in epoch seconds, facts typed, `home` the customer's zone where it is known."""

    pack: Pack
    readers: Readers
    request: Request
    at: int
    facts: dict[str, Any]
    records: frozenset[str]
    home: str | None
    answers: Answers
    reading: TextReading
    ruled_out: frozenset[str]
    """What a person ruled out."""
    packs: tuple[str, ...]
    """All packs that are asked at once."""
    as_of: int
    """The present of conditions on time, in epoch seconds; later than `at` where an older case is asked about again."""

    def missing(self, key: str) -> tuple[str, ...]:
        """The facts to ask for, so that the condition `key` can be answered."""
        if not self.facts.keys().isdisjoint(self.readers.reads_of[key]):
            return self._work_out_missing(key)
        # Where none of its facts is there, the answer hangs on which records are: the same for most signals.
        kept, name = self.readers.worked.missing, (key, self.records)
        found = kept.get(name)
        return found if found is not None else kept.keep(name, self._work_out_missing(key))

    def _work_out_missing(self, key: str) -> tuple[str, ...]:
        return unknown_facts(self.pack.trees[key], self.environment())

    @property
    def only_triggers(self) -> bool:
        """Whether nothing but triggers and segments can be the case in this pack."""
        return self.readers.tables.only_triggers

    @property
    def zone(self) -> tzinfo:
        """Where bare dates begin and months are counted: the customer's zone, else the pack's."""
        return zone(self.home) if self.home else self.readers.conditions.zone

    def environment(self) -> Environment:
        """What the conditions were answered against."""
        return self.readers.conditions.environment(self.facts, self.records, self.as_of, self.home)

    def is_true(self, key: str) -> bool:
        """Whether a condition is true; one the pack does not have is not."""
        return key in self.answers.true

    def is_near(self, key: str) -> bool:
        """Whether the signal speaks of what the condition reads, by words or by stated facts."""
        own = self.readers.signal_facts_of[key]
        return bool(own) and not (own.isdisjoint(self.reading.hinted) and own.isdisjoint(self.facts))


def ask(pack: Pack, request: Request, at: int, packs: tuple[str, ...] = (), as_of: int | None = None) -> Asked:
    """The request as the pack understands it. Conditions on time are answered `as_of` that second, else of `at`.

    Raises: DeskError - a fact that the pack does not know, or a value of another type, by its place in the request.
    """
    tools = readers(pack)
    facts, records = gather(pack, request, tools.wanted)
    facts["signal.at"] = at  # A hand-over may ask for it; conditions know the present as `now`.
    reading = tools.read(request.signal)
    for name, value in reading.facts.items():
        facts.setdefault(name, value)
    home = request.customer.zone if request.customer is not None else None
    if request.case is not None and ZONE in request.case.facts:
        home = facts.get(ZONE)  # What a person said, or what the case was decided with.
    if home is not None:
        _check_zone(home)
    present = at if as_of is None else as_of
    answers = tools.conditions.answers(facts, records, present, home)
    ruled_out = frozenset(request.signal.not_triggers)
    return Asked(pack, tools, request, at, facts, records, home, answers, reading, ruled_out, packs, present)


def _check_zone(home: str) -> None:
    try:
        zone(home)
    except DeskError as fault:
        raise DeskError(fault.what, where=ZONE, mend=fault.mend) from fault
