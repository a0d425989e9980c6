"""The keys of an element in words: what they are called, what they say, and which way a change of them goes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

from stepladder.core.lint.diff.difference import How
from stepladder.core.policy.base import Element, Selector, keys_of
from stepladder.core.policy.obligations import Amount, Authority
from stepladder.core.policy.shown.conditions import joined, spoken
from stepladder.core.policy.shown.matters import kind_told
from stepladder.core.policy.shown.words import Titles, name_of, quoted

SPANS = frozenset({"within", "latest", "earliest", "every", "length", "cool_down", "expires_after", "valid_for"})
"""Keys whose numbers are seconds."""
_ROLES = frozenset(
    {"to", "cc", "by", "then_to", "owner", "actor", "attendees", "team", "waived_by", "released_by", "allowed_for"}
)
_CONDITIONS = frozenset({"when", "opens_when", "watches"})
_NAMED = {
    "category": "category", "level": "level", "segment": "segment", "scenario": "scenario", "trigger": "trigger",
    "flag": "flag", "sign": "sign", "decides": "level", "frozen_by": "trigger", "template": "template",
    "approval": "approval", "after": "route", "replaces": "route",
}  # fmt: skip
_CALLED = {
    "acts": "stands before", "after": "after", "allowed_by": "is lifted by", "allowed_for": "is allowed to",
    "at_least": "at least", "at_most": "at most", "authority": "who may give it", "automatic": "goes out by itself",
    "by": "who decides", "accepts": "takes in its place", "calendar": "counts in the hours of",
    "cc": "who gets a copy", "channel": "by", "clears": "how it goes", "does": "what is done", "decides": "decides",
    "earliest": "not before", "every": "every", "evidence": "proved by", "exempt": "stands open",
    "expires_after": "lasts", "factors": "proofs needed", "frozen_by": "stopped by", "holds": "holds back",
    "items": "waits for", "kind": "kind", "latest": "at the latest", "length": "takes", "mode": "how it speaks",
    "months": "months", "of": "of", "only_with": "only together with", "opens_when": "opens where",
    "optional": "may be left out", "order": "its place", "owner": "who does it", "actor": "who does it",
    "phrases": "phrases", "unless": "phrases that take it away", "prefill": "filled from", "proof": "needs a proof",
    "released_by": "who may lift it", "requests": "asked for by", "required": "has no substitute", "rungs": "rungs",
    "says": "what it says", "scope": "list", "slots": "gaps", "stage": "stage", "stages": "stages",
    "sub_rungs": "steps within it", "target": "target", "team": "team", "then_to": "climbs to", "to": "goes to",
    "until_review": "at the next review", "valid_for": "lasts", "value": "worth", "waived_by": "who may waive it",
    "watches": "speaks where", "what": "what", "when": "where", "within": "within", "binds": "for whom",
    "cool_down": "is quiet afterwards for", "count": "counts", "excludes": "never beside", "needs": "not before",
    "choices": "choices", "escalate": "passed on", "urgency": "urgency", "handover": "an incomplete hand-over",
    "suggests": "only points it out", "read": "read from", "attendees": "with", "before": "waits for it",
    "person_from": "the person in", "channels": "reached by", "coverage": "is there besides",
    "parts worded": "words of its parts",
    "because": "reason", "source": "sources", "ask": "question", "marks": "at risk at", "starts": "started by",
    "stops": "stopped by", "restarts": "started anew by", "not_before": "never before",
    "pauses": "stands still while", "strict": "under it, not at it",
    "counting": "counted as", "body": "text", "parts": "fixed parts", "insert": "line to put in", "end": "end",
    "money": "up to", "rate": "up to", "review_every": "reviewed every", "next_review": "next review",
    "last_review": "last review", "bypasses": "goes past", "replaces": "stands in place of", "mention": "calls",
    "name": "room", "identity": "proof of identity", "trigger": "shown by", "category": "category",
}  # fmt: skip
_LESS_IS_STRICTER = frozenset({"optional", "at_most", "earliest"})
_MORE_IS_STRICTER = frozenset(
    {
        "items",
        "holds",
        "acts",
        "attendees",
        "needs",
        "at_least",
        "factors",
        "proof",
        "required",
        "of",
        "phrases",
        "slots",
    }
)
_PERMITS = frozenset(
    {"waived_by", "released_by", "allowed_by", "allowed_for", "authority", "at_most", "automatic", "months", "rate"}
)


def promise_called(kind: str) -> str:
    """A kind of clock as the name of a promise: `first answer`, `solution`."""
    return {"resolution": "solution", "investigate": "looking into it"}.get(kind, kind_told(kind))


def called(key: str) -> str:
    """What people call a key."""
    return _CALLED.get(key, key.replace("_", " "))


def said(titles: Titles, key: str, value: Any) -> str:
    """The value of a key in words; a dash where there is none."""
    if value is None or value in ((), ""):
        return "-"
    match value:
        case bool():
            return "yes" if value else "no"
        case int() if key in SPANS:
            return spoken(value)
        case Selector():
            return titles.binding(value) or "always"
        case Amount():
            return titles.amount(value)
        case tuple() if isinstance(value[0], Authority):
            return titles.authority(value).removeprefix("may be given by ")
        case tuple():
            return joined(said(titles, key, one) for one in value)
        case Element():
            return quoted(name_of(value))
        case Decimal():
            return f"{value:f}"
    if isinstance(value, msgspec.Struct):
        return _parts(titles, value)
    text = str(value)
    if key in _CONDITIONS:
        return titles.condition(text)
    if key in _ROLES:
        return titles.role(text)
    if key in _NAMED:
        return quoted(titles.of(_NAMED[key], text))
    if key in ("acts", "holds"):
        return titles.acts((text,))
    return titles.named(text) if key in ("allowed_by", "only_with", "excludes", "needs") else text


def _parts(titles: Titles, value: msgspec.Struct) -> str:
    given = ((key, getattr(value, key)) for key in keys_of(value))
    told = (f"{called(name)} {said(titles, name, one)}" for name, one in given if one not in (None, (), "", False))
    return ", ".join(told)


def told(was: Titles, now: Titles, key: str, before: Any, after: Any) -> str:
    """One change of a key in words: `who may waive it: now also lead`, `within: 2 hours instead of 4 hours`."""
    if isinstance(before, tuple) and isinstance(after, tuple) and key != "authority":
        return f"{called(key)}: {_listed(was, now, key, before, after)}"
    if isinstance(after, bool) and isinstance(before, bool):
        return f"{called(key)}: {'yes' if after else 'no longer'}"
    old, new = said(was, key, before), said(now, key, after)
    if old == "-":
        return f"{called(key)}: {new}, not said before"
    if new == "-":
        return f"{called(key)}: no longer said (it was {old})"
    return f"{called(key)}: {new} instead of {old}"


def _listed(was: Titles, now: Titles, key: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> str:
    """What a list has that it had not, what it has no longer, and what of it is different."""
    old, new = _by_id(before), _by_id(after)
    if key in ("phrases", "unless"):
        more, fewer = len(new.keys() - old.keys()), len(old.keys() - new.keys())
        return joined([f"{more} new"] * bool(more) + [f"{fewer} gone"] * bool(fewer)) or "in another order"
    words = []
    if gained := [said(now, key, one) for id_, one in new.items() if id_ not in old]:
        words.append(f"now also {joined(gained)}")
    if lost := [said(was, key, one) for id_, one in old.items() if id_ not in new]:
        words.append(f"no longer {joined(lost)}")
    for id_, one in new.items():
        if id_ in old and old[id_] != one:
            inner = [
                told(was, now, part, getattr(old[id_], part), getattr(one, part))
                for part in keys_of(one)
                if part not in ("title", "because", "source") and getattr(old[id_], part) != getattr(one, part)
            ]
            words += [f"{said(now, key, one)} ({'; '.join(inner)})"] if inner else []
    return "; ".join(words) or "in another order"


def _by_id(values: tuple[Any, ...]) -> dict[Any, Any]:
    return {getattr(one, "id", None) or one: one for one in values}


def way(key: str, before: Any, after: Any, *, permits: bool = False) -> How:
    """Which way a change of a key goes; `changed` where it goes no way that can be told."""
    grows = _grows(before, after)
    if grows is None:
        return "changed"
    if permits or key in _PERMITS:
        return "more" if grows else "less"
    if key in SPANS and key not in ("earliest", "cool_down"):
        return "longer" if grows else "shorter"
    if key in _MORE_IS_STRICTER:
        return "stricter" if grows else "looser"
    if key in _LESS_IS_STRICTER:
        return "looser" if grows else "stricter"
    if key == "mode":
        return "stricter" if grows else "looser"
    return "changed"


def _grows(before: Any, after: Any) -> bool | None:
    """Whether there is more of it; None where neither holds the whole of the other."""
    match before, after:
        case (bool(), bool()) | (int(), int()) | (Decimal(), Decimal()):
            return bool(after > before)
        case tuple(), tuple():
            if all(isinstance(one, Authority) for one in (*before, *after)):
                return _more_authority(before, after)
            gained, lost = any(one not in before for one in after), any(one not in after for one in before)
            return gained if gained != lost else None
        case Amount(), Amount() if replace(before, rate=None, months=None) == replace(after, rate=None, months=None):
            return _grows(before.rate or before.months, after.rate or after.months)
        case None | "block" | "warn", None | "block" | "warn" if (before == "block") != (after == "block"):
            return after == "block"
    return None


def _more_authority(before: tuple[Authority, ...], after: tuple[Authority, ...]) -> bool | None:
    old, new = {one.role: one for one in before}, {one.role: one for one in after}
    if old.keys() != new.keys():
        return True if old.keys() < new.keys() else False if new.keys() < old.keys() else None
    ways = {_higher(old[role], new[role]) for role in new if old[role] != new[role]}
    return ways.pop() if len(ways) == 1 else None


def _higher(before: Authority, after: Authority) -> bool | None:
    """Whether a role may give more alone; one without a limit may give anything."""
    old, new = ((one.money, one.rate, one.months) for one in (before, after))
    if not any(new) or not any(old):
        return not any(new)
    if before.money is not None and after.money is not None and before.money.currency == after.money.currency:
        return after.money.amount > before.money.amount
    if before.rate is not None and after.rate is not None:
        return after.rate > before.rate
    if before.months is not None and after.months is not None:
        return after.months > before.months
    return None
