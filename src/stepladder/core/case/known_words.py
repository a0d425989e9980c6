"""What is known of a case in words, by the names that the slots of templates are filled from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain

from stepladder.core.case.state import Case
from stepladder.core.clock.when_words import day_in_words, instant_in_words
from stepladder.core.clock.words import length_in_words
from stepladder.core.clock.zones import zone
from stepladder.core.policy.conditions.types import Kind
from stepladder.core.policy.names import levels
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import Money


def known_texts(verdict: Verdict, case: Case) -> dict[str, str]:
    """Facts, the records of customer and contact, the customer's words, and how the case stands; blank ones left out.

    Instants are in the zone of the policy.
    """
    pairs = chain(_records(verdict), _facts(verdict), _of_case(verdict.pack, case))
    return {name: text for name, text in pairs if text.strip()}


def levels_in_words(pack: Pack, case: Case) -> str:
    """The titles of the levels that a case has, one of each scale."""
    titles = {key: level.title or level.id for key, level in levels(pack.text).items()}
    return ", ".join(titles.get(f"{scale}:{level}", level) for scale, level in case.levels.items())


def categories_in_words(pack: Pack, case: Case) -> str:
    """The titles of the categories that a case belongs to."""
    titles = {one.id: one.title or one.id for one in pack.text.categories}
    found = case.assessment.categories if case.assessment is not None else ()
    return ", ".join(titles.get(one, one) for one in found)


def _facts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    declared, home = verdict.pack.facts, zone(verdict.pack.zone)
    for name, value in verdict.facts.items():
        kind = declared[name].kind if name in declared else Kind.TEXT
        match value:
            case bool():
                continue
            case datetime():
                yield name, instant_in_words(value, home)
            case date():
                yield name, day_in_words(value)
            case int() if kind is Kind.INSTANT:
                yield name, instant_in_words(datetime.fromtimestamp(value, UTC), home)
            case int() if kind is Kind.DURATION:
                yield name, length_in_words(value)
            case str() | int() | float() | Money():
                yield name, str(value)


def _records(verdict: Verdict) -> Iterator[tuple[str, str]]:
    request = verdict.asked.request
    yield "signal.subject", request.signal.subject or ""
    yield "signal.text", request.signal.text or ""
    for group, record in (("customer", request.customer), ("contact", request.contact)):
        for name in record.__struct_fields__ if record is not None else ():
            value = getattr(record, name)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                yield f"{group}.{name}", str(value)


def _of_case(pack: Pack, case: Case) -> Iterator[tuple[str, str]]:
    teams = {one.id: one.title or one.id for one in pack.text.directory}
    home = zone(pack.zone)
    yield "case.id", case.id
    yield "case.owner", teams.get(case.owner, case.owner)
    yield "case.level", levels_in_words(pack, case)
    yield "case.category", categories_in_words(pack, case)
    yield "case.attempts", "\n".join(f"{one.what}: {one.result}" for one in case.attempts)
    told = next((one.to for one in case.routes.values() if not one.withdrawn), None)
    yield "team.title", teams.get(told, "") if told is not None else ""
    for clock in sorted(case.clocks.values(), key=lambda one: one.due_at, reverse=True):
        # Of several of one kind the first that falls due counts.
        if clock.waits and not clock.team:
            yield f"clock.{clock.kind}", instant_in_words(clock.due_at, home)
