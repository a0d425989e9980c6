"""Runs every example with a prompt (`>>> `) in the sources and in the documentation.

Usage: python scripts/doctests.py. Ends with 1 if one of them answers something else than it says.
"""

import doctest
import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROMPT = ">>> "


def main() -> int:
    failed = attempted = 0
    source = ROOT / "src"
    for path in sorted(source.rglob("*.py")):
        if PROMPT in path.read_text(encoding="utf-8"):
            name = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
            result = doctest.testmod(importlib.import_module(name))
            failed, attempted = failed + result.failed, attempted + result.attempted
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]):
        if PROMPT in path.read_text(encoding="utf-8"):
            result = doctest.testfile(str(path), module_relative=False)
            failed, attempted = failed + result.failed, attempted + result.attempted
    print(f"doctests: {attempted - failed} of {attempted} examples answer as written")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
