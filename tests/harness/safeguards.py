"""What keeps a desk from losing or doubling something: each switched off by itself, and the test that must see it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.harness.mutations import Mutation

_TESTS = "tests/contract"


def _whatever_the_fence(report: Any) -> Any:
    def other(database: Any, one: Any) -> Any:
        key = (one.workspace, one.delivery)
        row = database.row('SELECT "fence" FROM "store_delivery" WHERE "workspace_id" = %s AND "id" = %s', key)
        return report(database, replace(one, fence=row[0]))

    return other


def _no_group_is_stored(commit: Any) -> Any:
    return lambda database, changes: commit(database, changes) if len(changes) < 2 else None


SAFEGUARDS = {
    "the lease": Mutation(
        "F21",
        "stepladder.store.deliveries:claim",
        lambda claim: lambda database, now, _seconds, limit, lane: claim(database, now, 0, limit, lane),
        f"{_TESTS}/test_deliveries.py::test_a_claimed_delivery_is_nobody_elses_while_the_lease_lasts",
    ),
    "the fence": Mutation(
        "F2",
        "stepladder.store.deliveries:report",
        _whatever_the_fence,
        f"{_TESTS}/test_deliveries.py::test_only_a_report_with_the_fence_of_the_last_claim_counts",
    ),
    "the look before sending": Mutation(
        "F7",
        "stepladder.core.case.needed:no_longer_needed",
        lambda _: lambda *_: None,
        f"{_TESTS}/test_sending.py::test_a_notice_that_was_corrected_before_it_went_out_is_held",
    ),
    "the commit of a group before its answers": Mutation(
        "F14",
        "stepladder.store.writing:commit",
        _no_group_is_stored,
        f"{_TESTS}/test_gathering.py::test_those_who_come_during_a_commit_share_the_next_one",
    ),
    "the key of a reaction": Mutation(
        "F5",
        "stepladder.store.reactions:mark_done",
        lambda mark_done: lambda *words: mark_done(*words) or True,
        f"{_TESTS}/test_aggregates.py::test_a_reaction_is_finished_with_what_it_changed_and_only_once",
    ),
}
