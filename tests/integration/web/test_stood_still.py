"""On the board: a time without a worker, until somebody says that they have seen it; and the doors for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from stepladder import bootstrap
from stepladder.core.clock.zones import zone
from stepladder.service.outages import note_outages
from stepladder.service.ports_watch import Outage
from stepladder.service.time_port import SystemTime
from stepladder.web.pages.outages import standing


def test_an_outage_stands_on_the_board_until_it_was_seen(lee: Client, workspace: str) -> None:
    kept, now = bootstrap.watch_port(), SystemTime().now()
    kept.keep_beat("one:1", now - timedelta(hours=1), b"{}")
    (outage,) = note_outages(bootstrap.desk(), kept, timedelta(minutes=2))
    page = lee.get("/").content.decode()
    assert "The desk stood still" in page
    began = page.partition("/outages/")[2].partition("/")[0]
    assert lee.get(f"/outages/{began}/dismiss/").status_code == 405
    assert Client().post(f"/outages/{began}/dismiss/").status_code == 302
    assert "The desk stood still" in lee.get("/").content.decode()
    for _ in range(2):
        assert lee.post(f"/outages/{began}/dismiss/").status_code == 302
    assert "The desk stood still" not in lee.get("/").content.decode()
    assert outage.dismissed_by is None
    assert [one.dismissed_by for one in kept.outages(workspace)] == ["Lee Okafor"]


def test_without_a_worker_there_is_no_heartbeat(workspace: str) -> None:
    answer = Client().get("/heartbeat")
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("no-heartbeat")


def test_an_outage_names_what_waited_by_title_customer_and_clock(
    lee: Client, call: Callable[..., HttpResponse], workspace: str
) -> None:
    kept, now = bootstrap.watch_port(), SystemTime().now()
    kept.keep_beat("one:1", now - timedelta(hours=2), b"{}")
    text = "The invoice list shows another company's invoices."
    signal = {"id": "k1", "conversation": "k1", "channel": "email", "subject": "A stranger's bill", "text": text}
    body = {"at": (now - timedelta(hours=1)).isoformat(), "customer": {"id": "harbor"}, "signal": signal}
    case = json.loads(call("post", "signals", body).content)["case"]
    note_outages(bootstrap.desk(), kept, timedelta(minutes=2))
    page = " ".join(lee.get("/").content.decode().split())
    said = page.partition('aria-labelledby="outage-')[2].partition("</section>")[0]
    assert f'<a href="/cases/{case}/"><bdi>A stranger&#x27;s bill</bdi></a> · <bdi>Harbor &amp; Pine</bdi>' in said
    assert "· First response ·" in said
    assert "(2 h)" in said
    assert "1 clock ran out unseen" in said
    assert said.replace(f"/cases/{case}/", "").count(case) == 0, "an id is no name"
    assert "</ul> <form" in said, "the button stands on a line of its own"


SPANS = {  # claim: (from, to, how it is said in New York)
    "the day is said once": ((9, 14, 10), (9, 14, 55), "on Sun 9 Mar 2025 from 10:10 to 10:55 EDT"),
    "over midnight both days are said": (
        (9, 4, 0), (9, 5, 30), "from Sat 8 Mar 2025, 23:00 EST to Sun 9 Mar 2025, 00:30 EST"
    ),
    "over a change of the clocks both are said": (
        (9, 6, 0), (9, 8, 0), "from Sun 9 Mar 2025, 01:00 EST to Sun 9 Mar 2025, 04:00 EDT"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("began", "ended", "said"), SPANS.values(), ids=SPANS)
def test_when_it_was_is_said_without_doubt(
    workspace: str, began: tuple[int, int, int], ended: tuple[int, int, int], said: str
) -> None:
    at, until = (datetime(2025, 3, *one, tzinfo=UTC) for one in (began, ended))
    bootstrap.watch_port().keep_outage(workspace, Outage(began_at=at, ended_at=until, waiting={}))
    (shown,) = standing(workspace, zone("America/New_York"))
    assert (shown["span"], shown["waiting"], shown["made_up"]) == (said, "Meanwhile nothing fell due.", False)
