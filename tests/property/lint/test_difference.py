"""Laws of a difference: nothing between equals, the way back mirrors the way there, and what is shown is true."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.core.lint.diff.compare import compare
from stepladder.core.lint.diff.difference import LISTS, MIRROR, Difference
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.examples import NOON
from stepladder.core.triage.narrowed import narrowed
from stepladder.core.triage.request import Request
from tests.unit.core.lint.diff.small import policy
from tests.unit.core.lint.diff.test_changes import TABLE

SINGLE = [written for written, *_ in TABLE.values()]


@st.composite
def policies(draw: st.DrawFn) -> Pack:
    """The small policy with up to five elements written otherwise."""
    written: dict[str, str | None] = {}
    for one in draw(st.lists(st.sampled_from(SINGLE), max_size=5)):
        written |= one
    return policy(written)


@given(policies())
@settings(max_examples=20, deadline=None)
def test_a_policy_and_itself_have_no_difference(one: Pack) -> None:
    assert compare(one, one).is_empty


@given(policies(), policies())
@settings(max_examples=40, deadline=None)
def test_the_way_back_mirrors_the_way_there(one: Pack, other: Pack) -> None:
    there, back = compare(one, other), compare(other, one)
    assert said(there) == said(back, mirrored=True)


def said(difference: Difference, *, mirrored: bool = False) -> set[tuple[str, str, str]]:
    """List, ids and kind of each change; the ids of a renamed element in the order of the way there."""
    found = set()
    for name in LISTS:
        for one in getattr(difference, name):
            own = one.id.partition("/")[2]
            ids = (own, one.was or own) if mirrored else (one.was or own, own)
            found.add((name, f"{one.id.partition('/')[0]}/{' > '.join(ids)}", MIRROR[one.how] if mirrored else one.how))
    return found


@given(policies(), policies())
@settings(max_examples=40, deadline=None)
def test_an_example_that_is_shown_differs(one: Pack, other: Pack) -> None:
    for change in compare(one, other).changes:
        for example in change.examples:
            assert decided(one, example.request, (one, other)) != decided(other, example.request, (one, other))
            assert example.before != example.after


def decided(pack: Pack, request: dict[str, object], both: tuple[Pack, Pack]) -> dict[str, object]:
    asked = narrowed(msgspec.convert(request, type=Request), pack, both)
    whole = msgspec.json.decode(encode(decide(pack, asked, NOON)))
    return {key: value for key, value in whole.items() if key not in ("pack", "version")}
