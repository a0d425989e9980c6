"""From a request to typed facts: what a person set stands over what the signal states, that over what was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stepladder.core.policy.conditions import BUILTIN, FactType, read_value
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.request import Request
from stepladder.core.values import DeskError, parse_instant

_ATTRIBUTE = {"signal.from": "sender"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A built-in fact that some rule of the pack reads: its name, record, attribute and type."""

    name: str
    record: str
    attribute: str
    type: FactType


def wanted(names: Iterable[str]) -> tuple[Wanted, ...]:
    """Those of the names that every desk knows, so that a request is not read further than its policy reads."""
    return tuple(
        Wanted(name, name.partition(".")[0], _ATTRIBUTE.get(name, name.partition(".")[2]), BUILTIN[name])
        for name in sorted(set(names))
        if name in BUILTIN
    )


def full_name(pack: Pack, fact: str, *, where: str) -> str:
    """The name of a fact in conditions: `refund_amount` is `signal.refund_amount`. Raises: DeskError - no such fact."""
    if fact in pack.facts:
        return fact
    name = f"signal.{fact}"
    if name in pack.facts:
        return name
    known = [own.id for own in pack.text.facts]
    raise DeskError(f"no fact is called '{fact[:40]}' in pack {pack.id}", where=where, mend=suggest(fact, known))


def gather(pack: Pack, request: Request, wants: tuple[Wanted, ...], at: int) -> tuple[dict[str, Any], frozenset[str]]:
    """The stated facts in the form conditions work on, and which records are there.

    Raises: DeskError - an unknown fact, or a value of another type, named by its place in the request.
    """
    parts: dict[str, Any] = {"signal": request.signal}
    for record, part in (
        ("customer", request.customer),
        ("contact", request.contact),
        ("contract", request.contract),
        ("deal", request.deal),
        ("case", request.case),
    ):
        if part is not None:
            parts[record] = part
    facts: dict[str, Any] = {}
    for want in wants:
        part = parts.get(want.record)
        if part is None:
            continue
        raw = getattr(part, want.attribute, None)
        if raw is not None:
            facts[want.name] = read_value(want.type, raw, where=want.name)
    # The order is the rank: what a person set on the case comes last and stands over all else.
    for record in ("customer", "contract", "signal", "case"):
        if record in parts:
            for fact, raw in parts[record].facts.items():
                _set(pack, facts, record, fact, raw, where=f"{record}.facts.{fact}")
    return facts, frozenset(parts)


def _set(pack: Pack, facts: dict[str, Any], record: str, fact: str, raw: object, *, where: str) -> None:
    name = full_name(pack, fact, where=where) if record == "case" else f"{record}.{fact}"
    if name not in pack.facts:
        known = [own.id for own in pack.text.facts if own.of == record]
        what = f"no fact of the {record} is called '{fact[:40]}' in pack {pack.id}"
        raise DeskError(what, where=where, mend=suggest(fact, known))
    if raw is not None:
        facts[name] = read_value(pack.facts[name], raw, where=where)


def read_fact(pack: Pack, fact: str, raw: object) -> tuple[str, object]:
    """The full name and typed value of one fact that a person says. Raises: DeskError - unknown, or of another type."""
    name = full_name(pack, fact, where="fact")
    return name, read_value(pack.facts[name], raw, where=name)


def instant_of(text: str | None, now: int, *, where: str = "at") -> int:
    """Epoch seconds of an instant as text, or `now` where there is none."""
    return now if text is None else int(parse_instant(text, where=where).timestamp())
