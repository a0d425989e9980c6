"""A file of archived cases: whatever is not as it was written is named, and nothing of it comes back."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.db import connection

from stepladder.core.values import DeskError
from stepladder.store import archive_reading
from stepladder.store.archive_file import FORM, Header, NewArchive, find, opened
from stepladder.store.belonging_rows import put_in
from stepladder.store.belongings import Belongings, of_line
from stepladder.store.sql import Database
from tests.contract.archiving import closed, everything, let_years_pass, make, verified
from tests.contract.archiving import looked as looked_at
from tests.contract.place import WORKSPACE, Place
from tests.harness.databases import URL
from tests.harness.postgres import url_of

Case = dict[str, list[dict[str, Any]]]


@pytest.fixture
def two(sqlite_database: str, tmp_path: Path) -> tuple[Place, list[str], Path]:
    """Two archived cases in the order of their ids, and their file. What is in a file is the same on each database."""
    from tests.contract.place import new_place

    place = new_place()
    cases = sorted(closed(place, key, customer={"id": f"of-{key}"}) for key in ("k1", "k2"))
    let_years_pass(place)
    done = make(place, tmp_path)
    assert done.file is not None
    return place, cases, done.file


def lines_of(file: Path) -> list[bytes]:
    with gzip.open(file, "rb") as lines:
        return lines.read().splitlines()


def write(file: Path, lines: list[bytes]) -> None:
    with gzip.open(file, "wb") as target:
        target.write(b"".join(line + b"\n" for line in lines))


def looked(place: Place, file: Path) -> dict[str, str]:
    return {one.case: one.said or one.standing for one in looked_at(place, file)}


def rewritten(file: Path, change: Callable[[Case], object]) -> None:
    """The file with its first case changed."""
    head, first, second = lines_of(file)
    rows = msgspec.json.decode(first)
    change(rows)
    write(file, [head, msgspec.json.encode(rows), second])


CHANGES: dict[str, tuple[Callable[[Case], object], str]] = {
    "somebody else did it": (lambda rows: rows["events"][2].update(by="ann"), "event 3 of case {} is not what"),
    "an event was taken out of the middle": (lambda rows: rows["events"].pop(1), "event 3 of case {} is not what"),
    "the last event is gone": (lambda rows: rows["events"].pop(), " events, and "),
    "an event stands elsewhere": (lambda rows: rows["events"][0].update(position=9), "event 1 of case {} is not what"),
    "an event lacks a column": (lambda rows: rows["events"][0].pop("cause"), "the events of case {} lack 'cause'"),
    "the words are others": (lambda rows: rows["texts"][0].update(body="Fine."), "something beside them is not"),
    "a message is gone": (lambda rows: rows["deliveries"].pop(), "something beside them is not"),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_in_a_file_is_named_and_does_not_come_back(
    two: tuple[Place, list[str], Path], change: Callable[[Case], object], said: str
) -> None:
    place, (first, second), file = two
    before = everything()
    rewritten(file, change)
    found = looked(place, file)
    assert said.format(first) in found[first]
    assert found[second] == "whole"
    with pytest.raises(DeskError) as refused:
        archive_reading.restore(place.desk, file, [second, first])
    assert said.format(first) in refused.value.what
    assert everything() == before, "all of them come back, or none"


def test_a_file_may_be_packed_anew_and_called_otherwise(two: tuple[Place, list[str], Path], tmp_path: Path) -> None:
    place, (first, second), file = two
    other = tmp_path / "of-2025.gz"
    write(other, lines_of(file))
    assert looked(place, other) == {first: "whole", second: "whole"}
    assert [one.id for one in archive_reading.restore(place.desk, other, [second, first]).cases] == [second, first]
    assert verified(place)[0] == []


def test_a_changed_copy_under_another_name_is_told_as_changed_and_not_as_an_older_one(
    two: tuple[Place, list[str], Path], tmp_path: Path
) -> None:
    place, (first, second), file = two
    other = tmp_path / "of-2025.gz"
    rows = msgspec.json.decode(lines_of(file)[1])
    rows["texts"][0]["body"] = "Fine."
    write(other, [lines_of(file)[0], msgspec.json.encode(rows)])
    found = looked(place, other)
    assert "something beside them is not" in found[first]
    assert found[second].endswith("is in no file that was looked at")


def test_a_case_that_should_be_in_a_file_is_missed(two: tuple[Place, list[str], Path]) -> None:
    place, (first, second), file = two
    head, line, _ = lines_of(file)
    write(file, [head, line])
    assert looked(place, file) == {
        first: "whole",
        second: f"case {second} should be in {file.name}, and is in no file that was looked at",
    }
    with pytest.raises(DeskError, match="is in it"):
        archive_reading.restore(place.desk, file, [second])


def test_a_case_of_no_desk_that_is_known_is_told(two: tuple[Place, list[str], Path]) -> None:
    place, (first, _), file = two
    rewritten(file, lambda rows: rows["case"][0].update(id="c-stranger"))
    found = looked(place, file)
    assert found["c-stranger"] == "case c-stranger is none that this desk has archived"
    assert found[first].endswith("is in no file that was looked at")
    with pytest.raises(DeskError, match="none that this desk has archived"):
        archive_reading.restore(place.desk, file, ["c-stranger"])


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "it was cut off": (lambda data: data[:-40], "damaged or cut off"),
    "it is no gzip": (lambda data: b"case", "not what 'archive make' wrote"),
    "it is something else": (lambda data: gzip.compress(b'{"a": 1}\n'), "it is no archive"),
    "it is empty": (lambda data: gzip.compress(b""), "it is no archive"),
    "it has a later form": (
        lambda data: gzip.compress(gzip.decompress(data).replace(b'"form":1', b'"form":2', 1)),
        "form 2 of an archive is not known here",
    ),
    "a line is no case": (lambda data: gzip.compress(gzip.decompress(data) + b"{}\n"), "it is no case of an archive"),
}


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_read_is_refused(
    two: tuple[Place, list[str], Path], change: Callable[[bytes], bytes], said: str
) -> None:
    place, _, file = two
    file.write_bytes(change(file.read_bytes()))
    for read in (lambda: looked(place, file), lambda: archive_reading.restore(place.desk, file, ["c-none"])):
        with pytest.raises(DeskError, match=said) as refused:
            read()
        assert str(file) in refused.value.where


def test_a_file_that_is_not_there_and_a_folder_that_is_not_are_refused(
    two: tuple[Place, list[str], Path], tmp_path: Path
) -> None:
    place, _, _ = two
    with pytest.raises(DeskError, match="no such file"):
        looked(place, tmp_path / "none.gz")
    with pytest.raises(DeskError, match="no such folder"):
        make(place, tmp_path / "none")


def test_what_a_later_release_added_has_its_default_and_what_it_would_lose_is_refused(
    two: tuple[Place, list[str], Path],
) -> None:
    place, (first, _), file = two
    one = of_line(lines_of(file)[1])
    assert one.id == first
    older = Belongings(
        one.id, {**one.rows, "deliveries": [without(row, "held_since") for row in one.rows["deliveries"]]}
    )
    newer = Belongings(one.id, {**one.rows, "case": [{**one.case, "colour": "red"}]})
    with pytest.raises(DeskError, match="its case has the column 'colour'"), Database().transaction():
        put_in(Database(), newer)
    assert place.store.load_case(WORKSPACE, first) is None
    put_in(Database(), older)
    assert Database().rows("SELECT DISTINCT held_since FROM store_delivery WHERE case_id = %s", (first,)) == [(None,)]


def without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def named_here() -> dict[str, str]:
    """How another program is told of this test's PostgreSQL, where it has one."""
    if connection.vendor != "postgresql":
        return {}
    from psycopg.conninfo import conninfo_to_dict

    connection.ensure_connection()
    return {URL: url_of(conninfo_to_dict(connection.connection.info.dsn))}


