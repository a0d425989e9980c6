"""The lookout tells once when a heartbeat stops, again at a pace, and when it is back; it survives its own end."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from stepladder import beats
from stepladder.beats import Beat, NoGoodBeat, Sealed, seal, unseal
from stepladder.core.values import DeskError
from stepladder.lookout import Lookout, Memory, first_look, look_at, must_be_an_address, recall, remember
from tests.unit.test_house import SOURCE

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
URL = "https://desk.example/heartbeat"
GONE = NoGoodBeat("it answers 503", where=URL, mend="Look at the desk.")


def beat(sequence: int, *, worker: str = "one:1", started_at: datetime = NOW) -> Beat:
    return Beat(
        desk="https://desk.example", worker=worker, release="0.1.0", started_at=started_at,
        at=NOW + timedelta(seconds=30 * sequence), sequence=sequence, every_seconds=30,
    )  # fmt: skip


def looks(lookout: Lookout, *found: Beat | NoGoodBeat, apart: float = 10, told: bool = True) -> list[str]:
    """The first words of what is told at each look, empty where nothing is."""
    said, now = [], NOW
    for one in found:
        now += timedelta(seconds=apart)
        news = lookout.look(one, apart, now)
        said.append(" ".join(news.subject.split()[:2]) if news else "")
        if news is not None and told:
            lookout.told(now)
    return said


def fresh(memory: Memory | None = None, now: datetime = NOW) -> Lookout:
    return Lookout(URL, within=25, repeat=60, memory=memory or Memory(), now=now)


def test_as_long_as_new_beats_come_nobody_is_told() -> None:
    assert looks(fresh(), *(beat(number) for number in range(1, 20))) == [""] * 19


def test_a_silence_is_told_once_then_at_a_pace_and_so_is_its_end_once() -> None:
    silent = [GONE] * 10
    assert looks(fresh(), beat(1), *silent, beat(2), beat(3)) == [
        "", "", "", "No heartbeat", "", "", "", "", "", "No heartbeat", "", "The desk", "",
    ]  # fmt: skip


def test_a_beat_that_is_served_again_and_again_is_a_silence() -> None:
    assert looks(fresh(), *[beat(7)] * 5) == ["", "", "", "No heartbeat", ""]


def test_an_older_beat_of_the_same_worker_is_no_new_one() -> None:
    assert looks(fresh(), beat(7), beat(6), beat(7), beat(5)) == ["", "", "", "No heartbeat"]


def test_a_worker_that_was_started_again_begins_anew() -> None:
    again = [beat(1, started_at=NOW + timedelta(hours=1)), beat(2, started_at=NOW + timedelta(hours=1))]
    assert looks(fresh(), beat(7), *again, apart=20) == ["", "", ""]


def test_a_short_gap_is_nothing() -> None:
    assert looks(fresh(), beat(1), GONE, GONE, beat(2), GONE, GONE, beat(3)) == [""] * 7


def test_a_desk_that_was_never_seen_is_told_all_the_same() -> None:
    assert looks(fresh(), GONE, GONE, GONE)[2] == "No heartbeat"


def test_what_could_not_be_told_is_told_at_the_next_look() -> None:
    lookout = fresh()
    assert looks(lookout, GONE, GONE, GONE, GONE, told=False)[2:] == ["No heartbeat", "No heartbeat"]
    assert looks(lookout, GONE) == ["No heartbeat"]
    assert looks(lookout, beat(1), told=False) == ["The desk"]
    assert looks(lookout, beat(1)) == ["The desk"]
    assert looks(lookout, beat(2)) == [""]


def test_the_moment_since_when_it_is_silent_is_that_of_the_last_beat() -> None:
    lookout = fresh()
    looks(lookout, beat(1), GONE, GONE, told=False)
    news = lookout.look(GONE, 10, NOW)
    assert news is not None
    assert "since 2026-03-09T09:00:10+00:00" in news.subject
    assert "it answers 503" in news.body
    assert "stepladder doctor" in news.body


def test_a_lookout_that_is_started_again_neither_tells_twice_nor_forgets(tmp_path: Path) -> None:
    first, note = fresh(), tmp_path / "deep" / "state.json"
    assert looks(first, beat(1), GONE, GONE, GONE)[3] == "No heartbeat"
    remember(note, first.memory)
    second = fresh(recall(note), now=NOW + timedelta(seconds=50))
    assert looks(second, GONE, GONE) == ["", ""]
    assert looks(second, beat(2)) == ["The desk"]


def test_whoever_heard_of_a_silence_hears_of_its_end_though_the_lookout_was_ended_in_between(tmp_path: Path) -> None:
    first, note = fresh(), tmp_path / "state.json"
    looks(first, beat(1), GONE, GONE)
    assert first.look(GONE, 10, NOW + timedelta(seconds=40)) is not None
    first.begins_to_tell()
    remember(note, first.memory)  # And then it is ended: people were told, or were not.
    later = NOW + timedelta(seconds=50)
    assert looks(fresh(recall(note), now=later), beat(2), beat(3)) == ["The desk", ""]
    assert looks(fresh(recall(note), now=later), GONE, GONE, beat(2)) == ["No heartbeat", "", "The desk"]


def test_the_end_of_a_silence_that_was_perhaps_told_is_tried_until_somebody_hears_it(tmp_path: Path) -> None:
    first, note = fresh(), tmp_path / "state.json"
    looks(first, beat(1), GONE, GONE)
    assert first.look(GONE, 10, NOW + timedelta(seconds=40)) is not None
    first.begins_to_tell()
    remember(note, first.memory)
    second = fresh(recall(note), now=NOW + timedelta(seconds=50))
    for number in (2, 3):
        assert second.look(beat(number), 10, NOW + timedelta(seconds=60)) is not None
        second.begins_to_tell()
        second.told_nobody()
    assert looks(second, beat(4), beat(5)) == ["The desk", ""]


def test_the_end_of_a_silence_that_could_be_told_to_nobody_is_no_news() -> None:
    lookout = fresh()
    assert looks(lookout, beat(1), GONE, GONE, GONE, told=False)[3] == "No heartbeat"
    lookout.begins_to_tell()
    lookout.told_nobody()
    assert looks(lookout, beat(2)) == [""]


def test_a_lookout_that_was_away_itself_believes_the_next_beat() -> None:
    memory = Memory(beat=beat(1), seen_at=NOW)
    assert looks(fresh(memory, now=NOW + timedelta(hours=9)), beat(900)) == [""]


def test_a_note_that_is_broken_is_no_note(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{broken")
    assert recall(tmp_path / "state.json") == Memory()


def test_a_beat_is_believed_by_its_signature(tmp_path: Path) -> None:
    sealed = seal(beat(1), "secret")
    beats.write(tmp_path, sealed)
    path = str(tmp_path / beats.FILE)
    assert look_at(path, "secret") == look_at(path, None) == look_at(f"file://{path}", None) == beat(1)
    assert isinstance(look_at(path, "another"), NoGoodBeat)
    forged = Sealed(beat=sealed.beat.replace('"sequence":1', '"sequence":2'), signature=sealed.signature)
    with pytest.raises(NoGoodBeat, match="signature"):
        unseal(msgspec.json.encode(forged), "secret", where="here")


@pytest.mark.parametrize("text", [b"", b"{}", b"<html>", b'{"beat": "{}", "signature": ""}', b"\xff\xfe"])
def test_what_is_no_heartbeat_is_said_to_be_none(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "page").write_bytes(text)
    found = look_at(str(tmp_path / "page"), None)
    assert isinstance(found, NoGoodBeat)
    assert "no heartbeat" in found.what


@pytest.mark.parametrize("url", ["/nowhere/at/all", "http://127.0.0.1:9/heartbeat", "gopher://desk", ""])
def test_an_address_where_nothing_is_gives_no_beat(url: str) -> None:
    assert isinstance(look_at(url, None), NoGoodBeat)


def test_it_loads_no_django_and_no_database() -> None:
    """It must not fall with what it watches."""
    program = (
        "import sys; from stepladder.cli.main import run_program; import stepladder.lookout, stepladder.channels.smtp;"
        "run_program(['lookout', '--help']);"
        "print([n for n in sys.modules if n.split('.')[0] in {'django', 'psycopg', 'sqlite3'} or '.store' in n])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=SOURCE.parent
    )
    assert done.stdout.rstrip().endswith("[]")


def test_whoever_starts_it_is_told_what_the_first_look_found(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.json"
    file.write_bytes(msgspec.json.encode(seal(beat(1), "the desk's secret")))
    assert first_look(look_at(str(file), "the desk's secret")) == (
        "The first look found a heartbeat, of 2026-03-09T09:00:30+00:00."
    )
    refused = first_look(look_at(str(file), "another"))
    assert refused.startswith(f"The first look found no good heartbeat. {file}: its signature is not right. Give STEP")
    assert "answers 503" in first_look(GONE)


def test_an_address_is_one_of_the_web_or_a_file_that_may_come(tmp_path: Path) -> None:
    (tmp_path / "heartbeat.json").touch()
    for good in (URL, "http://10.0.0.1:8000/heartbeat", f"file://{tmp_path}/later.json", f"{tmp_path}/later.json"):
        must_be_an_address(good)
    for wrong in ("htp://desk/heartbeat", "https:///heartbeat", "http://desk:0/", "desk.example/heartbeat", ""):
        with pytest.raises(DeskError, match="--url"):
            must_be_an_address(wrong)
