"""What counts as what: triggers, patterns, signs, categories, levels, segments, scenarios and flags that change."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from stepladder.core.lint.diff.asking import Answer
from stepladder.core.lint.diff.clocks import renamed
from stepladder.core.lint.diff.difference import Change, How
from stepladder.core.lint.diff.other import parameters
from stepladder.core.lint.diff.pairs import WORDING, Both, Pair
from stepladder.core.lint.diff.saying import said, told
from stepladder.core.lint.diff.searching import Search
from stepladder.core.policy.base import Element
from stepladder.core.policy.model import Level
from stepladder.core.policy.shown.conditions import joined
from stepladder.core.policy.shown.matters import ESCALATE, brings_told, seen_told
from stepladder.core.policy.shown.words import Titles, name_of, quoted, upper

RULES = ("triggers", "detectors", "signs", "categories", "scales", "segments", "scenarios", "flags")
_NOUN = {
    "triggers": "trigger", "detectors": "pattern", "signs": "sign", "categories": "category", "scales": "level",
    "segments": "segment", "scenarios": "scenario", "flags": "flag",
}  # fmt: skip


def changed_rules(both: Both) -> int:
    """How many rules are not the same."""
    return sum(bool(_keys(pair)) or None in (pair.old, pair.new) for pair in both.pairs(*RULES))


def _keys(pair: Pair) -> list[str]:
    """What is not the same, less the wording; the hours of a level are a matter of clocks."""
    apart = WORDING | ({"calendar"} if pair.section == "scales" else set())
    return [key for key in pair.differing() if key not in apart]


def rules(both: Both, search: Search) -> Iterator[Change]:
    """Every rule that is not the same, with a request that shows it; then what follows for rules that are the same."""
    handled = set()
    for pair in both.pairs(*RULES):
        for change in _rule(both, search, pair):
            handled.add(change.id)
            yield change
    found = search.unexplained(frozenset(handled))
    causes = list(parameters(both, "rules"))
    if causes and found:
        yield _causing(both, search, causes.pop(0), found)
    else:
        yield from _unexplained(both, search, found)
    yield from causes


def _unexplained(both: Both, search: Search, found: dict[str, Answer]) -> Iterator[Change]:
    """Rules that are written the same and hold otherwise."""
    known = {pair.id: pair for pair in both.pairs(*RULES)}
    for id_, answer in found.items():
        turn, pair = answer.turns(id_), known[id_]
        how: How = "wider" if turn > 0 else "narrower" if turn < 0 else "changed"
        yield Change(
            id=id_,
            how=how,
            said=f"{_head(pair)}: its own text is the same, and it {_TURNS[how]}.",
            source=pair.source,
            examples=(search.shown(answer, id_),) if turn or answer.differs(id_) else (),
            rank=2,
        )


def _causing(both: Both, search: Search, cause: Change, found: dict[str, Answer]) -> Change:
    """An open question that is read otherwise, with the rules that hold otherwise by it, and one request."""
    known = {pair.id: pair for pair in both.pairs(*RULES)}
    names = [quoted(name_of(known[id_].shown)) for id_ in found]
    more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    means = f"Written the same, these hold otherwise: {joined(names[:_MOST_NAMED] + more)}."
    shown = next(((id_, one) for id_, one in found.items() if one.turns(id_) or one.differs(id_)), None)
    examples = (search.shown(shown[1], shown[0]),) if shown is not None else ()
    return replace(cause, means=(*cause.means, means), examples=examples)


_MOST_NAMED = 4
_TURNS: dict[How, str] = {
    "wider": "matches what it did not", "narrower": "no longer matches what it did",
    "changed": "is taken otherwise",
}  # fmt: skip


def _rule(both: Both, search: Search, pair: Pair) -> Iterator[Change]:
    keys = _keys(pair)
    if pair.old is not None and pair.new is not None and not keys:
        if pair.was is not None:
            yield renamed(both, pair)
        return
    wider, narrower, other = search.turns(pair)
    examples = tuple(search.shown(one, pair.id) for one in (wider, narrower, other) if one is not None)
    how: How = "changed"
    means: tuple[str, ...] = (f"It was called {pair.was}.",) if pair.was is not None else ()
    if pair.new is None:
        assert pair.before is not None
        how, sentence = "removed", f"No longer a {_NOUN[pair.section]}: {_whole(both.was, pair.before)}."
    elif pair.old is None:
        how, sentence = "added", f"New {_NOUN[pair.section]}: {_whole(both.now, pair.new)}."
    else:
        parts = [_part(both, pair, key) for key in keys]
        sentence = f"{_head(pair)}: {'; '.join(parts)}."
        if (wider is None) != (narrower is None):
            how = "wider" if wider is not None else "narrower"
    if not examples:
        means += ("No request was found that shows it.",)
    yield Change(
        id=pair.id, how=how, said=sentence, means=means, source=pair.source, was=pair.was, examples=examples,
        rank=0 if how == "removed" else 1,
    )  # fmt: skip


def _head(pair: Pair) -> str:
    return f"{upper(name_of(pair.shown))} ({_NOUN[pair.section]})"


def _whole(titles: Titles, one: Element) -> str:
    """A rule in one sentence: what shows it, and what it brings."""
    words = [quoted(name_of(one))]
    count, when, phrases = (getattr(one, key, None) for key in ("count", "when", "phrases"))
    if count or when or phrases:
        words.append(seen_told(titles, count, when, phrases or ()))
    if brings := brings_told(titles, one):
        words.append(brings)
    if isinstance(one, Level) and one.escalate is not None:
        words.append(ESCALATE[one.escalate])
    return ", ".join(words)


def _part(both: Both, pair: Pair, key: str) -> str:
    was, now = getattr(pair.old, key), getattr(pair.new, key)
    match key:
        case "when" if was is not None and now is not None:
            return f"where {both.now.condition(now)} instead of where {both.was.condition(getattr(pair.before, key))}"
        case "count":
            old, new = seen_told(both.was, was, None), seen_told(both.now, now, None)
            return f"{new} instead of {old}"
        case "escalate":
            before, after = (ESCALATE[one] if one else "is not passed on by itself" for one in (was, now))
            return f"{after}; before, it {before.removeprefix('it ')}"
        case "category" | "level" | "flag" | "sign" | "scenario" if isinstance(now, str | None):
            old, new = (said(titles, key, one) for titles, one in ((both.was, was), (both.now, now)))
            if was is None or now is None:
                return f"now brings the {key} {new}" if was is None else f"no longer brings the {key} {old}"
            return f"brings the {key} {new} instead of {old}"
    return told(both.was, both.now, key, was, now)
