"""Requests that may show how a rule has changed: from its conditions, its words, its counts, and the examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from stepladder.core.lint.diff.edges import edges
from stepladder.core.lint.diff.pairs import Both, Pair
from stepladder.core.lint.diff.requests import ABSENT, Plain, plain_request
from stepladder.core.policy.assessments import Counting
from stepladder.core.policy.base import Element
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import Tree
from stepladder.core.policy.model import Category, Level, Segment
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.examples import NOON, asks
from stepladder.core.triage.reading.wording import PhraseEntry, parts_of

MOST_EDGES = 600
"""So many requests are made of the conditions of one rule."""
MOST_PHRASES = 60
_MOST_WAYS = 3
_MOST_BASES = 8
AT = NOON.isoformat()


@dataclass(frozen=True)
class Candidates:
    """Makes requests for one difference. The order does not hang on which policy is the earlier."""

    both: Both

    @cached_property
    def packs(self) -> tuple[Pack, Pack]:
        first, second = sorted((self.both.old, self.both.new), key=lambda pack: (pack.id, pack.digest))
        return first, second

    @cached_property
    def examples(self) -> tuple[Plain, ...]:
        """The requests of the examples of both policies, each once."""
        examples = [one for pack in self.packs for one in pack.text.examples if asks(one) == "decision"]
        given = [{"at": AT} | one.given for one in examples]
        return tuple({repr(one): one for one in given}.values())

    def of(self, pair: Pair) -> Iterator[Plain]:
        """Requests for one rule: the plainest first."""
        sides = [one for one in (pair.before, pair.new) if one is not None]
        bases = self._bases() if isinstance(pair.shown, Level | Segment) else list[dict[str, object]]([{}])
        facts = list(edges(self._trees(pair), self._types(), NOON, MOST_EDGES))
        facts.sort(key=lambda one: sum(value is not ABSENT for value in one.values()))
        for given in facts:
            for base in bases:
                yield plain_request(base | given, AT)
        yield from self._said(sides)
        for one in sides:
            yield from self._counted(getattr(one, "count", None))
        yield from self._ticked(pair)

    def _bases(self) -> list[dict[str, object]]:
        """Something that is the case, so that facts may give it a level, and a segment something to change."""
        names = {one.category or one.id: one.id for pack in self.packs for one in pack.text.triggers}
        found: list[dict[str, object]] = [{"signal.triggers": (name,)} for name in sorted(names.values())]
        return found[:_MOST_BASES] or [{}]

    def _trees(self, pair: Pair) -> list[Tree]:
        found = []
        for pack, one in ((self.both.old, pair.before), (self.both.new, pair.new)):
            if one is not None:
                within = pair.name.partition(":")[0] if isinstance(one, Level) else ""
                if (tree := pack.trees.get(condition_key(one, within=within))) is not None:
                    found.append(tree)
        return found

    def _types(self) -> dict[str, Any]:
        return dict(self.packs[0].facts) | dict(self.packs[1].facts)

    def _said(self, sides: Iterable[Element]) -> Iterator[Plain]:
        """Texts made of the phrases that are not the same on both sides, and of some that are."""
        hits = [set(getattr(one, "phrases", ())) for one in sides]
        unless = [set(getattr(one, "unless", ())) for one in sides]
        whole, away = set().union(*hits), set().union(*unless)
        differing = whole - set.intersection(*hits) if len(hits) > 1 else whole
        for phrase in sorted(differing)[:MOST_PHRASES]:
            for text in _texts(phrase):
                yield plain_request({"signal.text": text}, AT)
        common = [text for phrase in sorted(whole)[:3] for text in _texts(phrase)[:1]]
        for text in common:
            yield plain_request({"signal.text": text}, AT)
        for phrase in sorted(away - set.intersection(*unless) if len(unless) > 1 else set())[:MOST_PHRASES]:
            for text in common:
                for other in _texts(phrase)[:1]:
                    yield plain_request({"signal.text": f"{text} {other}"}, AT)

    def _counted(self, count: Counting | None) -> Iterator[Plain]:
        """Earlier events, as many as the limit, one less and one more, all fresh or one at the edge of the window."""
        if count is None:
            return
        limit = count.at_least if count.at_least is not None else count.at_most or 0
        shared = self._shared(count)
        for kind in count.of:
            for many in range(max(limit - 2, 0), limit + 2):
                for oldest in _ages(count.within):
                    yield _with_history(kind, many, oldest, shared, distinct=count.distinct is not None)

    def _shared(self, count: Counting) -> dict[str, Any]:
        """What all events have in common."""
        categories = [one for pack in self.packs for one in pack.text.triggers if one.category]
        first = min(categories, key=lambda one: one.id, default=None)
        shared: dict[str, Any] = {"category": first.category, "triggers": [first.id]} if first is not None else {}
        return shared | ({"feature": "sign-in"} if "feature" in count.same else {})

    def _ticked(self, pair: Pair) -> Iterator[Plain]:
        """Somebody says that it is so."""
        if pair.section in ("triggers", "detectors", "signs", "categories"):
            names = [pair.name] if pair.was is None else [pair.name, pair.was]
            for name in names:
                yield plain_request({"signal.triggers": (name,)}, AT)
        ticks = [name for one in (pair.before, pair.new) for name in getattr(one, "trigger", ())]
        ticks += [name for one in (pair.before, pair.new) for name in getattr(one, "category", ()) or () if
                  pair.section == "scenarios"]  # fmt: skip
        if isinstance(pair.shown, Category):
            ticks += [one.id for pack in self.packs for one in pack.text.triggers if one.category == pair.name]
        if pair.section in ("flags", "categories", "scales"):
            ticks += self._bringing(pair)
        for name in sorted(set(ticks)):
            yield plain_request({"signal.triggers": (name,)}, AT)

    def _bringing(self, pair: Pair) -> list[str]:
        return [
            one.id
            for pack in self.packs
            for group in (pack.text.triggers, pack.text.signs, pack.text.detectors)
            for one in group
            if pair.name in (one.flag, one.level, getattr(one, "category", None))
        ]


def _texts(phrase: str) -> list[str]:
    """Texts that a phrase is found in: its first few ways to be said."""
    parts, faults = parts_of([PhraseEntry("", phrase)])
    if faults or not parts[0]:
        return []
    ways = [["".join(way.pieces) for way in part[:_MOST_WAYS]] for part in parts[0]]
    longest = max(map(len, ways))
    return [" ".join(way[min(number, len(way) - 1)] for way in ways) for number in range(longest)]


def _ages(within: int | None) -> Iterator[int]:
    """How long ago the oldest event was, in seconds: fresh, right at the edge, and right past it."""
    yield 3_600
    if within is not None:
        yield from (within - 1, within, within + 1)


def _with_history(kind: str, many: int, oldest: int, shared: dict[str, Any], *, distinct: bool) -> Plain:
    def event(number: int) -> dict[str, Any]:
        age = oldest if number == 0 else min(oldest, 60 * (many - number))
        made = {"at": _ago(NOON, age), "kind": kind, "id": f"e{number + 1}"} | shared
        return made | ({"customer": f"c{number + 1}"} if distinct else {})

    signal: dict[str, Any] = {"triggers": shared["triggers"]} if "triggers" in shared else {}
    if "feature" in shared:
        signal["facts"] = {"feature": shared["feature"]}
    return {"signal": signal, "at": AT, "customer": {"id": "c0"}, "history": [event(one) for one in range(many)]}


def _ago(at: datetime, seconds: int) -> str:
    return (at - timedelta(seconds=seconds)).isoformat()
