"""What a look at the chain has found so far in one workspace, and what of it need not be told twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from stepladder.service.ports_proof import Broken, Wrong

_REMEMBERED = 100_000
"""Rows; beyond that one and the same row may be told twice, by its position and by its version."""
_ONE_BY_ONE = 1_000


@dataclass(slots=True)
class Findings:
    """Fields: found - is told what is wrong; adopted_until - when the last release without digests may have run, 0 for
    never, None while that is not known."""

    workspace: str
    found: Callable[[Broken], None]
    adopted_until: int | None = None
    events: int = 0
    unsealed: int = 0
    adopted: int = 0
    archived: int = 0
    _told: set[tuple[str, int]] = field(default_factory=set)

    def of_event(
        self, what: Wrong, stream: str, version: int, said: str, *, position: int | None = None, once: bool = False
    ) -> None:
        """Takes: once - not where something else has been told of this event."""
        if once and self.is_told(stream, version):
            return
        if len(self._told) < _REMEMBERED:
            self._told.add((stream, version))
        self.found(
            Broken(workspace=self.workspace, what=what, said=said, stream=stream, version=version, position=position)
        )

    def of_stream(self, what: Wrong, stream: str, said: str) -> None:
        self.found(Broken(workspace=self.workspace, what=what, said=said, stream=stream))

    def of_chain(self, what: Wrong, said: str, *, seal: int | None = None, position: int | None = None) -> None:
        self.found(Broken(workspace=self.workspace, what=what, said=said, seal=seal, position=position))

    def is_told(self, stream: str, version: int) -> bool:
        return (stream, version) in self._told

    def gone(self, what: Wrong, stream: str, versions: range, where: str) -> None:
        """Versions that are not there, each by itself unless they are too many."""
        if len(versions) > _ONE_BY_ONE:
            said = f"events {versions[0]} to {versions[-1]} of {stream} are not there{where}"
            self.of_event(what, stream, versions[0], said)
            return
        for version in _not_in(versions, stream, self._told):
            self.of_event(what, stream, version, f"event {version} of {stream} is not there{where}")


def _not_in(versions: range, stream: str, told: set[tuple[str, int]]) -> Iterable[int]:
    return [version for version in versions if (stream, version) not in told]
