"""Many senders at once, through one desk: they share commits, and nobody notices but the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from django.db import OperationalError, connection, connections

from stepladder.service.arrived import IntakeResult
from stepladder.service.intake import receive_batch
from stepladder.service.ports import AnyChange, Change
from stepladder.service.problems import Busy, KeyReused
from stepladder.service.rows import CaseFilter
from tests.contract.place import LEAK, WORKSPACE, Place, body

MANY = 24
Commit = Callable[[Sequence[AnyChange]], None]


@dataclass
class Crowd:
    """Senders that all came while the signal of one other was being committed."""

    place: Place
    first: IntakeResult | BaseException | None = None
    answers: dict[int, IntakeResult] = field(default_factory=dict)
    faults: dict[int, BaseException] = field(default_factory=dict)
    commits: list[int] = field(default_factory=list)
    """How many signals each commit held that was tried after the first one's."""

    def send(self, signals: Sequence[dict[str, Any]], commit: Commit | None = None) -> None:
        """Takes: signals - arguments of `Place.signal`; commit - in place of the store's, after the first one."""
        store, stored = self.place.store, self.place.store.commit
        let_go = threading.Event()

        def hold(changes: Sequence[AnyChange]) -> None:
            assert let_go.wait(30)
            store.commit = watched  # type: ignore[method-assign]
            stored(changes)

        def watched(changes: Sequence[AnyChange]) -> None:
            self.commits.append(len(changes))
            (commit or stored)(changes)

        store.commit = hold  # type: ignore[method-assign]
        first = threading.Thread(target=self._first)
        first.start()
        threads = [threading.Thread(target=self._one, args=pair) for pair in enumerate(signals)]
        for number, thread in enumerate(threads, 1):
            thread.start()
            self._wait_for(number)
        assert (self.first, self.answers) == (None, {}), "nobody is answered before the commit"
        let_go.set()
        for thread in (first, *threads):
            thread.join(60)
        store.commit = stored  # type: ignore[method-assign]

    def _wait_for(self, number: int) -> None:
        """Until so many wait or were refused."""
        pause = threading.Event()
        for _ in range(10_000):
            if self.place.desk.gathering.waiting() + len(self.faults) >= number:
                return
            pause.wait(0.001)
        raise AssertionError(f"{self.place.desk.gathering.waiting()} of {number} came")

    def _first(self) -> None:
        try:
            self.first = self.place.signal("first", "Good morning")
        except BaseException as fault:
            self.first = fault
        finally:
            connections.close_all()

    def _one(self, number: int, given: dict[str, Any]) -> None:
        try:
            self.answers[number] = self.place.signal(**given)
        except BaseException as fault:
            self.faults[number] = fault
        finally:
            connections.close_all()


@pytest.fixture
def crowd(place: Place) -> Crowd:
    return Crowd(place)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM store_{table}")
        return int(cursor.fetchone()[0])


def case_of(answer: IntakeResult) -> str:
    case = msgspec.json.decode(answer.body)["case"]
    assert isinstance(case, str)
    return case


def test_those_who_come_during_a_commit_share_the_next_one(crowd: Crowd) -> None:
    crowd.send([{"key": f"k{number}", "conversation": f"c{number}"} for number in range(MANY)])
    assert not crowd.faults
    assert crowd.commits == [MANY]
    assert len({one.body for one in crowd.answers.values()}) == MANY
    assert (count("signal"), count("intakekey"), count("case")) == (MANY + 1, MANY + 1, MANY)


def test_one_key_from_many_threads_is_stored_once_and_replayed_to_the_others(crowd: Crowd) -> None:
    crowd.send([{"key": "k"}] * MANY)
    assert not crowd.faults
    assert len({one.body for one in crowd.answers.values()}) == 1
    assert [one.replayed for one in crowd.answers.values()].count(False) == 1
    assert (count("signal"), count("case")) == (2, 1)


