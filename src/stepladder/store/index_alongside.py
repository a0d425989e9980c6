"""Indexes on tables that are in use: PostgreSQL builds them beside those who write, instead of holding them up."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

_END_BUILDING = (
    "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_progress_create_index "
    "WHERE index_relid = to_regclass(%s) AND pid <> pg_backend_pid()"
)


class AddIndexAlongside(migrations.AddIndex):
    """As `AddIndex`. Alone in a migration with `atomic = False`: PostgreSQL builds none alongside in a transaction.

    What an earlier try left is dropped first: where the building was cut off, PostgreSQL keeps a broken index, and goes
    on building one whose program is gone.
    """

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _build(schema_editor, to_state.apps.get_model(app_label, self.model_name), self.index)


class LengthenIndexAlongside(AddIndexAlongside):
    """A longer index in the place of a shorter one, which goes once the longer one stands.

    The release before misses nothing: the longer one begins with the same columns and is of the same rows.
    """

    def __init__(self, model_name: str, index: models.Index, shorter: models.Index) -> None:
        """Raises: ValueError - the longer one cannot stand in for the shorter; columns are given by position."""
        begins_so = index.expressions[: len(shorter.expressions)] == shorter.expressions != ()
        if not begins_so or index.condition != shorter.condition:
            raise ValueError(f"index {index.name} does not begin as {shorter.name} does, or is of other rows")
        super().__init__(model_name, index)
        self.shorter = shorter

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        super().state_forwards(app_label, state)
        state.remove_index(app_label, self.model_name_lower, self.shorter.name)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        _drop(schema_editor, self.shorter)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _build(schema_editor, to_state.apps.get_model(app_label, self.model_name), self.shorter)
        _drop(schema_editor, self.index)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        name, args, named = super().deconstruct()
        return name, args, named | {"shorter": self.shorter}

    def describe(self) -> str:
        return f"{super().describe()}, in the place of {self.shorter.name}"


def _build(schema_editor: BaseDatabaseSchemaEditor, model: type[models.Model], index: models.Index) -> None:
    """Make an index anew, without holding up those who write."""
    alongside: dict[str, Any] = {}
    if schema_editor.connection.vendor == "postgresql":
        alongside["concurrently"] = True
        # Whoever prepares the database is alone with it: if this is still being built, nobody waits for it.
        schema_editor.execute(_END_BUILDING, (index.name,))
    _drop(schema_editor, index)
    schema_editor.add_index(model, index, **alongside)


def _drop(schema_editor: BaseDatabaseSchemaEditor, index: models.Index) -> None:
    alongside = "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP INDEX {alongside}IF EXISTS {schema_editor.quote_name(index.name)}")
