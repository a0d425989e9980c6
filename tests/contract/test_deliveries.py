"""Deliveries under a lease: only the holder's report counts, and what nobody knows is shown as such."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.service.ports import AttemptEnd, AttemptReport, ClaimedDelivery, Lane, NotSent
from stepladder.service.problems import BadInput
from stepladder.service.sending import patience, resend, settle_expired
from tests.contract.place import START, WORKSPACE, Place

LEASE = 60


def claim(place: Place, limit: int = 10) -> list[ClaimedDelivery]:
    return place.store.claim_deliveries(place.clock.now(), LEASE, limit)


def report(place: Place, one: ClaimedDelivery, state: AttemptEnd, **more: object) -> bool:
    return place.store.report_attempt(
        AttemptReport(
            workspace=one.workspace, delivery=one.delivery.id, fence=one.fence, at=place.clock.now(), state=state,
            address="a@desk.example", **more,  # type: ignore[arg-type]
        )
    )  # fmt: skip


def test_a_claimed_delivery_is_nobody_elses_while_the_lease_lasts(place: Place) -> None:
    place.opened("k1")
    assert len(claim(place)) == 1
    assert claim(place) == []
    assert place.store.next_instant(Lane()) == START + timedelta(seconds=LEASE)
    assert place.deliveries()["security route"].state == "sending"


def test_only_a_report_with_the_fence_of_the_last_claim_counts(place: Place) -> None:
    place.opened("k1")
    (first,) = claim(place)
    place.clock.forward(seconds=LEASE + 1)
    settle_expired(place.desk)
    (second,) = claim(place)
    assert second.fence > first.fence
    assert not report(place, first, "sent")
    assert report(place, second, "sent")
    assert not report(place, second, "failed")
    line = place.deliveries()["security route"]
    assert (line.state, line.attempts) == ("sent", 2)


def test_who_was_thought_cut_off_may_still_say_that_it_went_out(place: Place) -> None:
    place.opened("k1")
    (first,) = claim(place)
    place.clock.forward(seconds=LEASE + 1)
    settle_expired(place.desk)
    assert place.deliveries()["security route"].state == "uncertain"
    assert report(place, first, "sent")
    assert claim(place) == []


def test_a_notice_whose_sender_was_cut_off_goes_out_once_more_under_the_same_key_and_no_oftener(place: Place) -> None:
    place.opened("k1")
    for _ in range(2):
        assert len(claim(place)) == 1
        place.clock.forward(seconds=LEASE + 1)
        settle_expired(place.desk)
        assert place.deliveries()["security route"].state == "uncertain"
    assert claim(place) == []
    assert place.store.next_instant(Lane()) is None


def test_a_message_to_a_customer_of_which_nobody_knows_stays_and_is_shown(place: Place) -> None:
    from stepladder.core.case.commands import Send
    from stepladder.service.commands import handle_command

    case = place.opened("k1", contact={"email": "pat@harbor.example"}, customer={"id": "harbor"})
    place.send_all()
    handle_command(place.desk, WORKSPACE, case, Send(channel="email", text="We are on it."), "ana")
    assert len(claim(place)) == 1
    place.clock.forward(seconds=LEASE + 1)
    assert place.send_all() == 0
    line = place.deliveries()["customer message"]
    assert (line.state, line.due_at) == ("uncertain", None)
    resend(place.desk, WORKSPACE, line.id)
    assert place.send_all() == 1
    assert [one.to for one in place.peer.taken if one.body == "We are on it."] == ["pat@harbor.example"]


def test_what_went_out_is_not_sent_again_by_hand(place: Place) -> None:
    place.opened("k1")
    place.send_all()
    with pytest.raises(BadInput, match="went out"):
        resend(place.desk, WORKSPACE, place.deliveries()["security route"].id)


def test_t46_a_crash_between_deciding_and_sending_leads_to_one_message(place: Place) -> None:
    place.opened("k1")
    restarted = place.another()
    assert restarted.send_all() == 1
    assert place.send_all() == 0
    assert len(place.peer.taken) == 1


def test_a_failed_try_comes_again_after_pauses_that_grow_until_the_fallback_role_is_told(place: Place) -> None:
    place.opened("k1")
    tries = patience(3).most_attempts
    place.peer.answers = [NotSent("451 come back later", again=True) for _ in range(tries)]
    pauses = []
    for _ in range(tries - 1):
        place.send_all()
        line = place.deliveries()["security route"]
        assert line.state == "failed"
        assert line.due_at is not None
        pauses.append((line.due_at - place.clock.now()).total_seconds())
        place.clock.at = line.due_at
    assert pauses == sorted(pauses)
    assert (pauses[0], sum(pauses)) == (5, 155)
    place.send_all()
    found = place.deliveries()
    assert found["security route"].state == "dead"
    assert found["security route"].reason == "451 come back later"
    place.send_all()
    (told,) = [one for one in place.peer.taken if "security could not be told by email" in one.body]
    assert told.to == "success@desk.example"


def test_a_refused_address_is_not_tried_again(place: Place) -> None:
    case = place.opened("k1")
    place.peer.answers = [NotSent("550 no such mailbox", again=False)]
    place.send_all()
    assert place.deliveries()["security route"].state == "dead"
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    assert "security was not reached by email" in loaded.errors[0]


def test_a_lane_takes_its_own_channels_only(place: Place) -> None:
    place.opened("k1")
    now = place.clock.now()
    assert place.store.claim_deliveries(now, LEASE, 10, Lane(only=("chat",))) == []
    assert place.store.claim_deliveries(now, LEASE, 10, Lane(besides=("email",))) == []
    assert len(place.store.claim_deliveries(now, LEASE, 10, Lane(only=("email",)))) == 1


def test_a_delivery_that_makes_the_desk_itself_fail_is_tried_again_and_told_in_the_end(place: Place) -> None:
    place.opened("k1")

    class Broken:
        name, deadline_seconds = "broken", 1

        def send(self, message: object) -> object:
            raise ZeroDivisionError

    from dataclasses import replace

    desk = replace(place.desk, channels={"*": Broken()})  # type: ignore[dict-item]
    broken = replace(place, desk=desk)
    broken.send_all()
    line = place.deliveries()["security route"]
    assert line.state == "failed"
    assert line.reason == "the desk failed (ZeroDivisionError)"
