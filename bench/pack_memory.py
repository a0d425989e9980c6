"""`python -m bench.pack_memory STARTER FOLDER ...`: by how many bytes loading and asking these policies grows it."""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil

import stepladder

NOW = datetime(2025, 3, 7, 15, tzinfo=UTC)


def main(starter: Path, folders: list[Path]) -> None:
    # What any policy needs once, modules above all, is not counted.
    _ask(starter)
    before = _used()
    packs = [_ask(folder) for folder in folders]
    print(_used() - before if packs else 0)


def _ask(folder: Path) -> object:
    pack = stepladder.load_pack(folder)
    pack.decide({"signal": {"text": "We were charged twice, and nobody answers."}}, now=NOW)
    return pack


def _used() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
