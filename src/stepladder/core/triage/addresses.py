"""Where a pack's own directory reaches a role."""

from __future__ import annotations

from stepladder.core.policy.model import DirectoryEntry


def default_address(
    directory: tuple[DirectoryEntry, ...], role: str, channel: str, name: str | None = None
) -> str | None:
    """Where the pack's own directory reaches a role: the address of a mailbox, the name of a chat channel."""
    for entry in directory:
        if entry.id == role:
            for one in entry.channels:
                if one.channel == channel and (name is None or one.name in (None, name)):
                    return one.address or one.name
    return name
