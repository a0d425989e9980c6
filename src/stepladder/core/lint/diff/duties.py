"""What must be done, proved or left unsaid, and what may be done or given."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.diff.binding import bound, wider
from stepladder.core.lint.diff.clocks import renamed
from stepladder.core.lint.diff.difference import Change, How
from stepladder.core.lint.diff.pairs import WORDING, Both, Pair
from stepladder.core.lint.diff.saying import SPANS, told, way
from stepladder.core.lint.diff.saying import said as said_value
from stepladder.core.policy.base import Element, Selector
from stepladder.core.policy.model import Field
from stepladder.core.policy.obligations import Obligation
from stepladder.core.policy.shown.grouped import where as where_of
from stepladder.core.policy.shown.words import Titles, name_of, upper

DUTIES = (
    "gates", "identity", "approvals", "guards", "steps", "fields", "templates", "follow_ups", "records", "holds",
    "terms", "agenda",
)  # fmt: skip
PERMISSIONS = ("concessions", "ladders")
READ = frozenset({"subject", "body", "parts", "better", "note", "insert", "ask"})
"""Keys of messages and advice that are read by people; a change of them alone changes no duty."""
_PERMITS: dict[str, frozenset[str]] = {
    "gates": frozenset({"waived_by", "exempt"}),
    "guards": frozenset({"allowed_by", "allowed_for"}),
    "holds": frozenset({"released_by"}),
    "templates": frozenset({"automatic"}),
}
"""What of a duty is a permission."""
_NOUN = {
    "gates": "gate", "identity": "proof of identity", "approvals": "approval", "guards": "guard", "steps": "step",
    "fields": "field of the hand-over", "templates": "message", "follow_ups": "follow-up", "records": "record",
    "holds": "hold", "terms": "term", "agenda": "recurring work", "concessions": "concession", "ladders": "ladder",
}  # fmt: skip
_FIRST = ("gates", "identity", "approvals", "guards", "holds", "concessions", "ladders")
_SAYS = ("holds", "waived_by", "by", "within", "latest", "authority", "value", "at_most", "released_by")


def duties(both: Both) -> Iterator[Change]:
    """New duties, those that are gone, and those that are not what they were."""
    for pair in both.pairs(*DUTIES):
        yield from _one(both, pair, permits=False)


def permissions(both: Both) -> Iterator[Change]:
    """What may be given or done that might not, and the other way round."""
    for pair in both.pairs(*PERMISSIONS):
        yield from _one(both, pair, permits=True)
    for pair in both.pairs(*_PERMITS):
        keys = [key for key in pair.differing() if key in _PERMITS[pair.section]]
        if keys:
            yield _changed(both, pair, keys, permits=True)


def _one(both: Both, pair: Pair, *, permits: bool) -> Iterator[Change]:
    noun, rank = _NOUN[pair.section], _rank(pair.section)
    if pair.new is None:
        assert pair.before is not None
        said = f"No longer {'an' if noun[0] in 'aeiou' else 'a'} {noun}: {_told(both.was, pair.before)}."
        yield Change(id=pair.id, how="removed", said=said, source=pair.source, rank=rank)
        return
    if pair.old is None:
        said = f"New {noun}: {_told(both.now, pair.new)}."
        yield Change(id=pair.id, how="added", said=said, source=pair.source, rank=rank)
        return
    apart = WORDING | READ | _PERMITS.get(pair.section, frozenset())
    keys = [key for key in pair.differing() if key not in apart]
    if keys:
        yield _changed(both, pair, keys, permits=permits)
    elif pair.was is not None:
        yield renamed(both, pair)


def _changed(both: Both, pair: Pair, keys: list[str], *, permits: bool) -> Change:
    assert pair.old is not None
    assert pair.new is not None
    assert pair.before is not None
    ways: list[How] = []
    parts = []
    for key in keys:
        old, new = getattr(pair.old, key), getattr(pair.new, key)
        if key == "binds":
            parts.append(bound(both, getattr(pair.before, key), old, new))
            ways.append(_bound_way(old, new, permits=permits))
        else:
            parts.append(told(both.was, both.now, key, old, new))
            ways.append(_exempt_way(old, new) if key == "exempt" else way(key, old, new, permits=permits))
    how = ways[0] if len(set(ways)) == 1 else "changed"
    head = upper(_head(pair.new))
    return Change(
        id=pair.id,
        how=how,
        said=f"{head} ({_NOUN[pair.section]}): {'; '.join(parts)}.",
        means=(f"It was called {pair.was}.",) if pair.was is not None else (),
        source=pair.source,
        was=pair.was,
        rank=_rank(pair.section) + (0 if set(keys) & (SPANS | {"items", "holds", "mode", "binds", "waived_by"}) else 1),
    )


def _bound_way(old: Selector, new: Selector, *, permits: bool) -> How:
    found = wider(old, new)
    names: dict[How, How] = {"wider": "more", "narrower": "less"} if permits else {}
    return names.get(found, found)


def _exempt_way(old: Selector | None, new: Selector | None) -> How:
    if old is None or new is None:
        return "more" if old is None else "less"
    found = wider(old, new)
    return "more" if found == "wider" else "less" if found == "narrower" else "changed"


def _told(titles: Titles, element: Element) -> str:
    """An element in one sentence: its name, where it holds, and what weighs most of what it says."""
    parts = [_head(element)]
    if isinstance(element, Obligation | Field):
        where = where_of(titles, element) if isinstance(element, Obligation) else titles.binding(element.binds)
        parts += [where] if where else []
    for key in _SAYS:
        value = getattr(element, key, None)
        if value:
            parts.append(_clause(titles, key, value))
    return ", ".join(parts)


def _head(element: Element) -> str:
    """Its title; without one what is done, said or written; else its id in words."""
    texts = (getattr(element, key, "") for key in ("does", "says", "what", "text"))
    return element.title or next((text.rstrip(".") for text in texts if text), "") or name_of(element)


def _clause(titles: Titles, key: str, value: object) -> str:
    told_value = said_value(titles, key, value)
    match key:
        case "holds":
            return f"before {told_value}"
        case "waived_by":
            return f"which {told_value.replace(' and ', ' or ')} may waive"
        case "released_by":
            return f"until {told_value.replace(' and ', ' or ')} lifts it"
        case "authority":
            return f"by {told_value}"
        case "latest":
            return f"at the latest after {told_value}"
        case "at_most":
            return f"at most {told_value} times"
    return f"{'worth ' if key == 'value' else 'within ' if key == 'within' else 'by '}{told_value}"


def _rank(section: str) -> int:
    """What stops people first, then what they do."""
    return _FIRST.index(section) // 3 if section in _FIRST else len(_FIRST)
