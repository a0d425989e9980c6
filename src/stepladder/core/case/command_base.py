"""What every command is: a frozen type named by its `do`; unknown keys are refused."""

from __future__ import annotations

import msgspec


class Command(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="do"
):
    """The base of all commands."""
