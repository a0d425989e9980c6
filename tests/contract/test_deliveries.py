"""Deliveries under a lease: only the holder's report counts, and what nobody knows is shown as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stepladder.core.case.commands import CorrectTrigger, Send
from stepladder.service.commands import handle_command
from stepladder.service.lanes import lanes
from stepladder.service.patience import patience
from stepladder.service.ports import AttemptEnd, AttemptReport, ClaimedDelivery, Lane, Message, NotSent, Sent
from stepladder.service.problems import NotAllowed, NotFound
from stepladder.service.resending import resend, resend_all
from stepladder.service.sending import send_due, settle_expired
from tests.contract.place import START, WORKSPACE, Peer, Place

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
    assert place.deliveries()["security route"].due_at is None
    assert [one.delivery.purpose for one in claim(place)] == ["failure"]


def test_a_notice_of_which_nobody_will_know_is_told_to_the_fallback_role(place: Place) -> None:
    case = place.opened("k1")
    for _ in range(2):
        assert [one.delivery.to for one in claim(place)] == ["security"]
        assert errors(place, case) == []
        place.clock.forward(seconds=LEASE + 1)
        settle_expired(place.desk)
    (error,) = errors(place, case)
    assert "security was not reached by email: it may not have arrived" in error
    assert place.deliveries()["success failure"].state == "waiting"
    settle_expired(place.desk)
    assert len(errors(place, case)) == 1


def test_a_notice_that_broke_off_twice_after_the_words_is_told_to_the_fallback_role(place: Place) -> None:
    case = place.opened("k1")
    place.peer.answers = [NotSent("hung up after the message", again=True, maybe=True) for _ in range(2)]
    place.send_all()
    assert errors(place, case) == []
    place.clock.forward(seconds=5)
    place.send_all()
    (error,) = errors(place, case)
    assert "it may not have arrived" in error
    assert place.deliveries()["security route"].state == "uncertain"


def test_one_expired_lease_whose_case_cannot_be_told_holds_up_no_other(place: Place) -> None:
    from django.db import connection

    place.opened("k1", conversation="a")
    place.opened("k2", conversation="b")
    for _ in range(2):
        assert len(claim(place)) == 2
        place.clock.forward(seconds=LEASE + 1)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE store_delivery SET case_id = 'gone' WHERE id = (SELECT min(id) FROM store_delivery)")
        settle_expired(place.desk)
    states = sorted(one.state for one in place.store.deliveries(WORKSPACE) if one.to == "security")
    assert states == ["sending", "uncertain"]


def test_a_delivery_whose_lease_would_not_last_for_a_try_is_given_back_unsent(place: Place) -> None:
    place.opened("k1", conversation="a")
    place.opened("k2", conversation="b")
    place.opened("k3", conversation="c")
    lane = lanes(place.desk)[0]

    class Slow(Peer):
        def send(self, message: Message) -> Sent:
            place.clock.forward(seconds=lane.lease_seconds - self.deadline_seconds + 1)
            return super().send(message)

    slow = Slow()
    assert send_due(replace(place.desk, channels={"*": slow}), lane, lambda: 1.0) == 3
    assert len(slow.taken) == 1
    lines = [one for one in place.store.deliveries(WORKSPACE) if one.purpose == "route"]
    assert sorted((one.state, one.attempts) for one in lines) == [("sent", 1), ("waiting", 0), ("waiting", 0)]
    assert {one.due_at for one in lines if one.state == "waiting"} == {place.clock.now()}


def test_a_worker_that_is_to_end_hands_back_what_it_has_not_tried(place: Place) -> None:
    for number in range(3):
        place.opened(f"k{number}", conversation=f"c{number}")
    lane = lanes(place.desk)[0]
    told = len(place.store.deliveries(WORKSPACE))
    assert send_due(place.desk, lane, lambda: 1.0, lambda: len(place.peer.taken) > 0) == told
    states = sorted((one.state, one.attempts) for one in place.store.deliveries(WORKSPACE))
    assert states == [("sent", 1), *[("waiting", 0)] * (told - 1)]
    place.another().send_all()
    assert len(place.peer.taken) == told


def test_tries_are_counted_anew_after_sending_again(place: Place) -> None:
    case = place.opened("k1")
    place.peer.answers = [NotSent("550 no such mailbox", again=False)]
    place.send_all()
    line = place.deliveries()["security route"]
    assert (line.state, line.attempts) == ("dead", 1)
    resend(place.desk, WORKSPACE, line.id)
    assert place.deliveries()["security route"].attempts == 0
    place.send_all()  # The notice to the fallback role goes out beside it.
    assert place.deliveries()["security route"].state == "sent"
    assert len(errors(place, case)) == 1


def test_a_second_failure_after_sending_again_is_an_error_and_a_notice_of_its_own(place: Place) -> None:
    case = place.opened("k1")
    for number in (1, 2):
        place.peer.answers = [NotSent("550 no such mailbox", again=False)]
        place.send_all()
        assert place.deliveries()["security route"].state == "dead"
        assert len(errors(place, case)) == number
        place.send_all()
        told = [one for one in place.store.deliveries(WORKSPACE) if one.purpose == "failure"]
        assert [one.state for one in told] == ["sent"] * number
        if number == 1:
            resend(place.desk, WORKSPACE, place.deliveries()["security route"].id)


def test_doubts_of_before_count_no_more_after_sending_again(place: Place) -> None:
    place.opened("k1")
    for _ in range(2):
        claim(place)
        place.clock.forward(seconds=LEASE + 1)
        settle_expired(place.desk)
    resend(place.desk, WORKSPACE, place.deliveries()["security route"].id)
    (one,) = [one for one in claim(place) if one.delivery.to == "security"]
    assert (one.attempts, one.doubts) == (1, 0)


@pytest.mark.parametrize("reason", ["held", "dead"])
def test_what_was_withdrawn_is_not_sent_again_by_hand(place: Place, reason: str) -> None:
    case = place.opened("k1")
    if reason == "dead":
        place.peer.answers = [NotSent("550 no such mailbox", again=False)]
        place.send_all()
    handle_command(place.desk, WORKSPACE, case, CorrectTrigger(trigger="cross-user-data", becomes="none"), "ana")
    place.send_all()
    line = place.deliveries()["security route"]
    assert line.state == reason
    with pytest.raises(NotAllowed, match="not needed"):
        resend(place.desk, WORKSPACE, line.id)
    assert place.deliveries()["security route"].state == reason


def errors(place: Place, case: str) -> list[str]:
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    return loaded.errors


def test_a_message_to_a_customer_of_which_nobody_knows_stays_is_shown_and_told(place: Place) -> None:
    case = place.opened("k1", contact={"email": "pat@harbor.example"}, customer={"id": "harbor"})
    place.send_all()
    handle_command(place.desk, WORKSPACE, case, Send(channel="email", text="We are on it."), "ana")
    assert len(claim(place)) == 1
    place.clock.forward(seconds=LEASE + 1)
    assert place.send_all() == 1
    line = place.deliveries()["customer message"]
    assert (line.state, line.due_at) == ("uncertain", None)
    assert place.peer.taken[-1].to == "success@desk.example"
    assert "it may not have arrived" in place.peer.taken[-1].body
    resend(place.desk, WORKSPACE, line.id)
    assert place.send_all() == 1
    assert [one.to for one in place.peer.taken if one.body == "We are on it."] == ["pat@harbor.example"]


def test_what_went_out_is_not_sent_again_by_hand(place: Place) -> None:
    place.opened("k1")
    place.send_all()
    with pytest.raises(NotAllowed, match="went out"):
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
    place.send_all()
    assert place.deliveries()["security route"].state == "failed"
    (told,) = [one for one in place.peer.taken if "security could not be told by email" in one.body]
    assert told.to == "success@desk.example"
    assert "it has not gone out yet, and is tried on: 451 come back later" in told.body


def test_a_peer_that_asks_to_come_back_is_asked_again_for_half_an_hour_and_then_it_is_given_up_and_told(
    place: Place,
) -> None:
    case, begun = place.opened("k1"), place.clock.now()

    class Strict(Peer):
        def send(self, message: Message) -> Sent:
            if message.to == "security@desk.example":
                raise NotSent("450 come back later", again=True)
            return super().send(message)

    strict = replace(place, desk=replace(place.desk, channels={"*": Strict()}))
    while (due_at := strict.deliveries()["security route"].due_at) is not None:
        assert due_at - place.clock.now() <= timedelta(minutes=5)
        place.clock.at = due_at
        strict.send_all()
    assert strict.deliveries()["security route"].state == "dead"
    assert timedelta(minutes=30) <= place.clock.now() - begun < timedelta(minutes=36)
    assert place.events(case).count("delivery_failed") == 2, "that it takes so long, and that it is given up"


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
    case = place.opened("k1")

    class Broken:
        name, deadline_seconds = "broken", 1

        def send(self, message: object) -> object:
            raise ZeroDivisionError

    desk = replace(place.desk, channels={"*": Broken()})  # type: ignore[dict-item]
    broken = replace(place, desk=desk)
    broken.send_all()
    line = place.deliveries()["security route"]
    assert line.state == "failed"
    assert line.reason == "the desk failed (ZeroDivisionError)"
    assert errors(place, case) == []
    for _ in range(patience(3).most_attempts - 1):
        place.clock.forward(hours=1)
        broken.send_all()
    line = place.deliveries()["security route"]
    assert (line.state, line.reason) == ("dead", "the desk failed (ZeroDivisionError)")
    assert len(errors(place, case)) == 1


def test_what_is_not_there_cannot_be_sent_again(place: Place) -> None:
    with pytest.raises(NotFound, match="no such delivery"):
        resend(place.desk, WORKSPACE, "c-0/1/1")


def test_of_many_those_go_out_again_that_may_each_once(place: Place) -> None:
    place.opened("k1", conversation="a")
    place.peer.answers = [NotSent("550 no such mailbox", again=False)]
    place.send_all()
    place.send_all()
    ids = [one.id for one in place.store.deliveries(WORKSPACE)]
    assert len(ids) == 2, "one that died, and the notice of it, which went out"
    assert resend_all(place.desk, WORKSPACE, [*ids, *ids, "c-0/1/1"]) == 1
    place.send_all()
    assert {one.state for one in place.store.deliveries(WORKSPACE)} == {"sent"}


def test_the_outbox_is_read_page_by_page_newest_first_with_how_each_try_ended(place: Place) -> None:
    for number in range(5):
        place.opened(f"k{number}", conversation=str(number))
        place.clock.forward(seconds=number % 2)
    place.peer.answers = [NotSent("451 later", again=True), None]
    place.send_all()
    outbox, found = place.desk.outbox, []
    after = None
    while page := outbox.page(WORKSPACE, after=after, limit=2):
        found += page
        after = page[-1].id
    assert found == list(place.store.deliveries(WORKSPACE))
    assert [one.created_at for one in found] == sorted((one.created_at for one in found), reverse=True)
    failed = outbox.page(WORKSPACE, states=("failed",), limit=10)
    assert [one.reason for one in failed] == ["451 later"]
    assert outbox.one(WORKSPACE, failed[0].id) == failed[0]
    (attempt,) = outbox.attempts(WORKSPACE, [failed[0].id])[failed[0].id]
    assert (attempt.state, attempt.reason, attempt.ended_at) == ("failed", "451 later", place.clock.now())
    assert outbox.counts(WORKSPACE, ("failed", "dead")) == {"failed": 1}
    assert outbox.page(WORKSPACE, after="c-0/1/1", limit=10) == ()
    assert outbox.page("elsewhere", limit=10) == ()
