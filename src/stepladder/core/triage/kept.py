"""What was worked out once and may be asked for again."""

from __future__ import annotations

from typing import Any, TypeVar

V = TypeVar("V")


class Kept(dict[Any, V]):
    """Answers by what they hang on. Common ones come again; when a flood of odd ones has filled it, it begins anew."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: Any, value: V) -> V:
        """Keep what was worked out, and answer it."""
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value
