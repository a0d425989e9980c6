"""A desk with its demonstration world in a folder of its own, and copies of it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bench.server import ROOT, environment
from stepladder.home import sqlite


class Fresh:
    """A data folder, set up once, and a token that may send signals. Nothing runs in it."""

    def __init__(self, home: Path, token: str | None = None) -> None:
        self.home = home
        self.token = token if token is not None else _set_up(home)

    @property
    def database(self) -> Path:
        return Path(sqlite(self.home / "desk.sqlite3")["NAME"])

    def copy(self, home: Path) -> Fresh:
        """The same desk once more, in another folder."""
        home.mkdir()
        shutil.copy(self.database, home)
        return Fresh(home, self.token)


def _set_up(home: Path) -> str:
    made = subprocess.run(
        [sys.executable, "-m", "bench.fresh_desk", str(home)],
        env=environment(), cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    with closing(sqlite3.connect(Path(sqlite(home / "desk.sqlite3")["NAME"]))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made.stdout.strip()
