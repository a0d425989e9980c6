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
from stepladder.core.values import DeskError
from stepladder.variables import shown, split_address

_ASK_SECONDS = 10.0


class Memory(msgspec.Struct, kw_only=True):
    """What outlives the lookout's own end. Fields: seen_at - when the last new beat was seen, by our own clock."""

    beat: Beat | None = None
    seen_at: datetime | None = None
    silent_since: datetime | None = None
    told_at: datetime | None = None
    times: int = 0
    back_at: datetime | None = None
    """Set from the first beat after a silence that was told until that is told, too."""
    telling: bool = False
    """Set from before people are told of a silence until it is known whether they were."""


@dataclass(frozen=True, slots=True)
class News:
    """What people are to be told."""

    subject: str
    body: str


def must_be_an_address(url: str) -> None:
    """Raises: DeskError - it is no web address, no file address, and no path of a file that could be there."""
    where, mend = "--url", "Write https://desk.example/heartbeat, or the path of heartbeat.json in the desk's folder."
    scheme, mark, _ = url.partition("://")
    if mark and scheme.lower() != "file":
        split_address(url, ("http", "https"), where=where, noun="the address of a heartbeat", mend=mend)
    elif not mark and not Path(url).is_absolute() and not Path(url).is_file():
        # Of a whole path the disk may come later; this is more likely an address that lost its https.
        raise DeskError(f"{shown(url)} is neither a web address nor a file that is here", where=where, mend=mend)


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
    """Decides what to tell of one desk. Time comes in as seconds that passed: no clock that jumps misleads it."""

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
        """What people are to be told now, until `told` says that they were: `begins_to_tell` comes before.

        Takes: found - the beat there is, or why there is none; passed - seconds since the last look.
        """
        self._waited += passed
        self._since_told += passed
        memory = self.memory
        if isinstance(found, Beat) and found.follows(memory.beat):
            memory.beat, memory.seen_at, self._waited = found, now, 0.0
            # Of whom a lookout that was ended in the middle has told, nobody knows: its end is said to all.
            may_be_known = memory.times > 0 or memory.telling
            memory.back_at = now if may_be_known else None
            if not may_be_known:
                memory.silent_since = None
        if self._waited <= self._within:
            return self._back() if memory.back_at is not None else None
        memory.back_at = None
        memory.silent_since = memory.silent_since or memory.seen_at
        return None if memory.times and self._since_told < self._repeat else self._silent(found)

    def begins_to_tell(self) -> None:
        """What `look` gave is about to be told. To be remembered first: whoever is ended meanwhile told it, or not."""
        self.memory.telling = True

    def told_nobody(self) -> None:
        """It could not be told; `look` gives it again. Whether an earlier silence was heard of, this does not say."""
        if self.memory.back_at is None:
            self.memory.telling = False

    def told(self, now: datetime) -> None:
        """People have been told of the silence, or of its end."""
        memory = self.memory
        memory.telling = False
        if memory.back_at is not None:
            memory.silent_since = memory.told_at = memory.back_at = None
            memory.times = 0
        else:
            memory.told_at, self._since_told = now, 0.0
            memory.times += 1

    def _silent(self, found: Beat | NoGoodBeat) -> News:
        memory = self.memory
        why = found.what if isinstance(found, NoGoodBeat) else f"its last beat, of {_said(found.at)}, is not followed"
        again = f" (told {memory.times + 1} times)" if memory.times else ""
        return News(
            subject=f"No heartbeat from the desk at {self._url} since {_said(memory.silent_since)}{again}",
            body=f"The desk at {self._url} has had no good heartbeat since {_said(memory.silent_since)}: {why}.\n\n"
            "Escalations may wait unseen. Look whether it runs, run 'stepladder doctor' there, and read its log; "
            "until it is back, watch the queue yourselves.\n",
        )

    def _back(self) -> News:
        memory = self.memory
        return News(
            subject=f"The desk at {self._url} has its heartbeat again",
            body=f"It was silent from {_said(memory.silent_since)} to {_said(memory.back_at)}. "
            "What fell due meanwhile is told now, marked as late.\n",
        )


def first_look(found: Beat | NoGoodBeat) -> str:
    """What the first look found, for whoever has just started the lookout and would hear of a slip only later."""
    if isinstance(found, NoGoodBeat):
        return f"The first look found no good heartbeat. {found} It goes on looking."
    return f"The first look found a heartbeat, of {_said(found.at)}."


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


def _said(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment is not None else "an unknown moment"
