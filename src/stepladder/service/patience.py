"""How long and how often a delivery is tried, and what a doubt leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from stepladder.service.desk import SendingRules
from stepladder.service.made import Made
from stepladder.service.ports import ClaimedDelivery, NotSent

LONGEST_PAUSE = timedelta(hours=1)
LONGEST_ILL, PAUSE_OF_ILL = timedelta(days=3), timedelta(minutes=5)
"""For so long, and so often, a notice is tried at a peer that takes nothing from anybody."""
_LONGEST_PUT_OFF = timedelta(minutes=30)
"""For so long where a peer asks to come back with it later: one that looks askance at strangers does so for minutes."""
CRITICAL = 3

Chance = Callable[[], float]
"""A number from 0 to 1, so that many who failed together do not come back together."""


class Patience(Made, frozen=True):
    """How long a message is tried: the pause after the first try, and how many tries there are."""

    first_pause: timedelta
    most_attempts: int

    def pause(self, attempts: int, chance: Chance) -> timedelta:
        """How long to wait after this many tries: twice as long each time, between half and all of it."""
        whole: timedelta = min(self.first_pause * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
        return whole * (0.5 + chance() / 2)


def patience(urgency: int) -> Patience:
    """Of a critical case somebody else must hear within minutes; others may wait half an hour for a peer."""
    return Patience(timedelta(seconds=5), 6) if urgency >= CRITICAL else Patience(timedelta(seconds=15), 8)


def used_up(one: ClaimedDelivery) -> bool:
    """Whether it was tried as often as its urgency allows."""
    return one.attempts >= patience(one.delivery.urgency).most_attempts


def retry_at(one: ClaimedDelivery, now: datetime, chance: Chance, fault: NotSent | None = None) -> datetime | None:
    """When it is tried again, not before the peer asks for it; None where its tries are used up.

    A notice is tried on where it is the peer that takes nothing: it is as good as ever, and given up it would be lost
    to whoever mends the peer in the morning. One that the peer asks to come back with later is tried on for a while.
    What is to be said to a customer so late, a person decides.
    """
    pause = patience(one.delivery.urgency).pause(one.attempts, chance)
    if used_up(one):
        if fault is None or one.delivery.purpose == "message":
            return None
        if now - one.delivery.created_at >= (LONGEST_ILL if fault.peer else _LONGEST_PUT_OFF):
            return None
        pause = min(pause, PAUSE_OF_ILL)
    asked = timedelta(seconds=fault.after if fault is not None and fault.after is not None else 0)
    return now + max(pause, asked)


def after_doubt(one: ClaimedDelivery, rules: SendingRules, now: datetime, pause: timedelta) -> datetime | None:
    """A notice inside the house goes out once more under the same key: twice is better than never. Others do not.

    Takes: pause - for a peer that broke off: asked again at once it would break off again, and this is the last try.
    """
    again = rules.again_after_doubt and one.delivery.purpose != "message" and one.doubts == 0
    return now + pause if again else None
