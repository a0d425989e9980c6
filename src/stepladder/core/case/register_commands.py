"""What the desk itself tells a case of an entry of a register that is about it."""

from __future__ import annotations

from stepladder.core.case.command_base import Command


class EntryNews(Command, frozen=True, kw_only=True, tag="entry_news"):
    """Sent by the desk itself: whether an entry is about the case, and the state it is in.

    `number` is that of the entry's event: news that come late, after newer ones, say nothing; `by` the person who did
    it.
    """

    entry: str
    register: str
    number: int
    is_linked: bool = True
    state: str = ""
    by: str = ""
