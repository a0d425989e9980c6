"""Looks at a desk's heartbeat from outside: says once when it stops, again at a pace, and when it is back.

No Django and no database in here: what watches must not fall with what is watched.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from stepladder.beats import LARGEST, Beat, NoGoodBeat, unseal

_ASK_SECONDS = 10.0


class Memory(msgspec.Struct, kw_only=True):
    """What outlives the lookout's own end. Fields: seen_at - when the last new beat was seen, by our own clock."""

    beat: Beat | None = None
    seen_at: datetime | None = None
    silent_since: datetime | None = None
    told_at: datetime | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What people are to be told."""

    subject: str
    body: str


def fetch(url: str) -> bytes:
    """What is at a web address, a file address or a path. Raises: NoGoodBeat - nothing that can be read."""
    parts = urlsplit(url)
    try:
        if parts.scheme in ("http", "https"):
            with urllib.request.urlopen(url, timeout=_ASK_SECONDS) as answer:
                return bytes(answer.read(LARGEST))
        path = Path(unquote(parts.path)) if parts.scheme == "file" else Path(url)
        with path.open("rb") as file:
            return file.read(LARGEST)
    except urllib.error.HTTPError as fault:
        raise NoGoodBeat(f"it answers {fault.code}", where=url, mend="Look at the desk.") from fault
    # Whatever keeps the desk from answering, there is no heartbeat.
    except Exception as fault:
        raise NoGoodBeat(
            f"it does not answer ({type(fault).__name__}: {str(fault)[:120]})", where=url, mend="Look at the desk."
        ) from fault


class Lookout:
    """Decides what to tell of one desk. It is told the seconds that went by, so that no clock that jumps misleads it."""

    def __init__(self, url: str, within: float, repeat: float, memory: Memory, now: datetime) -> None:
        """Takes: within, repeat - seconds without a new beat until people are told, and told again."""
        self._url, self._within, self._repeat = url, within, repeat
        self.memory = memory
        # What it does not remember to have seen, it has been waiting for since now.
        self._waited = max(0.0, (now - memory.seen_at).total_seconds()) if memory.seen_at else 0.0
        self._since_told = max(0.0, (now - memory.told_at).total_seconds()) if memory.told_at else 0.0
        if memory.seen_at is None:
            memory.seen_at = now

    def look(self, found: Beat | NoGoodBeat, passed: float, now: datetime) -> News | None:
        """What is to be told now. Takes: found - the beat there is, or why there is none; passed - since the last look."""
        self._waited += passed
        self._since_told += passed
        memory = self.memory
        if isinstance(found, Beat) and found.follows(memory.beat):
            silent_since, told = memory.silent_since, memory.times
            self.memory = Memory(beat=found, seen_at=now)
            self._waited = 0.0
            return self._back(silent_since, now) if told else None
        if self._waited <= self._within:
            return None
        if memory.silent_since is None:
            memory.silent_since = memory.seen_at
        if memory.times and self._since_told < self._repeat:
            return None
        return self._silent(found)

    def told(self, now: datetime) -> None:
        """People have been told of the silence."""
        self.memory.told_at, self._since_told = now, 0.0
        self.memory.times += 1

    def _silent(self, found: Beat | NoGoodBeat) -> News:
        memory = self.memory
        why = found.what if isinstance(found, NoGoodBeat) else f"its last beat, of {_said(found.at)}, is not followed"
        since = _said(memory.silent_since) if memory.silent_since else "the start of this lookout"
        again = f" (told {memory.times + 1} times)" if memory.times else ""
        return News(
            subject=f"No heartbeat from the desk at {self._url} since {since}{again}",
            body=f"The desk at {self._url} gave its last good heartbeat at {since}: {why}.\n\n"
            "Escalations may wait unseen. Look whether it runs, run 'stepladder doctor' where it runs, and read its log;"
            " until it is back, watch the queue yourselves.\n",
        )

    def _back(self, since: datetime | None, now: datetime) -> News:
        began = _said(since) if since else "an unknown moment"
        return News(
            subject=f"The desk at {self._url} has its heartbeat again",
            body=f"It was silent from {began} to {_said(now)}. "
            "What fell due meanwhile is told now, marked as late; the desk's page of deliveries has it.\n",
        )


def look_at(url: str, secret: str | None) -> Beat | NoGoodBeat:
    """The beat that is there now, or why there is none that is good."""
    try:
        return unseal(fetch(url), secret, where=url)
    except NoGoodBeat as fault:
        return fault


def recall(path: Path) -> Memory:
    """What an earlier lookout left; nothing where there was none, or its note is broken."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Memory)
    except (OSError, msgspec.MsgspecError):
        return Memory()


def remember(path: Path, memory: Memory) -> None:
    """Keep it for the next start. Raises: OSError - it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    spare = path.with_name(f"{path.name}.new")
    spare.write_bytes(msgspec.json.encode(memory))
    os.replace(spare, path)


def post(url: str, news: News) -> None:
    """Tell a webhook, in a form that chat rooms take. Raises: OSError - it was not taken."""
    data: dict[str, Any] = {"text": f"{news.subject}\n{news.body}", "subject": news.subject, "body": news.body}
    request = urllib.request.Request(
        url, data=json.dumps(data).encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=_ASK_SECONDS) as answer:
        answer.read(LARGEST)


def _said(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
