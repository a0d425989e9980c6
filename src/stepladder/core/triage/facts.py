"""From a request to typed facts: what a person set stands over what the signal states, that over what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from math import floor
from operator import attrgetter
from sys import intern
from typing import Any

from stepladder.core.policy.conditions import BUILTIN, FactType, Kind, read_value
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.request import Request
from stepladder.core.values import DeskError, parse_instant

_ATTRIBUTE = {"signal.from": "sender"}


# By rank: what a person set on the case comes last and stands over all else.
_RECORDS = ("customer", "contact", "contract", "deal", "signal", "case")
_ONLY_BY_NAME = frozenset({"account", "incident"})
"""Records that no part of a request stands for: they are there once a fact of theirs is said."""

Wanted = dict[str, tuple[tuple[str, Callable[[object], Any], FactType, bool], ...]]
"""The built-in facts that some rule of a pack reads: per record, each name with its getter, its type, and whether that
is text, which most are."""


def wanted(names: Iterable[str]) -> Wanted:
    """Those of the names that every desk knows, so that a request is not read further than its policy reads."""
    found: dict[str, list[tuple[str, Callable[[object], Any], FactType, bool]]] = {}
    for name in map(intern, sorted(set(names))):
        if name in BUILTIN:
            record, _, attribute = name.partition(".")
            of_type = BUILTIN[name]
            one = (name, attrgetter(_ATTRIBUTE.get(name, attribute)), of_type, of_type.kind is Kind.TEXT)
            found.setdefault(record, []).append(one)
    return {record: tuple(attributes) for record, attributes in found.items()}


def full_name(pack: Pack, fact: str, *, where: str) -> str:
    """The name of a fact in conditions: `refund_amount` is `signal.refund_amount`. Raises: DeskError - no such fact."""
    for name in (fact, f"signal.{fact}", f"case.{fact}"):
        if name in pack.facts:
            return name
    known = [own.id for own in pack.text.facts]
    raise DeskError(f"no fact is called '{fact[:40]}' in pack {pack.id}", where=where, mend=suggest(fact, known))


def gather(pack: Pack, request: Request, wants: Wanted) -> tuple[dict[str, Any], frozenset[str]]:
    """The stated facts in the form conditions work on, and which records are there.

    Their names are interned, as those in compiled conditions are, so that no letters are compared to find them.
    Raises: DeskError - an unknown fact, or a value of another type, named by its place in the request.
    """
    there: list[str] = []
    facts: dict[str, Any] = {}
    for record in _RECORDS:
        part = getattr(request, record)
        if part is None:
            continue
        there.append(record)
        for name, of, fact_type, is_text in wants.get(record, ()):
            raw = of(part)
            if raw is not None and not (is_text and _is_blank(raw)):
                facts[name] = raw if is_text and raw.__class__ is str else read_value(fact_type, raw, where=name)
        if record_facts := part.facts:
            for fact, raw in record_facts.items():
                name = _set(pack, facts, record, fact, raw, where=f"{record}.facts.{fact}")
                by_name = name.partition(".")[0]
                if by_name in _ONLY_BY_NAME and by_name not in there:
                    there.append(by_name)
    return facts, frozenset(there)


def _set(pack: Pack, facts: dict[str, Any], record: str, fact: str, raw: object, *, where: str) -> str:
    name = fact_name(pack, record, fact, where=where)
    if name not in pack.facts:
        known = [own.id for own in pack.text.facts if own.of == record]
        what = f"no fact of the {record} is called '{fact[:40]}' in pack {pack.id}"
        raise DeskError(what, where=where, mend=suggest(fact, known))
    if raw is not None and not (pack.facts[name].kind is Kind.TEXT and _is_blank(raw)):
        facts[name] = read_value(pack.facts[name], raw, where=where)
    return name


def _is_blank(raw: object) -> bool:
    """Whether a text says nothing: other systems send an empty one for what they do not know."""
    return isinstance(raw, str) and (not raw or raw.isspace())


def fact_name(pack: Pack, record: str, fact: str, *, where: str) -> str:
    """The full name under which a record of a request states a fact; it may be one that the pack does not know.

    A signal may state facts of accounts and incidents by their full names: no record of a request stands for these.
    Raises: DeskError - a fact set on the case that nothing is known of.
    """
    if record == "case":
        return full_name(pack, fact, where=where)
    return fact if record == "signal" and fact.partition(".")[0] in _ONLY_BY_NAME else f"{record}.{fact}"


def read_fact(pack: Pack, fact: str, raw: object) -> tuple[str, object]:
    """The full name and typed value of one fact that a person says. Raises: DeskError - unknown, or of another type."""
    name = full_name(pack, fact, where="fact")
    return name, read_value(pack.facts[name], raw, where=name)


def instant_of(text: str, *, where: str = "at") -> int:
    """Epoch seconds of an instant as text."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return floor(moment.timestamp())
    except (ValueError, OverflowError):
        pass  # Said by the reader below, with what and how to mend.
    return int(parse_instant(text, where=where).timestamp())
