"""What a case is called, from the words of its first signal."""

from __future__ import annotations

_LONGEST = 120


def title_of(subject: str | None, body: str | None) -> str | None:
    """The subject, else the first words of the message, on one line; None where neither has a letter to be seen."""
    for words in (subject, body):
        short = " ".join((words or "").split())
        # Signs without width are nothing to read, and a link of them alone is nothing to click.
        if any(letter.isprintable() and letter != " " for letter in short):
            return short if len(short) <= _LONGEST else f"{short[: _LONGEST - 1]}…"
    return None
