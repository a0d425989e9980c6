"""The kinds of harm. Which kind a round is of, and where in it the harm strikes, follows from its seed."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.faults.rounds.clock import MovableClock
from tests.faults.rounds.crew import Crew
from tests.faults.rounds.databases import Database
from tests.faults.rounds.mortal import WEB_POINTS, WORKER_POINTS, Death, When
from tests.faults.rounds.peers import MOODS, MoodyMail
from tests.faults.rounds.programs import Place
from tests.harness.webhook import ACCEPT_AND_DIE, ACCEPT_AND_HANG, BROKEN, WebhookPeer

_WHEN: tuple[When, ...] = ("before", "inside", "after")
PLACES = tuple(
    (point, when) for point in WORKER_POINTS for when in _WHEN if (point, when) != ("send", "inside")
)  # A channel stores nothing.
_HOUR = timedelta(hours=1)
_SEEN_WITHIN = 1.3
"""Seconds. A worker looks at its clock every second."""
_PATIENCE_SECONDS = 600.0
"""How long a peer that fails is tried, pauses and all."""


@dataclass(slots=True)
class Hand:
    """What a harm can lay hold of."""

    seed: int
    database: Database
    place: Place
    clock: MovableClock
    mail: MoodyMail
    posts: WebhookPeer
    crew: Crew
    chance: random.Random
    allowed_seconds: float = 0.0
    """By how much longer than a lease and a restart it may take to settle, for what was done to the clock or a peer."""


class Harm:
    """One kind. `deaths` is asked before the start, `strike` again and again while the round lives, then `end`."""

    name = "none"
    workers = 1

    def deaths(self, hand: Hand, note: Path) -> dict[str, Death]:
        return {}

    def strike(self, hand: Hand) -> None:
        """Do harm, or wait."""

    def end(self, hand: Hand) -> None:
        """Leave things so that a clean start can make up for it."""


class WorkerEnds(Harm):
    """SIGKILL of a worker at a place where it changes something durable."""

    name = "worker killed at a place"

    def deaths(self, hand: Hand, note: Path) -> dict[str, Death]:
        point, when = PLACES[(hand.seed // len(SLOTS) * 4 + hand.seed % len(SLOTS)) % len(PLACES)]
        return {"worker 0": Death(point, when, hand.chance.randint(1, WORKER_POINTS[point]), note)}


class WebEnds(Harm):
    """SIGKILL of the web server in the midst of taking a signal."""

    name = "web killed at a place"

    def deaths(self, hand: Hand, note: Path) -> dict[str, Death]:
        when = _WHEN[hand.seed // len(SLOTS) % len(_WHEN)]
        return {"web": Death("commit", when, hand.chance.randint(1, WEB_POINTS["commit"]), note)}


class Killed(Harm):
    """SIGKILL of anybody at any instant."""

    name = "killed at random"

    def strike(self, hand: Hand) -> None:
        if hand.chance.random() < 0.04:
            names = hand.crew.names
            hand.crew.kill(*hand.chance.sample(names, hand.chance.randint(1, len(names))))


class Crowd(Killed):
    """Two or four workers on one database, some of which are killed."""

    name = "several workers"

    def __init__(self, seed: int) -> None:
        self.workers = 2 if seed // len(SLOTS) % 2 else 4

    def deaths(self, hand: Hand, note: Path) -> dict[str, Death]:
        point, when = hand.chance.choice(PLACES)
        return {"worker 1": Death(point, when, hand.chance.randint(1, 3), note)}


class ClockMoved(Harm):
    """The clock jumps an hour ahead, while everybody works or between two starts, and later back while they work.

    Not back between two starts: there the desk refuses to start, as time does not run backwards.
    """

    name = "clock moved"

    def __init__(self) -> None:
        self._ahead = self._seen = 0

    def strike(self, hand: Hand) -> None:
        if hand.chance.random() >= 0.03:
            return
        if not self._ahead:
            between = hand.chance.random() < 0.5
            if between:
                hand.crew.stop()
            hand.clock.move(_HOUR)
            self._ahead = 1
        elif not self._seen:
            self._back(hand)

    def _back(self, hand: Hand) -> None:
        hand.crew.look()
        time.sleep(_SEEN_WITHIN)  # They have looked at the clock once,
        hand.clock.move(-_HOUR)
        time.sleep(_SEEN_WITHIN)  # and once again.
        # Deadlines that were promised meanwhile are instants of an hour ahead, and stay.
        hand.allowed_seconds = _HOUR.total_seconds()
        self._seen = 1


class Hindered(Harm):
    """The wire to the database is cut, or another process holds its lock, for a moment and again."""

    name = "database out of reach"

    def __init__(self) -> None:
        self._until: threading.Event | None = None
        self._thread: threading.Thread | None = None

    def strike(self, hand: Hand) -> None:
        if self._until is None:
            if hand.chance.random() < 0.06:
                self._until = threading.Event()
                words = (hand.place, self._until)
                self._thread = threading.Thread(target=hand.database.hinder, args=words, daemon=True)
                self._thread.start()
        elif hand.chance.random() < 0.12:
            self.end(hand)

    def end(self, hand: Hand) -> None:
        if self._until is not None and self._thread is not None:
            self._until.set()
            self._thread.join(30)
            self._until = self._thread = None


class Restarted(Harm):
    """The database server ends at once and comes back, as after a crash of its own."""

    name = "database restarted"

    def strike(self, hand: Hand) -> None:
        if hand.chance.random() < 0.03:
            hand.database.restart(hand.place)


class MoodyPeer(Harm):
    """The mail server hangs, refuses, puts off, or dies before or after it takes a message."""

    name = "mail server fails"

    def strike(self, hand: Hand) -> None:
        if hand.chance.random() < 0.08:
            hand.allowed_seconds = _PATIENCE_SECONDS
            hand.mail.be(hand.chance.choice(MOODS), hand.chance.choice((0.3, 1.0)), hand.chance.randrange(1000))

    def end(self, hand: Hand) -> None:
        hand.mail.be("well")


class MoodyReceiver(Harm):
    """Who takes posts hangs or hangs up after it has acted on one, answers 503, or is gone from its port."""

    name = "receiver of posts fails"

    def strike(self, hand: Hand) -> None:
        if hand.chance.random() >= 0.1:
            return
        hand.allowed_seconds = _PATIENCE_SECONDS
        match hand.chance.randrange(4):
            case 0:
                hand.posts.answer(ACCEPT_AND_HANG)
            case 1:
                hand.posts.answer(ACCEPT_AND_DIE, BROKEN)
            case 2:
                hand.posts.release()
            case _:
                hand.posts.refuse()
                hand.posts.listen()

    def end(self, hand: Hand) -> None:
        hand.posts.listen()
        hand.posts.be_well()


SLOTS = (
    "place", "place", "place", "place", "web", "random", "crowd", "clock", "database", "mail",
)  # fmt: skip


def harm_of(seed: int, database: str) -> Harm:
    """The kind of the round with this seed."""
    match SLOTS[seed % len(SLOTS)]:
        case "place":
            return WorkerEnds()
        case "web":
            return WebEnds()
        case "random":
            return Killed()
        case "crowd":
            return Crowd(seed)
        case "clock":
            return ClockMoved()
        case "database":
            return Restarted() if database == "postgres" and seed // len(SLOTS) % 2 else Hindered()
        case _:
            return MoodyReceiver() if seed // len(SLOTS) % 2 else MoodyPeer()
