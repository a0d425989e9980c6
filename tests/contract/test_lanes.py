"""Lanes with peers that are ill, rates, and what overtakes: who waits says why, and what is critical does not wait."""

from __future__ import annotations

import dataclasses
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from stepladder.channels.console import ConsoleBox
from stepladder.core.case.commands import Send
from stepladder.core.lane.circuit import FAILURES
from stepladder.core.lane.rate import Rate
from stepladder.service.commands import handle_command
from stepladder.service.flow import LONGEST_HOLD
from stepladder.service.lanes import ANY
from stepladder.service.ports import Channel, NotSent
from stepladder.service.ports_outbox import IllPeer
from stepladder.service.rows import Address as Way
from stepladder.service.sending import send_due
from stepladder.worker.bell import Bell
from stepladder.worker.loop import Worker
from tests.contract.place import WORKSPACE, Place
from tests.contract.senders import Around, Senders, change, hook, ill, mail, notices, opened, quick, with_ways
from tests.harness import webhook as peers
from tests.harness.mail import MailPeer

# Peers that are ill.


def test_f19_a_peer_that_hangs_holds_up_no_other_channel(
    place: Place, mail_peer: MailPeer, webhook_peer: peers.WebhookPeer, tmp_path: Path
) -> None:
    webhook_peer.always(peers.HANG)
    slow, quick = opened(place, 1, urgency=3), opened(place, 1, urgency=1)
    change(f"UPDATE store_delivery SET channel = 'chat' WHERE case_id = '{slow[0]}'")
    hanging = threading.Event()
    ways: dict[str, Channel] = {
        "chat": Around(hook(webhook_peer, 30), before=hanging.set),
        "email": mail(mail_peer),
        ANY: ConsoleBox(),
    }
    place.store.save_address(WORKSPACE, Way(role="security", channel="chat", address="#security"))
    desk = with_ways(place, ways).desk
    worker = Worker(desk, Bell(tmp_path))
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        assert hanging.wait(20)
        (mail_,) = mail_peer.wait_for(1)
        assert mail_.text
        assert notices(place, *slow)[0].state == "sending"
        assert len(quick) == 1
    finally:
        webhook_peer.release()
        worker.stop()
        thread.join(30)


def test_a_peer_that_fails_again_and_again_is_left_alone_and_the_rest_waits_with_its_reason_and_all_its_tries(
    place: Place,
) -> None:
    waiting = opened(place, FAILURES + 3, urgency=1)
    senders = quick(place)
    place.peer.answers = ill()
    senders.run()
    found = notices(place, *waiting)
    failed, held = [[one for one in found if one.state == state] for state in ("failed", "waiting")]
    assert (len(failed), len(held)) == (FAILURES, 3)
    for one in held:
        assert (one.attempts, one.held_since) == (0, place.clock.now())
        assert one.due_at is not None
        assert place.clock.now() < one.due_at <= place.clock.now() + timedelta(minutes=5)
        assert one.reason is not None
        assert "no message got through since" in one.reason
        assert "the mail server was not reached" in one.reason
    assert place.desk.outbox.attempts(WORKSPACE, [one.id for one in held]) == {}
    assert senders.run() == 0


def test_after_the_pause_one_message_is_tried_and_its_success_lets_the_others_go(place: Place) -> None:
    waiting = opened(place, FAILURES + 3, urgency=1)
    senders = quick(place)
    place.peer.answers = ill(FAILURES + 1)
    senders.run()
    place.clock.forward(seconds=15)
    assert senders.run() == 1, "one message shows that the peer is still ill"
    assert sum(one.attempts for one in notices(place, *waiting)) == FAILURES + 1
    place.clock.forward(seconds=30)
    assert senders.run() == 1, "one message shows that it is well"
    place.clock.forward(minutes=5)
    senders.run()
    assert {one.state for one in notices(place, *waiting)} == {"sent"}
    assert {one.held_since for one in notices(place, *waiting)} == {None}


def test_a_critical_delivery_is_tried_although_its_peer_is_left_alone(place: Place) -> None:
    opened(place, FAILURES, urgency=1)
    senders = quick(place)
    place.peer.answers = ill()
    senders.run()
    (critical,) = opened(place, 1, urgency=3)
    senders.run()
    assert [one.state for one in notices(place, critical)] == ["sent"]


def test_nothing_is_held_back_for_ever_what_waited_long_enough_is_tried_so_that_it_ends_and_is_told(
    place: Place,
) -> None:
    (case,) = opened(place, 1, urgency=1)
    senders = quick(place)
    senders.lanes[0].flow.circuit = replace(
        senders.lanes[0].flow.circuit, failures=FAILURES, until=place.clock.now() + timedelta(minutes=50)
    )
    senders.run()
    assert notices(place, case)[0].held_since is not None
    place.clock.forward(seconds=LONGEST_HOLD.total_seconds())
    change(f"UPDATE store_delivery SET due_at = created_at WHERE case_id = '{case}'")
    senders.run()
    assert notices(place, case)[0].state == "sent"


