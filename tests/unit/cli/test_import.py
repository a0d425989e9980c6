"""Importing files: rows become signals once, and every line that does not is named."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.desk import Desk
from tests.unit.cli.conftest import Program

MAP = ("--map", "text=utterance", "--map", "conversation=talk", "--map", "id={talk}-{turn}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A running desk: what is imported goes where others write too."""
    one = Desk(
        tmp_path_factory.mktemp("import"), options=(), environment={}, program=(sys.executable, "-m", "stepladder")
    )
    try:
        yield one.wait_until_ready()
    finally:
        one.stop()


def _table(name: str, rows: list[tuple[str, str, str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(
        [("talk", "turn", "utterance"), *[(f"{name}-{talk}", turn, text) for talk, turn, text in rows]]
    )
    return written.getvalue().encode()


def _take(program: Program, served: Desk, *words: str, given: bytes = b"", code: int = 0) -> Any:
    done = program("import", *words, "--json", home=served.data, input=given)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


ROWS = [
    ("a", "1", "I was charged twice, refund 612.40 USD"),
    ("a", "2", 'He said "now",\nthen hung up'),
    ("b", "1", "Hello"),
]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_table_is_taken_once(program: Program, served: Desk, tmp_path: Path, pack: Any) -> None:
    file = tmp_path / "turns.csv"
    file.write_bytes(pack(_table(pack.__name__, ROWS)))
    assert _take(program, served, str(file), *MAP) == {"read": 3, "stored": 3, "duplicates": 0, "refused": []}
    assert _take(program, served, str(file), *MAP) == {"read": 3, "stored": 0, "duplicates": 3, "refused": []}
    found = served.get("/api/v1/cases?limit=200").json()["items"]
    assert f"{pack.__name__}-a" in [one["conversation"] for one in found]


def test_lines_of_requests_need_no_map(program: Program, served: Desk) -> None:
    lines = [{"signal": {"id": "l1", "text": "Hello"}}, {"signal": {"text": "Without an id"}}]
    given = b"\n".join(json.dumps(one).encode() for one in lines)
    assert _take(program, served, "-", given=given)["stored"] == 2
    assert _take(program, served, "-", given=gzip.compress(given))["duplicates"] == 2


def test_lines_with_other_names_are_mapped(program: Program, served: Desk) -> None:
    given = b'{"body": "Hello", "number": 7}\n'
    found = _take(program, served, "-", "--map", "text=body", "--map", "id=mapped-{number}", given=given)
    assert found["stored"] == 1


def test_bad_lines_are_named_and_the_others_kept(program: Program, served: Desk) -> None:
    good = b'{"signal": {"id": "g1", "text": "Hello"}}'
    long = b'{"signal": {"id": "g2", "text": "' + b"a" * 70_000 + b'"}}'
    given = b"\n".join([good, b"", b"{", b'{"signal": {"id": "g3", "zz": 1}}', b'{"signal": {"text": "\xff"}}', long])
    found = _take(program, served, "-", given=given, code=1)
    assert (found["read"], found["stored"]) == (5, 1)
    assert [one["line"] for one in found["refused"]] == [3, 4, 5, 6]
    assert all(set(one) == {"line", "what", "mend"} for one in found["refused"])


def test_a_row_with_too_many_cells_is_named_by_its_line(program: Program, served: Desk) -> None:
    given = b"id,text\nr1,Hello\nr2,Hello,again\nr3,Hello\n"
    found = _take(program, served, "-", given=given, code=1)
    assert (found["stored"], [one["line"] for one in found["refused"]]) == (2, [3])


def test_several_files_are_told_apart(program: Program, served: Desk, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_bytes(_table(name, ROWS[:1]) + b"broken\n")
    found = _take(program, served, str(tmp_path / "one.csv"), str(tmp_path / "two.csv"), *MAP, code=1)
    assert found["stored"] == 2
    assert [Path(one["file"]).name for one in found["refused"]] == ["one.csv", "two.csv"]


WRONG = {  # claim: (words, given, what is said)
    "a table without a text": ((), b"talk,utterance\na,b\n", "--map text=COLUMN"),
    "a column that is not there": (("--map", "text=body"), b"talk,utterance\na,b\n", "utterance"),
    "a key that is none": (("--map", "words=utterance"), b"talk,utterance\na,b\n", "words"),
    "a map without a column": (("--map", "text"), b"talk,utterance\na,b\n", "text=utterance"),
    "a map without a text": (("--map", "id={talk}"), b"talk,text\na,b\n", "no column gives the text"),
    "a key that is given twice": (
        ("--map", "text=talk", "--map", "text=body"),
        b"talk,body\na,b\n",
        "'text' is given twice",
    ),
    "a column without a name": ((), b"text,,id\nHello,,x\n", "columns: a column has no name"),
    "a workspace that is not there": (("--workspace", "nowhere"), b"text\nHello\n", "main"),
    "half a gzip": ((), gzip.compress(b"text\n" + b"Hello\n" * 50)[:-12], "damaged"),
    "nothing": ((), b"", "empty"),
    "two columns of one name": ((), b"id,text,text\na,b,c\n", "two columns are called 'text'"),
    "a sender without a name": (("--source", " "), b"text\nHello\n", "--source: it is empty"),
    "a sender with a long name": (("--source", "n" * 81), b"text\nHello\n", "longer than 80 characters"),
    "a sender in two lines": (("--source", "a\nb"), b"text\nHello\n", "control character"),
}


@pytest.mark.parametrize(("words", "given", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_all_of_it_ends_with_2(
    program: Program, served: Desk, words: tuple[str, ...], given: bytes, said: str
) -> None:
    done = program("import", "-", *words, home=served.data, input=given)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_what_came_in_before_a_file_broke_off_is_told_and_not_taken_twice(
    program: Program, served: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "broken.csv.gz"
    rows = [b"Turn %d of a talk%b\n" % (number, b"." * 300) for number in range(700)]
    whole = gzip.compress(b"text\n" + b"".join(rows))
    file.write_bytes(whole[:-4])
    done = program("import", str(file), home=served.data)
    assert done.returncode == 2, done.stdout
    assert b"By then 500 of 500 were stored, and stay" in done.stderr
    file.write_bytes(whole)
    assert _take(program, served, str(file)) == {"read": 700, "stored": 200, "duplicates": 500, "refused": []}


def test_a_token_is_shown_once_and_opens_the_door(served: Desk) -> None:
    done = served.run("token", "new", "--name", "reader", "--scope", "cases:read", "--json")
    made = json.loads(done.stdout)
    assert (made["name"], made["scopes"]) == ("reader", ["cases:read"])
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert served.get("/api/v1/cases", headers=headers).status_code == 200
    assert served.post("/api/v1/signals", json={}, headers=headers).status_code == 403
    for name, said in (("", "empty"), (" ", "empty"), ("a\nb", "control character"), ("n" * 81, "longer than 80")):
        assert said in served.run("token", "new", "--name", name, "--scope", "cases:read", status=2).stderr
    trimmed = served.run("token", "new", "--name", f" {'n' * 80} ", "--scope", "admin, admin,cases:read", "--json")
    made = json.loads(trimmed.stdout)
    assert (made["name"], made["scopes"]) == ("n" * 80, ["admin", "cases:read"])
    again = served.run("token", "new", "--name", "reader", "--scope", "cases:read", status=2)
    assert "already" in again.stderr
    assert "signals:write" in served.run("token", "new", "--name", "b", "--scope", "cases:reed", status=2).stderr


def test_a_token_is_listed_taken_back_and_its_name_used_again(served: Desk) -> None:
    def made() -> dict[str, str]:
        secret = served.run("token", "new", "--name", "lost", "--scope", "cases:read").stdout.strip()
        return {"Authorization": f"Bearer {secret}"}

    def standing() -> list[str | None]:
        tokens = json.loads(served.run("token", "list", "--json").stdout)["tokens"]
        return [one["revoked_at"] for one in tokens if one["name"] == "lost"]

    lost = made()
    assert standing() == [None]
    shown = served.run("token", "list").stdout
    assert "lost" in shown
    assert lost["Authorization"].removeprefix("Bearer ") not in shown
    taken = json.loads(served.run("token", "revoke", "--name", "lost", "--json").stdout)
    # It was never used, so nothing of it is remembered for a moment.
    assert served.get("/api/v1/cases", headers=lost).status_code == 401
    assert standing() == [taken["revoked_at"]]
    assert "taken back" in served.run("token", "revoke", "--name", "lost").stdout, "a second time is no mistake"
    assert served.get("/api/v1/cases", headers=made()).status_code == 200
    assert standing() == [None]
    assert "token list" in served.run("token", "revoke", "--name", "nobody", status=2).stderr
