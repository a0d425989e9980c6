"""Checked packs on disk, by the digest of their texts: what was checked once need not be checked again.

What is kept is data and nothing that could run: names of elements from a closed list, with their fields. Whoever can
write here could as well write the packs themselves; the folder is made for its owner alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from stepladder import __version__
from stepladder.core import policy
from stepladder.core.policy.kept import LANGUAGE, decode, encode
from stepladder.core.policy.model import PackText


def fetch(folder: Path, digest: str) -> PackText | None:
    """The checked text of the pack with this digest; None where it is not there or cannot be read."""
    try:
        return decode(_path(folder, digest).read_bytes())
    except (OSError, ValueError):
        return None


def keep(folder: Path, digest: str, text: PackText) -> None:
    """Keep a checked text under its digest. A folder that cannot be written keeps nothing, and nobody is bothered."""
    path = _path(folder, digest)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, spare = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(encode(text))
            Path(spare).replace(path)
        except OSError:
            Path(spare).unlink(missing_ok=True)
            raise


def _path(folder: Path, digest: str) -> Path:
    """Another program, or another version of the language, reads nothing that this one wrote."""
    return folder / f"{__version__}-{LANGUAGE}-{_program()}" / f"{digest}.pack"


@cache
def _program() -> str:
    """Which files read a text, by their sizes and times: between two releases the version alone does not tell."""
    files = sorted(Path(policy.__path__[0]).rglob("*.py"))
    told = [(file.name, (found := file.stat()).st_size, found.st_mtime_ns) for file in files]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]
