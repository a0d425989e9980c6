"""What every element of a decision document has, whatever it is."""

from __future__ import annotations

import msgspec


class Item(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    """One element of the answer.

    Its id, the requirements behind it, and why. `pack` only where it is not the primary.
    """

    id: str
    source: tuple[str, ...]
    because: str
    pack: str | msgspec.UnsetType = msgspec.UNSET


class Evidence(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    """Words that made a rule match: code points [start, end) of the field as given."""

    field: str
    start: int
    end: int
    quote: str
