"""Ways to reach someone: what goes out, what the peer answers, and the three ways in which it does not arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from stepladder.service.made import Made


class Message(Made, frozen=True, kw_only=True):
    """What goes out on a channel. `key` is the idempotency key, and the Message-ID of a mail.

    Fields: case - the case it is about, empty for none; channel - the one it was ordered for; at - when it was ordered,
    the same with every try.
    """

    key: str
    to: str
    subject: str
    body: str
    case: str = ""
    purpose: str = ""
    channel: str = ""
    at: datetime | None = None


class Sent(Made, frozen=True, kw_only=True):
    """The peer took the message; `ref` is what it calls it. `delivered`: the addressee has it, beyond any relay."""

    ref: str | None = None
    delivered: bool = False


class NotSent(Exception):
    """The peer did not take it. `again`: worth another try; `maybe`: it may have gone out all the same.

    `peer`: it is the peer that is ill, and no other message would fare better. `after`: the seconds for which the peer
    itself asks to be left alone. `what` happened and how whoever runs the desk can `mend` it make the `reason`.
    """

    def __init__(
        self,
        what: str,
        *,
        again: bool,
        maybe: bool = False,
        peer: bool = False,
        after: int | None = None,
        mend: str = "",
    ) -> None:
        self.what, self.mend, self.reason = what, mend, f"{what}. {mend}" if mend else what
        super().__init__(self.reason)
        self.again, self.maybe, self.peer, self.after = again, maybe, peer, after


class Channel(Protocol):
    """A way to reach someone. `deadline_seconds` is how long one try takes at the most. Raises NotSent."""

    name: str
    deadline_seconds: int

    def send(self, message: Message) -> Sent: ...
