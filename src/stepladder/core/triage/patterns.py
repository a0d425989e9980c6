"""Counts over several events: how many in a rolling window, and whether that is a pattern (Q-11 to Q-13, Q-20)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from stepladder.core.policy.assessments import Counting, PastKind
from stepladder.core.triage.facts import instant_of
from stepladder.core.triage.request import Past, Request

SILENCE = 72 * 3600
"""After so many seconds without an event a conversation is over (Q-12)."""


class Happened(msgspec.Struct, frozen=True, gc=False):
    """One event as it is counted; `kinds` are several for the present signal."""

    at: int
    kinds: frozenset[PastKind]
    id: str | None
    conversation: str | None
    customer: str | None
    contact: str | None
    categories: frozenset[str]
    triggers: frozenset[str]
    feature: str | None


class Present(msgspec.Struct, frozen=True):
    """What the present signal is known to be before patterns are looked for."""

    at: int
    request: Request
    categories: frozenset[str]
    triggers: frozenset[str]
    feature: str | None
    is_complaint: bool
    escalates: bool

    def event(self) -> Happened:
        kinds: set[PastKind] = {"signal"}
        if self.is_complaint:
            kinds.add("complaint")
        if self.escalates:
            kinds.add("escalation")
        signal, request = self.request.signal, self.request
        if signal.sender == "customer" and (signal.text or signal.subject or signal.kind == "call"):
            kinds.add("contact")  # Whoever writes or calls now is not silent.
        return Happened(
            self.at,
            frozenset(kinds),
            signal.id,
            signal.conversation,
            request.customer.id if request.customer is not None else None,
            (request.contact.id or request.contact.email) if request.contact is not None else None,
            self.categories,
            self.triggers,
            self.feature,
        )


class Count(msgspec.Struct, frozen=True):
    """How many there are, and whether they are a pattern: None where too little is known to say."""

    number: int
    holds: bool | None


def past_of(request: Request) -> tuple[Happened, ...]:
    """The events of the history, oldest first. Raises: DeskError - an instant that is none, by its place."""
    found = [_past(number, one) for number, one in enumerate(request.history)]
    return tuple(sorted(found, key=lambda one: one.at))


def _past(number: int, one: Past) -> Happened:
    return Happened(
        instant_of(one.at, where=f"history[{number}].at"),
        frozenset({one.kind}),
        one.id,
        one.conversation,
        one.customer,
        one.contact,
        frozenset({one.category} if one.category else ()),
        frozenset(one.triggers),
        one.feature,
    )


class Events(msgspec.Struct, frozen=True):
    """The present signal and all that came before it, oldest first."""

    now: Happened
    past: tuple[Happened, ...]

    def count(self, rule: Counting) -> Count:
        """Count what a rule counts, the present signal among it where it is of a kind that counts.

        The window ends at the present and includes its edge; events with one id are one. A rule that looks for silence
        (`at_most`) needs an earlier event of its kind: of somebody never heard of nobody can say that they fell silent.
        """
        now, of, shares = self.now, frozenset(rule.of), _shares(rule, self.now)
        if rule.among and now.categories.isdisjoint(rule.among):
            return Count(0, False)
        known = [one for one in self.past if one.at <= now.at and shares(one)]
        if rule.per == "conversation" and rule.within is None:
            known = _still_open(known, now.at)
        wanted = [one for one in (*known, now) if not of.isdisjoint(one.kinds) and shares(one)]
        inside = [one for one in wanted if rule.within is None or one.at >= now.at - rule.within]
        number = _number(rule, inside, now)
        if rule.at_least is not None and number < rule.at_least:
            return Count(number, False)
        if rule.at_most is not None and number > rule.at_most:
            return Count(number, False)
        is_silence = rule.at_most is not None and rule.within is not None
        return Count(number, None if is_silence and not wanted else True)


def _number(rule: Counting, events: list[Happened], now: Happened) -> int:
    if rule.distinct == "customer":
        # An event that names no customer is one of the customer asked about.
        return len({one.customer or now.customer for one in events})
    named = {one.id for one in events if one.id is not None}
    return len(named) + sum(1 for one in events if one.id is None)


def _shares(rule: Counting, now: Happened) -> Callable[[Happened], bool]:
    """Whether an event belongs to the same group as the present one."""

    def in_group(one: Happened) -> bool:
        match rule.per:
            case "customer":
                return one.customer is None or one.customer == now.customer
            case "contact":
                return one is now or (now.contact is not None and one.contact == now.contact)
            case "conversation":
                return one is now or (now.conversation is not None and one.conversation == now.conversation)
            case "workspace":
                return True

    def same(one: Happened) -> bool:
        # One issue is one category or one trigger; the feature narrows it where both name one.
        if "feature" in rule.same and None not in (one.feature, now.feature) and one.feature != now.feature:
            return False
        by = [name for name in rule.same if name != "feature"]
        return not by or any(
            (one.categories & now.categories) if name == "category" else (one.triggers & now.triggers) for name in by
        )

    return lambda one: in_group(one) and same(one)


def _still_open(events: list[Happened], at: int) -> list[Happened]:
    """The events since the last silence that ends a conversation; `events` stand oldest first."""
    kept: list[Happened] = []
    for one in reversed(events):
        if at - one.at > SILENCE:
            break
        kept.append(one)
        at = one.at
    return kept[::-1]
