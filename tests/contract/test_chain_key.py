"""One key for a whole history: the first one holds, another one is refused, a lost one is not replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stepladder.core.case.commands import Acknowledge
from stepladder.service.commands import ask_of_case
from stepladder.service.ports_proof import WrongKey
from stepladder.store import proof, proof_key
from stepladder.store.sql import Database
from tests.contract.place import WORKSPACE, Place


def kept() -> list[str]:
    return [one for (one,) in Database().rows("SELECT fingerprint FROM store_chainkey")]


def forget_the_fingerprint() -> None:
    """As a release before this one left the database."""
    Database().change("DELETE FROM store_chainkey")
    proof_key._held.clear()


def count(table: str) -> int:
    ((found,),) = Database().rows(f"SELECT count(*) FROM {table}")
    return int(found)


def seal(place: Place) -> None:
    place.desk.proof.seal(WORKSPACE, place.clock.now(), 500)


def verify(place: Place) -> list[str]:
    found: list[str] = []
    place.desk.proof.verify(place.clock.now(), lambda one: found.append(one.what))
    return found


def acknowledge(place: Place, case: str) -> None:
    change = ask_of_case(place.desk, WORKSPACE, case, Acknowledge(), "ana")
    assert change is not None
    place.store.commit([change])


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a host whose key is given, so that there is none in it."""
    monkeypatch.delenv("STEPLADDER_CHAIN_KEY", raising=False)
    settings.CHAIN_KEY, settings.DATA_DIR = "the right one", tmp_path / "host"
    settings.DATA_DIR.mkdir()
    return tmp_path / "host"


def test_the_first_event_takes_the_fingerprint_of_its_key_along_and_never_the_key(place: Place, settings: Any) -> None:
    settings.CHAIN_KEY = "a key of some length"
    assert kept() == []
    place.desk.proof.check_key()
    assert kept() == [], "comparing stores nothing"
    place.opened("k1")
    assert kept() == [proof.fingerprint()]
    assert "a key" not in kept()[0]
    place.desk.proof.hold_key()
    assert len(kept()) == 1


def test_a_key_is_made_where_nothing_was_written_with_one_yet(place: Place, folder: Path, settings: Any) -> None:
    settings.CHAIN_KEY = ""
    place.desk.proof.check_key()
    assert list(folder.iterdir()) == [], "comparing makes nothing"
    place.desk.proof.hold_key()
    assert (folder / "chain.key").read_text(encoding="ascii") == settings.CHAIN_KEY != ""
    assert kept() == [proof.fingerprint()]
    place.opened("k1")
    assert verify(place) == []


def test_with_another_key_nothing_is_written_sealed_or_verified_and_it_is_said_how_to_mend_it(
    place: Place, settings: Any, folder: Path
) -> None:
    case = place.opened("k1")
    events, first = count("store_event"), proof.fingerprint()
    settings.CHAIN_KEY = "another one"
    with pytest.raises(WrongKey) as said:
        place.desk.proof.check_key()
    assert all(one in str(said.value) for one in (first, proof.fingerprint(), str(folder / "chain.key")))
    assert "STEPLADDER_CHAIN_KEY" in said.value.mend
    for act in (
        lambda: acknowledge(place, case),
        lambda: seal(place),
        lambda: verify(place),
        place.desk.proof.hold_key,
    ):
        with pytest.raises(WrongKey):
            act()
    assert (count("store_event"), count("store_seal"), kept()) == (events, 0, [first])


def test_a_key_that_is_lost_is_not_replaced_and_it_is_said_where_it_may_be(
    place: Place, settings: Any, folder: Path
) -> None:
    case = place.opened("k1")
    settings.CHAIN_KEY = ""
    for act in (
        lambda: acknowledge(place, case),
        lambda: seal(place),
        lambda: verify(place),
        place.desk.proof.hold_key,
    ):
        with pytest.raises(WrongKey, match="backup") as said:
            act()
    assert str(folder / "chain.key") in str(said.value)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "not sealed yet"])
def test_a_desk_of_an_earlier_release_takes_the_key_that_proves_its_history_and_no_other(
    place: Place, settings: Any, folder: Path, is_sealed: bool
) -> None:
    case = place.opened("k1")
    if is_sealed:
        seal(place)
    right = settings.CHAIN_KEY
    for wrong in ("another one", ""):
        forget_the_fingerprint()
        settings.CHAIN_KEY = wrong
        for act in (place.desk.proof.check_key, place.desk.proof.hold_key, lambda: acknowledge(place, case)):
            with pytest.raises(WrongKey):
                act()
        assert (kept(), list(folder.iterdir())) == ([], [])
    settings.CHAIN_KEY = right
    place.desk.proof.hold_key()
    assert kept() == [proof.fingerprint()]
    assert verify(place) == []


def test_events_that_an_earlier_release_stored_without_digests_bind_no_key(place: Place, folder: Path) -> None:
    place.opened("k1")
    Database().change("UPDATE store_event SET digest = NULL")
    forget_the_fingerprint()
    place.desk.proof.hold_key()
    assert kept() == [proof.fingerprint()]


def test_of_two_hosts_with_keys_of_their_own_that_begin_at_once_the_second_is_refused(
    place: Place, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([None, None])
    look = proof_key._kept
    # It looked before the first one's commit, and writes after it.
    monkeypatch.setattr(proof_key, "_kept", lambda database: next(looks, look(database)))
    settings.CHAIN_KEY = "of the first"
    Database().change("INSERT INTO store_chainkey VALUES ('', 'chain', %s)", (proof.fingerprint(),))
    settings.CHAIN_KEY = "of the second"
    with pytest.raises(WrongKey):
        place.desk.proof.hold_key()
    assert len(kept()) == 1


def strip(by: str) -> None:
    """What somebody with the database alone would do to have their own history sealed as that of an older release."""
    Database().change("DELETE FROM store_seal")
    Database().change("UPDATE store_event SET digest = NULL, position = NULL")
    Database().change("UPDATE store_event SET by = %s WHERE type = 'acknowledged'", (by,))
    forget_the_fingerprint()


def test_a_desk_that_made_its_key_before_its_first_event_never_had_one_without_a_digest(
    place: Place, folder: Path, settings: Any
) -> None:
    settings.CHAIN_KEY = ""
    acknowledge(place, place.opened("k1"))
    seal(place)
    assert settings.CHAIN_KEY.startswith(proof.WHOLE)
    assert verify(place) == []
    strip(by="mallory")
    assert "inserted" in verify(place)
    place.clock.forward(seconds=1)
    seal(place)
    assert set(verify(place)) == {"unproved"}, "sealed anew it is told of all the same"


def test_a_key_that_is_made_after_the_first_event_takes_in_what_an_older_release_stored(
    place: Place, folder: Path, settings: Any
) -> None:
    acknowledge(place, place.opened("k1"))
    strip(by="ana")
    settings.CHAIN_KEY = ""
    place.desk.proof.hold_key()
    seal(place)
    assert not settings.CHAIN_KEY.startswith(proof.WHOLE)
    assert verify(place) == []
