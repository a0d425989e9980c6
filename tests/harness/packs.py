"""Each text of a policy is compiled once in a process: it is data that never changes, and many tests start a desk.

Only what reads packs from files or takes them into a desk is spared the work; the loader itself, which the tests of
the language call, always reads.
"""

from collections.abc import Mapping

import pytest

_MOST = 16


def pytest_configure(config: pytest.Config) -> None:
    """From the first module on: some compile the shipped policies to know which tests there are."""
    from stepladder import packfiles
    from stepladder.core.policy.pack import Pack
    from stepladder.core.triage.loading import load

    kept: dict[tuple[str, str], Pack] = {}

    def compiled(name: str, texts: Mapping[str, str]) -> Pack:
        key = (name, packfiles.digest_of(texts))
        if key not in kept:
            if len(kept) >= _MOST:
                kept.pop(next(iter(kept)))
            kept[key] = load(name, texts)
        return kept[key]

    patch = pytest.MonkeyPatch()
    patch.setattr(packfiles, "load_text", compiled)
    config.add_cleanup(patch.undo)
