"""Why something does not match or does not follow, and what would have to be different for it to do so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from stepladder.core.policy.assessments import Detector, Scenario, Sign
from stepladder.core.policy.base import Element, Selector
from stepladder.core.policy.checks import levels as levels_of
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.model import Category, Clock, Level, Segment, Trigger
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.assess import Assessed, events_of
from stepladder.core.triage.explained import reasons
from stepladder.core.triage.reading import RuleHit
from stepladder.core.triage.unmet import ways
from stepladder.core.triage.verdict import RouteVerdict, Verdict
from stepladder.core.values import DeskError, format_duration


class WhyNot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer for one element. `holds`: whether it is there after all; `says`: in words, one reason to a line.

    Of lines that begin with "either" one is enough.
    """

    id: str
    kind: str
    pack: str
    holds: bool
    says: tuple[str, ...] = ()


_ASSESSED = (Trigger, Detector, Sign, Segment, Category, Scenario, Level)


def why_not(verdict: Verdict, id_: str) -> tuple[WhyNot, ...]:
    """The answer for each element of this id in the packs that were asked: a rule, a gate, a level (`scale:level`).

    Raises: DeskError - none of the packs has such an element.
    """
    verdicts = (verdict, *verdict.overlays)
    found = [(one, kind, element) for one in verdicts for kind, element in _elements(one.pack, id_)]
    if not found:
        names = [name for one in verdicts for name in _all_ids(one.pack)]
        packs = ", ".join(one.pack.id for one in verdicts)
        raise DeskError(f"nothing is called '{id_[:60]}' in pack {packs}", where="id", mend=suggest(id_, names))
    return tuple(_answer(one, kind, element, id_) for one, kind, element in found)


def _answer(verdict: Verdict, kind: str, element: Element, id_: str) -> WhyNot:
    asked = isinstance(element, _ASSESSED)
    lines = _Assessed(verdict).lines(element, id_) if asked else _Follows(verdict).lines(kind, element)
    holds, says = lines
    return WhyNot(id=id_, kind=kind, pack=verdict.pack.id, holds=holds, says=tuple(says))


def _sections(pack: Pack) -> Iterator[tuple[str, Iterable[Element]]]:
    text = pack.text
    yield from (
        ("trigger", text.triggers), ("detector", text.detectors), ("sign", text.signs), ("segment", text.segments),
        ("category", text.categories), ("scenario", text.scenarios), ("clock", text.clocks),
        ("adjustment", text.adjustments), ("route", text.routes), ("cc", text.cc), ("field", text.fields),
        ("gate", text.gates), ("identity", text.identity), ("approval", text.approvals), ("guard", text.guards),
        ("guidance", text.guidance), ("step", text.steps), ("template", text.templates), ("record", text.records),
        ("hold", text.holds), ("concession", text.concessions), ("term", text.terms),
        ("follow_up", text.follow_ups), ("ladder", text.ladders),
    )  # fmt: skip


def _elements(pack: Pack, id_: str) -> Iterator[tuple[str, Element]]:
    for kind, elements in _sections(pack):
        for element in elements:
            scope = getattr(element, "scope", "")
            if id_ == element.id or (scope and id_ == f"{scope}/{element.id}"):
                yield kind, element
    level = levels_of(pack.text).get(id_)
    if level is not None:
        yield "level", level


def _all_ids(pack: Pack) -> list[str]:
    return [*(element.id for _, elements in _sections(pack) for element in elements), *levels_of(pack.text)]


def _condition(verdict: Verdict, key: str) -> Iterator[str]:
    """What the facts would have to be for a condition; nothing where it holds or is not written."""
    tree = verdict.pack.trees.get(key)
    if tree is None:
        return
    found = ways(tree, verdict.asked.environment())
    for way in found:
        yield f"{'either ' if len(found) > 1 else ''}{' and '.join(way)}"


