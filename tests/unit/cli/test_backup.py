"""Whoever makes a backup hears whether the key is in it without which no desk can be gone on with."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stepladder import home
from stepladder.cli.main import run_program

ABSENT = "The key of the proof chain is not in"


@pytest.mark.parametrize("is_in_the_folder", [True, False])
def test_whether_the_key_of_the_proof_chain_is_in_a_backup_is_said(
    tmp_path: Path, migrated_sqlite: Path, capsys: pytest.CaptureFixture[str], is_in_the_folder: bool
) -> None:
    desk, file, again = tmp_path / "desk", tmp_path / "file", tmp_path / "again"
    home.prepare(desk)
    shutil.copy(migrated_sqlite, desk / home.SQLITE_FILE)
    if is_in_the_folder:
        home.make_chain_key(desk)
    assert run_program(["backup", str(file), "--data", str(desk)]) == 0
    assert (ABSENT in capsys.readouterr().err) == (not is_in_the_folder)
    assert run_program(["restore", str(file), "--data", str(again)]) == 0
    assert (ABSENT in capsys.readouterr().err) == (not is_in_the_folder)
    assert (again / "chain.key").exists() == is_in_the_folder


@pytest.mark.parametrize(
    ("count", "said"), [(0, ""), (1, "1 archived case is not in the backup"), (2, "2 archived cases are not")]
)
def test_that_archived_cases_are_in_other_files_is_said_of_a_backup_and_of_what_is_made_from_it(
    tmp_path: Path, migrated_sqlite: Path, capsys: pytest.CaptureFixture[str], count: int, said: str
) -> None:
    desk, file = tmp_path / "desk", tmp_path / "file"
    home.prepare(desk)
    shutil.copy(migrated_sqlite, desk / home.SQLITE_FILE)
    with closing(sqlite3.connect(desk / home.SQLITE_FILE)) as database, database:
        database.execute("PRAGMA foreign_keys = OFF")
        names = [column[1] for column in database.execute("PRAGMA table_info('store_archivedcase')")]
        statement = f"INSERT INTO store_archivedcase ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        database.executemany(statement, [[number] * len(names) for number in range(count)])
    for command, folder in (("backup", desk), ("restore", tmp_path / "again")):
        assert run_program([command, str(file), "--data", str(folder)]) == 0
        told = capsys.readouterr().err
        assert said in told
        assert (f"They are listed by: stepladder archive list --data {folder}\n" in told) == (count > 0)


def test_of_a_database_of_an_older_release_nobody_knows_an_archived_case(
    tmp_path: Path, migrated_sqlite: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = tmp_path / "desk"
    home.prepare(desk)
    shutil.copy(migrated_sqlite, desk / home.SQLITE_FILE)
    with closing(sqlite3.connect(desk / home.SQLITE_FILE)) as database, database:
        database.execute("DROP TABLE store_archivedcase")
    assert run_program(["backup", str(tmp_path / "file"), "--data", str(desk), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["archived"] is None
