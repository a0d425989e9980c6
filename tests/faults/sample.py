"""Two hundred slips, drawn once for all: as many of each kind, of any shipped policy.

`python -m tests.faults.sample` tries them all and tells who noticed each.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache

from stepladder.packfiles import shipped
from tests.faults.noticing import NOBODY, Sound
from tests.faults.slips import Slip

SEED, COUNT = 2026, 200
PACKS = {name: Sound(name) for name in shipped() if name != "starter"}


@cache
def drawn(seed: int = SEED, count: int = COUNT) -> tuple[Slip, ...]:
    """The slips of a seed: the kinds take turns, and of each kind all are as likely."""
    rng = random.Random(seed)
    kinds: dict[str, list[Slip]] = {}
    for sound in PACKS.values():
        for slip in sound.slips:
            kinds.setdefault(slip.kind.partition(" (")[0], []).append(slip)
    for name in kinds:
        rng.shuffle(kinds[name])
    return tuple(_in_turn(list(kinds.values()), count))


def _in_turn(kinds: list[list[Slip]], count: int) -> Iterator[Slip]:
    while count and any(kinds):
        for kind in kinds:
            if kind and count:
                count -= 1
                yield kind.pop()


def main() -> int:
    started, by, harmless = time.perf_counter(), Counter[str](), list[Slip]()
    for number, slip in enumerate(drawn(), 1):
        noticed = PACKS[slip.pack].noticed_by(slip)
        by[noticed] += 1
        if noticed == NOBODY:
            harmless.append(slip)
        print(f"\r{number} of {COUNT}", end="", file=sys.stderr)
    print(f"\n{COUNT} slips, {time.perf_counter() - started:.0f} s", file=sys.stderr)
    for name, times in by.most_common():
        print(f"{times:4}  {name}")
    for slip in harmless:
        print(f"nobody: {slip.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
