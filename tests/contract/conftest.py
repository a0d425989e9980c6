"""Every test here runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.place import Place


@pytest.fixture
def place(database: str) -> Place:
    from tests.contract.place import new_place  # Django is set up only after this file is read.

    return new_place()
