"""A lease binds one delivery of one workspace: nobody else's word counts, whatever they are called and however late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.service.flow import Wait
from stepladder.service.ports import ClaimedDelivery, Lane, NotSent
from stepladder.service.problems import NotAllowed
from stepladder.service.resending import resend
from stepladder.service.sending import settle_expired
from stepladder.store import models
from stepladder.store.due_records import DueRecordAdapter
from stepladder.store.sql import listed
from tests.contract.place import WORKSPACE, Place
from tests.contract.senders import Senders, change, notices
from tests.contract.test_deliveries import LEASE, claim, report

OTHER = "other"
WORKSPACE_ID, LITERAL = '"workspace_id"', f"'{OTHER}'"


def in_another_workspace(place: Place) -> None:
    """The same deliveries once more: what belongs to no case is called alike in every workspace."""
    names = listed(models.Delivery)
    change(f"INSERT INTO store_delivery ({names}) SELECT {names.replace(WORKSPACE_ID, LITERAL)} FROM store_delivery")


def states(place: Place) -> dict[str, str]:
    return {
        workspace: one.state for workspace in (WORKSPACE, OTHER) for one in place.store.deliveries(workspace, limit=9)
    }


def waits(place: Place) -> Wait:
    return Wait(until=place.clock.now() + timedelta(minutes=1), reason="the peer is left alone")


def claimed_alone(place: Place) -> tuple[ClaimedDelivery, str]:
    """One of two that are called alike, and the workspace of the other."""
    place.opened("k1")
    in_another_workspace(place)
    (one,) = claim(place, 1)
    return one, OTHER if one.workspace == WORKSPACE else WORKSPACE


def test_a_claim_and_a_report_are_of_one_workspace(place: Place) -> None:
    one, other = claimed_alone(place)
    assert states(place) == {one.workspace: "sending", other: "waiting"}
    (second,) = claim(place)
    assert (second.workspace, second.delivery.id, second.fence) == (other, one.delivery.id, one.fence)
    assert report(place, one, "sent")
    assert states(place) == {one.workspace: "sent", other: "sending"}
    (ended,) = place.desk.outbox.attempts(one.workspace, [one.delivery.id])[one.delivery.id]
    (running,) = place.desk.outbox.attempts(other, [one.delivery.id])[one.delivery.id]
    assert (ended.state, running.state) == ("sent", "sending")


def test_what_is_given_back_put_off_and_sent_again_is_of_one_workspace(place: Place) -> None:
    one, other = claimed_alone(place)
    (second,) = claim(place)
    assert place.desk.outbox.put_off(one, place.clock.now() + timedelta(hours=1))
    assert place.desk.outbox.hand_back(one, place.clock.now())
    assert states(place) == {one.workspace: "waiting", other: "sending"}
    assert place.desk.outbox.attempts(other, [second.delivery.id]) != {}
    place.clock.forward(seconds=LEASE)
    assert [late.workspace for late in place.store.expired_leases(place.clock.now(), 9)] == [other]
    change("UPDATE store_delivery SET state = 'dead', due_at = NULL, case_id = ''")
    assert place.store.resend(one.workspace, one.delivery.id, place.clock.now())
    assert states(place) == {one.workspace: "waiting", other: "dead"}


def test_what_is_under_way_is_not_sent_again_by_hand(place: Place) -> None:
    place.opened("k1")
    (one,) = claim(place)
    with pytest.raises(NotAllowed, match="under way"):
        resend(place.desk, WORKSPACE, one.delivery.id)
    assert report(place, one, "sent")


def test_a_lease_that_ran_out_is_settled_before_anybody_else_takes_it(place: Place) -> None:
    place.opened("k1")
    assert len(claim(place)) == 1
    place.clock.forward(seconds=LEASE + 1)
    assert claim(place) == [], "whether it went out must be asked first"
    settle_expired(place.desk)
    assert len(claim(place)) == 1


def test_who_was_cut_off_gives_nothing_back_and_puts_nothing_off(place: Place) -> None:
    case = place.opened("k1")
    (first,) = claim(place)
    place.clock.forward(seconds=LEASE + 1)
    settle_expired(place.desk)
    until = place.clock.now() + timedelta(hours=1)
    for state in ("uncertain", "sending"):
        assert not place.desk.outbox.hand_back(first, place.clock.now())
        assert not place.desk.outbox.put_off(first, until)
        assert [(one.state, one.due_at == until) for one in notices(place, case)] == [(state, False)]
        claim(place)
    fences = {one.fence for one in place.store.expired_leases(until, 9)}
    assert fences == {first.fence + 1}
    assert len(place.desk.outbox.attempts(WORKSPACE, [first.delivery.id])[first.delivery.id]) == 2


def test_who_was_cut_off_and_knows_that_it_did_not_go_out_takes_no_doubt_away(place: Place) -> None:
    """The lease is over, and the one who says so may have come to that after another had looked."""
    case = place.opened("k1")
    (first,) = claim(place)
    place.clock.forward(seconds=LEASE + 1)
    settle_expired(place.desk)
    assert not report(place, first, "failed")
    assert [one.state for one in notices(place, case)] == ["uncertain"]


def test_a_doubt_is_not_forgotten_because_a_try_in_between_failed(place: Place) -> None:
    case = place.opened("k1")
    doubt = NotSent("hung up after the message", again=True, maybe=True)
    place.peer.answers = [doubt, NotSent("451 come back later", again=True), doubt]
    for _ in range(3):
        place.send_all()
        place.clock.forward(minutes=1)
    assert [(one.state, one.due_at) for one in notices(place, case)] == [("uncertain", None)]
    assert len(place.peer.taken) == 2


def test_what_is_held_back_again_says_since_when_it_waits(place: Place) -> None:
    case, begun = place.opened("k1"), place.clock.now()
    assert Senders(place).lanes[0].lane == Lane()
    for _ in range(2):
        assert place.desk.outbox.hold_back(Lane(), waits(place), place.clock.now(), below=4) == 1
        place.clock.forward(minutes=1)
    (notice,) = notices(place, case)
    assert (notice.held_since, notice.due_at) == (begun, place.clock.now())


def test_f13_an_hour_back_ends_no_lease_of_a_sender_that_is_at_work(place: Place) -> None:
    place.opened("k1")
    (one,) = claim(place)
    now = place.clock.forward(hours=-1)
    DueRecordAdapter().after_jump(now, timedelta(hours=-1))
    assert place.store.expired_leases(place.clock.forward(seconds=LEASE), 9) == []
    assert report(place, one, "sent")
