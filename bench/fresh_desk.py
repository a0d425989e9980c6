"""`python -m bench.fresh_desk FOLDER`: set up a desk with its demo world, and print a token that may send signals."""

from __future__ import annotations

import sys
from pathlib import Path

from stepladder import bootstrap
from stepladder.worker.prepare import fill, set_up_tables


def main(folder: Path) -> None:
    bootstrap.setup(folder)
    set_up_tables()
    fill(bootstrap.desk(), folder, demo=True)
    print(bootstrap.new_token(name="bench", scopes=["signals:write"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