def test_another_body_under_a_key_of_the_same_group_is_refused_alone(crowd: Crowd) -> None:
    crowd.send([{"key": "k"}, {"key": "k", "text": "Something else"}, {"key": "other"}])
    assert sorted(crowd.answers) == [0, 2]
    assert isinstance(crowd.faults[1], KeyReused)
    assert count("signal") == 3


TOGETHER = {
    "of one conversation": {"conversation": "talk"},
    "of one customer": {"customer": {"id": "harbor"}},
    "of one contact": {"customer": {"id": "harbor"}, "contact": {"id": "pat"}},
}


@pytest.mark.parametrize("more", TOGETHER.values(), ids=TOGETHER)
def test_signals_that_belong_together_open_one_case_from_many_threads(crowd: Crowd, more: dict[str, Any]) -> None:
    crowd.send([{"key": f"k{number}", **more} for number in range(MANY)])
    assert not crowd.faults
    (case,) = {case_of(one) for one in crowd.answers.values()}
    loaded = crowd.place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    assert len(loaded.signals) == MANY
    assert loaded.version == len(crowd.place.events(case))
    assert crowd.commits == [MANY]
    told = [one.to for one in crowd.place.store.deliveries(WORKSPACE) if one.purpose == "route"]
    assert told.count("security") == 1


def test_signals_of_a_conversation_whose_case_was_merged_join_the_other_case_one_after_the_other(crowd: Crowd) -> None:
    from stepladder.core.case.commands import Merge
    from stepladder.service.commands import handle_command
    from stepladder.service.reacting import run_reactions

    place = crowd.place
    one, other = place.opened("a", conversation="talk"), place.opened("b", conversation="other")
    handle_command(place.desk, WORKSPACE, one, Merge(into=other), "ana")
    run_reactions(place.desk)
    crowd.send([{"key": f"k{number}", "text": "And more", "conversation": "talk"} for number in range(4)])
    assert not crowd.faults
    assert {case_of(answer) for answer in crowd.answers.values()} == {other}
    assert crowd.commits == [4]


def test_a_signal_that_cannot_be_stored_does_not_spoil_the_others(crowd: Crowd) -> None:
    stored = crowd.place.store.commit

    def refuse_poison(changes: Sequence[AnyChange]) -> None:
        if any(isinstance(one, Change) and one.intake and one.intake.key == "poison" for one in changes):
            raise ValueError("this row is refused")
        stored(changes)

    keys = [f"k{number}" for number in range(5)]
    keys[2] = "poison"
    crowd.send([{"key": key, "conversation": key} for key in keys], refuse_poison)
    assert sorted(crowd.answers) == [0, 1, 3, 4]
    assert isinstance(crowd.faults[2], ValueError)
    assert crowd.commits == [5, 1, 1, 1, 1, 1]
    assert count("signal") == 5


def test_a_signal_that_cannot_be_decided_does_not_spoil_the_others(crowd: Crowd) -> None:
    crowd.send([{"key": "a"}, {"key": "b", "facts": {"refund_amount": "much"}}, {"key": "c", "conversation": "c"}])
    assert sorted(crowd.answers) == [0, 2]
    assert crowd.commits == [2]


def test_an_outage_in_mid_group_is_told_to_all_stores_nothing_and_is_over_when_it_is_over(crowd: Crowd) -> None:
    def fail(changes: Sequence[AnyChange]) -> None:
        raise OperationalError("the disk is gone")

    crowd.send([{"key": f"k{number}", "conversation": f"c{number}"} for number in range(6)], fail)
    assert not crowd.answers
    kinds = sorted(type(one).__name__ for one in crowd.faults.values())
    assert kinds == ["Busy"] * 5 + ["OperationalError"]
    assert count("signal") == 1
    assert not crowd.place.signal("k3", conversation="c3").replayed


