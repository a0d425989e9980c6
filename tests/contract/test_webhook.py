"""Posts over a real connection: one message, one key, a signature, and the three ways in which it does not arrive."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from msgspec.structs import replace

from stepladder.channels.webhook import MOST_WORDS, Webhook, WebhookPeer
from stepladder.core.lane.rate import Rate
from stepladder.core.values import DeskError
from stepladder.service.desk import SendingRules
from stepladder.service.ports import Message, NotSent
from stepladder.service.time_port import SystemTime
from stepladder.signing import signature
from stepladder.ways import channels, sending_rules
from tests.harness import webhook as peers
from tests.harness.desk import free_port
from tests.unit.docs.pages import blocks

MESSAGE = Message(
    key="c-1/8/1", to="#security", subject="Critical", body="Hello\n", case="c-1", purpose="route", channel="chat",
    at=datetime(2025, 3, 9, 4, 40, tzinfo=UTC),
)  # fmt: skip


def hook(peer: peers.WebhookPeer, seconds: int = 10) -> Webhook:
    return Webhook(WebhookPeer.of_url(peer.url, peer.secret), seconds)


def fault_of(peer: peers.WebhookPeer, answer: peers.Answer, seconds: int = 10) -> NotSent:
    peer.answer(answer)
    with pytest.raises(NotSent) as caught:
        hook(peer, seconds).send(MESSAGE)
    return caught.value


def test_a_message_arrives_whole_under_its_key_and_signed(webhook_peer: peers.WebhookPeer) -> None:
    hook(webhook_peer).send(replace(MESSAGE, subject="Grüße\naus Łódź", body="5 € – 日本"))
    (post,) = webhook_peer.taken
    assert post.genuine
    assert (post.path, post.key, post.headers["content-type"]) == ("/hook", "c-1/8/1", "application/json")
    assert post.document == {
        "id": "c-1/8/1", "case": "c-1", "purpose": "route", "channel": "chat", "to": "#security",
        "subject": "Grüße aus Łódź", "body": "5 € – 日本", "at": "2025-03-09T04:40:00+00:00",
    }  # fmt: skip


def test_what_was_changed_signed_by_somebody_else_or_old_is_told_apart() -> None:
    body, now = b'{"id":"c-1/8/1"}', 1_741_495_200
    header = signature(peers.SECRET, body, now)
    assert peers.is_genuine(peers.SECRET, header, body, now)
    assert not peers.is_genuine(peers.SECRET, header, body + b" ", now)
    assert not peers.is_genuine("another secret of sixteen", header, body, now)
    assert not peers.is_genuine(peers.SECRET, header, body, now + 301)
    assert not peers.is_genuine(peers.SECRET, header.replace("t=1", "t=2"), body, 2_741_495_200)


NAMES = {
    "the id of its JSON": (peers.Answer(body=b'{"id": "m-77"}'), "m-77"),
    "a number": (peers.Answer(status=202, body=b'{"id": 77}'), "77"),
    "a header where the JSON has none": (peers.Answer(body=b"[]", headers={"X-Request-Id": "r-1"}), "r-1"),
    "nothing at all": (peers.Answer(status=204), None),
    "no name in what is not JSON": (peers.Answer(body=b"\xff{"), None),
}


@pytest.mark.parametrize(("answer", "ref"), NAMES.values(), ids=NAMES)
def test_what_the_peer_calls_it_is_kept(webhook_peer: peers.WebhookPeer, answer: peers.Answer, ref: str | None) -> None:
    webhook_peer.answer(answer)
    assert hook(webhook_peer).send(MESSAGE).ref == ref


REFUSALS = {  # claim: (status, again, peer)
    "a bad request is final": (400, False, False),
    "an unknown address is final": (404, False, False),
    "a redirect is not followed and final": (307, False, False),
    "a request that took too long comes again": (408, True, False),
    "a request that came too early comes again": (425, True, False),
    "too many requests come again, and the peer is left alone": (429, True, True),
    "a broken peer is tried again": (500, True, True),
    "a peer that is away is tried again": (503, True, True),
}


@pytest.mark.parametrize(("status", "again", "ill"), REFUSALS.values(), ids=REFUSALS)
def test_an_answer_says_whether_to_come_back(
    webhook_peer: peers.WebhookPeer, status: int, again: bool, ill: bool
) -> None:
    fault = fault_of(webhook_peer, peers.refusal(status, Location=webhook_peer.url))
    assert (fault.again, fault.maybe, fault.peer) == (again, False, ill)
    assert str(status) in fault.reason
    assert len(webhook_peer.posts) == 1


def test_a_peer_that_names_a_time_to_come_back_is_believed_up_to_an_hour(webhook_peer: peers.WebhookPeer) -> None:
    assert fault_of(webhook_peer, peers.refusal(429, Retry_After="7")).after == 7
    assert fault_of(webhook_peer, peers.refusal(503, Retry_After="999999999999")).after == 3600
    assert fault_of(webhook_peer, peers.refusal(429, Retry_After="soon")).after is None
    later = format_datetime(SystemTime().now() + timedelta(seconds=30), usegmt=True)
    after = fault_of(webhook_peer, peers.refusal(429, Retry_After=later)).after
    assert after is not None
    assert 25 <= after <= 30


def test_a_peer_that_takes_it_and_dies_may_have_it(webhook_peer: peers.WebhookPeer) -> None:
    fault = fault_of(webhook_peer, peers.ACCEPT_AND_DIE)
    assert (fault.again, fault.maybe, fault.peer) == (True, True, True)
    assert len(webhook_peer.taken) == 1


@pytest.mark.parametrize(
    "answer", [peers.ACCEPT_AND_HANG, peers.Answer(drips=0.3)], ids=["says nothing", "says it byte by byte"]
)
def test_a_peer_that_takes_it_and_answers_too_late_may_have_it(
    webhook_peer: peers.WebhookPeer, answer: peers.Answer
) -> None:
    begun = time.monotonic()
    fault = fault_of(webhook_peer, answer, seconds=1)
    assert (fault.again, fault.maybe, fault.peer) == (True, True, True)
    assert fault.reason == "the webhook did not answer within 1 s after the message"
    assert 0.9 < time.monotonic() - begun < 2.5


def test_an_answer_that_breaks_off_after_its_status_counts(webhook_peer: peers.WebhookPeer) -> None:
    webhook_peer.answer(peers.Answer(body=b'{"id":', headers={"Content-Length": "500"}))
    assert hook(webhook_peer).send(MESSAGE).ref is None


def test_a_peer_that_is_not_there_is_worth_another_try() -> None:
    peer = WebhookPeer.of_url(f"http://127.0.0.1:{free_port()}/", peers.SECRET)
    with pytest.raises(NotSent, match="not reached") as fault:
        Webhook(peer).send(MESSAGE)
    assert (fault.value.again, fault.value.maybe, fault.value.peer) == (True, False, True)


def test_a_peer_that_went_and_came_back_is_found_again(webhook_peer: peers.WebhookPeer) -> None:
    channel = hook(webhook_peer)
    webhook_peer.refuse()
    with pytest.raises(NotSent, match="not reached"):
        channel.send(MESSAGE)
    webhook_peer.listen()
    channel.send(MESSAGE)
    assert webhook_peer.keys == [MESSAGE.key]


def test_an_endless_answer_is_read_up_to_a_limit(webhook_peer: peers.WebhookPeer) -> None:
    webhook_peer.answer(peers.Answer(body=b"x" * 5_000_000))
    assert hook(webhook_peer).send(MESSAGE).ref is None


def test_f18_an_oversize_body_is_cut_with_a_word_and_still_goes_out(webhook_peer: peers.WebhookPeer) -> None:
    hook(webhook_peer).send(replace(MESSAGE, body="ä" * (MOST_WORDS + 1), subject="x" * 1000))
    (post,) = webhook_peer.taken
    assert len(post.document["body"]) == MOST_WORDS
    assert "The rest is left out" in post.document["body"]
    assert len(post.document["subject"]) == 400


def test_half_a_letter_in_the_words_makes_no_broken_post(webhook_peer: peers.WebhookPeer) -> None:
    hook(webhook_peer).send(replace(MESSAGE, body="a\ud800b"))
    assert json.loads(webhook_peer.taken[0].body)["body"] == "a?b"


WRONG = {
    "another scheme": "ftp://host/",
    "no host": "https:///path",
    "a password in it": "https://user:secret@host/",
    "a port that is none": "https://host:port/",
    "a line break": "https://host/\r\nX: y",
    "a blank": "https://host/a b",
}


@pytest.mark.parametrize("url", WRONG.values(), ids=WRONG)
def test_an_address_that_cannot_be_posted_to_is_refused_at_once(url: str) -> None:
    with pytest.raises(DeskError, match="STEPLADDER_WEBHOOK_URL"):
        WebhookPeer.of_url(url, peers.SECRET)


def test_a_short_secret_is_refused_at_once() -> None:
    with pytest.raises(DeskError, match="STEPLADDER_WEBHOOK_SECRET"):
        WebhookPeer.of_url("https://host/", "short")


def test_the_receiver_of_the_documentation_takes_what_is_ours(webhook_peer: peers.WebhookPeer) -> None:
    (example,) = [one.text for one in blocks() if one.page.name == "receive-posts.md" and one.language == "python"]
    names: dict[str, Any] = {}
    exec(example, names)
    hook(webhook_peer).send(MESSAGE)
    (post,) = webhook_peer.taken
    now = SystemTime().now().timestamp()
    assert names["is_ours"](webhook_peer.secret, post.signature, post.body, now)
    assert not names["is_ours"]("another secret of sixteen", post.signature, post.body, now)


def test_the_environment_names_who_takes_which_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPLADDER_WEBHOOK_URL", "https://relay.company.example/in")
    monkeypatch.setenv("STEPLADDER_WEBHOOK_SECRET", peers.SECRET)
    assert sorted(channels()) == ["*", "chat"]
    monkeypatch.setenv("STEPLADDER_WEBHOOK_CHANNELS", "pager, email")
    assert {name: one.name for name, one in channels().items()} == {
        "*": "console", "pager": "webhook", "email": "webhook",
    }  # fmt: skip
    monkeypatch.setenv("STEPLADDER_SMTP_URL", "smtp://mail.company.example")
    with pytest.raises(DeskError, match="STEPLADDER_WEBHOOK_CHANNELS"):
        channels()


def test_the_environment_says_how_messages_go_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sending_rules() == SendingRules()
    monkeypatch.setenv("STEPLADDER_RATES", "*=30/minute")
    monkeypatch.setenv("STEPLADDER_UNCERTAIN", "tell")
    assert sending_rules() == SendingRules(rates={"*": Rate(30, 60)}, again_after_doubt=False)
    monkeypatch.setenv("STEPLADDER_UNCERTAIN", "perhaps")
    with pytest.raises(DeskError, match="STEPLADDER_UNCERTAIN"):
        sending_rules()
    monkeypatch.setenv("STEPLADDER_RATES", "chat=1/second")
    with pytest.raises(DeskError, match="'chat=1/second' names no lane"):
        sending_rules()
