"""What the desk itself tells a case of an entry of a register that is about it."""

from __future__ import annotations

from typing import Literal

from stepladder.core.case.command_base import Command


class EntryNews(Command, frozen=True, kw_only=True, tag="entry_news"):
    """Sent by the desk itself: an entry was linked to the case, is not about it any more, or is in another state.

    `state` is the one it is in; `by` the person who did it.
    """

    entry: str
    register: str
    news: Literal["linked", "unlinked", "moved"]
    state: str = ""
    by: str = ""
