"""Loading policies: all that ship, as often as makes five, checked from their texts and taken from what is kept.

Checking is measured beside libyaml building the nodes of the same texts and no more; taking what is kept beside reading
the files and adding up their digest, which cannot be left out.
"""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from pathlib import Path

import yaml

from bench.side_by_side import Promise, in_turn, ratio
from stepladder import packfiles
from stepladder.core.policy.loader import digest_of
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load

COUNT = 5
CHECKED, KEPT = 4.0, 3.0


def measure() -> list[Promise]:
    """How many times as long as its floor each way takes."""
    with tempfile.TemporaryDirectory(prefix="stepladder-packs-") as place:
        folders = _folders(Path(place))
        texts = [packfiles.read(folder) for folder in folders]
        cache = Path(place) / "cache"
        for folder in folders:
            packfiles.load(folder, cache=cache)
        checked, composed, kept, read = in_turn(
            [
                lambda: [load(name, files) for name, files in texts],
                lambda: [yaml.compose(text, Loader=yaml.CBaseLoader) for _, files in texts for text in files.values()],
                lambda: [packfiles.load(folder, cache=cache) for folder in folders],
                lambda: [digest_of(packfiles.read(folder)[1]) for folder in folders],
            ],
            COUNT,
        )
        memory = _memory(texts)
    size = sum(len(text) for _, files in texts for text in files.values())
    told = f"{COUNT} policies of {size:,} characters in all"
    return [
        Promise(
            "check five policies, beside building their YAML nodes",
            CHECKED,
            1 / ratio(checked, composed),
            f"{told}: {COUNT / checked.rate * 1000:,.0f} ms, nodes alone {COUNT / composed.rate * 1000:,.0f} ms; "
            f"{memory / 1e6:,.1f} MB for all, with their conditions compiled",
            at_least=False,
        ),
        Promise(
            "take five policies that were checked before, beside reading and digesting their files",
            KEPT,
            1 / ratio(kept, read),
            f"{COUNT / kept.rate * 1000:,.1f} ms, files and digests alone {COUNT / read.rate * 1000:,.1f} ms",
            at_least=False,
        ),
    ]


def _folders(place: Path) -> list[Path]:
    """Five folders with the shipped packs, in turn; each copy has a word of its own, so that none is another's."""
    names = packfiles.shipped()
    found = []
    for number in range(COUNT):
        folder = place / f"pack-{number}"
        folder.mkdir()
        for name, text in packfiles.read(names[number % len(names)])[1].items():
            (folder / name).write_text(f"{text}\n# copy {number}\n", encoding="utf-8")
        found.append(folder)
    return found


def _memory(texts: list[tuple[str, dict[str, str]]]) -> int:
    """Bytes that all packs take, loaded and with their conditions compiled."""
    gc.collect()
    tracemalloc.start()
    packs: list[Pack] = [load(name, files) for name, files in texts]
    compiled = [pack.conditions.ids for pack in packs]
    gc.collect()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used if compiled else 0
