"""Whoever makes a backup hears whether the key is in it without which no desk can be gone on with."""

from __future__ import annotations

import shutil
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
