"""The clock: the time of day, or one that was set and runs on, the same for all processes of a folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stepladder.core.values import DeskError
from stepladder.service.time_port import ShiftedTime, SystemTime, of_folder, read_start, start_at, time_of_day

START = datetime(2025, 3, 9, 4, 40, tzinfo=UTC)


def test_a_clock_that_was_set_runs_on_from_there_in_every_process(tmp_path: Path) -> None:
    first = start_at(tmp_path, START, latest=None)
    second = of_folder(tmp_path)
    assert second.shifted
    moments = [START, first.now(), second.now(), first.now()]
    assert moments == sorted(moments)
    assert moments[-1] - START < timedelta(minutes=1)


def test_time_does_not_run_backwards(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="--clock"):
        start_at(tmp_path, START, latest=START + timedelta(seconds=1))
    assert start_at(tmp_path, START, latest=START).shifted


def test_without_a_note_it_is_the_time_of_day(tmp_path: Path) -> None:
    assert of_folder(tmp_path) == SystemTime()
    assert not SystemTime().shifted
    assert SystemTime().now().tzinfo is UTC


def test_a_folder_goes_back_to_the_time_of_day_unless_its_events_lie_ahead(tmp_path: Path) -> None:
    start_at(tmp_path, START, latest=None)
    time_of_day(tmp_path, latest=START)
    assert of_folder(tmp_path) == SystemTime()
    with pytest.raises(DeskError, match="clock"):
        time_of_day(tmp_path, latest=SystemTime().now() + timedelta(hours=1))


def test_where_hosts_share_a_clock_a_machine_that_is_behind_it_takes_nothing_for_later(tmp_path: Path) -> None:
    stored = SystemTime().now() + timedelta(hours=1)
    time_of_day(tmp_path, latest=stored, clock=ShiftedTime(timedelta(hours=1)))
    with pytest.raises(DeskError, match="clock"):
        time_of_day(tmp_path, latest=stored, clock=ShiftedTime(timedelta(minutes=-50)))


def test_a_note_that_cannot_be_read_is_no_reason_to_guess(tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DeskError, match=r"clock\.json"):
        of_folder(tmp_path)


def test_a_start_needs_an_offset() -> None:
    assert read_start("2025-03-08T23:40:00-05:00") == START
    with pytest.raises(DeskError, match="--clock"):
        read_start("2025-03-08T23:40:00")


def test_a_set_clock_stands_as_far_from_the_time_of_day_as_it_was_set() -> None:
    ahead = ShiftedTime(timedelta(days=1))
    assert timedelta(hours=23) < ahead.now() - SystemTime().now() < timedelta(hours=25)
