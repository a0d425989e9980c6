"""Two hundred slips, drawn once for all: as many of each kind, of any shipped policy.

`python -m tests.faults.sample` tries them all and tells who noticed how many; with `7 60` behind it, it tries sixty of
the seed seven.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from stepladder.packfiles import shipped
from tests.faults.harmless import HARMLESS
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


def tried(those: Sequence[Slip], processes: int) -> list[tuple[Slip, str]]:
    """Each slip with who notices it, in their order."""
    if processes == 1:
        return [(slip, _noticed(slip)) for slip in those]
    with ProcessPoolExecutor(processes) as pool:
        return list(zip(those, pool.map(_noticed, those, chunksize=4), strict=True))


def _noticed(slip: Slip) -> str:
    return PACKS[slip.pack].noticed_by(slip)


def main(words: Sequence[str]) -> int:
    """Words: the seed and how many slips, both as above where they are left out."""
    seed, count = (*map(int, words), *(SEED, COUNT)[len(words) :])
    started = time.perf_counter()
    found = tried(drawn(seed, count), min(2, os.cpu_count() or 1))
    print(f"{len(found)} slips of seed {seed}, {time.perf_counter() - started:.0f} s", file=sys.stderr)
    for name, times in Counter(by for _, by in found).most_common():
        print(f"{times:4}  {name}")
    for slip, by in found:
        if by == NOBODY:
            print(f"nobody: {slip.name}{'' if slip.name not in HARMLESS or seed != SEED else ' (listed)'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
