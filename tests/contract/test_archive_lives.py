"""Archiving and bringing back is nothing: whatever a case has lived through, every table is as it was."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepladder.service.problems import Problem
from stepladder.store import archive_reading
from tests.contract.archiving import RESELL, do, end, everything, let_years_pass, looked, make, verified, work

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40).filter(str.strip)
STEPS = st.one_of(
    st.fixed_dictionaries({"do": st.sampled_from(["note", "split", "customer_replied"]), "text": WORDS}),
    st.fixed_dictionaries({"do": st.just("send"), "channel": st.sampled_from(["email", "phone"]), "text": WORDS}),
    st.fixed_dictionaries({"do": st.just("log_attempt"), "what": st.just("troubleshoot"), "result": WORDS}),
    st.fixed_dictionaries({"do": st.just("log_call"), "with": st.just("customer"), "outcome": st.just("reached")}),
    st.sampled_from([{"do": "acknowledge"}, {"do": "wait_for_customer"}, {"do": "assign", "to": "billing"}]),
)
NUMBERS = itertools.count()


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=8))
def test_a_case_that_was_archived_and_brought_back_left_no_trace(
    sqlite_database: str, steps: list[dict[str, Any]]
) -> None:
    from tests.contract.place import WORKSPACE, new_place

    place, number = new_place(), next(NUMBERS)
    place.clock.forward(days=500 * number)
    case = place.opened(f"k{number}", RESELL, conversation=f"t{number}", customer={"id": f"of-{number}"})
    for step in steps:
        try:
            do(place, case, **step)
        except Problem:
            continue  # The policy forbids it here; that is a life, too.
        place.clock.forward(minutes=7)
        work(place)
    end(place, *_family(case))
    let_years_pass(place)
    before = everything()
    with tempfile.TemporaryDirectory() as folder:
        done = make(place, Path(folder))
        assert done.file is not None
        seen = looked(place, done.file)
        assert {one.standing for one in seen} == {"whole"}
        assert place.store.load_case(WORKSPACE, case) is None
        assert verified(place)[0] == []
        archive_reading.restore(place.desk, done.file, [one.case for one in seen])
    assert everything() == before


def _family(case: str) -> list[str]:
    """A case and what was split off it."""
    from stepladder.store.sql import Database

    rows = Database().rows(
        "SELECT id FROM store_case WHERE closed_at IS NULL AND substr(id, 1, %s) = %s", (len(case), case)
    )
    return [id_ for (id_,) in rows]
