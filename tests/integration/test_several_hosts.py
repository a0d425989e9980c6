"""Two web servers and three workers, each on a host of its own, over one PostgreSQL."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from stepladder.service.time_port import SystemTime
from tests.harness import asking
from tests.harness.mail import MailPeer
from tests.harness.parts import Host, Part, Parts

SIGNALS = 60
WATCH = """
    create table seen (who text, stream text, what text);
    create function see() returns trigger language plpgsql as $$
      begin
        insert into seen values (current_setting('application_name'), tg_argv[0], coalesce(to_jsonb(new)->>'type', ''));
        return new;
      end $$;
    create trigger see_event after insert on store_event for each row execute function see('event');
    create trigger see_attempt after insert on store_attempt for each row execute function see('attempt');
"""
"""Which process wrote what: each names itself to the database."""


def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


class Hosts:
    """Hosts that share what they must, and nothing else: the database, both keys, the mail server."""

    def __init__(self, folder: Path, url: str, mail_peer: MailPeer) -> None:
        self._folder, self._url, self._peer = folder, url, mail_peer

    def one(self, name: str) -> Host:
        shared = {
            "STEPLADDER_DATABASE_URL": f"{self._url}{'&' if '?' in self._url else '?'}application_name={name}",
            "STEPLADDER_SECRET_KEY": "the same on every host",
            "STEPLADDER_CHAIN_KEY": "another one, the same on every host",
            "STEPLADDER_SMTP_URL": f"smtp://{self._peer.host}:{self._peer.port}",
            "STEPLADDER_URL": "https://desk.company.example",
        }
        return Host(self._folder / name, shared)


@pytest.fixture
def hosts(tmp_path: Path, postgres_url: str, mail_peer: MailPeer) -> Hosts:
    return Hosts(tmp_path, postgres_url, mail_peer)


def send(web: Part, token: str, number: int, at: datetime) -> dict[str, Any]:
    body = {
        "at": at.isoformat(),
        "signal": {"text": "The invoice list shows another company's invoices", "conversation": f"t-{number}"},
    }
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"k{number}"}
    answer = asking.post(f"{web.url}/api/v1/signals", json=body, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_each_signal_is_stored_once_each_notice_sent_once_and_the_work_is_spread(
    hosts: Hosts, parts: Parts, postgres_url: str, mail_peer: MailPeer
) -> None:
    first = hosts.one("first")
    assert "Log in as admin" in first.run("prepare")
    with psycopg.connect(postgres_url) as connection:
        connection.execute(WATCH)
    token = first.run("token", "new", "--name", "tests", "--scope", "signals:write,cases:read").strip()
    webs = [parts.web(hosts.one(name)) for name in ("web-1", "web-2")]
    names = ["worker-1", "worker-2", "worker-3"]
    workers = [parts.worker(hosts.one(name)) for name in names]

    # The promise of half an hour ends, for one after the other, a little while from now.
    begun = SystemTime().now() - timedelta(minutes=30) + timedelta(seconds=15)
    ats = [(begun + timedelta(seconds=number / 6)).astimezone(UTC) for number in range(SIGNALS)]
    with ThreadPoolExecutor(8) as pool:
        # Each is sent to both web servers at about the same time, under its one key.
        twice = [(web, token, number, ats[number]) for number in range(SIGNALS) for web in webs]
        answers = list(pool.map(lambda words: send(*words), twice))
    assert len({one["signal"] for one in answers}) == SIGNALS
    assert len({one["case"] for one in answers}) == SIGNALS
    assert rows(postgres_url, "select count(*) from store_signal") == [(SIGNALS,)]

    missed = "select count(distinct stream) from store_event where type = 'clock_missed'"
    workers[0].until(lambda: rows(postgres_url, missed) == [(SIGNALS,)], "every promise is missed, and told")
    waiting = "select count(*) from store_delivery where due_at is not null"
    workers[0].until(lambda: rows(postgres_url, waiting) == [(0,)], "every notice is sent")

    doubled = "select stream from store_event where type = 'clock_missed' group by stream, data having count(*) > 1"
    assert rows(postgres_url, doubled) == []
    ids = [mail.message["Message-ID"] for mail in mail_peer.mails]
    assert len(ids) == len(set(ids)), "a notice was sent twice"
    states = dict(rows(postgres_url, "select state, count(*) from store_delivery group by state"))
    assert set(states) <= {"sent", "held"}
    assert states["sent"] == len(ids)

    sent = Counter(who for who, what in rows(postgres_url, "select who, stream from seen where stream = 'attempt'"))
    assert set(sent) == set(names), "each worker has sent something"
    woken = Counter(who for (who,) in rows(postgres_url, "select who from seen where what = 'clock_missed'"))
    assert len(woken) >= 2, "cases are woken by more than one worker"
    assert set(woken) <= set(names)
    taken = {who for (who,) in rows(postgres_url, "select who from seen where what = 'case_opened'")}
    assert taken == {"web-1", "web-2"}
    assert [part.stop() for part in (*webs, *workers)] == [0] * 5


def test_a_log_in_at_one_host_holds_at_the_other(hosts: Hosts, parts: Parts) -> None:
    said = hosts.one("first").run("prepare")
    password = re.search(r"password (\S+)", said)
    assert password is not None
    one, other = parts.web(hosts.one("web-1")), parts.web(hosts.one("web-2"))
    with asking.client(follow_redirects=True, timeout=30) as visitor:
        page = visitor.get(f"{one.url}/log-in/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None
        form = {"csrfmiddlewaretoken": found[1], "username": "admin", "password": password[1]}
        assert visitor.post(f"{one.url}/log-in/", data=form, headers={"Referer": one.url}).status_code == 200
        board = visitor.get(f"{other.url}/", follow_redirects=False)
        assert (board.status_code, "Log out" in board.text) == (200, True)


def test_hosts_that_prepare_at_once_do_it_one_after_the_other(hosts: Hosts, postgres_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(lambda name: hosts.one(name).run("prepare"), ["first", "second", "third"]))
    assert sum("Log in as admin" in one for one in said) == 1
    assert rows(postgres_url, "select count(*) from store_packversion") == [(1,)]


def test_a_host_with_a_key_of_its_own_writes_nothing_and_says_which_one_is_needed(
    hosts: Hosts, parts: Parts, postgres_url: str
) -> None:
    hosts.one("first").run("prepare")
    before = rows(postgres_url, "select count(*) from store_event")
    other = hosts.one("other")
    other = Host(other.data, other.environment | {"STEPLADDER_CHAIN_KEY": "one of its own"})
    for command in ("prepare", "web", "worker"):
        said = other.run(command, status=2)
        assert "STEPLADDER_CHAIN_KEY: the history of this desk was made with another key" in said, command
    without = Host(other.data, {name: one for name, one in other.environment.items() if "CHAIN" not in name})
    assert "chain.key: the key of the proof chain is not there" in without.run("worker", status=2)
    assert rows(postgres_url, "select count(*) from store_event") == before


def test_a_worker_does_not_work_on_a_database_that_is_not_prepared(hosts: Hosts, parts: Parts) -> None:
    web_host = hosts.one("web-1")
    part = parts.worker(web_host)
    assert not part.ended_within(5), "it waits for whoever prepares"
    web_host.run("prepare")
    part.until(lambda: "the worker works on" in part.log(), "the worker works")
