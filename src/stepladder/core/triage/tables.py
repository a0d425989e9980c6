"""The elements of one pack by what triage looks them up with: their ids, their conditions, the facts they read."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from stepladder.core.policy.assessments import Counting, Detector, Sign
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import reads
from stepladder.core.policy.model import CUSTOMER, Category, Trigger, UntilFact
from stepladder.core.policy.obligations import Amount
from stepladder.core.policy.pack import Pack

Seen = Trigger | Detector | Sign | Category
"""What a person can tick."""
Pattern = tuple[Detector | Sign, str | None]
"""With its condition, if it has one."""


class Tables(msgspec.Struct, frozen=True, eq=False):
    """Lookups of one pack; conditions are named by their key, and every table stands in pack order."""

    triggers: dict[str, Trigger]
    tickable: dict[str, Seen]
    """All that a person can tick, by id; a sign that shares its id with a trigger stands in `signs` alone."""
    signs: dict[str, Sign]
    detectors: tuple[Detector, ...]
    order: dict[str, int]
    """The place of each trigger, then of each detector, sign and category."""
    by_condition: dict[str, Trigger]
    segments: dict[str, str]
    signs_by_condition: dict[str, Sign]
    signs_of_detectors: dict[str, str]
    """By the id of each detector that brings a sign."""
    categories: dict[str, str]
    named: dict[str, str]
    """Conditions on which a selection hangs besides names, of scenarios, identity classes and their requests: each with
    the scenario or class that it shows."""
    patterns: tuple[Pattern, ...]
    """What is seen over several events or by the facts of a case: detectors, and signs that are counted."""
    patterns_of_one: tuple[Pattern, ...]
    """Those among them that one event alone can show."""
    counts_one: bool
    """Whether some of these count events, which asks when they were."""
    levels: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """For each scale that facts may decide: its levels with their conditions, highest first."""
    asked_by: dict[str, tuple[str, ...]]
    """The facts whose questions decide a level, by `scale:level`."""
    only_triggers: bool
    """Whether nothing but triggers, segments and ticked categories can be the case."""


def tables(pack: Pack) -> Tables:
    """The tables of a pack."""
    text = pack.text
    owned = {trigger.category for trigger in text.triggers}
    seen: tuple[Seen, ...] = (
        *text.triggers,
        *text.detectors,
        *text.signs,
        *(category for category in text.categories if category.id not in owned),
    )
    tickable: dict[str, Seen] = {}
    for one in seen:
        tickable.setdefault(one.id, one)
    named = {condition_key(one): one.id for one in (*text.scenarios, *text.identity)}
    named |= {condition_key(request, within=one.id): one.id for one in text.identity for request in one.requests}
    named = {key: id_ for key, id_ in named.items() if key in pack.trees}
    levels = tuple(
        (scale.id, tuple((level.id, condition_key(level, within=scale.id)) for level in scale.levels if level.when))
        for scale in text.scales
        if any(level.when for level in scale.levels)
    )
    detectors = tuple(one for one in text.detectors if one.count is not None or one.when is not None)
    patterned: tuple[Detector | Sign, ...] = (*detectors, *(one for one in text.signs if one.count is not None))
    patterns = tuple((one, None if one.when is None else condition_key(one)) for one in patterned)
    of_one = tuple(pattern for pattern in patterns if _can_be_one(pattern[0].count))
    return Tables(
        triggers={trigger.id: trigger for trigger in text.triggers},
        tickable=tickable,
        signs={sign.id: sign for sign in text.signs},
        detectors=detectors,
        patterns=patterns,
        patterns_of_one=of_one,
        counts_one=any(one.count is not None for one, _ in of_one),
        order={id_: number for number, id_ in enumerate(tickable)},
        by_condition={condition_key(one): one for one in text.triggers if one.when is not None},
        segments={condition_key(segment): segment.id for segment in text.segments},
        signs_by_condition={condition_key(one): one for one in text.signs if one.when is not None},
        signs_of_detectors={one.id: one.sign for one in text.detectors if one.sign is not None},
        categories={condition_key(one): one.id for one in text.categories if one.when is not None},
        named=named,
        levels=levels,
        asked_by=_asked_by(pack),
        only_triggers=not (text.signs or text.detectors or named or levels)
        and all(category.when is None for category in text.categories),
    )


def _can_be_one(count: Counting | None) -> bool:
    """Whether a single event is enough; that none came is known only from others before."""
    return count is None or ((count.at_least or 0) <= 1 and count.at_most != 0)


def _asked_by(pack: Pack) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for question in pack.text.questions:
        name = next((name for name in _full_names(question.fact) if name in pack.facts), question.fact)
        for level in question.decides:
            found[level] = (*found.get(level, ()), name)
    return found


def _full_names(fact: str) -> tuple[str, ...]:
    return (fact, f"signal.{fact}", f"case.{fact}")


def facts_of(pack: Pack) -> tuple[str, ...]:
    """Every fact that something of the pack reads: conditions, hand-overs, the directory, sums and dates."""
    text = pack.text
    names = [name for tree in pack.trees.values() for name in reads(tree)]
    names += [name for one in text.fields for name in one.prefill]
    names += [entry.person_from for entry in text.directory if entry.person_from]
    names += [clock.term.fact for clock in text.clocks if isinstance(clock.term, UntilFact)]
    names += ["customer.zone" for calendar in text.calendars if calendar.zone == CUSTOMER]
    names += [name for one in text.terms for name in one.starts]
    rungs = [rung for ladder in text.ladders for rung in ladder.rungs]
    values = [one.value for one in text.terms] + [one.value for one in text.concessions]
    values += [rung.value for rung in rungs]
    names += [name for value in values if value is not None for name in read_by(value)]
    names += ["customer.next_review_on" for one in text.follow_ups if one.until_review]
    # Sub-rungs count months of the fee where their rung names no other sum.
    names += ["contract.monthly_fee" for rung in rungs if rung.sub_rungs]
    names += [name for names_ in _asked_by(pack).values() for name in names_]
    return tuple(dict.fromkeys(names))


def read_by(value: Amount) -> Iterable[str]:
    """The facts that a sum is worked out from."""
    return (name for name in (value.of, value.since, value.until) if name is not None)
