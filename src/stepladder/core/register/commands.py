"""What may be asked of a register and its entries."""

from __future__ import annotations

import msgspec


class RegisterCommand(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="do"
):
    """The base of all of them."""


class Enter(RegisterCommand, frozen=True, kw_only=True, tag="enter"):
    """Something is written down: a wish, a fault that is known, an article, a meeting.

    `entry` is the name it goes by, the desk gives one where it is left out; `case` is one that it is about.
    """

    register: str
    title: str
    text: str = ""
    case: str | None = None
    entry: str | None = None


class RewordEntry(RegisterCommand, frozen=True, kw_only=True, tag="reword_entry"):
    """It is said in other words."""

    entry: str
    title: str
    text: str = ""


class LinkEntry(RegisterCommand, frozen=True, kw_only=True, tag="link_entry"):
    """A case is about it too: its customer hears of what becomes of it, as the policy of the case says."""

    entry: str
    case: str


class UnlinkEntry(RegisterCommand, frozen=True, kw_only=True, tag="unlink_entry"):
    """The case is not about it after all."""

    entry: str
    case: str


class MoveEntry(RegisterCommand, frozen=True, kw_only=True, tag="move_entry"):
    """It is in another state now, as `implemented`. `because`: why, or what came of it."""

    entry: str
    to: str
    because: str = ""


class ConfirmEntry(RegisterCommand, frozen=True, kw_only=True, tag="confirm_entry"):
    """Somebody has read an announcement, or was at a meeting: `person`, where it is not who says so."""

    entry: str
    person: str | None = None


AnyRegisterCommand = Enter | RewordEntry | LinkEntry | UnlinkEntry | MoveEntry | ConfirmEntry
