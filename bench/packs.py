"""Loading policies: all that ship, checked from their texts and taken from what is kept.

Checking is measured beside libyaml building the nodes of the same texts and no more; taking what is kept beside reading
the files and adding up their digest, which cannot be left out. What an installation feels is a time and a size, so both
are told as shares of what they may be.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from bench.server import ROOT, environment
from bench.side_by_side import Promise, in_turn, ratio
from stepladder import packfiles
from stepladder.core.policy.loader import digest_of
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from stepladder.core.triage.reading.wording import forget_phrases

CHECKED, KEPT = 4.0, 3.0
COLD_SECONDS, KEPT_SECONDS, MOST_BYTES = 1.0, 0.050, 60_000_000


def measure() -> list[Promise]:
    """How many times as long as its floor each way takes, and the shares of what may be used."""
    with tempfile.TemporaryDirectory(prefix="stepladder-packs-") as place:
        folders = _folders(Path(place))
        texts = [packfiles.read(folder) for folder in folders]
        cache = Path(place) / "cache"
        for folder in folders:
            packfiles.load(folder, cache=cache)
        checked, composed, kept, read = in_turn(
            [
                lambda: _checked_anew(texts),
                lambda: [yaml.compose(text, Loader=yaml.CBaseLoader) for _, files in texts for text in files.values()],
                lambda: [packfiles.load(folder, cache=cache) for folder in folders],
                lambda: [digest_of(packfiles.read(folder)[1]) for folder in folders],
            ],
            1,
        )
        memory = _memory(folders)
    size = sum(len(text) for _, files in texts for text in files.values())
    cold, warm = 1 / checked.rate, 1 / kept.rate
    fresh = (
        f"{len(folders)} policies of {size:,} characters in all: {1000 * cold:,.0f} ms, "
        f"nodes alone {1000 / composed.rate:,.0f} ms"
    )
    again = f"{1000 * warm:,.1f} ms, files and digests alone {1000 / read.rate:,.1f} ms"
    checking, taking = 1 / ratio(checked, composed), 1 / ratio(kept, read)
    sides = [
        ("check all policies that ship, beside building their YAML nodes", CHECKED, checking, fresh),
        ("check all policies that ship, as a share of a second", 1, cold / COLD_SECONDS, fresh),
        ("take all that were checked before, beside reading and digesting their files", KEPT, taking, again),
        ("take all that were checked before, as a share of 50 ms", 1, warm / KEPT_SECONDS, again),
        ("the memory of all, asked once, as a share of 60 MB", 1, memory / MOST_BYTES, f"{memory / 1e6:,.1f} MB"),
    ]
    return [Promise(name, goal, share, said, at_least=False) for name, goal, share, said in sides]


def _checked_anew(texts: list[tuple[str, dict[str, str]]]) -> list[Pack]:
    found = []
    for name, files in texts:
        forget_phrases()  # Policies share some, and each is checked as the first of its process.
        found.append(load(name, files))
    return found


def _folders(place: Path) -> list[Path]:
    """Folders with the shipped packs; each copy has a word of its own, so that none is one that was loaded before."""
    found = []
    for name in packfiles.shipped():
        folder = place / name
        folder.mkdir()
        for file, text in packfiles.read(name)[1].items():
            (folder / file).write_text(f"{text}\n# a copy\n", encoding="utf-8")
        found.append(folder)
    return found


def _memory(folders: list[Path]) -> int:
    """Bytes that all packs take in a process of their own, with their conditions compiled and their phrases sought."""
    starter = next(folder for folder in folders if folder.name == "starter")
    said = subprocess.run(
        [sys.executable, "-m", "bench.pack_memory", str(starter), *map(str, folders)],
        env=environment(), cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    return int(said.stdout)
