"""Two thousand turns of real customers through the doors of a desk, on both databases, with real mail going out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import httpx
import pytest

from tests.acceptance.stored import Stored
from tests.acceptance.turns import COLUMNS, COUNT, TURNS, strewn, trouble, turns
from tests.acceptance.visitor import visiting
from tests.harness import asking
from tests.harness.desk import Desk, StartDesk
from tests.harness.mail import MailPeer

MORNING = "2025-03-11T10:00:00-04:00"
SINGLES = 200
BATCH = 600
KINDS = ("sqlite", "postgres")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_each_turn_is_stored_once_each_case_explained_each_message_sent_once(
    desk: StartDesk, database_url: str | None, mailing: dict[str, str], mail_peer: MailPeer
) -> None:
    one = desk(clock=MORNING, demo=True, database_url=database_url, environment=mailing)
    stored, cries = Stored(one, database_url), trouble()
    signals = strewn(turns(), cries)
    assert len(signals) == COUNT + len(cries)

    with talking_to(one) as client:
        singles = [client.post("/api/v1/signals", json=signal) for signal in signals[:SINGLES]]
        assert {answer.status_code for answer in singles} == {201}
        batches = [send_lines(client, lines) for lines in in_batches(signals[SINGLES:], BATCH)]
        assert [found["refused"] for found in batches] == [[]] * len(batches)
        assert sum(found["accepted"] for found in batches) == len(signals) - SINGLES
        assert sum(found["duplicates"] for found in batches) == 0
        assert stored_keys(stored) == Counter(signal["signal"]["id"] for signal in signals)

        deliveries = stored.settled()
        before = stored.counts()
        again = send_lines(client, signals)
        assert again == {"accepted": 0, "duplicates": len(signals), "refused": []}
        answers = [client.post("/api/v1/signals", json=signal) for signal in cries]
        assert {answer.headers.get("Idempotency-Replayed") for answer in answers} == {"true"}
        cases = all_cases(client)
        decisions = {answer.json()["case"]: answer.json()["decision"] for answer in answers}
        joined = {case["id"]: client.get(f"/api/v1/cases/{case['id']}").json() for case in cases}

    said = imported(one, "--source", "tests")
    assert said == {"read": COUNT, "stored": 0, "duplicates": COUNT, "refused": []}
    assert stored.settled() == deliveries
    assert stored.counts() == before

    assert len(decisions) == len(cries), "each message of trouble has a case of its own"
    assert decisions.keys() <= joined.keys()
    assert len(cases) == len(joined) == before["case"]
    for signal, decision in zip(cries, decisions.values(), strict=True):
        trigger = signal["signal"]["id"].removesuffix(f"-{signal['customer']['id']}")
        assert trigger in [found["id"] for found in decision["triggers"]], signal
        check_explained(decision)
    assert {one_case["stage"] for one_case in joined.values()} == {"acknowledge"}
    clocks = [clock for found in joined.values() for clock in found["clocks"]]
    assert {clock["state"] for clock in clocks} == {"running"}
    assert all(clock["source"] and clock["due_at"] > MORNING for clock in clocks)
    with visiting(one) as visitor:
        for case, found in joined.items():
            words = visitor.words(f"/cases/{case}/")
            assert all(", ".join(clock["source"]) in words for clock in found["clocks"]), case
            for rule in (*decisions[case]["clocks"], *decisions[case]["triggers"]) if case in decisions else ():
                assert rule["because"] in words, (case, rule["id"])

    check_delivered(stored, mail_peer, decisions)


def check_explained(decision: dict[str, Any]) -> None:
    """Whatever follows says why and by which rule, and the explanation has a line for it."""
    followed = [*decision["triggers"], *decision["clocks"], *decision["routes"]]
    assert decision["clocks"]
    assert all(one["source"] and one["because"] for one in followed)
    explained = {one["obligation"]: one for one in decision["explanation"]}
    assert {one["id"] for one in followed} <= explained.keys()
    assert all(one["because"] and one["source"] for one in explained.values())


def check_delivered(stored: Stored, peer: MailPeer, decisions: dict[str, dict[str, Any]]) -> None:
    """Each addressee that a decision names got one message, by mail or in the box, and nobody else got any."""
    deliveries = stored.deliveries()
    assert {one.state for one in deliveries} == {"sent", "delivered"}
    due, held = (
        Counter(
            (case, to)
            for case, decision in decisions.items()
            for route in decision["routes"]
            if route["state"] == state
            for to in dict.fromkeys((route["to"], *route["cc"]))
        )
        for state in ("due", "held")
    )
    told = Counter((one.case, one.to) for one in deliveries if one.case in decisions)
    assert due
    # A held one goes out once where a later decision opens its gates: other customers report the same.
    assert due <= told <= due + held
    assert told < due + held, "most gates are still closed"
    mailed = [one for one in deliveries if one.state == "sent"]
    assert {one.channel for one in deliveries if one.state == "delivered"} == {"ticket"}, "no tracker is connected"
    assert Counter(mail.recipients for mail in peer.mails) == Counter((one.address,) for one in mailed)
    identities = [mail.message["Message-ID"] for mail in peer.mails]
    assert len(set(identities)) == len(identities)
    attempts = stored.rows("select delivery_id, count(*) from store_attempt group by delivery_id")
    assert {count for _, count in attempts} == {1}
    assert len(attempts) == len(deliveries)


def test_an_import_of_the_same_turns_stores_them_once(desk: StartDesk) -> None:
    one = desk(clock=MORNING)
    assert imported(one) == {"read": COUNT, "stored": COUNT, "duplicates": 0, "refused": []}
    stored = Stored(one)
    stored.settled()  # The words that go out are kept too, a while after the import has ended.
    before = stored.counts()
    assert before["signal"] == COUNT
    assert imported(one) == {"read": COUNT, "stored": 0, "duplicates": COUNT, "refused": []}
    assert stored.counts() == before
    # Another source has keys of its own; a person says so by naming it.
    with talking_to(one) as client:
        found = send_lines(client, turns()[:5])
    assert found == {"accepted": 5, "duplicates": 0, "refused": []}


def talking_to(desk: Desk) -> httpx.Client:
    return asking.client(base_url=desk.url, headers={"Authorization": f"Bearer {desk.token}"}, timeout=60)


def send_lines(client: httpx.Client, signals: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Send signals as lines. Answers what became of them."""
    body = "".join(json.dumps(signal) + "\n" for signal in signals)
    answer = client.post("/api/v1/signals/batch", content=body, headers={"Content-Type": "application/x-ndjson"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def in_batches(signals: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    rest = iter(signals)
    while part := list(islice(rest, size)):
        yield part


def all_cases(client: httpx.Client) -> list[dict[str, Any]]:
    """Every case, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get("/api/v1/cases", params={"limit": "20"} | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        found.extend(answer.json()["items"])
        cursor = answer.json()["next"]
    return found


def stored_keys(stored: Stored) -> Counter[str]:
    return Counter(key for (key,) in stored.rows("select key from store_signal"))


def imported(desk: Desk, *words: str) -> dict[str, Any]:
    """Import the turns by the program. Answers what it says."""
    maps = [word for column in COLUMNS for word in ("--map", column)]
    found: dict[str, Any] = json.loads(desk.run("import", str(TURNS), *maps, "--json", *words).stdout)
    return found
