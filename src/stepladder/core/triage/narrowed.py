"""A request as one of several packs understands it (Q-51)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec

from stepladder.core.policy.pack import Pack
from stepladder.core.triage.facts import fact_name
from stepladder.core.triage.matched import MARKS
from stepladder.core.triage.readers import readers
from stepladder.core.triage.request import FactValue, Request
from stepladder.core.values import DeskError

_PARTS = ("customer", "contact", "contract", "deal", "signal", "case")


def narrowed(request: Request, pack: Pack, packs: Sequence[Pack]) -> Request:
    """The request without the names that only other packs know.

    A name that none of them knows stays in the request of the first, which refuses it.
    """

    def keeps(is_known_to: Callable[[Pack], bool]) -> bool:
        return is_known_to(pack) or (pack is packs[0] and not any(map(is_known_to, packs)))

    def names(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in given if keeps(partial(_knows_name, name)))

    def facts(record: str, given: Mapping[str, FactValue]) -> dict[str, FactValue]:
        return {fact: value for fact, value in given.items() if keeps(partial(_knows_fact, record, fact))}

    parts = {
        record: msgspec.structs.replace(part, facts=facts(record, part.facts))
        for record in _PARTS
        if (part := getattr(request, record)) is not None and part.facts
    }
    signal = parts.get("signal", request.signal)
    parts["signal"] = msgspec.structs.replace(
        signal, triggers=names(signal.triggers), not_triggers=names(signal.not_triggers)
    )
    if request.case is not None:
        case = parts.get("case", request.case)
        levels = {
            scale: level for scale, level in case.levels.items() if keeps(partial(_knows_level, f"{scale}:{level}"))
        }
        parts["case"] = msgspec.structs.replace(case, triggers=names(case.triggers), levels=levels)
    return msgspec.structs.replace(request, **parts)


def _knows_name(name: str, pack: Pack) -> bool:
    return name in MARKS or name in readers(pack).tables.tickable


def _knows_fact(record: str, fact: str, pack: Pack) -> bool:
    try:
        return fact_name(pack, record, fact, where=record) in pack.facts
    except DeskError:
        return False


def _knows_level(level: str, pack: Pack) -> bool:
    return level in readers(pack).levels
