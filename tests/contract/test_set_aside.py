"""What cannot be woken is left alone for a while: that one, as it was when it failed, and nothing else."""

from __future__ import annotations

from typing import Never

from django.db import connection

from stepladder.core.case.state import Case
from stepladder.service.agendas import follow_policy
from stepladder.service.ports import Aggregate, Change
from stepladder.service.ticking import tick_case
from stepladder.store import models
from stepladder.store.moments import stored
from stepladder.store.sql import listed
from tests.contract.place import Place
from tests.contract.senders import change


def faults(table: str) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "workspace_id", "faults" FROM "{table}" ORDER BY "workspace_id"')
        return list(cursor.fetchall())


def test_one_that_changed_while_it_failed_is_looked_at_again_at_once(place: Place) -> None:
    place.opened("k1")
    now = place.clock.forward(hours=1)

    def fail(_workspace: str, _case: Case) -> Never:
        change('UPDATE "store_case" SET "version" = "version" + 1')
        raise ZeroDivisionError

    report = place.store.tick_due(now, 10, fail)
    assert (report.ticked, report.passed_over, report.failed) == (0, 1, ())
    assert faults("store_case") == [("main", 0)]


def test_one_that_somebody_else_changed_while_it_was_woken_is_passed_over_and_has_not_failed(place: Place) -> None:
    case = place.opened("k1")
    now = place.clock.forward(hours=1)

    def come_too_late(workspace: str, case: Case) -> Change | None:
        change('UPDATE "store_case" SET "version" = "version" + 1')
        return tick_case(place.desk, workspace, case, now)

    report = place.store.tick_due(now, 10, come_too_late)
    assert (report.ticked, report.passed_over, report.failed) == (0, 1, ())
    assert "clock_missed" not in place.events(case)
    assert [one.purpose for one in place.store.deliveries("main")] == ["route"]


def test_one_that_fails_in_a_workspace_leaves_those_alone_that_are_called_alike_elsewhere(place: Place) -> None:
    follow_policy(place.desk, "main")
    names, now = listed(models.Aggregate), place.clock.now()
    others = names.replace('"workspace_id"', "'other'")
    change(f'INSERT INTO "store_aggregate" ({names}) SELECT {others} FROM "store_aggregate"')
    for workspace, wakes in (("main", stored(now)), ("other", stored(now) + 1)):
        change(f'UPDATE "store_aggregate" SET "wake_at" = {wakes} WHERE "workspace_id" = \'{workspace}\'')

    def fail(_workspace: str, _row: Aggregate) -> Never:
        raise ZeroDivisionError

    assert len(place.store.tick_aggregates(now, 10, fail).failed) == 1
    assert faults("store_aggregate") == [("main", 1), ("other", 0)]
