"""The proof chain: made in the transaction that stores an event, sealed soon after, by however many workers."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepladder.core.case.commands import Acknowledge, Link
from stepladder.core.values import DeskError
from stepladder.service.commands import ask_of_case
from stepladder.service.ports import Change, StaleCase
from stepladder.service.ports_proof import Broken, Head, SealReport, Verified
from stepladder.service.ticking import tick_due
from stepladder.store import proof_key, proof_sealing
from stepladder.store.sql import Database
from stepladder.worker.sealer import Sealer
from tests.contract.place import WORKSPACE, Place

pytestmark = pytest.mark.usefixtures("key_of_before")

Seen = tuple[list[Broken], Verified]


def verified(place: Place, *kept: Head) -> Seen:
    found: list[Broken] = []
    return found, place.desk.proof.verify(place.clock.now(), found.append, kept)


def rows(columns: str, table: str = "store_event", more: str = "") -> list[tuple[object, ...]]:
    return [tuple(row) for row in Database().rows(f"SELECT {columns} FROM {table} {more}")]


def sealed(place: Place, limit: int = 500) -> SealReport:
    return place.desk.proof.seal(WORKSPACE, place.clock.now(), limit)


def acknowledged(place: Place, case: str, by: str = "ana") -> Change:
    change = ask_of_case(place.desk, WORKSPACE, case, Acknowledge(), by)
    assert change is not None
    return change


def forget_digests() -> None:
    """As an older release stores events."""
    Database().change("UPDATE store_event SET digest = NULL")


# At commit.


def test_every_event_has_its_digest_when_it_is_stored_and_what_nobody_touched_verifies(place: Place) -> None:
    case = place.opened("k1")
    place.store.commit([acknowledged(place, case)])
    place.clock.forward(minutes=31)
    tick_due(place.desk, 100)
    assert "clock_missed" in place.events(case)
    digests = [digest for (digest,) in rows("digest")]
    assert all(isinstance(one, str) and len(one) == 64 for one in digests)
    assert len(set(digests)) == len(digests)
    assert verified(place) == ([], Verified(events=len(digests), unsealed=len(digests)))


def test_two_changes_of_one_case_in_one_commit_follow_each_other_in_the_chain(place: Place) -> None:
    from stepladder.core.case.answer import handle
    from stepladder.service.changes import change_of

    case = place.opened("k1")
    first = acknowledged(place, case)
    now = place.clock.now()
    later = handle(first.case, Link(case="other"), by="desk", now=now, verdict_for=lambda _: None)  # type: ignore[arg-type,return-value]
    place.store.commit([first, change_of(WORKSPACE, first.case, later, now)])  # type: ignore[arg-type]
    assert verified(place)[0] == []


def test_what_stands_beside_the_cases_is_chained_too(place: Place) -> None:
    place.opened("k1", customer={"id": "harbor"})
    place.clock.forward(minutes=1)
    from stepladder.service.reacting import run_reactions

    run_reactions(place.desk, 100)
    assert any(":" in str(stream) for (stream,) in rows("stream")), "an account has events of its own"
    found, seen = verified(place)
    assert found == []
    assert seen.events == len(rows("digest", more="WHERE digest IS NOT NULL"))


def test_a_change_that_is_refused_leaves_nothing_in_the_chain(place: Place) -> None:
    case = place.opened("k1")
    first, second = acknowledged(place, case), acknowledged(place, case, "lee")
    place.store.commit([first])
    before = rows("version, digest", more="ORDER BY version")
    with pytest.raises(StaleCase):
        place.store.commit([second])
    assert rows("version, digest", more="ORDER BY version") == before
    assert verified(place)[0] == []


def test_an_erasure_of_a_customers_words_leaves_the_chain_whole(place: Place) -> None:
    case = place.opened("k1", "The invoice list shows another company's invoices, says Wilhelmina")
    place.store.commit([acknowledged(place, case)])
    sealed(place)
    changed = Database().change("UPDATE store_text SET subject = NULL, body = '', person = NULL")
    assert changed >= 1
    Database().change("UPDATE store_case SET title_text = NULL, customer_name = NULL, contact = NULL")
    Database().change("DELETE FROM store_signal")
    assert verified(place)[0] == []


# Sealing.


def test_positions_count_on_without_gaps_and_keep_the_order_of_each_stream(place: Place) -> None:
    for key in ("k1", "k2", "k3"):
        place.store.commit([acknowledged(place, place.opened(key))])
        place.clock.forward(seconds=1)
    total = len(rows("1"))
    reports = [sealed(place, limit=4) for _ in range(total)]
    assert sum(report.sealed for report in reports) == total
    assert sealed(place) == SealReport()
    positions = [position for (position,) in rows("position", more="ORDER BY position")]
    assert positions == list(range(1, total + 1))
    in_order = rows("stream, version", more="ORDER BY position")
    assert in_order == rows("stream, version", more="ORDER BY recorded_at, stream, version")
    spans = rows("first_position, last_position", "store_seal", "ORDER BY number")
    assert [first for first, _ in spans] == [1, *(int(str(last)) + 1 for _, last in spans[:-1])]
    assert verified(place) == ([], Verified(events=total))


def test_what_is_committed_late_comes_later(place: Place) -> None:
    place.clock.forward(minutes=1)
    place.opened("k1")
    sealed(place)
    before = len(rows("1"))
    place.clock.forward(minutes=-1)
    late = place.opened("k2")
    sealed(place)
    assert min(int(str(one)) for (one,) in rows("position", more=f"WHERE stream = '{late}'")) == before + 1
    assert verified(place)[0] == []


def test_a_stream_keeps_its_order_where_the_clock_of_another_host_is_behind(place: Place) -> None:
    case = place.opened("k1")
    opened = len(place.events(case))
    place.clock.forward(minutes=-5)
    place.store.commit([acknowledged(place, case)])
    for _ in range(opened + 2):
        sealed(place, limit=1)
    assert [version for (version,) in rows("version", more="ORDER BY position")] == list(range(1, len(rows("1")) + 1))
    assert verified(place)[0] == []


def test_of_many_sealers_at_once_each_event_is_sealed_once(place: Place) -> None:
    for number in range(6):
        place.opened(f"k{number}")
    start, reports = threading.Barrier(3), []

    def work() -> None:
        try:
            start.wait()
            keeper = place.another().desk.proof
            for _ in range(40):
                reports.append(keeper.seal(WORKSPACE, place.clock.now(), 2))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    sealed(place)
    total = len(rows("1"))
    assert sum(report.sealed for report in reports) <= total
    assert [one for (one,) in rows("position", more="ORDER BY position")] == list(range(1, total + 1))
    assert verified(place) == ([], Verified(events=total))


def test_a_second_sealer_that_looked_at_the_same_moment_stores_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.opened("k1")
    database = Database()
    before = proof_sealing.newest(database, WORKSPACE)
    assert sealed(place).sealed > 0
    total = len(rows("1"))
    place.opened("k2")
    # It read the end of the chain before the first one wrote, and writes after it.
    monkeypatch.setattr(proof_sealing, "newest", lambda *_: before)
    assert sealed(place) == SealReport()
    monkeypatch.undo()
    assert len(rows("1", "store_seal")) == 1
    assert len(rows("1", more="WHERE position IS NOT NULL")) == total
    assert verified(place)[0] == []


class Killed(BaseException):
    """What a process cannot catch."""


@pytest.mark.parametrize("after", ["INSERT INTO", "UPDATE"], ids=["the seal", "the positions"])
def test_a_sealer_that_is_killed_between_two_statements_leaves_nothing_half(
    place: Place, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    place.opened("k1")
    change = Database.change

    def killed(self: Database, statement: str, values: tuple[object, ...] = ()) -> int:
        done = change(self, statement, values)
        if statement.startswith(after):
            raise Killed
        return done

    monkeypatch.setattr(Database, "change", killed)
    with pytest.raises(Killed):
        sealed(place)
    monkeypatch.undo()
    assert rows("1", "store_seal") == []
    assert rows("1", more="WHERE position IS NOT NULL") == []
    assert sealed(place).sealed == len(rows("1"))
    assert verified(place)[0] == []


def test_a_workspace_is_sealed_by_itself(place: Place) -> None:
    place.opened("k1")
    proof = place.desk.proof
    assert proof.unsealed() == WORKSPACE
    assert proof.unsealed(after=WORKSPACE) is None
    assert proof.seal("other", place.clock.now(), 10) == SealReport()
    sealed(place)
    assert proof.unsealed() is None


def test_the_sealer_seals_within_a_second_and_ends_when_told(place: Place) -> None:
    place.opened("k1")
    with Sealer(place.another().desk).in_a_thread():
        for _ in range(200):
            if place.desk.proof.unsealed() is None:
                break
            threading.Event().wait(0.01)
    assert place.desk.proof.unsealed() is None
    assert not [one for one in threading.enumerate() if one.name == "sealer"]


# Another key, and another release.


def test_a_chain_whose_seals_name_another_key_is_not_gone_on_with_and_verifying_says_why(place: Place) -> None:
    place.opened("k1")
    sealed(place)
    place.opened("k2")
    Database().change("UPDATE store_seal SET \"key\" = '0123456789abcdef'")
    with pytest.raises(DeskError, match="STEPLADDER_CHAIN_KEY"):
        sealed(place)
    found, _ = verified(place)
    assert [one.what for one in found] == ["key"]


def test_events_made_with_another_key_are_named_when_they_are_sealed(
    place: Place, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = place.opened("k1")
    sealed(place)
    # As a host of a release that did not compare keys yet.
    monkeypatch.setattr(proof_key, "hold", lambda _: None)
    right, settings.CHAIN_KEY = settings.CHAIN_KEY, "another one"
    place.store.commit([acknowledged(place, case)])
    settings.CHAIN_KEY = right
    versions = [version for (version,) in rows("version", more="WHERE position IS NULL ORDER BY version")]
    report = sealed(place)
    assert report.doubtful[0] == (case, versions[0])
    assert [(one.what, one.stream, one.version) for one in verified(place)[0]][:1] == [("altered", case, versions[0])]


def test_events_of_an_older_release_are_taken_in_at_the_first_sealing_and_counted(place: Place) -> None:
    case = place.opened("k1")
    forget_digests()
    total = len(rows("1"))
    assert verified(place) == ([], Verified(events=total, unsealed=total))
    # Behind one without a digest there is nothing to build on, until the sealer comes.
    place.store.commit([acknowledged(place, case)])
    total = len(rows("1"))
    assert rows("1", more="WHERE digest IS NOT NULL") == []
    assert sealed(place, limit=2).adopted == 2
    while sealed(place, limit=2).sealed:
        pass
    assert verified(place) == ([], Verified(events=total, adopted=total))
    place.opened("k2")
    assert rows("1", more="WHERE digest IS NULL") == []
    sealed(place)
    assert verified(place) == ([], Verified(events=len(rows("1")), adopted=total))


def test_a_stream_that_was_taken_in_goes_on_with_digests_of_its_own(place: Place) -> None:
    case = place.opened("k1")
    forget_digests()
    adopted = sealed(place).adopted
    place.store.commit([acknowledged(place, case)])
    assert rows("1", more="WHERE digest IS NULL") == []
    sealed(place)
    assert verified(place) == ([], Verified(events=len(rows("1")), adopted=adopted))


def test_an_event_without_a_digest_long_after_an_upgrade_is_told(place: Place) -> None:
    place.opened("k1")
    forget_digests()
    sealed(place)
    place.clock.forward(days=6)
    second = place.opened("k2")
    Database().change(f"UPDATE store_event SET digest = NULL WHERE stream = '{second}'")
    sealed(place)
    assert verified(place)[0] == [], "an older release may still have run"
    place.clock.forward(days=2)
    third = place.opened("k3")
    Database().change(f"UPDATE store_event SET digest = NULL WHERE stream = '{third}'")
    assert {(one.what, one.stream) for one in verified(place)[0]} == {("inserted", third)}
    sealed(place)
    assert {(one.what, one.stream) for one in verified(place)[0]} == {("unproved", third)}


# Heads.


def test_a_head_that_was_kept_is_found_again_however_far_the_chain_has_grown(place: Place) -> None:
    assert place.desk.proof.heads() == ()
    place.opened("k1")
    sealed(place)
    (head,) = place.desk.proof.heads()
    assert (head.workspace, head.number, head.position) == (WORKSPACE, 1, len(rows("1")))
    assert head.at == place.clock.now()
    place.opened("k2")
    sealed(place)
    assert verified(place, head)[0] == []
    (later,) = place.desk.proof.heads()
    assert later.number == 2


@pytest.mark.parametrize("other", [{"digest": "0" * 64}, {"position": 1}, {"number": 9}, {"workspace": "other"}])
def test_a_head_that_the_chain_does_not_contain_is_told(place: Place, other: dict[str, object]) -> None:
    place.opened("k1")
    sealed(place)
    (head,) = place.desk.proof.heads()
    found, _ = verified(place, msgspec.structs.replace(head, **other))
    assert [one.what for one in found] == ["head"]
    found, _ = verified(place, msgspec.structs.replace(head, at=head.at + timedelta(seconds=1)))
    assert [one.what for one in found] == ["head"]


# Whatever happens in whatever order.

_runs = itertools.count()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["open", "answer", "tick", "seal one", "seal all", "older"]), max_size=14))
def test_however_commits_and_seals_follow_each_other_an_untouched_history_verifies(
    place: Place, steps: list[str]
) -> None:
    """On one database all along: each example goes on from the one before."""
    run, cases = next(_runs), [place.opened("first")]
    for number, step in enumerate(steps):
        if step == "open":
            cases.append(place.opened(f"{run}-{number}"))
        elif step == "answer":
            by = f"p{run}-{number}"
            change = ask_of_case(place.desk, WORKSPACE, cases[number % len(cases)], Acknowledge(), by)
            place.store.commit([change] if change else [])
        elif step == "tick":
            place.clock.forward(minutes=20)
            tick_due(place.desk, 100)
        elif step == "older" and not rows("1", "store_seal"):
            forget_digests()
        elif step.startswith("seal"):
            sealed(place, limit=1 if step == "seal one" else 500)
    found, seen = verified(place)
    assert found == []
    assert seen.events == len(rows("1"))
