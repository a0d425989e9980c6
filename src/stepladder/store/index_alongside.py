"""An index on a table that is in use: PostgreSQL builds it beside those who write, instead of holding them up."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class AddIndexAlongside(migrations.AddIndex):
    """As `AddIndex`. Alone in a migration with `atomic = False`: PostgreSQL builds none alongside in a transaction.

    Where the building was cut off, PostgreSQL keeps a broken index of that name: it is dropped first.
    """

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        alongside: dict[str, Any] = {"concurrently": True}
        schema_editor.add_index(model, self.index, **alongside)