KILLED = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from tests.contract import archiving, place
left = int(sys.argv[2])
def between():
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
desk = place.new_place()
desk.clock.at = desk.clock.at.fromisoformat(sys.argv[3])
archiving.make(desk, Path(sys.argv[1]), between)
"""


@pytest.mark.parametrize("after", [0, 1], ids=["before anything is taken out", "after the first few"])
def test_a_kill_in_the_middle_loses_nothing_and_the_next_one_goes_on(place: Place, tmp_path: Path, after: int) -> None:
    cases = [closed(place, f"k{number}", customer={"id": f"of-{number}"}) for number in range(6)]
    let_years_pass(place)
    folder = tmp_path / "archives"
    folder.mkdir()
    whole = verified(place)[1].events
    environment = os.environ | {
        "STEPLADDER_HOME": str(tmp_path / "home"),
        "STEPLADDER_CHAIN_KEY": settings.CHAIN_KEY,
        "DJANGO_SETTINGS_MODULE": "stepladder.settings",
        **named_here(),
    }
    now = place.clock.now().isoformat()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(after), now],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    (cut_off,) = folder.iterdir()
    standing = {one.case: one.standing for one in looked_at(place, cut_off)}
    assert sorted(standing.values()) == ["present"] * (6 - 5 * after) + ["whole"] * (5 * after)
    broken, seen = verified(place)
    assert (broken, seen.events + seen.archived) == ([], whole)
    place.clock.forward(seconds=1)
    later = make(place, folder)
    assert (later.cases, later.stays) == (6 - 5 * after, {})
    assert verified(place)[0] == []
    assert later.file is not None
    for case in cases:
        file = cut_off if standing[case] == "whole" else later.file
        archive_reading.restore(place.desk, file, [case])
    assert verified(place)[1].events == whole


def test_a_folder_is_not_called_a_damaged_file(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="it cannot be read") as told, opened(tmp_path):
        pass
    assert "damaged" not in str(told.value)


def test_where_files_cannot_be_linked_the_archive_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*paths: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    header = Header(form=FORM, workspace="main", zone="UTC", release="0", made_at=datetime(2026, 1, 2, tzinfo=UTC))
    target = tmp_path / header.name
    assert NewArchive(target, header).finish() == target.stat().st_size
    with opened(target) as (found, cases):
        assert (found, list(cases)) == (header, [])
    assert list(tmp_path.iterdir()) == [target]

    second = NewArchive(tmp_path / "second", header)
    second.target.write_bytes(b"of somebody else")
    with pytest.raises(DeskError, match="such a file already"):
        second.finish()
    assert second.target.read_bytes() == b"of somebody else"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_case_can_be_had_though_others_of_its_file_are_damaged(two: tuple[Place, list[str], Path]) -> None:
    place, (first, second), file = two
    head, one, other = lines_of(file)
    write(file, [head, one[:-9], other])
    found = find(file, [second])
    assert found.spoilt is not None
    assert "line 2" in str(found.spoilt)
    with pytest.raises(DeskError, match="line 2: it is no case of an archive"):
        archive_reading.restore(place.desk, file, [first])
    done = archive_reading.restore(place.desk, file, [second])
    assert ([case.id for case in done.cases], done.spoilt is None) == ([second], False)


def test_what_stands_before_the_place_where_a_file_breaks_off_can_be_had(two: tuple[Place, list[str], Path]) -> None:
    place, (first, second), file = two
    file.write_bytes(file.read_bytes()[:-40])
    done = archive_reading.restore(place.desk, file, [first])
    assert "damaged or cut off" in str(done.spoilt)
    with pytest.raises(DeskError, match="damaged or cut off"):
        archive_reading.restore(place.desk, file, [second])


def test_of_several_those_that_are_there_stay_and_the_others_come_back(two: tuple[Place, list[str], Path]) -> None:
    place, (first, second), file = two
    archive_reading.restore(place.desk, file, [first])
    done = archive_reading.restore(place.desk, file, [second, first])
    assert ([one.id for one in done.cases], done.present) == ([second], [first])


def test_a_file_may_be_cut_into_parts_and_what_is_in_none_of_them_is_missed(
    two: tuple[Place, list[str], Path], tmp_path: Path
) -> None:
    place, cases, file = two
    head, *lines = lines_of(file)
    parts = [tmp_path / "first.gz", tmp_path / "second.gz"]
    for part, line in zip(parts, lines, strict=True):
        write(part, [head, line])
    assert {one.standing for one in looked_at(place, *parts)} == {"whole"}
    (seen, missed) = looked_at(place, parts[0])
    assert (seen.standing, missed.standing, missed.case) == ("whole", "missing", cases[1])


def test_of_a_file_without_its_cases_each_is_missed(two: tuple[Place, list[str], Path]) -> None:
    place, cases, file = two
    write(file, lines_of(file)[:1])
    assert [(one.case, one.standing) for one in looked_at(place, file)] == [(case, "missing") for case in cases]


def test_what_a_file_says_of_itself_hides_nothing(two: tuple[Place, list[str], Path]) -> None:
    place, cases, file = two
    head, first, _ = lines_of(file)
    write(file, [msgspec.json.encode(msgspec.json.decode(head) | {"made_at": "2025-01-01T00:00:00Z"}), first])
    assert [one.standing for one in looked_at(place, file) if one.case == cases[1]] == ["missing"]


def test_a_name_out_of_a_file_does_nothing_to_the_screen(two: tuple[Place, list[str], Path]) -> None:
    place, _, file = two
    rewritten(file, lambda rows: rows["case"][0].update(id="c-\x1b[31m" + "x" * 200))
    (said,) = [one.said for one in looked_at(place, file) if one.standing == "unknown"]
    assert said == f"case c-?[31m{'x' * 73} is none that this desk has archived"
