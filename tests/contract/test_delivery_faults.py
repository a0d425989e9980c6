"""Deliveries while things break, with a real mail server and a real webhook receiver: nothing lost, nothing silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stepladder.core.case.commands import Acknowledge, Resolve, Send
from stepladder.service.commands import handle_command
from stepladder.service.desk import SendingRules
from stepladder.service.lanes import ANY
from stepladder.service.problems import NotAllowed
from stepladder.service.ticking import tick_due
from tests.contract.place import WORKSPACE, Place
from tests.contract.senders import Around, Senders, change, hook, mail, notices, opened, with_ways
from tests.harness import webhook as peers
from tests.harness.mail import MailPeer


class Killed(BaseException):
    """The process is gone: nothing of ours catches it."""


# Crashes and leases.


def test_f1_what_was_decided_before_a_crash_is_sent_by_whoever_comes_next(place: Place, mail_peer: MailPeer) -> None:
    place.opened("k1")
    after_restart = with_ways(place.another(), {ANY: mail(mail_peer)})
    assert Senders(after_restart).run() == 1
    assert Senders(after_restart).run() == 0
    assert len(mail_peer.mails) == 1


def test_f2_a_kill_between_the_peers_yes_and_our_note_of_it_leads_to_one_message_under_one_key(
    place: Place, webhook_peer: peers.WebhookPeer
) -> None:
    def kill() -> None:
        raise Killed

    case = place.opened("k1")
    with pytest.raises(Killed):
        Senders(with_ways(place, {ANY: Around(hook(webhook_peer), after=kill)})).run()
    (line,) = notices(place)
    assert (line.state, len(webhook_peer.taken)) == ("sending", 1)
    place.clock.forward(minutes=10)
    survivor = Senders(with_ways(place.another(), {ANY: hook(webhook_peer)}))
    survivor.run()
    (line,) = notices(place)
    assert (line.state, line.attempts, line.case) == ("sent", 2, case)
    tries = place.desk.outbox.attempts(WORKSPACE, [line.id])[line.id]
    assert [one.state for one in tries] == ["uncertain", "sent"]
    assert webhook_peer.keys == [line.id], "two posts, one key: a receiver that honours it has one message"
    assert all(post.genuine for post in webhook_peer.posts)


def test_f2_where_doubt_is_to_be_told_a_notice_is_not_sent_twice_and_the_fallback_role_hears_of_it(
    place: Place, webhook_peer: peers.WebhookPeer
) -> None:
    place.opened("k1")
    told = with_ways(place, {ANY: hook(webhook_peer)})
    told = replace(told, desk=replace(told.desk, rules=SendingRules(again_after_doubt=False)))
    webhook_peer.answer(peers.ACCEPT_AND_DIE)
    senders = Senders(told)
    senders.run()
    (line,) = notices(place)
    assert (line.state, line.due_at) == ("uncertain", None)
    senders.run()
    assert [post.document["purpose"] for post in webhook_peer.taken] == ["route", "failure"]


def test_f6_a_slow_receiver_gets_one_message_although_two_nodes_work(
    place: Place, webhook_peer: peers.WebhookPeer
) -> None:
    place.opened("k1")
    other = Senders(with_ways(place.another(), {ANY: hook(webhook_peer)}))
    seen: list[int] = []
    slow = Around(hook(webhook_peer), before=lambda: seen.append(other.run()))
    assert Senders(with_ways(place, {ANY: slow})).run() == 1
    assert seen == [0]
    assert len(webhook_peer.posts) == 1


def test_f21_a_row_that_a_dead_sender_holds_stops_no_other_and_comes_back_after_its_lease(
    place: Place, mail_peer: MailPeer
) -> None:
    (stuck,) = opened(place, 1, urgency=3)
    place.store.claim_deliveries(place.clock.now(), 60, 10)
    (other,) = opened(place, 1, urgency=1)
    senders = Senders(with_ways(place, {ANY: mail(mail_peer)}))
    senders.run()
    assert [one.state for one in notices(place, stuck) + notices(place, other)] == ["sending", "sent"]
    place.clock.forward(seconds=61)
    senders.run()
    assert [one.state for one in notices(place, stuck)] == ["sent"]


def test_f14_what_went_out_while_the_database_was_away_is_known_as_sent_once_it_is_back(
    place: Place, mail_peer: MailPeer
) -> None:
    place.opened("k1")
    away: list[bool] = []

    class Away:
        """A store whose database is gone when the end of a try is to be stored."""

        def __getattr__(self, name: str) -> object:
            return getattr(place.store, name)

        def report_attempt(self, report: object) -> bool:
            if away:
                raise ConnectionError("the server closed the connection")
            return place.store.report_attempt(report)  # type: ignore[arg-type]

    through = Around(mail(mail_peer), after=lambda: away.append(True))
    cut_off = with_ways(place, {ANY: through})
    senders = Senders(replace(cut_off, desk=replace(cut_off.desk, store=Away())))  # type: ignore[arg-type]
    with pytest.raises(ConnectionError):
        senders.run()
    assert [one.state for one in notices(place)] == ["sending"]
    away.clear()
    senders.run()
    assert [one.state for one in notices(place)] == ["sent"]
    assert len(mail_peer.mails) == 1


# What overtakes a message.


def test_f7_what_was_on_its_way_when_the_acknowledgement_came_says_so_and_no_mark_is_told_after_it(
    place: Place, mail_peer: MailPeer
) -> None:
    case = place.opened("k1")
    # Nobody could send for a while, and meanwhile the first mark of both promises has passed.
    place.clock.forward(minutes=16)
    tick_due(place.desk)
    acknowledged = Around(mail(mail_peer), before=lambda: handle_command(place.desk, WORKSPACE, case, ACK, "ana"))
    senders = Senders(with_ways(place, {ANY: acknowledged}))
    while senders.run():
        continue  # One batch after the other, until nothing waits.
    (line,) = notices(place)
    assert (line.state, line.reason) == ("sent", "sent before the acknowledgement")
    marks = [one for one in place.store.deliveries(WORKSPACE) if one.purpose == "at_risk"]
    assert {(one.details["slot"], one.state, one.reason) for one in marks} == {
        ("team_response:security", "held", "the promise is not at risk any more"),
        # The customer has no answer by it.
        ("first_response", "sent", None),
    }
    assert len(mail_peer.mails) == 2


ACK = Acknowledge()


def test_f7_a_notice_that_nothing_overtook_carries_no_remark(place: Place, mail_peer: MailPeer) -> None:
    place.opened("k1")
    Senders(with_ways(place, {ANY: mail(mail_peer)})).run()
    assert [one.reason for one in notices(place)] == [None]


def test_f8_whoever_acknowledges_and_resolves_in_one_second_leaves_a_resolved_case_in_either_order(
    place: Place,
) -> None:
    resolve = Resolve(text="Mended.")
    one, other = opened(place, 2, urgency=3)
    handle_command(place.desk, WORKSPACE, one, ACK, "ana")
    handle_command(place.desk, WORKSPACE, one, resolve, "lee")
    handle_command(place.desk, WORKSPACE, other, resolve, "lee")
    with pytest.raises(NotAllowed, match="resolved"):
        handle_command(place.desk, WORKSPACE, other, ACK, "ana")
    for case in (one, other):
        loaded = place.store.load_case(WORKSPACE, case)
        assert loaded is not None
        assert loaded.resolved_at == place.clock.now()


# Words that cannot be made.


def test_f18_a_notice_whose_words_cannot_be_made_goes_out_with_the_plain_facts(
    place: Place, mail_peer: MailPeer, caplog: pytest.LogCaptureFixture
) -> None:
    case = place.opened("k1")
    change("UPDATE store_signal SET facts = '{'")
    Senders(with_ways(place, {ANY: mail(mail_peer)})).run()
    (one,) = mail_peer.mails
    assert f"Case {case}" in one.text
    assert "priority critical" in one.text
    assert "first response by Sun 9 Mar 2025, 05:10 UTC" in one.text
    assert f"http://desk.example/cases/{case}" in one.text
    assert [line.state for line in notices(place)] == ["sent"]
    assert "goes out in plain ones" in caplog.text


def test_f18_nothing_takes_the_place_of_what_a_person_wrote(place: Place) -> None:
    case = place.opened("k1", contact={"email": "pat@harbor.example"})
    place.send_all()
    handle_command(place.desk, WORKSPACE, case, Send(channel="email", text="We are on it."), "ana")
    change("UPDATE store_delivery SET text = NULL WHERE purpose = 'message'")
    place.send_all()
    assert place.deliveries()["customer message"].state == "failed"
    assert all("plain words" not in one.body for one in place.peer.taken)


# Once, and never in a circle.


def test_t39_a_warning_is_told_once_for_each_mark_however_often_is_looked(place: Place, mail_peer: MailPeer) -> None:
    place.opened("k1")
    senders = Senders(with_ways(place, {ANY: mail(mail_peer)}))
    senders.run()
    place.clock.forward(minutes=16)
    for _ in range(20):
        tick_due(place.desk)
        senders.run()
    told = [one for one in place.store.deliveries(WORKSPACE) if one.purpose == "at_risk"]
    assert len(told) == len({(one.details["slot"], one.details["share"], one.to) for one in told}) > 0
    assert {one.state for one in told} == {"sent"}
    assert len(mail_peer.mails) == 1 + len(told)


def test_t13_an_address_that_bounces_makes_one_notice_to_the_fallback_role_and_none_about_that_one(
    place: Place, mail_peer: MailPeer
) -> None:
    mail_peer.answer(*["550 5.1.1 no such mailbox"] * 50)
    place.opened("k1")
    senders = Senders(with_ways(place, {ANY: mail(mail_peer)}))
    for _ in range(20):
        senders.run()
    assert sorted((one.purpose, one.state) for one in place.store.deliveries(WORKSPACE)) == [
        ("failure", "dead"),
        ("route", "dead"),
    ]
