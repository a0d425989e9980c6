"""What may be asked about whose case it is, what it belongs to, and which version of the policy holds."""

from __future__ import annotations

import msgspec

from stepladder.core.case.command_base import Command


class HandOver(Command, frozen=True, kw_only=True, tag="hand_over"):
    """Give the case to somebody else, with what they need to know.

    `fields`: what each field of the hand-over says, by id; `return_after`: it comes back unless it is taken up by then.
    """

    to: str
    fields: dict[str, str] = msgspec.field(default_factory=dict)
    return_after: str | None = None


class ReturnHandOver(Command, frozen=True, kw_only=True, tag="return_hand_over"):
    """Give it back to whom it came from; `code` says why in a word of the policy, as `no-attempts`."""

    code: str
    because: str | None = None


class Merge(Command, frozen=True, kw_only=True, tag="merge"):
    """It is the same matter as the case `into`, which goes on."""

    into: str


class Split(Command, frozen=True, kw_only=True, tag="split"):
    """Another matter, told in `text`, goes on as a case of its own."""

    text: str


class MovePolicy(Command, frozen=True, kw_only=True, tag="move_policy"):
    """Let another published version of the same policy hold from now on."""

    to: str
