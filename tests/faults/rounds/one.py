"""One round: a desk at work, hurt, started cleanly, settled, and looked at."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.faults.rounds.clock import MovableClock
from tests.faults.rounds.crew import Crew, ask, log
from tests.faults.rounds.databases import Database
from tests.faults.rounds.kinds import Hand, harm_of
from tests.faults.rounds.known import Found, Said, Waiting
from tests.faults.rounds.peers import MoodyMail
from tests.faults.rounds.programs import SECRET, said_in
from tests.faults.rounds.senders import Senders
from tests.harness.webhook import WebhookPeer

_LEAST_SECONDS, _MOST_SECONDS, _LEAST_SIGNALS = 1.0, 6.0, 24
"""A round works for so long, and on a busy machine longer, until it has so many signals."""
_LOOK_EVERY = 0.02
_ANSWER_SECONDS = 20.0
_STUCK_SECONDS = 30.0
_RESTART_SECONDS = 60.0
_FAR = timedelta(hours=2)


@dataclass
class Result:
    """What came of a round. `settled_after` counts seconds of the desk's clock from the clean start on."""

    seed: int
    database: str
    kind: str
    broken: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    points: list[str] = field(default_factory=list)
    settled_after: float = 0.0
    seconds: float = 0.0
    log: str = ""


def play(seed: int, database: Database, folder: Path) -> Result:
    """Play the round of a seed. What is amiss stands in the result; nothing is raised for it."""
    began = time.monotonic()
    harm = harm_of(seed, database.name)
    result = Result(seed, database.name, harm.name)
    chance = random.Random(f"{seed}/{database.name}")
    mail = MoodyMail()
    mail.start()
    posts = WebhookPeer(SECRET)
    place = database.place(folder / f"round-{seed}", mail.url, posts.url)
    note = place.folder / "places"
    crew = Crew(place, harm.workers)
    hand = Hand(seed, database, place, MovableClock(place.folder / "moved"), mail, posts, crew, chance)
    senders = Senders(crew.port, seed)
    try:
        crew.start(harm.deaths(hand, note))
        senders.start()
        started = time.monotonic()
        while _goes_on(time.monotonic() - started, len(senders.answered)):
            harm.strike(hand)
            crew.look()
            time.sleep(_LOOK_EVERY)
        senders.no_more()
        harm.end(hand)
        crew.kill(*crew.names) if chance.random() < 0.5 else crew.stop()
        crew.start()
        result.broken += [f"signal {key} was never answered" for key in senders.finish(_ANSWER_SECONDS)]
        result.broken += _settle(hand, result)
        crew.stop()
        result.broken += senders.odd
        said = Said(
            sent=frozenset(senders.sent),
            answered=senders.answered,
            noted=senders.noted,
            mails=mail.taken(),
            posts=dict(Counter(one.key for one in posts.taken)),
            leaving=frozenset(senders.leaving),
        )
        found: Found = ask(place, said)
        result.broken += found.broken
        result.counts += Counter(found.counts)
    except Exception as fault:
        result.broken.append(f"the round itself failed: {type(fault).__name__}: {fault}")
    finally:
        harm.end(hand)
        crew.stop()
        mail.stop()
        posts.stop()
        database.drop(place)
    result.points = said_in(note)
    result.counts += Counter(
        {"answered": len(senders.answered), "replayed": senders.replayed, "put off": senders.refused,
         "notes": sum(senders.noted.values()), "kills": crew.kills + len(result.points)}
    )  # fmt: skip
    result.seconds = time.monotonic() - began
    if result.broken:
        result.log = log(place.folder)
    shutil.rmtree(place.folder, ignore_errors=True)
    return result


def _goes_on(seconds: float, signals: int) -> bool:
    return seconds < _LEAST_SECONDS or (seconds < _MOST_SECONDS and signals < _LEAST_SIGNALS)


def _settle(hand: Hand, result: Result) -> list[str]:
    """Wait until nothing is left to do; where only time is missing, move the clock on. Gives what stays too long."""
    began, moved = time.monotonic(), 0.0
    first: Waiting = ask(hand.place)
    until = first.leased_until
    if until is not None and until > first.now + timedelta(seconds=first.longest_lease):
        return [f"a lease lasts until {until}, which is longer than {first.longest_lease} s after {first.now}"]
    last = None
    while True:
        hand.crew.look()
        look: Waiting = ask(hand.place)
        if look.next_at is None or look.next_at > look.now + _FAR:
            break
        if time.monotonic() - began > _STUCK_SECONDS:
            return [f"{look.in_hand} deliveries are in hand and something is due since {look.next_at} at {look.now}"]
        # Whoever is at work right now shall come to an end before time is moved on; and as a worker sees that a clock
        # jumps, nobody works meanwhile.
        if look.next_at > look.now and last == (look.next_at, look.in_hand):
            by = look.next_at - look.now
            hand.crew.stop()
            hand.clock.move(by)
            hand.crew.start()
            moved += by.total_seconds()
        last = (look.next_at, look.in_hand)
        time.sleep(0.12)
    result.settled_after = moved + time.monotonic() - began
    allowed = first.longest_lease + _RESTART_SECONDS + hand.allowed_seconds
    if result.settled_after > allowed:
        return [f"it took {result.settled_after:.0f} s to settle, and {allowed:.0f} s are allowed"]
    return []