@pytest.mark.parametrize("urgency", [1, 3])
def test_no_notice_is_lost_to_a_peer_that_is_ill_for_hours_somebody_else_is_asked_once_and_it_goes_out_in_the_end(
    place: Place, urgency: int
) -> None:
    (case,) = opened(place, 1, urgency=urgency)
    senders = quick(place)
    place.peer.answers = ill(1_000)
    for _ in range(12 * 12):
        place.clock.forward(minutes=5)
        senders.run()
    (notice,), known = notices(place, case), place.store.load_case(WORKSPACE, case)
    assert notice.state == "failed"
    assert known is not None
    assert len([one for one in known.failed_deliveries if one.startswith(f"{notice.id}/")]) == 1
    place.peer.answers = []
    place.clock.forward(minutes=5)
    while senders.run():
        continue
    assert {one.state for one in notices(place, case)} == {"sent"}


def test_what_a_person_wrote_to_a_customer_is_not_sent_hours_later_by_itself(place: Place) -> None:
    case = place.opened("k1", contact={"email": "pat@harbor.example"}, customer={"id": "harbor"})
    handle_command(place.desk, WORKSPACE, case, Send(channel="email", text="You hear from us by noon."), "ana")
    senders = quick(place)
    place.peer.answers = ill(1_000)
    for _ in range(12 * 3):
        place.clock.forward(minutes=5)
        senders.run()
    found = {one.purpose: one for one in place.store.deliveries(WORKSPACE, limit=5000)}
    assert (found["message"].state, found["route"].state) == ("dead", "failed")
    assert found["message"].reason == "the mail server was not reached"


def test_after_three_days_a_peer_that_is_ill_has_cost_a_notice_which_is_told(place: Place) -> None:
    (case,) = opened(place, 1, urgency=3)
    senders = quick(place)
    place.peer.answers = ill(1_000)
    for _ in range(8):
        place.clock.forward(minutes=5)
        senders.run()
    place.clock.forward(minutes=3 * 24 * 60)
    while senders.run():
        continue
    assert [one.state for one in notices(place, case)] == ["dead"]


