"""Every open case of a workspace, for what is asked of all of them."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.case.state import Case
from stepladder.service.ports import Store

_BATCH = 500


def open_cases(store: Store, workspace: str) -> Iterator[Case]:
    """In the order of their ids, read a batch at a time."""
    after = ""
    while batch := store.open_cases(workspace, after=after, limit=_BATCH):
        yield from batch
        after = batch[-1].id
