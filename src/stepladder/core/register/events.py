"""What can happen to an entry: frozen types, stored as JSON under their names. Words are rows of their own."""

from __future__ import annotations

from collections.abc import Callable

from stepladder.core.streams import StreamEvent, Told, decoder_of


class EntryMade(StreamEvent, frozen=True, kw_only=True, tag="entry_made"):
    """It was written down. `text` names the row with its title and words."""

    register: str
    state: str
    text: str


class EntryReworded(StreamEvent, frozen=True, kw_only=True, tag="entry_reworded"):
    """It is said in other words: `text` names their row."""

    text: str


class CaseLinked(StreamEvent, frozen=True, kw_only=True, tag="case_linked"):
    """A case is about it; `customer` is whose case that is, where it is known."""

    case: str
    customer: str | None = None


class CaseUnlinked(StreamEvent, frozen=True, kw_only=True, tag="case_unlinked"):
    """The case is not about it after all."""

    case: str


class EntryMoved(StreamEvent, frozen=True, kw_only=True, tag="entry_moved"):
    """It is in another state."""

    was: str
    to: str
    because: str = ""


class EntryConfirmed(StreamEvent, frozen=True, kw_only=True, tag="entry_confirmed"):
    """Somebody read it, or was there."""

    person: str


AnyEntryEvent = EntryMade | EntryReworded | CaseLinked | CaseUnlinked | EntryMoved | EntryConfirmed

Happening = Told[AnyEntryEvent]
"""An event of an entry with its place in time."""

VERSION = 1
"""The form in which they are written: all of them are still in their first."""

decode: Callable[[str, int, bytes], AnyEntryEvent] = decoder_of(AnyEntryEvent, VERSION)
"""A stored event. Raises: DeskError - it is of another release, or broken."""
