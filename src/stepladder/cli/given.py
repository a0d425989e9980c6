"""What the caller gave: files and standard input, read whole, bounded, and refused with the place that is wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from stepladder.core.triage.unseen import refuse_half_pairs
from stepladder.core.values import DeskError

MOST_BYTES = 1024 * 1024
"""As over HTTP: no request and no message is longer."""


def given_bytes(file: str) -> bytes:
    """The content of a file, or of standard input for `-`. Raises: DeskError - it cannot be read, or is over 1 MiB."""
    if file == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        try:
            with Path(file).open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
        except (OSError, ValueError) as wrong:
            said = (getattr(wrong, "strerror", None) or str(wrong)).lower()
            raise DeskError(
                f"it cannot be read ({said})", where=name_of(file), mend="Give a file, or - for standard input."
            ) from wrong
    if len(data) > MOST_BYTES:
        raise DeskError("it is over 1 MiB", where=name_of(file), mend="Give one request or one message at a time.")
    return data


def given_text(file: str) -> str:
    """The content as text. Raises: DeskError - as `given_bytes`, or it is not UTF-8."""
    data = given_bytes(file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise DeskError(
            f"byte {wrong.start + 1} is not UTF-8", where=name_of(file), mend="Save it as UTF-8."
        ) from wrong


def given_json(file: str) -> Any:
    """The content as one JSON document. Raises: DeskError - as `given_text`; it is no JSON, or has half of a pair."""
    text = given_text(file)
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as wrong:
        refuse_half_pairs(text.encode())
        raise DeskError(f"it is not JSON ({wrong})", where=name_of(file), mend="Mend it at that place.") from wrong


def name_of(file: str) -> str:
    return "standard input" if file == "-" else file
