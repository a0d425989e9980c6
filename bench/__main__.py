"""Runs every measurement and prints each promise with its ratio. Exit 1 where one is missed."""

from __future__ import annotations

import importlib
import os
import sys

ALL = (
    "decide", "conditions", "clock", "packs", "lint", "cases", "revision", "intake", "lines", "idle", "timers", "storm",
    "resting", "peers",
)  # fmt: skip
FIGURES = ("sizing",)
"""Prints what is there and promises nothing, so it is measured only where it is named."""


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in (*ALL, *FIGURES)]
    if unknown:
        print(
            f"bench: there is no measurement called '{unknown[0]}'. Use: {', '.join((*ALL, *FIGURES))}.",
            file=sys.stderr,
        )
        return 2
    print(f"load average at the start: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    missed = 0
    for name in names or ALL:
        for promise in importlib.import_module(f"bench.{name}").measure():
            print(promise, flush=True)
            missed += not promise.is_kept
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