class _Assessed:
    """Why something is not the case."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict, self.asked = verdict, verdict.asked

    def lines(self, element: Element, id_: str) -> tuple[bool, list[str]]:
        selection = self.verdict.selection
        match element:
            case Trigger() | Detector() | Sign():
                return self._seen(element)
            case Segment():
                return self._by_facts(element.id in self.verdict.segments, condition_key(element))
            case Category():
                owned = [one.id for one in self.verdict.pack.text.triggers if one.category == element.id]
                brought = [f"none of its triggers matched: {', '.join(owned)}"] if owned else []
                more = brought or ["nobody ticked it"]
                return self._by_facts(element.id in selection.categories, condition_key(element), *more)
            case Scenario():
                return self._by_facts(
                    element.id in selection.scenarios, condition_key(element), *_scenario_lines(element)
                )
        scale, _, level = id_.partition(":")
        stands = selection.levels.get(scale)
        more = [f"the case stands at {scale}:{stands}"] if stands is not None else ["nothing that matched brings it"]
        return self._by_facts(stands == level, condition_key(element, within=scale), *more)

    def _by_facts(self, holds: bool, key: str, *more: str) -> tuple[bool, list[str]]:
        return (True, []) if holds else (False, [*more, *_condition(self.verdict, key)])

    def _seen(self, one: Trigger | Detector | Sign) -> tuple[bool, list[str]]:
        everywhere = self.verdict.signs if isinstance(one, Sign) else self.verdict.triggers
        found = next((seen for seen in everywhere if seen.trigger.id == one.id), None)
        if found is not None:
            if found.state != "suggested":
                return True, []
            return False, ["it is suggested, and counts once a person confirms it"]
        if one.id in self.asked.ruled_out:
            return False, ["a person ruled it out"]
        says = list(_condition(self.verdict, condition_key(one)))
        says += self._count(one)
        if not isinstance(one, Detector) and one.phrases:
            says += self._words(one)
        return False, says or ["only a person can tick it, and nobody did"]

    def _count(self, one: Trigger | Detector | Sign) -> Iterator[str]:
        if isinstance(one, Trigger) or one.count is None:
            return
        rule, verdict = one.count, self.verdict
        detectors = {detector.id for detector in verdict.pack.text.detectors}
        before = [seen for seen in verdict.triggers if seen.trigger.id not in detectors]
        ids = tuple(seen.trigger.id for seen in before if seen.state != "suggested")
        first = Assessed(tuple(before), verdict.signs, verdict.segments, ids, verdict.selection)
        found = events_of(self.asked, first).count(rule)
        if found.holds:
            return
        window = f" within {format_duration(rule.within)}" if rule.within is not None else ""
        of = " or ".join(rule.of)
        if found.holds is None:
            yield f"no earlier {of} is known, so nobody can say that there is none{window}"
        elif rule.at_least is not None and found.number < rule.at_least:
            yield f"{found.number} of {of}{window} are counted, would have to be at least {rule.at_least}"
        else:
            yield f"{found.number} of {of}{window} are counted, would have to be at most {rule.at_most}"

    def _words(self, one: Trigger | Sign) -> Iterator[str]:
        rule = f"{'sign' if isinstance(one, Sign) else 'trigger'}:{one.id}"
        taken = [hit for hit in self.asked.reading.suppressed if hit.rule == rule]
        for hit in taken:
            yield f'"{hit.quote}" stands in the {hit.field}, but {_taken_away(hit)}'
        signal = self.asked.request.signal
        if not taken:
            many = "its phrase" if len(one.phrases) == 1 else f"none of its {len(one.phrases)} phrases"
            stands = "does not stand" if len(one.phrases) == 1 else "stands"
            yield (
                f"{many} {stands} in the subject or the text"
                if signal.text or signal.subject
                else "there are no words to read"
            )


def _taken_away(hit: RuleHit) -> str:
    for is_so, words in (
        (hit.negated, "is denied"),
        (hit.hypothetical, "is only supposed"),
        (hit.quoted, "is quoted from an earlier message"),
        (hit.excepted, "an `unless` phrase stands in the same sentence"),
    ):
        if is_so:
            return words
    return "does not count"


def _scenario_lines(one: Scenario) -> Iterator[str]:
    for noun, names in (
        ("triggers matched", one.trigger),
        ("categories is there", one.category),
        ("identity classes is asked for", one.identity),
    ):
        if names:
            yield f"none of its {noun}: {', '.join(names)}"


class _Follows:
    """Why something does not follow."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict, self.case = verdict, verdict.selection.case

    def lines(self, kind: str, element: Element) -> tuple[bool, list[str]]:
        standing = next((one for one in reasons(self.verdict) if one.element is element), None)
        if standing is not None and standing.lost_to is not None:
            return False, [f"it gave way to {standing.lost_to}"]
        told = next((one for one in self.verdict.routes if one.route is element), None)
        if told is not None:
            return told.state == "due", list(_route_lines(told))
        if standing is not None:
            return True, list(self._gate_lines(element))
        binds: Selector = getattr(element, "binds", Selector())
        failing = list(self._failing(element, binds))
        if not self.case.anything and not failing:
            failing = ["nothing matched"]
        if kind == "identity" and not failing:
            failing = ["no request of this class is there"]
        says = [*failing, *_condition(self.verdict, condition_key(element))]
        if not says:
            return True, []
        return False, says

    def _failing(self, element: Element, binds: Selector) -> Iterator[str]:
        """The keys of a selector that do not hold; for a clock in the matter that is nearest to it."""
        holds = [self.case.whole]
        if isinstance(element, Clock):
            holds = [self.case.holds_in(matter) for matter in self.case.matters] or holds
        nearest = min(holds, key=lambda one: len(list(one.failing(binds))))
        there = {
            "category": nearest.categories, "level": nearest.levels, "segment": nearest.segments,
            "trigger": nearest.triggers, "scenario": nearest.scenarios, "flag": nearest.flags, "sign": nearest.signs,
            "pack": nearest.packs,
        }  # fmt: skip
        for key in nearest.failing(binds):
            wanted = " or ".join(getattr(binds, key))
            now = ", ".join(sorted(there.get(key, ()))) or "none"
            yield f"{key} is {now}, would have to be {wanted}"

    def _gate_lines(self, element: Element) -> Iterator[str]:
        gate = next((one for one in self.verdict.duties.gates if one.gate is element), None)
        if gate is not None and gate.state == "held":
            yield f"it is closed and waits for {', '.join(gate.needs)}"
            yield from _condition(self.verdict, condition_key(element, key="opens_when"))


def _route_lines(told: RouteVerdict) -> Iterator[str]:
    if told.state == "held":
        yield f"it waits for {', '.join(told.held_by)}"
    elif told.waits_for:
        yield f"it hangs on {', '.join(told.waits_for)}, which nobody has said"
    elif told.state == "conditional":
        yield "a person has to choose it"
