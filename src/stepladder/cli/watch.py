"""Policies that are checked again whenever one of their files changes, while somebody writes them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder.cli.say import aside
from stepladder.core.values import DeskError

if TYPE_CHECKING:
    from stepladder.core.lint.report.checked import Checked

_PAUSE_SECONDS = 0.4

Stamps = Mapping[Path, tuple[int, int]]
"""When each file was last written, in nanoseconds, and how long it is."""


def watch(names: Sequence[str], *, year: bool, wait: Callable[[], None] = lambda: time.sleep(_PAUSE_SECONDS)) -> int:
    """Say what is found, then after each change what is new and what is gone; ends when somebody stops it.

    Raises: DeskError - a policy that ships, whose files are nobody's to write, or none at all.
    """
    from stepladder import packfiles
    from stepladder.cli.check import checked, print_lines
    from stepladder.core.lint.report.words import Line, changes, told

    for name in names:
        if "/" not in name and name in packfiles.shipped():
            mend = "Give a folder of your own; `stepladder policy new` makes one."
            raise DeskError(f"'{name}' comes with the program and does not change", where="--watch", mend=mend)
    before: dict[str, tuple[Stamps, Checked]] = {}
    for name in names:
        seen = stamps(name)
        before[name] = (seen, checked(name, year=year)[0])
        print_lines([*told(before[name][1]), Line("")])
    aside("Watching. Ctrl-C ends it.")
    try:
        while True:
            wait()
            for name, (seen, was) in before.items():
                now = stamps(name)
                if now == seen:
                    continue
                before[name] = (now, was)
                try:
                    is_, _ = checked(name, year=year)
                except DeskError as gone:
                    aside(str(gone))
                    continue
                before[name] = (now, is_)
                print_lines([*changes(was, is_), Line("")])
    except KeyboardInterrupt:
        return 0


def stamps(name: str) -> Stamps:
    """Of every file in the folders of a policy; nothing while it cannot be read."""
    from stepladder import packfiles

    try:
        folders = packfiles.folders(name).values()
    except DeskError:
        return {}
    found = {}
    for file in sorted(file for folder in folders for file in folder.iterdir()):
        try:
            stat = file.stat()
        except OSError:
            continue  # It went away while we looked; the next look finds it gone.
        found[file] = (stat.st_mtime_ns, stat.st_size)
    return found