def test_a_group_that_another_process_overtook_is_taken_one_by_one(crowd: Crowd) -> None:
    stored, met = crowd.place.store.commit, []

    def overtaken(changes: Sequence[AnyChange]) -> None:
        if not met:
            met.append(True)
            crowd.place.another().signal("k1", conversation="c1")
            crowd.place.another().signal("quicker", conversation="c2")
        stored(changes)

    crowd.send([{"key": f"k{number}", "conversation": f"c{number}"} for number in range(4)], overtaken)
    assert not crowd.faults
    assert [crowd.answers[number].replayed for number in range(4)] == [False, True, False, False]
    assert (count("signal"), count("case")) == (6, 4)


def test_more_than_may_wait_are_refused_at_once_and_told_when_to_come_back(place: Place) -> None:
    import dataclasses

    from stepladder.service.gathering import Gathering

    crowd = Crowd(dataclasses.replace(place, desk=dataclasses.replace(place.desk, gathering=Gathering(3))))
    crowd.send([{"key": f"k{number}"} for number in range(5)])
    assert sorted(crowd.answers) == [0, 1, 2]
    for fault in crowd.faults.values():
        assert isinstance(fault, Busy)
        assert (fault.status, fault.retry_after_seconds) == (503, 2)
    assert (count("signal"), count("intakekey")) == (4, 4)


def test_threads_of_several_processes_with_the_same_keys_and_conversations_store_each_once(place: Place) -> None:
    places = [place.another() for _ in range(3)]
    answers: list[tuple[str, bytes]] = []
    faults: list[BaseException] = []
    start = threading.Barrier(12)

    def send(number: int) -> None:
        try:
            start.wait(30)
            # Each goes through the keys in another order, so that two that wait for each other would meet here.
            for step in range(8):
                key = (step * (1, 3, 5, 7)[number % 4] + number) % 8
                answer = places[number % 3].signal(f"k{key}", conversation=f"c{key % 3}")
                answers.append((f"k{key}", answer.body))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not faults
    assert len(answers) == 96
    assert len(set(answers)) == 8
    assert (count("signal"), count("case")) == (8, 3)
    for line in place.store.cases(CaseFilter(workspace=WORKSPACE)):
        loaded = place.store.load_case(WORKSPACE, line.id)
        assert loaded is not None
        assert loaded.version == len(place.events(line.id))


def closed_case(place: Place, key: str) -> str:
    from stepladder.core.case.commands import Close, Outcome, Resolve
    from stepladder.service.commands import handle_command

    case = place.opened(key, conversation="talk", id=key)
    handle_command(place.desk, WORKSPACE, case, Resolve(text="Mended"), "ana")
    handle_command(place.desk, WORKSPACE, case, Close(outcome=Outcome(resolved_by_team=True)), "ana")
    return case


def test_f17_a_late_replay_of_a_closed_cases_key_answers_the_same_and_reopens_nothing(place: Place) -> None:
    first = place.signal("k1", conversation="talk", id="k1")
    case = closed_case(place, "k1")
    events = place.events(case)
    place.clock.forward(days=400)
    again = place.signal("k1", conversation="talk", id="k1")
    assert (again.replayed, again.status, again.body) == (True, first.status, first.body)
    batch = receive_batch(place.desk, WORKSPACE, "tests", [body(LEAK, conversation="talk", id="k1")])
    assert (batch.accepted, batch.duplicates, batch.refused) == (0, 1, ())
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    assert loaded.closed_at is not None
    assert place.events(case) == events
    assert (count("signal"), count("case")) == (1, 1)


def test_of_many_refused_lines_the_first_thousand_are_listed_and_the_others_counted(place: Place) -> None:
    from stepladder.service.intake import MOST_TOLD

    lines = [b"not json"] * (MOST_TOLD + 7)
    lines[3] = body(id="m1")
    result = receive_batch(place.desk, WORKSPACE, "tests", lines)
    assert (result.accepted, len(result.refused), result.refused_more) == (1, MOST_TOLD, 6)
    assert result.refused[-1].line == MOST_TOLD + 1
    assert result.document()["refused_more"] == 6
