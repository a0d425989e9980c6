"""Runs every measurement and prints each promise with its ratio. Exit 1 where one is missed or could not be made."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import traceback

from bench.server import KEY
from stepladder.memory import collect_seldom

ALL = (
    "decide", "conditions", "clock", "packs", "lint", "cases", "revision", "intake", "lines", "idle", "timers", "storm",
    "resting", "peers",
)  # fmt: skip
FIGURES = ("sizing",)
"""Prints what is there and promises nothing, so it is measured only where it is named."""
MISSED, BROKEN = 1, 2


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in (*ALL, *FIGURES)]
    if unknown:
        print(
            f"bench: there is no measurement called '{unknown[0]}'. Use: {', '.join((*ALL, *FIGURES))}.",
            file=sys.stderr,
        )
        return BROKEN
    if len(names) == 1:
        return _measure(names[0])
    print(f"load average at the start: {', '.join(f'{load:.1f}' for load in os.getloadavg())}", flush=True)
    # Each in a process of its own: a desk is set up once in a process, and none is to pay for what another left behind.
    ended = {name: subprocess.run([sys.executable, "-m", "bench", name]).returncode for name in names or ALL}
    broken = [name for name, code in ended.items() if code not in (0, MISSED)]
    missed = [name for name, code in ended.items() if code == MISSED]
    if broken:
        print(f"not measured, see above: {', '.join(broken)}")
    print(f"with a promise that was missed: {', '.join(missed)}" if missed else "no promise was missed")
    return MISSED if broken or missed else 0


def _measure(name: str) -> int:
    missed = 0
    os.environ.update(KEY)
    collect_seldom()  # As every program of the desk does.
    try:
        for promise in importlib.import_module(f"bench.{name}").measure():
            print(promise, flush=True)
            missed += not promise.is_kept
    except Exception:  # Whatever it is, the other measurements are to be made.
        traceback.print_exc()
        return BROKEN
    return MISSED if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
