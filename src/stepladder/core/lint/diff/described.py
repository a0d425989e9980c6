"""A request in words, and what a policy makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stepladder.core.lint.diff.requests import Plain
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.conditions import counted, fact_in_words, joined, spoken
from stepladder.core.policy.shown.matters import ESCALATE, kind_told
from stepladder.core.policy.shown.words import Titles, name_of, quoted
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError, parse_instant

_RECORDS = ("customer", "contact", "contract", "deal", "case")
_MOST_FACTS = 8
_UNSAID = frozenset({"id", "levels", "triggers", "attempts", "gates", "factors", "facts"})


def described(plain: Plain, packs: tuple[Pack, Pack], titles: tuple[Titles, Titles]) -> str:
    """`a message "..." with refund amount 300.01 USD`."""
    signal = plain.get("signal", {})
    facts = {one.name: one.title for pack in packs for one in pack.text.facts if one.title}
    kind = str(signal.get("kind", "message"))
    head = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    text = ", ".join(str(signal[key]) for key in ("subject", "text") if signal.get(key))
    words = [f'{head} "{text}"' if text else head]
    named = [_called(titles, name) for name in signal.get("triggers", ())]
    words += [f"on which somebody ticks {joined(named)}"] if named else []
    known = [_fact(name, value, facts) for name, value in _facts(plain)]
    words += [f"with {joined(known[:_MOST_FACTS])}"] if known else []
    if history := plain.get("history", ()):
        kinds = joined(dict.fromkeys(str(one.get("kind", "signal")).replace("_", " ") for one in history), "or")
        many = "event" if len(history) == 1 else "events, the first of them"
        words.append(f"after {len(history)} earlier {many} {_age(plain)} before ({kinds})")
    return " ".join(words)


def _age(plain: Plain) -> str:
    """How long before the request its first event was: `30 minutes 1 second`."""
    try:
        moments = [parse_instant(str(one["at"])) for one in (plain, *plain["history"])]
    except (DeskError, KeyError):
        return "some time"
    left, parts = int((moments[0] - min(moments)).total_seconds()), []
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        count, left = divmod(left, size)
        parts += [counted(count, name)] if count else []
    return " ".join(parts) or "right"


def _called(titles: tuple[Titles, Titles], name: str) -> str:
    for one in reversed(titles):
        for kind in ("trigger", "category"):
            if (found := one.of(kind, name)) != name:
                return quoted(found)
    return quoted(name)


def _facts(plain: Plain) -> Iterator[tuple[str, Any]]:
    signal = plain.get("signal", {})
    for key in ("from", "channel", "queue", "language"):
        if key in signal:
            yield f"signal.{key}", signal[key]
    yield from ((name if "." in name else f"signal.{name}", value) for name, value in signal.get("facts", {}).items())
    for record in _RECORDS:
        part: Mapping[str, Any] = plain.get(record) or {}
        yield from ((f"{record}.{key}", value) for key, value in part.items() if key not in _UNSAID)
        yield from ((f"{record}.{key}", value) for key, value in (part.get("facts") or {}).items())
        yield from ((scale, level) for scale, level in (part.get("levels") or {}).items())


def _fact(name: str, value: Any, titles: Mapping[str, str]) -> str:
    said = fact_in_words(name, titles)
    if isinstance(value, bool) or value in ("true", "false"):
        return said if value in (True, "true") else f"no {said}"
    return f"{said} {joined(map(str, value)) if isinstance(value, list | tuple) else value}"


def made_of_it(verdicts: tuple[Verdict, Verdict], titles: tuple[Titles, Titles]) -> tuple[str, str]:
    """What each policy makes of one request, as far as the other makes something else of it."""
    before, after = (tuple(_follows(one, named)) for one, named in zip(verdicts, titles, strict=True))
    if _matter(verdicts[0]) == _matter(verdicts[1]):
        # What is promised and asked otherwise in one and the same matter is told in lists of its own.
        before, after = (tuple(line for line in one if not isinstance(line, _Besides)) for one in (before, after))
    was, now = [one for one in before if one not in after], [one for one in after if one not in before]
    return _sentence(was, before), _sentence(now, after)


def _matter(verdict: Verdict) -> object:
    """What a case is about, and whose it is."""
    return verdict.selection.case.anything, verdict.categories, verdict.levels, verdict.segments


def _sentence(own: list[str], whole: tuple[str, ...]) -> str:
    return "; ".join(own) or ("nothing" if not whole else "nothing of that")


def _follows(verdict: Verdict, titles: Titles) -> Iterator[str]:
    seen = [quoted(name_of(one.trigger)) + (" is suggested" if one.state == "suggested" else "")
            for one in verdict.seen]  # fmt: skip
    yield from seen
    yield from (f"the {kind} {quoted(titles.of(kind, name))}" for kind, names in (
        ("category", verdict.categories), ("segment", verdict.segments), ("scenario", verdict.scenarios),
        ("flag", verdict.flags),
    ) for name in names)  # fmt: skip
    yield from (f"level {quoted(titles.of('level', f'{scale}:{name}'))}" for scale, name in verdict.levels.items())
    if verdict.escalate not in ("no", "hold") and verdict.selection.escalate is not None:
        yield ESCALATE[verdict.selection.escalate]
    told = list(dict.fromkeys(titles.role(one.route.to) for one in verdict.routes if one.state == "due"))
    if told:
        yield f"told: {joined(told)}"
    firsts: dict[str, int] = {}
    for clock in verdict.clocks:
        if clock.seconds and clock.clock.team is None:
            firsts[clock.clock.kind] = min(clock.seconds, firsts.get(clock.clock.kind, clock.seconds))
    yield from (_Besides(f"{kind_told(kind)} within {spoken(seconds)}") for kind, seconds in firsts.items())
    if verdict.duties.gates:
        yield _Besides(counted(len(verdict.duties.gates), "gate"))


class _Besides(str):
    """What follows from the matter, and is no part of it."""

    __slots__ = ()
