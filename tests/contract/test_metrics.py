"""The metrics are in the format that programs read, and say what the tables say."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from stepladder.service.audit_walk import GRACE, Round, audit_page
from stepladder.service.counting import COUNTS, INTAKE
from stepladder.service.metrics import CONTENT_TYPE, Family, families, written
from stepladder.service.ports_due import DueRecord
from stepladder.service.ticking import tick_due
from stepladder.store.audit import AuditAdapter
from stepladder.store.due_records import DueRecordAdapter
from stepladder.store.watching import OPEN_BY_URGENCY, WatchAdapter
from stepladder.users.tokens import new_token
from stepladder.web.api.counted import counted
from stepladder.web.api.metrics import _kept, forget
from stepladder.web.api.tokens import forget_tokens
from tests.contract.place import START, WORKSPACE, Place
from tests.contract.senders import change

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(
    rf"(?P<name>{NAME})"
    r"(?:\{(?P<labels>(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\n]|\\[\\\"n])*\")(?:,[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\n]|\\[\\\"n])*\")*)\})?"
    r" (?P<value>[+-]?(?:\d+(?:\.\d+)?|Inf)|NaN)"
)
LABEL = re.compile(r"([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\n]|\\[\\\"n])*)\"")
Sample = tuple[str, frozenset[tuple[str, str]]]


def read(text: str) -> dict[Sample, float]:
    """The samples of a document that is held to the format: a family in one block, described before its samples."""
    assert text.endswith("\n")
    found: dict[Sample, float] = {}
    described: dict[str, str] = {}
    family = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split()[2]
            assert family not in described, f"{family} stands twice"
            described[family] = ""
            continue
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            assert name == family
            assert kind in ("counter", "gauge", "histogram")
            described[name] = kind
            continue
        match = SAMPLE.fullmatch(line)
        assert match, line
        suffixes = ("_bucket", "_sum", "_count") if described[family] == "histogram" else ("",)
        assert match["name"] in [family + suffix for suffix in suffixes], line
        key = match["name"], frozenset(LABEL.findall(match["labels"] or ""))
        assert key not in found, f"{key} stands twice"
        found[key] = float(match["value"])
    return found


def value(found: dict[Sample, float], name: str, **labels: str) -> float:
    return found[f"stepladder_{name}", frozenset(labels.items())]


def of(place: Place, **more: Any) -> dict[Sample, float]:
    kept = WatchAdapter()
    gauges, waiting = kept.gauges(), kept.waiting(place.clock.now(), GRACE)
    workers = DueRecordAdapter().records()
    age = more.get("age")
    return read(written(families(gauges, waiting, kept.counts(), workers, release="0.1.0", heartbeat_age=age)))


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    COUNTS.take()
    forget()
    forget_tokens()
    yield
    COUNTS.take()
    forget()
    forget_tokens()


def test_they_say_how_the_desk_stands(place: Place) -> None:
    case = place.opened("k1", conversation="c1")
    place.opened("k2", conversation="c2")
    found = of(place, age=3.25)
    assert sum(value(found, "open_cases", urgency=str(urgency)) for urgency in range(4)) == 2
    assert value(found, "open_cases", urgency="3") == 2
    assert value(found, "heartbeat_age_seconds") == 3.25
    assert value(found, "info", release="0.1.0") == 1
    assert value(found, "deliveries", state="waiting", channel=place.store.deliveries(WORKSPACE)[0].channel) >= 2
    assert value(found, "unsealed_events") == sum(len(place.events(one.id)) for one in _cases(place))
    place.clock.forward(minutes=15, seconds=30)
    found = of(place)
    assert (value(found, "due", kind="case"), value(found, "overdue", kind="case")) == (2, 0)
    assert value(found, "oldest_due_seconds", kind="case") == 30
    place.clock.forward(minutes=1, seconds=30)
    found = of(place)
    assert value(found, "due", kind="case") == value(found, "overdue", kind="case") == 2
    assert value(found, "oldest_due_seconds", kind="case") == 120
    assert ("stepladder_heartbeat_age_seconds", frozenset()) not in found
    assert case


def _cases(place: Place) -> list[Any]:
    return place.store.open_cases(WORKSPACE, after="", limit=100)


def test_messages_that_went_out_are_a_history_and_not_counted(place: Place) -> None:
    place.opened("k1")
    waiting = {key for key in of(place) if key[0] == "stepladder_deliveries"}
    assert waiting
    while place.send_all():
        pass
    assert place.peer.taken
    assert not {key for key in of(place) if key[0] == "stepladder_deliveries"}


def test_while_one_request_counts_another_gets_the_last_answer(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPLADDER_METRICS", "open")
    first = Client().get("/metrics").content
    forget()
    counting, answered = threading.Event(), threading.Event()

    def hold() -> None:
        with _kept.lock:
            counting.set()
            answered.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert counting.wait(20)
    assert Client().get("/metrics").content == first
    answered.set()
    thread.join(20)


def test_an_empty_desk_has_its_zeros(place: Place) -> None:
    found = of(place)
    assert value(found, "due", kind="delivery") == 0
    assert value(found, "intake_signals_total", outcome="refused") == 0


def test_how_late_wake_ups_come_is_a_histogram_of_each_worker(place: Place) -> None:
    place.opened("k1")
    place.clock.forward(minutes=15, seconds=3)
    report = tick_due(place.desk)
    one = DueRecord(worker="host/7", started_at=START, seen_at=START)
    DueRecordAdapter().keep(one.and_woken(report.late_by, len(report.failed)).and_jumped(START, timedelta(hours=1)))
    found = of(place)
    edges = ("1", "5", "+Inf")
    buckets = [value(found, "wake_up_lateness_seconds_bucket", worker="host/7", le=edge) for edge in edges]
    assert buckets == [0, 1, 1]
    assert value(found, "wake_up_lateness_seconds_count", worker="host/7") == 1
    assert value(found, "wake_up_lateness_seconds_sum", worker="host/7") == 3
    assert value(found, "failed_wake_ups_total", worker="host/7") == 0
    assert value(found, "clock_jumps_total", worker="host/7") == 1


def test_what_the_auditor_found_is_counted_by_state(place: Place) -> None:
    from django.db import connection

    place.opened("k1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_case SET wake_at = NULL")
    audit_page(AuditAdapter(), Round(), place.clock.now())
    assert value(of(place), "audit_findings", kind="wake_up", state="repaired") == 1


def test_sums_grow_over_all_processes(place: Place) -> None:
    kept = WatchAdapter()
    kept.add({(INTAKE, "accepted"): 3, (INTAKE, "refused"): 1})
    kept.add({(INTAKE, "accepted"): 4})
    kept.add({})
    assert value(of(place), "intake_signals_total", outcome="accepted") == 7


def test_words_in_labels_cannot_break_the_document() -> None:
    nasty = 'a "quoted"\\ name\nand a line'
    found = read(written([Family("x_total", "counter", "Help.", (("", {"of": nasty}, 1.5),))]))
    assert list(found.values()) == [1.5]


@pytest.mark.parametrize(
    ("path", "status", "headers", "body", "expected"),
    [
        ("/api/v1/signals", "201 Created", [], b"{}", {"accepted": 1}),
        ("/api/v1/signals", "201 Created", [("Idempotency-Replayed", "true")], b"{}", {"duplicate": 1}),
        ("/api/v1/signals", "422 Unprocessable", [], b"{}", {"refused": 1}),
        (
            "/api/v1/signals/batch",
            "200 OK",
            [],
            b'{"accepted":2,"duplicates":1,"refused":[{"line":3},{"line":4},{"line":5}]}',
            {"accepted": 2, "duplicate": 1, "refused": 3},
        ),
        (
            "/api/v1/signals/batch",
            "200 OK",
            [],
            b'{"accepted":0,"duplicates":0,"refused":[{"line":3}],"refused_more":7}',
            {"refused": 8},
        ),
        ("/api/v1/signals/batch", "401 Unauthorized", [], b"{}", {"refused": 1}),
        ("/api/v1/cases", "200 OK", [], b"{}", {}),
    ],
)
def test_what_became_of_signals_is_counted_by_their_answers(
    path: str, status: str, headers: list[tuple[str, str]], body: bytes, expected: dict[str, int]
) -> None:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response(status, headers)
        return [body]

    told: list[str] = []
    answer = counted(application)({"PATH_INFO": path, "REQUEST_METHOD": "POST"}, lambda *given: told.append(given[0]))
    assert (list(answer), told) == ([body], [status])
    assert {label: count for (name, label), count in COUNTS.take().items() if name == INTAKE} == expected


def test_who_may_ask(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    assert client.get("/metrics").status_code == 401
    _, reader = new_token(WORKSPACE, "reader", ["cases:read"], now=START)
    assert client.get("/metrics", headers={"Authorization": f"Bearer {reader}"}).status_code == 403
    _, admin = new_token(WORKSPACE, "admin", ["admin"], now=START)
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {admin}"})
    assert (answer.status_code, answer["Content-Type"]) == (200, CONTENT_TYPE)
    assert value(read(answer.content.decode()), "open_cases", urgency="3") == 0
    monkeypatch.setenv("STEPLADDER_METRICS", "open")
    assert client.get("/metrics").status_code == 200


def test_a_request_that_fails_loses_no_counts(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPLADDER_METRICS", "open")
    COUNTS.add(INTAKE, "accepted", 3)
    with without_table("store_count"):
        assert Client().get("/metrics").status_code >= 500
    assert value(read(Client().get("/metrics").content.decode()), "intake_signals_total", outcome="accepted") == 3


@contextmanager
def without_table(name: str) -> Iterator[None]:
    """As a database of which this part cannot be written."""
    change(f"ALTER TABLE {name} RENAME TO {name}_away")
    try:
        yield
    finally:
        change(f"ALTER TABLE {name}_away RENAME TO {name}")


def test_open_cases_are_counted_from_their_index_alone(place: Place) -> None:
    place.opened("k1")
    on_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        if not on_sqlite:
            # A table of one row is read as it is, whatever there is beside it.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if on_sqlite else 'EXPLAIN'} {OPEN_BY_URGENCY}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "case_open" in plan, plan
