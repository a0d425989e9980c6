"""What a policy is about, in words: levels with their clocks, categories with all that belongs to each, signs."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.policy.assessments import Counting, Scenario
from stepladder.core.policy.model import Category, Clock, Level, PackText, Route, Trigger
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence
from stepladder.core.policy.shown.words import Titles, cited, joined, name_of, spoken

_ESCALATE = {
    "now": "is passed on at once",
    "same_day": "is passed on the same day",
    "within_24h": "is passed on within 24 hours",
}
_PAST = {
    "signal": "signals", "complaint": "complaints", "escalation": "escalations", "contact": "contacts",
    "missed_meeting": "missed meetings", "failed_attempt": "failed attempts", "resolved": "solved cases",
}  # fmt: skip
_KINDS = {
    "first_response": "first answer", "response": "answer", "resolution": "solved", "acknowledge": "acknowledged",
    "update": "next update", "investigate": "investigated",
}  # fmt: skip


def levels(text: PackText, titles: Titles) -> Iterator[Block]:
    """Every scale with its levels, highest first, and the clocks of each."""
    for scale in text.scales:
        yield Heading(2, f"Levels: {name_of(scale).lower()}")
        yield Items(tuple(_level(text, titles, scale.id, level) for level in scale.levels))


def _level(text: PackText, titles: Titles, scale: str, level: Level) -> tuple[str, tuple[str, ...]]:
    told = [name_of(level)]
    told += [_ESCALATE[level.escalate]] if level.escalate is not None else []
    told += [_counts(level.calendar)] if level.calendar is not None else []
    below = [level.because] if level.because else []
    below += [f"Where {level.when}"] if level.when is not None else []
    below += [
        _clock(titles, one, without=("level",)) for one in text.clocks if f"{scale}:{level.id}" in one.binds.level
    ]
    return cited(": ".join([told[0], ", ".join(told[1:])]) if told[1:] else told[0], level), tuple(below)


def _counts(calendar: str) -> str:
    return "counts at any hour" if calendar == "always" else f"counts the hours of {calendar}"


def categories(text: PackText, titles: Titles) -> Iterator[Block]:
    """Every category in order, with its triggers, clocks, routes, and what a hand-over carries."""
    for category in text.categories:
        yield Heading(2, cited(name_of(category), category))
        yield Sentence(category.because)
        if (about := _about(titles, category)) is not None:
            yield about
        triggers = [one for one in text.triggers if one.category == category.id]
        if triggers:
            yield Heading(3, "It is this where")
            yield Items(tuple(_trigger(one) for one in triggers))
        yield from _followed(text, titles, category, {one.id for one in triggers})


def _about(titles: Titles, category: Category) -> Block | None:
    lines = []
    if category.level is not None:
        lines.append((f"Level: {titles.of('level', category.level)}", ()))
    if category.when is not None:
        lines.append((f"Also where {category.when}", ()))
    lines += [(cited(f"Stage: {name_of(one)}, by {titles.role(one.owner)}", one), ()) for one in category.stages]
    return Items(tuple(lines)) if lines else None


def _trigger(trigger: Trigger) -> tuple[str, tuple[str, ...]]:
    how = [f"where {trigger.when}"] if trigger.when is not None else []
    how += [f"read from {len(trigger.phrases)} phrase{'s' * (len(trigger.phrases) > 1)}"] if trigger.phrases else []
    how += ["a person says so"] if not how else []
    return cited(f"{name_of(trigger)}: {'; '.join(how)}", trigger), (trigger.because,)


def _followed(text: PackText, titles: Titles, category: Category, triggers: set[str]) -> Iterator[Block]:
    def mine(one: Clock | Route) -> bool:
        return category.id in one.binds.category or not triggers.isdisjoint(one.binds.trigger)

    clocks = [one for one in text.clocks if mine(one)]
    routes = sorted((one for one in text.routes if mine(one)), key=lambda one: one.order)
    fields = [one for one in text.fields if category.id in one.binds.category]
    if clocks:
        yield Heading(3, "Promised")
        yield Items(tuple((_clock(titles, one, without=("category",)), ()) for one in clocks))
    if routes:
        yield Heading(3, "Told, in this order")
        yield Items(tuple(route(titles, one, without=("category",)) for one in routes), numbered=True)
    if fields:
        yield Heading(3, "A hand-over carries")
        named = ((cited(name_of(one) + (" (if there is one)" if one.optional else ""), one), ()) for one in fields)
        yield Items(tuple(named))


def _clock(titles: Titles, clock: Clock, *, without: tuple[str, ...] = ()) -> str:
    what = _KINDS.get(clock.kind, clock.kind.replace("_", " "))
    if clock.kind == "team_response" and clock.team is not None:
        what = f"{titles.role(clock.team)} answers"
    by = "in less than" if clock.strict else "within"
    words = [
        f"{what} {by} {spoken(clock.within)}" if clock.within else what,
        titles.binding(clock.binds, without=without),
    ]
    counts = {"inherit": "", "always": "at any hour"}.get(clock.calendar, f"counting the hours of {clock.calendar}")
    told = " ".join(filter(None, (*words, counts)))
    return cited(told[:1].upper() + told[1:], clock)


def route(titles: Titles, one: Route, *, without: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """One route: who is told, how, when, and why."""
    words = [f"{titles.role(one.to)} by {one.channel}", titles.binding(one.binds, without=without)]
    words += [f"if {one.when}"] if one.when is not None else []
    words += [f"after {one.after}"] if one.after is not None else []
    words += [f"in place of {joined(one.replaces)}"] if one.replaces else []
    words += [f"past {joined(one.bypasses)}; offered, never sent by itself"] if one.bypasses else []
    return cited(" ".join(filter(None, words)), one), (one.because,)


def everywhere(text: PackText, titles: Titles) -> Iterator[Block]:
    """Clocks, changes of clocks, routes and fields that no level and no category claims."""
    clocks = [one for one in text.clocks if not (one.binds.level or one.binds.category or one.binds.trigger)]
    told: list[tuple[str, tuple[str, ...]]] = [(_clock(titles, one), (one.because,)) for one in clocks]
    for change in text.adjustments:
        how = [f"{change.faster_by}% shorter"] if change.faster_by else []
        how += [f"counted {change.calendar}"] if change.calendar is not None else []
        kinds = joined(_KINDS.get(kind, kind.replace("_", " ")) for kind in change.kinds)
        words = f"{kinds}: {joined(how)} {titles.binding(change.binds)}".strip()
        told.append((cited(words[:1].upper() + words[1:], change), (change.because,)))
    if told:
        yield Heading(2, "Promises to all")
        yield Items(tuple(told))
    by_trigger = {one.id for one in text.triggers if one.category is not None}
    rest = [one for one in text.routes if not one.binds.category and by_trigger.isdisjoint(one.binds.trigger)]
    if rest or text.cc:
        yield Heading(2, "Told besides")
        copies = [
            (cited(f"{titles.role(one.cc)} gets a copy {titles.binding(one.binds)}".strip(), one), (one.because,))
            for one in text.cc
        ]
        yield Items((*(route(titles, one) for one in rest), *copies))
    fields = [one for one in text.fields if not one.binds.category]
    if fields:
        yield Heading(2, "Every hand-over carries")
        named = (cited(f"{name_of(one)} {titles.binding(one.binds)}".strip(), one) for one in fields)
        yield Items(tuple((one, ()) for one in named))


def signs(text: PackText, titles: Titles) -> Iterator[Block]:
    """Segments, triggers without a category, patterns, signs, flags, circumstances, reasons and questions."""
    loose = [_trigger(one) for one in text.triggers if one.category is None]
    groups: tuple[tuple[str, list[tuple[str, tuple[str, ...]]]], ...] = (
        ("Who is who", [(cited(f"{name_of(one)}: where {one.when}", one), (one.because,)) for one in text.segments]),
        ("Further triggers", loose),
        ("Patterns", [
            (cited(f"{name_of(one)}: {_seen(one.count, one.when)}", one), (_brings(titles, one), one.because))
            for one in text.detectors
        ]),
        ("Signs", [
            (
                cited(f"{name_of(one)}: {_seen(one.count, one.when, one.phrases)}", one),
                (_brings(titles, one), one.because, _clears(one.clears, one.expires_after)),
            )
            for one in text.signs
        ]),
        ("Flags", [(cited(name_of(one), one), (one.because,)) for one in text.flags]),
        ("Circumstances", [
            (cited(f"{name_of(one)}{_holds(text, titles, one)}", one), (one.because,)) for one in text.scenarios
        ]),
        ("Grounds to escalate", [(cited(name_of(one), one), (one.because,)) for one in text.reasons]),
        ("Asked where nobody said it", [
            (cited(one.ask, one), (f"decides {joined(titles.of('level', level) for level in one.decides)}",))
            for one in text.questions
        ]),
    )  # fmt: skip
    for title, items in groups:
        if items:
            yield Heading(2, title)
            yield Items(tuple((head, tuple(filter(None, below))) for head, below in items))


def _holds(text: PackText, titles: Titles, one: Scenario) -> str:
    """What brings a circumstance."""
    found = [f"where {one.when}"] if one.when is not None else []
    found += [f"with {titles.of('trigger', name)}" for name in one.trigger]
    found += [f"in a case of {titles.of('category', name)}" for name in one.category]
    found += [f"where identity class {name} is asked for" for name in one.identity]
    found += [f"with {name_of(detector)}" for detector in text.detectors if detector.scenario == one.id]
    return f": {joined(found, 'or')}" if found else ""


def _seen(count: Counting | None, when: str | None, phrases: tuple[str, ...] = ()) -> str:
    how = [f"where {when}"] if when is not None else []
    how += [f"read from {len(phrases)} phrase{'s' * (len(phrases) > 1)}"] if phrases else []
    if count is not None:
        many = f"{count.at_least} or more" if count.at_least is not None else f"at most {count.at_most}"
        many = "no" if count.at_most == 0 else many
        within = f" within {spoken(count.within)}" if count.within is not None else ""
        same = f" with the same {joined(count.same)}" if count.same else ""
        how.append(f"{many} {joined((_PAST[kind] for kind in count.of), 'or')} of one {count.per}{same}{within}")
    return "; ".join(how) or "a person says so"


def _brings(titles: Titles, one: object) -> str:
    kinds = ("category", "level", "flag", "sign", "scenario")
    found = [f"{kind} {titles.of(kind, name)}" for kind in kinds if (name := getattr(one, kind, None)) is not None]
    return f"brings {joined(found)}" if found else ""


def _clears(clears: str, after: int | None) -> str:
    how = {
        "contact": "goes with the next contact",
        "person": "stands until a person clears it",
        "time": "goes by itself",
    }
    return how[clears] + (f", at the latest after {spoken(after)}" if after is not None else "")
