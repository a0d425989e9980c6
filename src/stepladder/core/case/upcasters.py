"""Events as they were written long ago, lifted to today's form before they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, get_args

import msgspec

from stepladder.core.case.events import AnyEvent
from stepladder.core.streams import WrittenLater
from stepladder.core.values import DeskError

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""From the raw event of one version to that of the next. It changes a copy of its own."""


class Upcasters:
    """The steps from each old form of an event to the next, and the version that is written today.

    A form that gains a key with a default needs no step; one that renames, splits or drops a key does.
    Takes: steps - by (type, version they start from).
    Raises: DeskError - a type that no event has, or a version left out in between.
    """

    def __init__(self, steps: Mapping[tuple[str, int], Step]) -> None:
        self._steps = dict(steps)
        self.current: dict[str, int] = {str(one.__struct_config__.tag): 1 for one in get_args(AnyEvent)}
        for type_, version in sorted(self._steps):
            if self.current.get(type_) != version:
                raise DeskError(
                    f"there is no way to lift '{type_[:40]}' from version {version}",
                    where="upcasters",
                    mend="Name a type that exists, and give a step for each version before.",
                )
            self.current[type_] = version + 1

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[AnyEvent]:
        """Made when it is first asked for: most programs read no event, and there are eighty kinds of them."""
        return msgspec.json.Decoder(AnyEvent)

    def decode(self, type_: str, v: int, data: bytes) -> AnyEvent:
        """The event in today's form. Raises: WrittenLater - an unknown type or version; DeskError - broken data."""
        today = self.current.get(type_)
        if today is None or not 1 <= v <= today:
            raise WrittenLater(type_, v)
        try:
            if v == today:
                return self._decoder.decode(data)
            raw = msgspec.json.decode(data)
            for version in range(v, today):
                raw = self._steps[type_, version](raw)
            # The union is a value to mypy here, so it cannot say what comes out; msgspec checks it.
            lifted: AnyEvent = msgspec.convert(raw, AnyEvent)
            return lifted
        except (msgspec.MsgspecError, KeyError, TypeError, AttributeError) as fault:
            raise DeskError(
                f"'{type_}' in version {v} cannot be read: {fault}", where="stored event", mend="Restore the database."
            ) from fault


UPCASTERS = Upcasters({})
"""Those of this release: every event is still in its first form."""

CURRENT: Mapping[str, int] = UPCASTERS.current


def version_of(type_: str) -> int:
    """The version in which events of this type are written today."""
    return CURRENT[type_]


def decode(type_: str, v: int, data: bytes) -> AnyEvent:
    """A stored event in today's form. Raises: DeskError - it cannot be read."""
    return UPCASTERS.decode(type_, v, data)
