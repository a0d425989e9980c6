"""Looking for garbage less often: what ten thousand tests and their packs are made of lives as long as the run.

Python would walk through all of it again and again, a fifth of what the tests take.
"""

import gc

import pytest

from stepladder.memory import collect_seldom

collect_seldom()


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.collect()
    gc.freeze()
