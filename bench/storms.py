"""The due loop's and the senders' worst minutes, on SQLite desks, beside what is promised of them."""

from __future__ import annotations

import hashlib
import http.client
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import msgspec
from django.db import connections

from bench.due_cases import add
from bench.mail_peer import MailPeer
from bench.million import connect, desk_folder
from bench.processes import free_port, started, wait_until_ready
from bench.server import HOST, ROOT, environment
from bench.side_by_side import Promise
from stepladder import bootstrap
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_aggregates, tick_due
from stepladder.service.time_port import SystemTime

DUE, CRITICAL, SIGNALS, SENDERS = 10_000, 100, 1_000, 8
EACH_MS, FIRST_S, BURST_S = 1.2, 5.0, 15.0
LEAD, PATIENCE = 15.0, 180.0


def compare(folder: Path) -> Iterator[Promise]:
    """Raises: AssertionError - a case was not woken, or nobody heard of it."""
    yield _cost(folder / "cost")
    yield _first_notices(folder / "first")
    yield _burst(folder / "burst")


def _stormy(folder: Path, alias: str, lead: float) -> tuple[float, Any]:
    """A desk in which so many cases fall due in one second; when that is by the steady clock, and its database."""
    shutil.copytree(desk_folder(1_000), folder)
    database = connect(alias, folder)
    now, steady = SystemTime().now(), time.monotonic()
    due = now + timedelta(seconds=lead)
    instants = [due + timedelta(seconds=place / DUE) for place in range(DUE)]
    # The critical ones are not the first of that second.
    urgencies = [3 if place % (DUE // CRITICAL) == DUE // CRITICAL - 1 else 2 for place in range(DUE)]
    add(database, [f"x-{place}" for place in range(DUE)], instants, urgencies)
    return steady + lead + 1.0, database


def _cost(folder: Path) -> Promise:
    _stormy(folder, "cost", -1.0)
    desk = bootstrap.build(SystemTime(), "cost")
    started, wall, ticked = time.process_time(), time.perf_counter(), 0
    while (report := tick_due(desk)).seen:
        ticked += report.ticked
        tick_aggregates(desk)
        run_reactions(desk)
    cpu, wall = time.process_time() - started, time.perf_counter() - wall
    connections["cost"].close()
    assert ticked == DUE, f"{ticked} of {DUE} cases were woken"
    each = cpu / DUE * 1e3
    said = f"{each:.2f} ms of CPU each, batches of 100, {wall:.1f} s in all, with {DUE:,} messages ordered"
    name = f"{DUE:,} cases due in one second, CPU of a case beside {EACH_MS} ms, SQLite"
    return Promise(name, 1.0, each / EACH_MS, said, at_least=False)


def _first_notices(folder: Path) -> Promise:
    due, database = _stormy(folder, "first", LEAD)
    connections["first"].close()
    with ExitStack() as ends:
        peer = ends.enter_context(MailPeer(folder))
        worker = started(ends, ["stepladder.worker.run"], folder, STEPLADDER_SMTP_URL=peer.url)
        waiting = 'SELECT count(*) FROM "store_case" WHERE "id" LIKE \'x-%%\' AND "version" = {}'
        ((version,),) = database.rows('SELECT "version" FROM "store_case" WHERE "id" = %s', ("x-0",))
        while database.rows(waiting.format(version))[0][0] and time.monotonic() < due + PATIENCE:
            time.sleep(0.2)
        drained = time.monotonic() - due
        while len(heard := _heard(folder, peer, 'AND "urgency" = 3')) < CRITICAL:
            assert time.monotonic() < due + PATIENCE, f"{len(heard)} of {CRITICAL} were heard of"
            time.sleep(0.2)
        cpu = sum(worker.cpu_times()[:2])
    connections["first"].close()
    last = max(heard.values()) - due
    said = (
        f"the last of {CRITICAL} critical ones among {DUE:,} was heard of after {last:.1f} s, the median after "
        f"{median(heard.values()) - due:.1f} s;\n        all were woken after {drained:.1f} s, and the worker had used "
        f"{cpu:.1f} s of CPU"
    )
    name = f"{DUE:,} cases due in one second, first notices of the critical ones beside {FIRST_S:g} s"
    return Promise(name, 1.0, last / FIRST_S, said, at_least=False)


def _burst(folder: Path) -> Promise:
    made = subprocess.run(
        [sys.executable, "-m", "bench.fresh_desk", str(folder)],
        env=environment(), cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    with ExitStack() as ends:
        peer = ends.enter_context(MailPeer(folder))
        port = free_port()
        words = ["stepladder", "serve", "--port", str(port), "--data", str(folder)]
        started(ends, words, folder, STEPLADDER_SMTP_URL=peer.url)
        wait_until_ready(port)
        begun = time.monotonic()
        posted = _post_all(port, made.stdout.strip())
        taken = time.monotonic() - begun
        end = time.monotonic() + PATIENCE
        heard: dict[str, float] = {}
        while not posted.keys() <= heard.keys():
            assert time.monotonic() < end, f"{len(posted.keys() & heard.keys())} of {SIGNALS} cases were heard of"
            time.sleep(0.2)
            heard = _heard(folder, peer, "")
        mails = len(peer.came())
    waits = [heard[case] - at for case, at in posted.items()]
    half, late = median(waits), quantiles(waits, n=100, method="inclusive")[98]
    said = (
        f"{half:.1f} s at the median, {late:.1f} s for 99 of 100; taken in {taken:.1f} s by {SENDERS} senders, "
        f"{mails:,} mails had gone out by then"
    )
    name = f"a burst of {SIGNALS:,} signals, intake to first notice for 99 of 100 beside {BURST_S:g} s"
    return Promise(name, 1.0, late / BURST_S, said, at_least=False)


def _heard(folder: Path, peer: MailPeer, where: str) -> dict[str, float]:
    """When the first mail about each case had come."""
    came, found = peer.came(), {}
    with closing(sqlite3.connect(folder / "desk.sqlite3", timeout=20)) as database:
        rows = database.execute(f"SELECT case_id, id FROM store_delivery WHERE sent_at IS NOT NULL {where}").fetchall()
    for case, delivery in rows:
        at = came.get(hashlib.sha256(delivery.encode()).hexdigest()[:40])
        if at is not None:
            found[case] = min(at, found.get(case, at))
    return found


def _post_all(port: int, token: str) -> dict[str, float]:
    """When each case's signal was sent."""
    posted: dict[str, float] = {}
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def post(first: int) -> None:
        with closing(http.client.HTTPConnection(HOST, port, timeout=60)) as connection:
            for number in range(first, SIGNALS, SENDERS):
                at = time.monotonic()
                connection.request(
                    "POST", "/api/v1/signals", _signal(number), headers | {"Idempotency-Key": f"b{number}"}
                )
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status == 201, body
                posted[msgspec.json.decode(body)["case"]] = at

    threads = [threading.Thread(target=post, args=(first,)) for first in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(posted) == SIGNALS, f"{len(posted)} cases of {SIGNALS} signals"
    return posted


def _signal(number: int) -> bytes:
    signal_ = {"text": "We all see another company's invoices.", "triggers": ["breach"], "conversation": f"b{number}"}
    return msgspec.json.encode({"signal": signal_, "customer": {"id": f"k{number}", "name": f"Customer {number}"}})
