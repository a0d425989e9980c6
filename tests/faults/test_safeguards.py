"""With a safeguard switched off, the test that stands for it fails; `make test` switches off one, `make prove` all."""

from __future__ import annotations

import os

import pytest

from tests.harness.mutations import is_caught
from tests.harness.safeguards import SAFEGUARDS

WHOLE = os.environ.get("PROVE") == "whole"
OFF = tuple(SAFEGUARDS) if WHOLE else tuple(SAFEGUARDS)[:1]


@pytest.mark.parametrize("name", OFF)
def test_a_safeguard_that_is_off_is_missed(name: str) -> None:
    assert is_caught(name)
