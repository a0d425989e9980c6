"""The decision of a policy as a tree: from what is in a message over its matter to level, clocks and who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stepladder.core.policy.assessments import Detector, Sign
from stepladder.core.policy.model import Category, Clock, PackText, Route, Selector, Trigger
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.blocks import Block, Branch, Heading, Sentence, Tree
from stepladder.core.policy.shown.matters import ESCALATE, brings_told, clock_told, notice_told, seen_told
from stepladder.core.policy.shown.words import Titles, cited, name_of

_HOW = (
    "Every branch whose signs are there holds, several at once too: the highest level counts, and what each branch "
    "asks for is added up. The reasons stand further below."
)


def tree(pack: Pack) -> Iterator[Block]:
    """A branch for each category, one for each level that is reached without, and one for what holds always."""
    grown = _Grown(pack)
    branches = (*grown.categories(), *grown.levels(), *grown.marks(), *grown.always())
    if branches:
        yield Heading(2, "From a message to what follows")
        yield Sentence(_HOW)
        yield Tree("What is in the message?", branches)


class _Grown:
    """The branches of one policy."""

    def __init__(self, pack: Pack) -> None:
        self._text: PackText = pack.text
        self._titles = Titles(pack.text)
        self._strictest = pack.parameters["clock.precedence"] == "strictest"
        self._levels = {f"{scale.id}:{one.id}": one for scale in pack.text.scales for one in scale.levels}

    def categories(self) -> Iterator[Branch]:
        text, titles = self._text, self._titles
        for category in text.categories:
            triggers = [one for one in text.triggers if one.category == category.id]
            signs = [cited(f"{name_of(one)} {self._to(category, one.level)}".rstrip(), one) for one in triggers]
            found = [one for one in text.detectors if one.category == category.id]
            signs += [cited(name_of(one), one) for one in found]
            signs += [titles.condition(category.when)] if category.when is not None else []
            names = {one.id for one in (*triggers, *found)}
            yield self._branch(cited(name_of(category), category), category.level, signs, category.id, names)

    def levels(self) -> Iterator[Branch]:
        """What reaches a level and belongs to no category."""
        titles = self._titles
        for key, level in self._levels.items():
            found = [one for one in self._loose() if one.level == key]
            signs = [cited(name_of(one), one) for one in found]
            signs += [titles.condition(level.when)] if level.when is not None else []
            if signs:
                yield self._branch("Of no category", key, signs, None, {one.id for one in found})

    def marks(self) -> Iterator[Branch]:
        """What sets no level and belongs to no category, such as the marks of a case."""
        for one in (one for one in self._loose() if one.level is None):
            brings = (brings_told(self._titles, one),) if brings_told(self._titles, one) else ()
            routes = [route for route in self._text.routes if one.id in route.binds.trigger]
            clocks = [clock for clock in self._text.clocks if one.id in clock.binds.trigger]
            if brings or routes or clocks:
                told = self._told(routes, without=("trigger",))
                promised = self._promised(clocks, without=("trigger",))
                count, phrases = getattr(one, "count", None), getattr(one, "phrases", ())
                signs = (seen_told(self._titles, count, one.when, phrases),)
                yield Branch(cited(name_of(one), one), "", 0, signs, (("so", brings), *promised, *told))

    def always(self) -> Iterator[Branch]:
        """What binds to neither category, level nor trigger."""
        clocks = [one for one in self._text.clocks if _is_general(one.binds)]
        routes = [one for one in self._text.routes if _is_general(one.binds)]
        if clocks or routes:
            follows = (*self._promised(clocks, without=()), *self._told(routes, without=()))
            yield Branch("Whatever it is", "", 0, ("any of these holds",), follows)

    def _loose(self) -> Iterator[Trigger | Detector | Sign]:
        """What matches without belonging to a category."""
        yield from (one for one in self._text.triggers if one.category is None)
        yield from (one for one in self._text.detectors if one.category is None)
        yield from self._text.signs

    def _to(self, category: Category, level: str | None) -> str:
        """The level of a trigger, where it is not that of its category."""
        return f"-> {self._titles.of('level', level)}" if level is not None and level != category.level else ""

    def _branch(
        self, title: str, level: str | None, signs: list[str], category: str | None, triggers: set[str]
    ) -> Branch:
        def binds(selector: Selector) -> bool:
            if selector.category or selector.trigger:
                return category in selector.category or not triggers.isdisjoint(selector.trigger)
            return level is not None and level in selector.level

        clocks = [one for one in self._text.clocks if binds(one.binds)]
        own = {one.kind for one in clocks if one.binds == Selector(category=one.binds.category) and category}
        if not self._strictest:
            clocks = [one for one in clocks if one.binds.category or one.binds.trigger or one.kind not in own]
        routes = [one for one in self._text.routes if binds(one.binds)]
        found = self._levels.get(level or "")
        follows = (("so", (f"it {ESCALATE[found.escalate]}",)),) if found and found.escalate is not None else ()
        without = ("category", "level")
        return Branch(
            title=title,
            level=name_of(found) if found is not None else "",
            urgency=found.urgency if found is not None else 0,
            shown_by=tuple(signs) or ("a person says so",),
            follows=(*follows, *self._promised(clocks, without), *self._told(routes, without)),
        )

    def _promised(self, clocks: Iterable[Clock], without: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        told = tuple(clock_told(self._titles, one, without=without) for one in clocks)
        return (("promised", told),) if told else ()

    def _told(self, routes: Iterable[Route], without: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        told = []
        for one in sorted(routes, key=lambda route: route.order):
            words = [notice_told(self._titles, one), self._titles.binding(one.binds, without=without)]
            words += [f"if {self._titles.condition(one.when)}"] if one.when is not None else []
            told.append(cited(", ".join(filter(None, words)), one))
        return (("told", tuple(told)),) if told else ()


def _is_general(binds: Selector) -> bool:
    return not (binds.category or binds.level or binds.trigger)
