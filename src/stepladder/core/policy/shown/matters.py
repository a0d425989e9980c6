"""What a policy is about, in words: levels with their clocks, categories with all that belongs to each, signs."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.policy.assessments import Counting, Scenario
from stepladder.core.policy.model import Category, Clock, Field, Level, PackText, Route, Trigger
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence
from stepladder.core.policy.shown.conditions import counted, joined, spoken
from stepladder.core.policy.shown.grouped import Told, section, where
from stepladder.core.policy.shown.words import Titles, cited, name_of, quoted, upper

ESCALATE = {
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
    told += [ESCALATE[level.escalate]] if level.escalate is not None else []
    told += [_counts(level.calendar)] if level.calendar is not None else []
    below = [level.because] if level.because else []
    below += [f"Where {titles.condition(level.when)}"] if level.when is not None else []
    below += [
        clock_told(titles, one, without=("level",)) for one in text.clocks if f"{scale}:{level.id}" in one.binds.level
    ]
    return cited(": ".join([told[0], ", ".join(told[1:])]) if told[1:] else told[0], level), tuple(below)


def _counts(calendar: str) -> str:
    return f"counts {counts_told(calendar)}"


def counts_told(calendar: str) -> str:
    return "at any hour" if calendar == "always" else f"in the hours of {calendar}"


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
            yield Items(tuple(_trigger(titles, one) for one in triggers))
        yield from _followed(text, titles, category, {one.id for one in triggers})


def _about(titles: Titles, category: Category) -> Block | None:
    lines = []
    if category.level is not None:
        lines.append((f"Level: {titles.of('level', category.level)}", ()))
    if category.when is not None:
        lines.append((f"Also where {titles.condition(category.when)}", ()))
    lines += [(cited(f"Stage: {name_of(one)}, by {titles.role(one.owner)}", one), ()) for one in category.stages]
    return Items(tuple(lines)) if lines else None


def _trigger(titles: Titles, trigger: Trigger) -> tuple[str, tuple[str, ...]]:
    return cited(f"{name_of(trigger)}: {shown_by(titles, trigger.when, trigger.phrases)}", trigger), (trigger.because,)


def shown_by(titles: Titles, when: str | None, phrases: tuple[str, ...]) -> str:
    how = [f"where {titles.condition(when)}"] if when is not None else []
    how += [f"read from {counted(len(phrases), 'phrase')}"] if phrases else []
    return "; ".join(how) or "a person says so"


def _followed(text: PackText, titles: Titles, category: Category, triggers: set[str]) -> Iterator[Block]:
    def mine(one: Clock | Route) -> bool:
        return category.id in one.binds.category or not triggers.isdisjoint(one.binds.trigger)

    clocks = [one for one in text.clocks if mine(one)]
    routes = sorted((one for one in text.routes if mine(one)), key=lambda one: one.order)
    fields = [one for one in text.fields if category.id in one.binds.category]
    if clocks:
        yield Heading(3, "Promised")
        yield Items(tuple((clock_told(titles, one, without=("category",)), ()) for one in clocks))
    if routes:
        yield Heading(3, "Told, in this order")
        yield Items(tuple(_route(titles, one, without=("category",)) for one in routes), numbered=True)
    if fields:
        yield Heading(3, "A hand-over carries")
        yield Items(tuple((_field(one), ()) for one in fields))


def clock_told(titles: Titles, clock: Clock, *, without: tuple[str, ...] = ()) -> str:
    what = kind_told(clock.kind)
    if clock.kind == "team_response" and clock.team is not None:
        what = f"{titles.role(clock.team)} answers"
    by = "in less than" if clock.strict else "within"
    words = [
        f"{what} {by} {spoken(clock.within)}" if clock.within else what,
        titles.binding(clock.binds, without=without),
    ]
    counts = "" if clock.calendar == "inherit" else counts_told(clock.calendar)
    return cited(upper(", ".join(filter(None, (words[0], counts, words[1])))), clock)


def _field(one: Field) -> str:
    told = name_of(one)
    return cited(f"{told}, if there is one" if one.optional and ", if " not in told else told, one)


def kind_told(kind: str) -> str:
    return _KINDS.get(kind, kind.replace("_", " ").replace("-", " "))


def _route(titles: Titles, one: Route, *, without: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    words = [notice_told(titles, one), titles.binding(one.binds, without=without)]
    words += [f"if {titles.condition(one.when)}"] if one.when is not None else []
    return cited(", ".join(filter(None, words)), one), (one.because,)


def notice_told(titles: Titles, one: Route) -> str:
    """Who is told, how, and how the notice stands to others."""
    words = [f"{upper(titles.role(one.to))} by {one.channel}"]
    words += [f"once {titles.of('route', one.after)} is told"] if one.after is not None else []
    replaced = joined(titles.of("route", other) for other in one.replaces)
    if replaced:
        words.append(
            "in place of another notice to them" if replaced == titles.role(one.to) else f"in place of {replaced}"
        )
    words += [f"past {joined(one.bypasses)}; offered, never sent by itself"] if one.bypasses else []
    return ", ".join(words)


def everywhere(text: PackText, titles: Titles) -> Iterator[Block]:
    """Clocks, changes of clocks, routes and fields that no level and no category claims."""
    clocks = [one for one in text.clocks if not (one.binds.level or one.binds.category or one.binds.trigger)]
    told: list[tuple[str, tuple[str, ...]]] = [(clock_told(titles, one), (one.because,)) for one in clocks]
    for change in text.adjustments:
        how = [f"{change.faster_by}% shorter"] if change.faster_by else []
        how += [f"counted {counts_told(change.calendar)}"] if change.calendar is not None else []
        words = f"{joined(map(kind_told, change.kinds))}: {joined(how)} {titles.binding(change.binds)}".strip()
        told.append((cited(upper(words), change), (change.because,)))
    if told:
        yield Heading(2, "Promises to all")
        yield Items(tuple(told))
    by_trigger = {one.id for one in text.triggers if one.category is not None}
    rest = [one for one in text.routes if not one.binds.category and by_trigger.isdisjoint(one.binds.trigger)]
    notices = [Told(where(titles, one), cited(notice_told(titles, one), one), (one.because,)) for one in rest]
    notices += [
        Told(where(titles, one), cited(f"{titles.role(one.cc)} gets a copy", one), (one.because,)) for one in text.cc
    ]
    yield from section("Told besides", notices)
    fields = [one for one in text.fields if not one.binds.category]
    carried = [Told(titles.binding(one.binds), _field(one), ()) for one in fields]
    yield from section("Every hand-over carries", carried)


def signs(text: PackText, titles: Titles) -> Iterator[Block]:
    """Segments, triggers without a category, patterns, signs, flags, scenarios, reasons and questions."""
    loose = [_trigger(titles, one) for one in text.triggers if one.category is None]
    groups: tuple[tuple[str, list[tuple[str, tuple[str, ...]]]], ...] = (
        ("Who is who", [
            (cited(f"{name_of(one)}: where {titles.condition(one.when)}", one), (one.because,)) for one in text.segments
        ]),
        ("Further triggers", loose),
        ("Patterns", [
            (
                cited(f"{name_of(one)}: {seen_told(titles, one.count, one.when)}", one),
                (brings_told(titles, one), one.because),
            )
            for one in text.detectors
        ]),
        ("Signs", [
            (
                cited(f"{name_of(one)}: {seen_told(titles, one.count, one.when, one.phrases)}", one),
                (brings_told(titles, one), one.because, _clears(one.clears, one.expires_after)),
            )
            for one in text.signs
        ]),
        ("Flags", [(cited(name_of(one), one), (one.because,)) for one in text.flags]),
        ("Scenarios", [
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
    """What brings a scenario."""
    found = [f"where {titles.condition(one.when)}"] if one.when is not None else []
    patterns = [name_of(detector) for detector in text.detectors if detector.scenario == one.id]
    triggers = [*(titles.of("trigger", name) for name in one.trigger), *patterns]
    found += [f"with {joined(map(quoted, triggers), 'or')}"] if triggers else []
    categories = joined((quoted(titles.of("category", name)) for name in one.category), "or")
    found += [f"in a case of {categories}"] if categories else []
    classes = joined((quoted(titles.of("identity", name)) for name in one.identity), "or")
    found += [f"where something is asked for that needs the proof {classes}"] if classes else []
    return f": {joined(found, 'or')}" if found else ""


def seen_told(titles: Titles, count: Counting | None, when: str | None, phrases: tuple[str, ...] = ()) -> str:
    how = [shown_by(titles, when, phrases)] if when is not None or phrases else []
    if count is not None:
        many = f"{count.at_least} or more" if count.at_least is not None else f"at most {count.at_most}"
        many = "no" if count.at_most == 0 else many
        within = f" within {spoken(count.within)}" if count.within is not None else ""
        same = f" with the same {joined(count.same)}" if count.same else ""
        how.append(f"{many} {joined((_PAST[kind] for kind in count.of), 'or')} of one {count.per}{same}{within}")
    return "; ".join(how) or "a person says so"


def brings_told(titles: Titles, one: object) -> str:
    kinds = ("category", "level", "flag", "sign", "scenario")
    found = [
        f"{kind} {quoted(titles.of(kind, name))}" for kind in kinds if (name := getattr(one, kind, None)) is not None
    ]
    return f"brings {joined(found)}" if found else ""


def _clears(clears: str, after: int | None) -> str:
    how = {
        "contact": "goes with the next contact",
        "person": "stands until a person clears it",
        "time": "goes by itself",
    }
    return how[clears] + (f", at the latest after {spoken(after)}" if after is not None else "")