def test_that_a_peer_is_ill_is_logged_once_kept_for_all_processes_and_forgotten_when_it_is_well(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", "stepladder.service.peers")
    opened(place, FAILURES + 3, urgency=3)
    opened(place, 2, urgency=1)
    place.peer.answers = ill(FAILURES + 3)
    begun, senders = place.clock.now(), quick(place)
    senders.run()
    (kept,) = place.another().desk.outbox.ill_peers()
    assert (kept.lane, kept.since, kept.reason) == (ANY, begun, "the mail server was not reached")
    assert [one.getMessage() for one in caplog.records] == [
        "nothing gets through into the console box since Sun 9 Mar 2025, 04:40 UTC; what is not critical waits: "
        "the mail server was not reached"
    ]
    place.peer.answers = []
    place.clock.forward(minutes=5)
    while senders.run():
        continue
    assert place.desk.outbox.ill_peers() == ()
    assert [one.levelname for one in caplog.records] == ["WARNING", "WARNING"]
    assert "messages get through into the console box again" in caplog.records[1].getMessage()


def test_what_another_process_said_of_a_peer_is_forgotten_once_it_takes_a_message(place: Place) -> None:
    ill_since = IllPeer(lane=ANY, since=place.clock.now(), reason="it hangs")
    place.desk.outbox.keep_ill(ill_since)
    place.desk.outbox.keep_ill(replace(ill_since, since=place.clock.now() + timedelta(hours=1), reason="it is away"))
    assert place.desk.outbox.ill_peers() == (replace(ill_since, reason="it is away"),)
    place.opened("k1")
    quick(place).run()
    assert place.desk.outbox.ill_peers() == ()
    assert not place.desk.outbox.forget_ill(ANY)


def test_what_waits_for_an_ill_peer_and_what_was_given_up_since_are_counted(place: Place) -> None:
    since = IllPeer(lane="email", since=place.clock.now(), reason="it hangs")
    opened(place, 3, urgency=1)
    place.peer.answers = [NotSent("550 no such mailbox", again=False)]
    senders = quick(place)
    send_due(place.desk, dataclasses.replace(senders.lanes[0], batch=1), lambda: 1.0)
    assert place.desk.outbox.stopped(WORKSPACE, since) == (3, 1), "two, and the one that tells of the third"
    assert place.desk.outbox.stopped(WORKSPACE, replace(since, since=place.clock.now() + timedelta(1))) == (3, 0)
    assert place.desk.outbox.stopped("elsewhere", since) == (0, 0)
    assert place.desk.outbox.stopped(WORKSPACE, replace(since, lane="chat")) == (0, 0)


def test_an_address_that_is_refused_says_nothing_about_the_peer(place: Place) -> None:
    refused = opened(place, FAILURES + 2, urgency=1)
    place.peer.answers = [NotSent("550 no such mailbox", again=False) for _ in refused]
    quick(place).run()
    assert {one.state for one in notices(place, *refused)} == {"dead"}


def test_a_sender_that_is_refused_costs_no_notice_and_what_is_critical_goes_first_once_it_is_mended(
    place: Place, mail_peer: MailPeer
) -> None:
    mail_peer.refuse("MAIL", "550 5.1.8 sender rejected")
    routine = opened(place, FAILURES + 2, urgency=1)
    senders = Senders(with_ways(place, {ANY: mail(mail_peer)}))
    while senders.run():
        continue
    assert senders.lanes[0].flow.is_probing
    (critical,) = opened(place, 1, urgency=3)
    senders.run()
    found = notices(place)
    assert {one.state for one in found} == {"failed", "waiting"}
    assert {"STEPLADDER_SMTP_FROM" in (one.reason or "") for one in found} == {True}
    mail_peer.refuse("MAIL", "")
    place.clock.forward(minutes=1)
    while senders.run():
        continue
    assert {one.state for one in notices(place)} == {"sent"}
    assert critical in mail_peer.mails[0].text
    assert len(mail_peer.mails) == len(routine) + 1


def test_a_peer_that_asks_to_be_left_alone_is_and_comes_first_to_what_it_was_asked(
    place: Place, webhook_peer: peers.WebhookPeer
) -> None:
    webhook_peer.answer(peers.refusal(429, Retry_After="90"))
    waiting = opened(place, 3, urgency=1)
    senders = Senders(with_ways(place, {ANY: hook(webhook_peer)}))
    senders.run()
    assert len(webhook_peer.posts) == 1
    due = {one.due_at for one in notices(place, *waiting)}
    assert due == {place.clock.now() + timedelta(seconds=90)}
    place.clock.forward(seconds=90)
    while senders.run():
        continue
    assert len(webhook_peer.keys) == 3


# Rates and urgency.


def test_f20_a_rate_delays_the_rest_with_a_reason_that_is_shown_and_critical_notices_pass_it(place: Place) -> None:
    place.peer.deadline_seconds = 2
    slow = with_ways(place, {ANY: place.peer}, any=Rate(2, 60))
    routine = opened(place, 7, urgency=1)
    senders = Senders(slow)
    senders.run()
    held = sorted((one for one in notices(place, *routine) if one.held_since), key=lambda one: str(one.due_at))
    assert len(held) == 5
    assert {one.reason for one in held} == {"no more than 2 a minute may go out this way"}
    assert {(one.state, one.attempts) for one in held} == {("waiting", 0)}
    (critical,) = opened(place, 1, urgency=3)
    senders.run()
    assert [one.state for one in notices(place, critical)] == ["sent"]
    sent = [len([one for one in notices(place, *routine) if one.state == "sent"])]
    for _ in range(4):
        place.clock.forward(seconds=60)
        senders.run()
        sent.append(len([one for one in notices(place, *routine) if one.state == "sent"]))
    assert sent == [2, 4, 6, 7, 7]


def test_f16_the_critical_one_is_next_although_a_thousand_wait_for_a_slow_peer(place: Place) -> None:
    (routine,) = opened(place, 1, urgency=1)
    change(COPY)
    critical: list[str] = []

    def during() -> None:
        place.clock.forward(seconds=2)
        if not critical:
            critical.extend(opened(place, 1, urgency=3))

    slow = Around(place.peer, before=during, deadline_seconds=2)
    senders = Senders(with_ways(place, {ANY: slow}))
    senders.run()
    senders.run()
    ids = [notices(place, case)[0].id for case in critical]
    assert slow.sent[1] == ids[0]
    states = [one.state for one in notices(place, routine)]
    assert (len(states), states.count("sent") + states.count("waiting")) == (1001, 1001)


COPY = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)
INSERT INTO store_delivery (workspace_id, id, case_id, event, purpose, addressee, channel, is_copy, details, urgency,
  state, attempts, fence, doubts, due_at, created_at)
SELECT workspace_id, id || '-' || n, case_id, event, purpose, addressee, channel, is_copy, details, urgency,
  state, attempts, fence, doubts, due_at, created_at FROM store_delivery, numbers
"""
