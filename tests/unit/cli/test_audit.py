"""The history of a real desk, looked at by the program: fine while nobody touched it, else 1 and the rows by name."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.harness.desk import Desk
from tests.unit.cli.conftest import Program

LEAK = "The invoice list shows another company's invoices"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path / "desk", options=(), environment={}, program=(sys.executable, "-m", "stepladder"))
    try:
        yield one.wait_until_ready()
    finally:
        one.stop()


def sql(served: Desk, statement: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(served.data / "desk.sqlite3", timeout=20)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def posted(served: Desk, key: str) -> str:
    """The case of a signal, once its events are sealed: the worker is given two seconds."""
    answer = served.post("/api/v1/signals", json={"signal": {"text": LEAK}}, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    for _ in range(100):
        if not sql(served, "SELECT 1 FROM store_event WHERE position IS NULL"):
            return str(answer.json()["case"])
        served.ended_within(0.02)
    raise AssertionError(f"not sealed in time\n{served.log()}")


def test_a_history_is_fine_until_somebody_touches_it(program: Program, served: Desk, tmp_path: Path) -> None:
    case = posted(served, "k1")
    head = program("audit", "head", home=served.data)
    assert head.returncode == 0, head.stderr
    (kept,) = json.loads(head.stdout)["heads"]
    assert set(kept) == {"workspace", "number", "position", "digest", "at"}
    heads = tmp_path / "heads.json"
    heads.write_bytes(head.stdout)
    posted(served, "k2")
    assert served.stop() == 0

    fine = program("audit", "verify", "--json", "--against", str(heads), home=served.data)
    assert fine.returncode == 0, fine.stdout + fine.stderr
    events = sql(served, "SELECT count(*) FROM store_event")[0][0]
    assert json.loads(fine.stdout) == {"broken": [], "events": events, "unsealed": 0, "adopted": 0, "archived": 0}
    assert b"all of it as it was written" in fine.stderr

    sql(served, "UPDATE store_event SET \"by\" = 'somebody else' WHERE stream = ? AND version = 1", case)
    sql(served, "DELETE FROM store_event WHERE stream = ? AND version = 3", case)
    broken = program("audit", "verify", "--json", "--data", str(served.data), home=tmp_path / "elsewhere")
    assert broken.returncode == 1, broken.stderr
    found = json.loads(broken.stdout)
    assert {(one["what"], one["stream"], one["version"]) for one in found["broken"]} == {
        ("altered", case, 1),
        ("missing", case, 3),
    }
    assert found["events"] == events - 1

    in_words = program("audit", "verify", home=served.data)
    assert in_words.returncode == 1
    assert f"event 1 of {case} is not what was written".encode() in in_words.stdout
    assert b"2 places are not as written" in in_words.stderr

    heads.write_text(heads.read_text(encoding="utf-8").replace(kept["digest"], "0" * 64), encoding="utf-8")
    other = program("audit", "verify", "--json", "--against", str(heads), home=served.data)
    assert other.returncode == 1
    assert json.loads(other.stdout)["broken"][0]["what"] == "head"


@pytest.mark.parametrize("text", ["", "[]", '{"heads": [{"workspace": "main"}]}', None])
def test_what_is_no_head_is_refused_with_a_way_to_mend_it(program: Program, tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "heads.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = program("audit", "verify", "--against", str(file))
    assert done.returncode == 2
    assert b"heads.json" in done.stderr


@pytest.mark.parametrize("command", ["verify", "head"])
def test_where_no_desk_lives_it_says_so(program: Program, command: str) -> None:
    done = program("audit", command)
    assert done.returncode == 2
    assert b"no desk lives here" in done.stderr
