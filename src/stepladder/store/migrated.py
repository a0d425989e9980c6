"""Whether a database has the form that this release needs: a later form will do, an earlier one will not."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from stepladder.store.sql import Database

_APPS = ("store", "users")


@cache
def _needed() -> frozenset[tuple[str, str]]:
    """(app, migration) of this release, by the files that come with it."""
    return frozenset(
        (app, module.name)
        for app in _APPS
        for module in pkgutil.iter_modules(import_module(f"stepladder.{app}.migrations").__path__)
    )


def has_todays_form(database: Database) -> bool:
    """Whether every migration of this release has been run. Raises: DatabaseError - there are no tables at all."""
    done = database.rows('SELECT "app", "name" FROM "django_migrations" WHERE "app" IN (%s, %s)', _APPS)
    return _needed() <= {(app, name) for app, name in done}
