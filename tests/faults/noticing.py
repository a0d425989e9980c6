"""What notices a slip in a shipped policy: the loader, its examples, its rehearsals, the check, the coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from stepladder import packfiles
from stepladder.core.guard.examples import run as tried
from stepladder.core.lint.check import check
from stepladder.core.lint.coverage.carriers import stands
from stepladder.core.policy.pack import Pack
from stepladder.core.rehearse.reading import read_scenario
from stepladder.core.rehearse.run import run
from stepladder.core.rehearse.scenario import Scenario
from stepladder.core.rehearse.words import story
from stepladder.core.triage.loading import load
from stepladder.core.values import DeskError, PackFaults
from tests.faults.slips import Slip, slips

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOBODY = "nobody"


@dataclass(frozen=True)
class Sound:
    """A shipped pack as it is, and what is said of it."""

    name: str

    @cached_property
    def files(self) -> Mapping[str, str]:
        return packfiles.read(self.name)[1]

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        return tuple(slips(self.name, self.files))

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        read = (read_scenario(name, text) for name, text in packfiles.rehearsals(self.name).items())
        return tuple(one for one in read if one.packs == (self.name,))

    @cached_property
    def pack(self) -> Pack:
        return load(self.name, self.files)

    @cached_property
    def stories(self) -> tuple[str, ...]:
        return tuple(_stories(self.pack, self.scenarios))

    @cached_property
    def findings(self) -> frozenset[tuple[str, str]]:
        return _findings(self.pack)

    @cached_property
    def carried(self) -> dict[str, list[str]]:
        return _carried(self.pack)

    def noticed_by(self, slip: Slip) -> str:
        """Who notices it first; `NOBODY`. What costs most is asked last."""
        try:
            pack = load(self.name, slip.made_in(self.files))
        except PackFaults:
            return "the loader"
        if any(tried(pack, example) for example in pack.text.examples):
            return "an example"
        try:
            told = tuple(_stories(pack, self.scenarios))
        except DeskError:
            return "a rehearsal"
        if told != self.stories:
            return "a rehearsal"
        if _carried(pack) != self.carried:
            return "the coverage"
        return "the check" if _findings(pack) - self.findings else NOBODY


def _stories(pack: Pack, scenarios: tuple[Scenario, ...]) -> Iterator[str]:
    for scenario in scenarios:
        # Its version is said in the first line, and is another one for every text.
        yield story(run(scenario, [pack])).replace(pack.version, pack.id)


def _findings(pack: Pack) -> frozenset[tuple[str, str]]:
    return frozenset((one.rule, one.what) for one in check(pack, NOW))


def _carried(pack: Pack) -> dict[str, list[str]]:
    return {row: [one.name for one in places] for row, places in stands(pack.text).items()}
