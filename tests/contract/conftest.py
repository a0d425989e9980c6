"""Every test here runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.contract.place import Place


@pytest.fixture
def place(database: str) -> Place:
    from tests.contract.place import new_place  # Django is set up only after this file is read.

    return new_place()


@pytest.fixture
def key_of_before(settings: Any) -> None:
    """A desk of which an older release may have stored the first events: its key does not say that it proves all."""
    settings.CHAIN_KEY = "a key that tells nothing of its desk"
