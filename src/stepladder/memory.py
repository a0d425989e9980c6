"""How a program of the desk looks after its memory."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """Look for garbage a fiftieth as often as Python would.

    What a program loads (packs, Django, its own modules) is many small objects that stay. Looking through them again
    and again while they are made is a tenth of every start.
    """
    gc.set_threshold(50_000, 20, 50)


def keep_from_view() -> None:
    """Look for garbage once more, and never again through what is there now: it lives as long as the process.

    What is loaded is many small objects. Looking through them again is in vain, and would give each process that was
    forked a copy of its own.
    """
    gc.collect()
    gc.freeze()


def end_without_looking() -> None:
    """Look for no more garbage, as the program ends: all of it goes with the process.

    Python would look through everything four times, which is a fifteenth of what a short command costs. What must be
    closed is closed before this.
    """
    gc.freeze()
