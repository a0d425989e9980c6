"""Where the desk lives: the folder, its secret, its database."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from stepladder import home
from stepladder.core.values import DeskError


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "desk"
    home.prepare(data)
    first = home.secret(data)
    home.prepare(data)
    assert home.secret(data) == first
    assert len(first) > 50
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
    assert [one.name for one in data.iterdir()] == ["secret.key"], "whether there may be another one the database tells"


def test_the_key_of_the_chain_is_made_once_when_asked_for_or_given_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.prepare(tmp_path)
    assert home.chain_key(tmp_path) == ""
    first = home.make_chain_key(tmp_path)
    assert home.make_chain_key(tmp_path) == home.chain_key(tmp_path) == first != home.secret(tmp_path)
    assert len(first) > 50
    assert stat.S_IMODE((tmp_path / "chain.key").stat().st_mode) == 0o600
    assert home.chain_key_from(tmp_path) == str(tmp_path / "chain.key")
    monkeypatch.setenv("STEPLADDER_CHAIN_KEY", "shared by all hosts")
    assert home.chain_key(tmp_path) == "shared by all hosts"
    assert home.chain_key_from(tmp_path) == "STEPLADDER_CHAIN_KEY"


def test_a_key_of_the_chain_that_was_copied_by_hand_may_end_with_a_line_break(tmp_path: Path) -> None:
    (tmp_path / "chain.key").write_text("of chance\n", encoding="ascii")
    assert home.chain_key(tmp_path) == "of chance"


def test_a_key_of_the_chain_that_cannot_be_read_is_not_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / "chain.key").write_bytes(b"\xff\xfe")
    with pytest.raises(DeskError, match=r"chain\.key.*cannot be read"):
        home.chain_key(tmp_path)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DeskError, match="--data"):
        home.prepare(tmp_path / "file")


def test_a_postgresql_address_is_read_whole() -> None:
    found = home.postgresql("postgresql://ana:p%40ss@db.example:5433/our%20desk?sslmode=require")
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ana", "p@ss", "db.example", "5433", "our desk",
    ]  # fmt: skip
    assert found["OPTIONS"]["prepare_threshold"] is None
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_cut_that_nobody_tells_of_is_noticed_within_half_a_minute_unless_the_address_says_otherwise() -> None:
    found = home.postgresql("postgresql://db.example/desk")["OPTIONS"]
    assert (found["connect_timeout"], found["tcp_user_timeout"], found["keepalives"]) == (5, 15_000, 1)
    assert found["keepalives_idle"] + found["keepalives_interval"] * found["keepalives_count"] <= 30
    given = home.postgresql("postgresql://db.example/desk?connect_timeout=60&tcp_user_timeout=0")["OPTIONS"]
    assert (given["connect_timeout"], given["tcp_user_timeout"]) == ("60", "0")


def test_a_socket_folder_may_stand_in_the_query() -> None:
    found = home.postgresql("postgresql://postgres@/desk?host=/run/pg&port=5434")
    assert (found["HOST"], found["PORT"], found["USER"]) == ("/run/pg", "5434", "postgres")


@pytest.mark.parametrize("url", ["mysql://host/desk", "desk.sqlite3", "postgresql://host"])
def test_an_address_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> None:
    monkeypatch.setenv("STEPLADDER_DATABASE_URL", url)
    with pytest.raises(DeskError, match="STEPLADDER_DATABASE_URL"):
        home.database(tmp_path)


def test_sqlite_keeps_what_it_accepted_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "synchronous=FULL" in home.sqlite("x")["OPTIONS"]["init_command"]
    assert home.sqlite("x")["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    monkeypatch.setenv("STEPLADDER_SYNCHRONOUS", "NORMAL")
    assert "synchronous=NORMAL" in home.sqlite("x")["OPTIONS"]["init_command"]


def test_so_many_signals_may_wait_as_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEPLADDER_INTAKE_WAITING", raising=False)
    assert home.intake_waiting() == 128
    monkeypatch.setenv("STEPLADDER_INTAKE_WAITING", "1")
    assert home.intake_waiting() == 1


@pytest.mark.parametrize("given", ["0", "1001", "-1", "many"])
def test_a_number_of_waiting_signals_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("STEPLADDER_INTAKE_WAITING", given)
    with pytest.raises(DeskError, match="STEPLADDER_INTAKE_WAITING"):
        home.intake_waiting()


def test_a_new_database_is_for_its_owner_alone_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    home.prepare_database(tmp_path)
    file = tmp_path / home.SQLITE_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE one (id)")
        beside = [one for one in tmp_path.iterdir() if one != file]
        assert beside
        assert {stat.S_IMODE(one.stat().st_mode) for one in beside} == {0o600}
    file.chmod(0o640)
    home.prepare_database(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_no_file_is_made_beside_a_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPLADDER_DATABASE_URL", "postgresql://127.0.0.1/desk")
    home.prepare_database(tmp_path)
    assert not list(tmp_path.iterdir())
