"""Every requirement there is stands behind an element of a pack that ships, or is kept by the engine for a reason."""

from __future__ import annotations

import pytest

from tests.unit.packs.written import PACKS, requirements, sources, whole_pack

# What the engine keeps by itself, whatever a pack says: the requirement, and the reason as a sentence. Nothing yet.
KEPT_BY_THE_ENGINE: dict[str, str] = {}
SHIPPED = sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))
NAMED = {name: frozenset(sources(whole_pack(name))) for name in SHIPPED}
ROWS = {row["id"]: row["pack"] for row in requirements()}


def test_the_table_of_requirements_is_whole() -> None:
    assert len(ROWS) == len(requirements()) == 752


def test_every_requirement_stands_behind_an_element_or_has_a_reason() -> None:
    stated = frozenset[str]().union(*NAMED.values())
    assert [row for row in ROWS if row not in stated and row not in KEPT_BY_THE_ENGINE] == []


def test_a_requirement_stands_in_the_pack_it_was_written_for() -> None:
    assert [row for row, pack in ROWS.items() if row not in NAMED[pack] and row not in KEPT_BY_THE_ENGINE] == []


def test_reasons_are_few_and_whole_sentences_about_requirements_that_are_there() -> None:
    assert KEPT_BY_THE_ENGINE.keys() <= ROWS.keys()
    reasons = set(KEPT_BY_THE_ENGINE.values())
    assert len(reasons) < 15
    assert [reason for reason in reasons if not (reason[:1].isupper() and reason.endswith(".") and " " in reason)] == []


def test_a_reason_is_given_only_where_no_element_states_the_requirement() -> None:
    assert [row for row in KEPT_BY_THE_ENGINE if any(row in named for named in NAMED.values())] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_no_source_names_a_requirement_that_is_not_there(name: str) -> None:
    # The pack to begin with has a numbering of its own, for its team to replace.
    own = {one for one in NAMED[name] if name == "starter" and one.startswith("HB-")}
    assert NAMED[name] - ROWS.keys() - own == set()
