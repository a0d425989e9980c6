"""On the board: a time without a worker, until somebody says that they have seen it; and the doors for machines."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from stepladder import bootstrap
from stepladder.service.outages import note_outages
from stepladder.service.time_port import SystemTime


def test_an_outage_stands_on_the_board_until_it_was_seen(lee: Client, workspace: str) -> None:
    kept, now = bootstrap.watch_port(), SystemTime().now()
    kept.keep_beat("one:1", now - timedelta(hours=1), b"{}")
    (outage,) = note_outages(bootstrap.desk(), kept, timedelta(minutes=2))
    page = lee.get("/").content.decode()
    assert "The desk stood still from" in page
    began = page.partition("/outages/")[2].partition("/")[0]
    assert lee.get(f"/outages/{began}/dismiss/").status_code == 405
    assert Client().post(f"/outages/{began}/dismiss/").status_code == 302
    assert "The desk stood still from" in lee.get("/").content.decode()
    for _ in range(2):
        assert lee.post(f"/outages/{began}/dismiss/").status_code == 302
    assert "The desk stood still from" not in lee.get("/").content.decode()
    assert outage.dismissed_by is None
    assert [one.dismissed_by for one in kept.outages(workspace)] == ["Lee Okafor"]


def test_without_a_worker_there_is_no_heartbeat(workspace: str) -> None:
    answer = Client().get("/heartbeat")
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("no-heartbeat")
