"""What people call that which must follow on a case: the titles of a policy, by what they are and their id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stepladder.core.case.owed import key_of
from stepladder.core.policy.base import Element
from stepladder.core.policy.model import PackText


def titles(text: PackText) -> Iterator[tuple[tuple[str, str], str]]:
    """Each with its kind and `scope/id`; the title is empty where the policy gives none."""
    for gate in text.gates:
        key = key_of(gate.scope, gate.id)
        yield ("gate", key), gate.title
        yield from ((("item", f"{key}/{one.id}"), one.title) for one in gate.items)
    for class_ in text.identity:
        yield ("class", class_.id), class_.title
        yield from _titled("factor", class_.of)
    yield from _titled("approval", text.approvals)
    yield from ((("step", key_of(one.scope, one.id)), _bare(one.title or one.does)) for one in text.steps)
    yield from ((("follow_up", key_of(one.scope, one.id)), _bare(one.title or one.does)) for one in text.follow_ups)
    yield from ((("record", key_of(one.scope, one.id)), _bare(one.title or one.what)) for one in text.records)
    yield from _titled("hold", text.holds)
    yield from _titled("guard", text.guards)
    # A field of several lists has one id: that of every hand-over stands first, and its title fits them all.
    yield from _titled("field", reversed(text.fields))
    yield from _titled("route", text.routes)
    for ladder in text.ladders:
        yield from _titled("offer", ladder.rungs)
    yield from _titled("offer", (*text.concessions, *text.terms))


def _titled(kind: str, elements: Iterable[Element]) -> Iterator[tuple[tuple[str, str], str]]:
    return (((kind, one.id), one.title) for one in elements)


def _bare(sentence: str) -> str:
    return sentence.rstrip(".")
