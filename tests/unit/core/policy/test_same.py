"""Parts of a policy are the same where they say the same, wherever they stand: asked either way, and in sets."""

from __future__ import annotations

import pytest

from stepladder.core.policy.base import Element, Place
from stepladder.core.policy.conditions.source import Source
from stepladder.core.policy.conditions.tree import And, Compare, Name, Node, Tree, Turn

THERE = Place("clocks.yaml", 3, 5)


def nodes(at: int) -> list[Node]:
    one, other = Name("signal.text", at=at), Name("signal.subject", at=at + 9)
    return [one, other, And((one, other), at=at), Compare("==", one, other, at=at), Turn("before", one, at=at)]


PAIRS = [
    (Element(id="first"), Element(id="first", place=THERE), Element(id="second", place=THERE)),
    *[(one, moved, other) for one, moved, other in zip(nodes(0), nodes(4), [*nodes(0)[1:], Name("x")], strict=True)],
]


@pytest.mark.parametrize(("one", "moved", "other"), PAIRS)
def test_the_same_elsewhere_is_the_same(one: object, moved: object, other: object) -> None:
    assert one == moved
    assert not one != moved  # noqa: SIM202 - what is asked here
    assert hash(one) == hash(moved)
    assert one != other
    assert not one == other  # noqa: SIM201 - what is asked here
    assert len({one, moved, other}) == 2


def test_two_trees_are_the_same_by_what_they_say() -> None:
    words = "signal.text == signal.subject"
    here, there = Source(words, "clocks.yaml", 1, 1), Source(f"  {words}", "routes.yaml", 2, 1)
    one, moved, other = Tree(nodes(0)[3], here), Tree(nodes(2)[3], there), Tree(nodes(0)[2], here)
    assert one == moved
    assert not one != moved  # noqa: SIM202 - what is asked here
    assert one != other
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
