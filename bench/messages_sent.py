"""Signals as they are sent: a key and a body each."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from bench.messages import messages

CUSTOMERS = ("harbor", "ludlow", "vale", "tern", "osprey", "quill")
HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Signal:
    """One request: its key and its body."""

    key: str
    body: bytes


def signals(name: str, count: int) -> list[Signal]:
    """Signals of 80 words, each in a conversation of its own, from customers the desk knows."""
    return [
        Signal(
            key=f"{name}-{number}",
            body=msgspec.json.encode(
                {
                    "signal": {"conversation": f"{name}-{number}", "channel": "email", "text": text},
                    "customer": {"id": CUSTOMERS[number % len(CUSTOMERS)]},
                }
            ),
        )
        for number, text in enumerate(messages(count, seed=hash_of(name)))
    ]


def hash_of(name: str) -> int:
    """A number that is the same in every run."""
    return int.from_bytes(name.encode(), "big")
