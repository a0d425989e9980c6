"""A lease that ran out and cannot be settled, as its case cannot be read, holds up nothing and ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stepladder.service.sending import settle_expired
from tests.contract.place import Place
from tests.contract.senders import Senders, change, notices
from tests.contract.test_heartbeat import heart_beside

LEASE = 60


@pytest.fixture
def broken(place: Place) -> str:
    """A case that cannot be read, whose notice was in doubt once before and whose sender was cut off again."""
    return unreadable(place, "k1")


def unreadable(place: Place, key: str) -> str:
    case = place.opened(key, conversation=key)
    place.seal_all()
    assert place.store.claim_deliveries(place.clock.now(), LEASE, 10)
    change(f"UPDATE store_delivery SET doubts = 1 WHERE case_id = '{case}'")
    change(f"UPDATE store_case SET state = '{{', shape = 'other', wake_at = NULL WHERE id = '{case}'")
    change(f"UPDATE store_event SET type = 'nonsense' WHERE stream = '{case}'")
    change("DELETE FROM store_reaction")
    return case


def test_a_sender_does_not_spin_on_it_and_the_heart_beats_on(place: Place, broken: str, tmp_path: Path) -> None:
    senders = Senders(place)
    heart = heart_beside(senders.lanes, place.desk, tmp_path)
    place.clock.forward(seconds=LEASE + 1)
    for _ in range(200):
        senders.run()
        (lane,) = senders.lanes
        instant = place.store.next_instant(lane.lane)
        assert instant is None or instant > place.clock.now(), "it does not come again at once"
        assert heart.amiss() is None
        place.clock.forward(seconds=30)


def test_it_is_looked_at_after_growing_pauses_and_then_stays_uncertain_with_the_reason(
    place: Place, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    begun, pauses = place.clock.now(), []
    place.clock.forward(seconds=LEASE)
    while (line := notices(place, broken)[0]).due_at is not None:
        assert (line.state, line.due_at) == ("sending", place.clock.now())
        settle_expired(place.desk)
        after = notices(place, broken)[0].due_at
        if after is not None:
            assert after > place.clock.now(), "it does not come again at once"
            pauses.append(after - place.clock.now())
            place.clock.at = after
    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16)]
    assert place.clock.now() - begun == timedelta(minutes=32)
    assert line.state == "uncertain"
    assert "its sender was cut off; it may have gone out; nobody could be told" in str(line.reason)
    assert len([one for one in caplog.records if broken in one.getMessage()]) == 6


def test_a_case_that_can_be_read_again_in_time_is_told_of_after_all(place: Place) -> None:
    case = place.opened("k1")
    assert place.store.claim_deliveries(place.clock.now(), LEASE, 10)
    change("UPDATE store_delivery SET doubts = 1, case_id = 'gone'")
    place.clock.forward(seconds=LEASE)
    settle_expired(place.desk)
    assert notices(place)[0].state == "sending"
    change(f"UPDATE store_delivery SET case_id = '{case}'")
    place.clock.forward(minutes=1)
    settle_expired(place.desk)
    assert notices(place)[0].state == "uncertain"
    assert "delivery_failed" in place.events(case)


def test_a_hundred_of_them_do_not_keep_the_next_one_from_being_settled(place: Place) -> None:
    first = unreadable(place, "k0")
    change(f"UPDATE store_delivery SET urgency = 1 WHERE case_id = '{first}'")
    with_copies(99)
    place.clock.forward(seconds=1)
    last = place.opened("last", conversation="last")
    assert place.store.claim_deliveries(place.clock.now(), LEASE, 200)
    place.clock.forward(seconds=LEASE + 1)
    assert len(place.store.expired_leases(place.clock.now(), 200)) == 101
    settle_expired(place.desk)
    settle_expired(place.desk)
    assert notices(place, last)[0].state == "uncertain"


def with_copies(count: int) -> None:
    """So many more deliveries like the one there is."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM store_delivery")
        assert cursor.description is not None
        names = [column[0] for column in cursor.description]
        (row,) = cursor.fetchall()
        for number in range(count):
            copy = {**dict(zip(names, row, strict=True)), "id": f"copy-{number}"}
            places = ", ".join(["%s"] * len(names))
            listed = ", ".join(f'"{name}"' for name in names)
            cursor.execute(f"INSERT INTO store_delivery ({listed}) VALUES ({places})", list(copy.values()))
