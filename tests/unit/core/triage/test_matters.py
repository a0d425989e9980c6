"""What holds in a case, and the selectors that it is asked about."""

from __future__ import annotations

import msgspec
import pytest

from stepladder.core.policy.base import ANYTHING, Selector
from stepladder.core.triage.matters import Case, Holds, Matter

PLACES = {
    "category": "categories", "level": "levels", "segment": "segments", "trigger": "triggers", "scenario": "scenarios",
    "flag": "flags", "sign": "signs", "pack": "packs", "stage": "stages",
}  # fmt: skip
"""Keys of a selector with what they are asked of."""


def holds(**there: str) -> Holds:
    return Holds(**{place: frozenset({there[place]} if place in there else ()) for place in PLACES.values()})


def test_a_selector_has_no_other_keys() -> None:
    assert set(PLACES) == set(Selector.__struct_fields__)
    assert set(PLACES.values()) == set(Holds.__struct_fields__)


@pytest.mark.parametrize(("key", "place"), PLACES.items())
def test_each_key_must_hold_by_one_of_its_values_and_is_named_where_it_does_not(key: str, place: str) -> None:
    asked = Selector(**{key: ("this", "that")})
    for there, failing in ((holds(**{place: "that"}), []), (holds(**{place: "other"}), [key]), (holds(), [key])):
        assert list(there.failing(asked)) == failing
        assert there.binds(asked) is (not failing)


def test_every_key_must_hold() -> None:
    there = holds(levels="critical", triggers="leak")
    assert there.binds(Selector(level=("critical",), trigger=("leak",)))
    half = Selector(level=("critical",), trigger=("leak",), segment=("enterprise",), stage=("closed",))
    assert not there.binds(half)
    assert list(there.failing(half)) == ["segment", "stage"]
    assert there.binds(ANYTHING)
    assert msgspec.structs.replace(there, levels=frozenset()).binds(Selector(trigger=("leak",)))


def test_in_one_of_its_matters_all_holds_that_is_of_the_whole_case() -> None:
    """The category, the triggers and the level are the matter's own; levels of no matter count for each."""
    whole = Holds(**{place: frozenset({f"{place} of the case"}) for place in PLACES.values()})
    mine = Matter(category="money", level="priority:high", triggers=("refund",))
    here = Case(matters=(mine,), levels={}, whole=whole, common=frozenset({"risk:low"})).holds_in(mine)
    own = {"categories": {"money"}, "triggers": {"refund"}, "levels": {"priority:high", "risk:low"}}
    for place in PLACES.values():
        assert getattr(here, place) == own.get(place, {f"{place} of the case"}), place
