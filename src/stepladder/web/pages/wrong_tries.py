"""Log-ins that went wrong: whoever tries one password after the other soon has to wait between two tries."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil

FREE_FOR_A_NAME, PAUSE_FOR_A_NAME = 10, 30.0
"""So many wrong tries at one log-in from one address are free; then one each so many seconds."""
FREE_FOR_AN_ADDRESS, PAUSE_FOR_AN_ADDRESS = 50, 3.0
"""The same for one address and all log-ins: many people may share it."""
FORGOTTEN_SECONDS = 900.0
_MOST, _LONGEST_ADDRESS = 10_000, 60

Who = tuple[str, ...]


@dataclass(slots=True)
class _Tries:
    wrong: int = 0
    last_at: float = 0.0


class WrongTries:
    """What one web process remembers of them, for a quarter of an hour after the last one.

    By log-in and address together: somebody who tries another's log-in from elsewhere does not keep them out. Instants
    are seconds of a clock that is never set.
    """

    def __init__(self) -> None:
        self._tries: dict[Who, _Tries] = {}
        self._lock = threading.Lock()

    def wait(self, name: str, address: str, now: float) -> int:
        """Seconds until the next try at this log-in from this address; 0 for none."""
        with self._lock:
            return max(ceil(self._until(who, free, pause) - now) for who, free, pause in _both(name, address))

    def wrong(self, name: str, address: str, now: float) -> None:
        with self._lock:
            if len(self._tries) >= _MOST:
                self._forget(now)
            for who, _, _ in _both(name, address):
                tries = self._tries.setdefault(who, _Tries())
                if now - tries.last_at > FORGOTTEN_SECONDS:
                    tries.wrong = 0
                tries.wrong, tries.last_at = tries.wrong + 1, now

    def right(self, name: str, address: str) -> None:
        """Of the address nothing is forgotten: one right password is no leave to try others."""
        with self._lock:
            self._tries.pop((name, address), None)

    def clear(self) -> None:
        with self._lock:
            self._tries.clear()

    def _until(self, who: Who, free: int, pause: float) -> float:
        tries = self._tries.get(who)
        return tries.last_at + pause if tries is not None and tries.wrong >= free else 0.0

    def _forget(self, now: float) -> None:
        """The old ones; where all are new, the half that was heard of last stays."""
        recent = sorted(self._tries.items(), key=lambda one: -one[1].last_at)[: _MOST // 2]
        self._tries = {who: one for who, one in recent if now - one.last_at <= FORGOTTEN_SECONDS}


def _both(name: str, address: str) -> tuple[tuple[Who, int, float], ...]:
    return (
        ((name, address), FREE_FOR_A_NAME, PAUSE_FOR_A_NAME),
        ((address,), FREE_FOR_AN_ADDRESS, PAUSE_FOR_AN_ADDRESS),
    )


def network_of(address: str) -> str:
    """Whose addresses are all the same to us: of IPv6, one person has as many as there are below the first half."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:_LONGEST_ADDRESS]
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))
