"""Writes the tables of docs/reference/pack.md anew, from the grammar of the pack language.

A test fails where the page is not what this makes: run `python scripts/pack_reference.py` then, and read the diff.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "pack.md"


def main() -> int:
    sys.path.insert(0, str(ROOT / "src"))
    from stepladder.core.policy.reference import with_tables

    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_tables(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
