"""Looking for garbage less often: what ten thousand tests and their packs are made of lives as long as the run.

Python would walk through all of it again and again, a fifth of what the tests take.
"""

import gc

import pytest

gc.set_threshold(100_000, 50, 100)


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.collect()
    gc.freeze()
