"""Migrations since the previous release only add: that release goes on working while and after they run."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import connections, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from stepladder.store.index_alongside import AddIndexAlongside, LengthenIndexAlongside
from tests.harness.previous import previous


def hindrances(steps: Iterable[tuple[Operation, bool]]) -> list[str]:
    """What in these operations (each with whether its migration is atomic) the previous release could trip over."""
    new: set[str] = set()
    found = []
    for operation, atomic in steps:
        name = str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()
        if isinstance(operation, migrations.CreateModel):
            new.add(name)
        elif name not in new:
            said = _hindrance(operation, atomic)
            if said:
                found.append(f"{operation.describe()}: {said}")
    return found


def _hindrance(operation: Operation, atomic: bool) -> str | None:
    """Of an operation on a table that the previous release knows."""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        fills_itself = field.null or field.db_default is not models.NOT_PROVIDED
        return None if fills_itself else "the previous release stores rows without it: make it null, or give db_default"
    if isinstance(operation, AddIndexAlongside):
        return "PostgreSQL builds none alongside in a transaction: atomic = False" if atomic else None
    if isinstance(operation, migrations.AddIndex):
        # A partial one is small, and built in a moment.
        return None if operation.index.condition is not None else "it holds up those who write: AddIndexAlongside"
    return "it takes away or changes what the previous release may use: leave that to the release after the next"


def since_the_previous_release() -> list[tuple[Operation, bool]]:
    """Every operation of ours that the previous release does not know, in the order in which they run."""
    loader = MigrationLoader(None)
    steps = []
    for app, last in previous()["migrations"].items():
        known = set(loader.graph.forwards_plan((app, last)))
        (leaf,) = loader.graph.leaf_nodes(app)
        for key in loader.graph.forwards_plan(leaf):
            if key not in known and key[0] == app:
                migration = loader.graph.nodes[key]
                steps += [(operation, migration.atomic) for operation in migration.operations]
    return steps


def test_every_migration_since_the_previous_release_only_adds() -> None:
    assert hindrances(since_the_previous_release()) == []


TEXT = models.CharField(max_length=10, null=True)
HARMLESS = {
    "a new table with all it has": [
        migrations.CreateModel("Thing", [("id", models.CharField(primary_key=True, max_length=10))]),
        migrations.AddField("Thing", "name", models.CharField(max_length=10)),
        migrations.AddIndex("Thing", models.Index("name", name="thing_name")),
    ],
    "a column that may be null": [migrations.AddField("Case", "colour", TEXT)],
    "a column that the database fills": [migrations.AddField("Case", "n", models.IntegerField(db_default=0))],
    "a partial index": [
        migrations.AddIndex("Case", models.Index("owner", condition=models.Q(faults__gt=0), name="case_faulty"))
    ],
}
HARMFUL = {
    "a column that must be given": migrations.AddField("Case", "n", models.IntegerField(default=0)),
    "a column that goes": migrations.RemoveField("Case", "owner"),
    "a column with another name": migrations.RenameField("Case", "owner", "holder"),
    "a column of another kind": migrations.AlterField("Case", "owner", models.IntegerField()),
    "a table that goes": migrations.DeleteModel("Case"),
    "a table with another name": migrations.RenameModel("Case", "Matter"),
    "a rule for rows that are there": migrations.AddConstraint(
        "Case", models.UniqueConstraint(fields=["workspace_id", "owner"], name="once")
    ),
    "an index over a whole table": migrations.AddIndex("Case", models.Index("owner", name="case_owner")),
    "an index alongside, in a transaction": AddIndexAlongside("Case", models.Index("owner", name="case_owner")),
    "something that cannot be looked into": migrations.RunSQL("select 1"),
}


@pytest.mark.parametrize("operations", HARMLESS.values(), ids=HARMLESS)
def test_what_only_adds_is_fine(operations: list[Operation]) -> None:
    assert hindrances((one, True) for one in operations) == []


@pytest.mark.parametrize("operation", HARMFUL.values(), ids=HARMFUL)
def test_what_the_previous_release_could_trip_over_is_found(operation: Operation) -> None:
    assert len(hindrances([(operation, True)])) == 1


def test_an_index_is_built_alongside_on_both_databases_and_again_where_it_was_cut_off(database: str) -> None:
    operation = AddIndexAlongside("Case", models.Index("owner", name="case_owner"))
    before, after = around(operation)
    assert hindrances([(operation, False)]) == []
    for _ in range(2):
        run(operation, before, after)
    assert indexes()["case_owner"] == ["owner"]


SHORT = models.Index("workspace_id", "opened_at", name="case_newest")
LONG = models.Index("workspace_id", "opened_at", "id", name="case_newest_by_id")


def test_a_longer_index_takes_the_place_of_a_shorter_one_and_gives_it_back(database: str) -> None:
    operation = LengthenIndexAlongside("Case", LONG, SHORT)
    before, after = around(operation)
    assert hindrances([(operation, False)]) == []
    named = {one.name for one in after.models["store", "case"].options["indexes"]}
    assert (LONG.name in named, SHORT.name in named) == (True, False), (
        "a later remake of the table makes the longer one"
    )
    for _ in range(2):
        run(operation, before, after)
    assert indexes()[LONG.name] == ["workspace_id", "opened_at", "id"]
    assert SHORT.name not in indexes()
    with connections["default"].schema_editor(atomic=False) as editor:
        operation.database_backwards("store", editor, after, before)
    assert indexes()[SHORT.name] == ["workspace_id", "opened_at"]
    assert LONG.name not in indexes()


def test_it_is_built_and_dropped_beside_those_who_write_both_ways(database: str) -> None:
    operation = LengthenIndexAlongside("Case", LONG, SHORT)
    before, after = around(operation)
    with connections["default"].schema_editor(collect_sql=True, atomic=False) as editor:
        operation.database_forwards("store", editor, before, after)
        operation.database_backwards("store", editor, after, before)
    done = [line for line in editor.collected_sql if " INDEX " in line]
    assert len(done) == 6
    assert all(" CONCURRENTLY " in line for line in done) == (database == "postgres")
    assert any("pg_terminate_backend" in line for line in editor.collected_sql) == (database == "postgres")


def test_it_can_be_written_down_again() -> None:
    name, args, named = LengthenIndexAlongside("Case", LONG, SHORT).deconstruct()
    assert (name, args) == ("LengthenIndexAlongside", [])
    again = LengthenIndexAlongside(**named)
    assert (again.index, again.shorter) == (LONG, SHORT)


OTHERS = {
    "it begins with another column": models.Index("opened_at", "workspace_id", name="other"),
    "it is of fewer rows": models.Index("workspace_id", "opened_at", "id", condition=models.Q(faults=0), name="other"),
    "it is shorter": models.Index("workspace_id", name="other"),
    "its columns are not given by position": models.Index(fields=["workspace_id", "opened_at", "id"], name="other"),
}


@pytest.mark.parametrize("index", OTHERS.values(), ids=OTHERS)
def test_an_index_that_cannot_stand_in_for_another_takes_no_place(index: models.Index) -> None:
    with pytest.raises(ValueError, match="does not begin as case_newest does"):
        LengthenIndexAlongside("Case", index, SHORT)


def around(operation: Operation) -> tuple[ProjectState, ProjectState]:
    """What there is before and after it."""
    before = MigrationLoader(connections["default"]).project_state()
    after = before.clone()
    operation.state_forwards("store", after)
    return before, after


def indexes() -> dict[str, list[str]]:
    """The columns of each index of cases."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "store_case")
    return {name: one["columns"] for name, one in found.items() if one["index"]}


def run(operation: Operation, before: ProjectState, after: ProjectState) -> None:
    with connections["default"].schema_editor(atomic=False) as editor:
        operation.database_forwards("store", editor, before, after)
