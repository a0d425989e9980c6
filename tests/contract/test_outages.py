"""Who comes back says what was missed while nobody was at work: once, to those who answer for the desk (F22)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError

from stepladder.core.case.orders import DeliveryOrder
from stepladder.service.agendas import follow_policy
from stepladder.service.outages import MOST_LISTED, note_outages
from stepladder.service.ports_due import DueRecord
from stepladder.service.ports_watch import Outage
from stepladder.service.rows import PersonRow
from stepladder.service.ticking import tick_due
from stepladder.store.due_records import DueRecordAdapter
from stepladder.store.watching import WatchAdapter
from stepladder.worker.watched import tell_of_outages
from tests.contract.place import START, WORKSPACE, Place

GAP = timedelta(minutes=2)


def away(place: Place, **span: float) -> None:
    """Nobody beats, and time goes by."""
    WatchAdapter().keep_beat("one:1", place.clock.now(), b"{}")
    place.clock.forward(**span)


@pytest.fixture
def desk(place: Place) -> Place:
    follow_policy(place.desk, WORKSPACE)
    person = PersonRow(id="ada", name="Ada", role="admin", email="ada@company.example")
    place.store.save_person(WORKSPACE, person)
    return place


def test_it_is_told_from_when_to_when_and_what_waits(desk: Place) -> None:
    case = desk.opened("k1")
    while desk.send_all():
        pass
    desk.peer.taken.clear()
    away(desk, minutes=45)
    (outage,) = note_outages(desk.desk, WatchAdapter(), GAP, today=desk.clock.now())
    assert (outage.began_at, outage.ended_at) == (START, START + timedelta(minutes=45))
    assert outage.waiting["clocks"] == 1
    assert outage.waiting["cases"] == 1
    assert [one.case for one in outage.first] == [case]
    while desk.send_all():
        pass
    told = [one for one in desk.peer.taken if one.subject.startswith("The desk stood still")]
    assert "ada@company.example" in {one.to for one in told}
    assert len(told) == len({one.to for one in told}) >= 2
    assert "from Sat 8 Mar 2025, 23:40 EST to Sun 9 Mar 2025, 00:25 EST" in told[0].body
    assert "1 clock ran out unseen, 1 case waited" in told[0].body
    assert f"http://desk.example/cases/{case}/" in told[0].body
    assert tick_due(desk.desk).ticked == 1


def test_it_is_told_once_whoever_comes_back(desk: Place) -> None:
    away(desk, minutes=45)
    assert len(note_outages(desk.desk, WatchAdapter(), GAP, today=desk.clock.now())) == 1
    count = len(desk.store.deliveries(WORKSPACE))
    assert note_outages(desk.another().desk, WatchAdapter(), GAP, today=desk.clock.now()) == []
    assert len(desk.store.deliveries(WORKSPACE)) == count
    assert len(WatchAdapter().outages(WORKSPACE)) == 1


@pytest.mark.parametrize("seconds", [0, 30, 120])
def test_a_restart_is_no_outage(desk: Place, seconds: int) -> None:
    away(desk, seconds=seconds)
    assert note_outages(desk.desk, WatchAdapter(), GAP, today=desk.clock.now()) == []


def test_the_first_start_of_all_is_no_outage(desk: Place) -> None:
    assert note_outages(desk.desk, WatchAdapter(), GAP, today=desk.clock.now()) == []


SEEN = {  # claim: (minutes after the last heartbeat at which the due loop was seen, when the outage began)
    "a worker that works while its heart is silent is no outage": (60, []),
    "one seen a restart ago is none": (58, []),
    "the outage begins when a worker was last seen": (20, [20]),
    "a heartbeat later than the account counts": (-5, [0]),
    "an account of a clock that was set back since says nothing": (600, [0]),
}


@pytest.mark.parametrize(("minutes", "began"), SEEN.values(), ids=SEEN)
def test_an_account_of_the_due_loop_is_a_sign_of_work(desk: Place, minutes: int, began: list[int]) -> None:
    seen = DueRecord(worker="one/1", started_at=START, seen_at=START + timedelta(minutes=minutes))
    DueRecordAdapter().keep(seen)
    away(desk, hours=1)
    known = replace(desk.desk, due_records=DueRecordAdapter())
    noted = note_outages(known, WatchAdapter(), GAP, today=desk.clock.now())
    assert [one.began_at for one in noted] == [START + timedelta(minutes=one) for one in began]


def test_a_quiet_night_is_told_as_such(desk: Place) -> None:
    away(desk, hours=2)
    (outage,) = note_outages(desk.desk, WatchAdapter(), GAP, today=desk.clock.now())
    assert outage.first == ()
    desk.send_all()
    assert any("nothing fell due" in one.body for one in desk.peer.taken) or "recurring" in outage.waiting


def test_of_many_the_first_are_named(desk: Place) -> None:
    for number in range(MOST_LISTED + 3):
        desk.opened(f"k{number}", conversation=f"c{number}")
    away(desk, minutes=45)
    (outage,) = note_outages(desk.desk, WatchAdapter(), GAP, today=desk.clock.now())
    assert outage.waiting["cases"] == MOST_LISTED + 3
    assert len(outage.first) == MOST_LISTED


def test_it_stands_on_until_somebody_has_seen_it(desk: Place) -> None:
    away(desk, minutes=45)
    note_outages(desk.desk, WatchAdapter(), GAP, today=desk.clock.now())
    assert [one.dismissed_by for one in WatchAdapter().outages(WORKSPACE)] == [None]
    assert not WatchAdapter().dismiss_outage("another", START, "ada")
    assert WatchAdapter().dismiss_outage(WORKSPACE, START, "ada")
    assert not WatchAdapter().dismiss_outage(WORKSPACE, START, "ben")
    assert [one.dismissed_by for one in WatchAdapter().outages(WORKSPACE)] == ["ada"]


class _Cut(WatchAdapter):
    """Its process ends, as it were, while notices are stored."""

    def keep_outage(self, workspace: str, outage: Outage, notices: Sequence[DeliveryOrder] = ()) -> bool:
        def cut() -> Iterator[DeliveryOrder]:
            yield from notices[:1]
            raise OperationalError("the line is cut")

        return super().keep_outage(workspace, outage, cut())  # type: ignore[arg-type]


def test_an_outage_that_could_not_be_told_is_told_at_the_next_start(desk: Place) -> None:
    away(desk, minutes=45)
    with pytest.raises(OperationalError):
        note_outages(desk.desk, _Cut(), GAP, today=desk.clock.now())
    assert WatchAdapter().outages(WORKSPACE) == []
    assert len(note_outages(desk.desk, WatchAdapter(), GAP, today=desk.clock.now())) == 1
    assert {one.purpose for one in desk.store.deliveries(WORKSPACE)} == {"outage"}


def test_a_fault_in_telling_of_it_is_logged_and_keeps_no_worker_from_its_work(
    desk: Place, caplog: pytest.LogCaptureFixture
) -> None:
    desk.clock.shifted = False
    away(desk, minutes=45)
    tell_of_outages(desk.desk, _Cut(), GAP)
    assert "could not be told" in caplog.text
    tell_of_outages(desk.desk, WatchAdapter(), GAP)
    assert len(WatchAdapter().outages(WORKSPACE)) == 1
