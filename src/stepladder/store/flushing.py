"""What must be on the disk before anybody relies on it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any


def flush(file: IO[Any]) -> None:
    """Have what was written to a file on the disk."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the names of a folder on the disk: of a file that was made, or took another's place."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
