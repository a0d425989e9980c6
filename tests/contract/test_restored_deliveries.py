"""What was still to be sent when a backup was made may have gone out since: the restored desk treats it so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections

from stepladder.core.case.commands import Send
from stepladder.service.commands import handle_command
from stepladder.store.backup_sqlite import DOUBT
from stepladder.store.moments import stored
from stepladder.store.sql import Database
from tests.contract.place import WORKSPACE, Place

PAT = {"customer": {"id": "harbor"}, "contact": {"email": "pat@harbor.example"}}


def doubt(place: Place) -> int:
    """As `restore` does, with its own statement."""
    changed = Database().change(DOUBT.format(now=stored(place.clock.now())))
    connections.close_all()
    return changed


def test_a_notice_goes_once_more_under_its_key_and_says_why(place: Place) -> None:
    place.opened("k1")
    waiting = {one.id for one in place.deliveries().values()}
    assert doubt(place) == len(waiting) > 0
    place.clock.forward(seconds=1)
    place.send_all()
    place.send_all()
    assert sorted(one.key for one in place.peer.taken) == sorted(waiting)
    assert {one.state for one in place.deliveries().values()} == {"sent"}


def test_a_message_to_a_customer_is_not_sent_by_itself_and_somebody_is_told(place: Place) -> None:
    case = place.opened("k1", **PAT)
    place.send_all()
    handle_command(place.desk, WORKSPACE, case, Send(channel="email", text="We are on it."), "ana")
    assert doubt(place) == 1
    place.clock.forward(seconds=1)
    place.peer.taken.clear()
    place.send_all()
    place.send_all()
    assert place.deliveries()["customer message"].state == "uncertain"
    assert "pat@harbor.example" not in [one.to for one in place.peer.taken]
    assert "delivery_failed" in place.events(case)


def test_what_went_out_is_left_as_it_is(place: Place) -> None:
    place.opened("k1")
    place.send_all()
    assert doubt(place) == 0


@pytest.mark.parametrize("state", ["waiting", "failed", "uncertain"])
def test_what_was_to_go_later_is_in_doubt_at_once(place: Place, state: str) -> None:
    case = place.opened("k1", **PAT)
    place.send_all()
    handle_command(place.desk, WORKSPACE, case, Send(channel="email", text="We are on it."), "ana")
    later, since = stored(place.clock.now() + timedelta(hours=2)), stored(place.clock.now())
    held = f"state = '{state}', due_at = {later}, held_since = {since}"
    assert Database().change(f"UPDATE store_delivery SET {held} WHERE due_at IS NOT NULL") == 1
    assert doubt(place) == 1
    place.peer.taken.clear()
    place.clock.forward(seconds=1)
    place.send_all()
    assert place.deliveries()["customer message"].state == "uncertain"
    assert "pat@harbor.example" not in [one.to for one in place.peer.taken]
