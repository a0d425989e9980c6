"""Aggregates beside the cases: stored with their events, locked by their version, woken as cases are."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.streams import LONGEST_NAME, stream_of
from stepladder.service.ports import Aggregate, AggregateChange, EventRow, StaleCase, Text
from tests.contract.place import START, WORKSPACE, Place


def change(id_: str = "vale", *, before: int = 0, events: int = 1, workspace: str = WORKSPACE) -> AggregateChange:
    """A change that adds events to an aggregate of a kind that nobody knows."""
    version = before + events
    return AggregateChange(
        workspace=workspace,
        recorded_at=START,
        aggregate=Aggregate(kind="thing", id=id_, version=version, shape="s1", state=b'{"n":%d}' % version),
        expected_version=before,
        events=tuple(
            EventRow(
                type="counted", v=1, at=START, noticed_at=START, by="lee", cause="count", data=b'{"n":%d}' % number
            )
            for number in range(before + 1, version + 1)
        ),
    )


def due(one: AggregateChange, minutes: int, urgency: int = 0) -> AggregateChange:
    return msgspec.structs.replace(one, wake_at=START + timedelta(minutes=minutes), urgency=urgency)


def quiet(workspace: str, one: Aggregate) -> AggregateChange:
    """What a wake-up does that adds one event and asks for no other."""
    return change(one.id, before=one.version, workspace=workspace)


def test_what_is_stored_is_read_again(place: Place) -> None:
    first = change(events=2)
    place.store.commit([first])
    assert place.store.load_aggregate(WORKSPACE, "thing", "vale") == first.aggregate
    assert [(one.stream, one.version, one.type) for one in place.store.events(WORKSPACE, "thing:vale")] == [
        ("thing:vale", 1, "counted"),
        ("thing:vale", 2, "counted"),
    ]


@pytest.mark.parametrize(
    ("workspace", "kind", "id_"), [("other", "thing", "vale"), (WORKSPACE, "account", "vale"), (WORKSPACE, "thing", "")]
)
def test_another_workspace_kind_or_id_is_another_aggregate(place: Place, workspace: str, kind: str, id_: str) -> None:
    place.store.commit([change()])
    assert place.store.load_aggregate(workspace, kind, id_) is None


def test_two_decisions_on_one_version_store_one(place: Place) -> None:
    place.store.commit([change()])
    place.store.commit([change(before=1)])
    with pytest.raises(StaleCase):
        place.store.commit([change(before=1, events=2)])
    assert len(place.store.events(WORKSPACE, "thing:vale")) == 2


def test_two_cannot_both_be_the_first(place: Place) -> None:
    place.store.commit([change()])
    with pytest.raises(StaleCase):
        place.store.commit([change(events=3)])
    assert len(place.store.events(WORKSPACE, "thing:vale")) == 1


def test_nothing_of_a_commit_stays_where_one_part_is_stale(place: Place) -> None:
    place.store.commit([change()])
    text = Text(id="t1", person=None, kind="note", body="words")
    with pytest.raises(StaleCase):
        place.store.commit([msgspec.structs.replace(change("other"), texts=(text,)), change(before=7)])
    assert place.store.load_aggregate(WORKSPACE, "thing", "other") is None
    assert place.store.texts(WORKSPACE, ["t1"]) == {}


def test_changes_of_one_aggregate_in_one_commit_follow_each_other(place: Place) -> None:
    place.store.commit([change(), change(before=1), change("other")])
    found = place.store.load_aggregate(WORKSPACE, "thing", "vale")
    assert found is not None
    assert found.state == b'{"n":2}'
    assert len(place.store.events(WORKSPACE, "thing:vale")) == 2


def test_what_it_asks_of_others_is_stored_with_it(place: Place) -> None:
    order = ReactionOrder(event="thing:vale/1", target="c1", command=b"{}", due_at=START)
    place.store.commit([msgspec.structs.replace(change(), reactions=(order,))])
    assert [one.reaction for one in place.store.claim_reactions(START, 10)] == [order]


def test_a_reaction_is_finished_with_what_it_changed_and_only_once(place: Place) -> None:
    order = ReactionOrder(event="c1/1", target="thing:vale", command=b"{}", due_at=START)
    place.store.commit([msgspec.structs.replace(change("other"), reactions=(order,))])
    (claimed,) = place.store.claim_reactions(START, 10)
    assert place.store.finish_reaction(claimed, change())
    assert not place.store.finish_reaction(claimed, change(before=1))
    found = place.store.load_aggregate(WORKSPACE, "thing", "vale")
    assert found is not None
    assert found.version == 1


def test_who_was_slower_does_not_put_off_a_reaction_that_is_done(place: Place) -> None:
    order = ReactionOrder(event="c1/1", target="thing:vale", command=b"{}", due_at=START)
    place.store.commit([msgspec.structs.replace(change("other"), reactions=(order,))])
    (quicker,), (slower,) = (place.store.claim_reactions(START, 10) for _ in range(2))
    assert place.store.finish_reaction(quicker, change())
    place.store.postpone_reaction(slower, START + timedelta(seconds=1))
    assert place.store.claim_reactions(START + timedelta(hours=1), 10) == []


def test_the_most_urgent_are_woken_first_then_those_due_earlier(place: Place) -> None:
    place.store.commit([due(change("late"), 3), due(change("early"), 2), due(change("urgent"), 4, urgency=3)])
    assert place.store.next_instant() == START + timedelta(minutes=2)
    seen: list[str] = []

    def look(workspace: str, one: Aggregate) -> AggregateChange:
        seen.append(one.id)
        return quiet(workspace, one)

    assert place.store.tick_aggregates(START + timedelta(minutes=5), 2, look).ticked == 2
    assert seen == ["urgent", "early"]
    assert place.store.next_instant() == START + timedelta(minutes=3)


def test_nothing_is_woken_before_it_is_due(place: Place) -> None:
    place.store.commit([due(change(), 3)])
    assert place.store.tick_aggregates(START + timedelta(minutes=2, seconds=59), 10, quiet).seen == 0


def test_one_that_fails_holds_up_no_other_and_comes_again_later(place: Place) -> None:
    place.store.commit([due(change("bad"), 1), due(change("good"), 2)])

    def fails_once(workspace: str, one: Aggregate) -> AggregateChange | None:
        return None if one.id == "bad" else quiet(workspace, one)

    now = START + timedelta(minutes=5)
    report = place.store.tick_aggregates(now, 10, fails_once)
    assert (report.ticked, [name for _, name, _ in report.failed]) == (1, ["thing:bad"])
    assert place.store.tick_aggregates(now, 10, quiet).seen == 0
    assert place.store.tick_aggregates(now + timedelta(seconds=30), 10, quiet).ticked == 1


def test_one_that_was_changed_meanwhile_is_passed_over(place: Place) -> None:
    place.store.commit([due(change(), 1)])

    def too_late(workspace: str, one: Aggregate) -> AggregateChange:
        place.store.commit([quiet(workspace, one)])
        return quiet(workspace, one)

    report = place.store.tick_aggregates(START + timedelta(minutes=5), 10, too_late)
    assert (report.ticked, report.passed_over) == (0, 1)
    assert len(place.store.events(WORKSPACE, "thing:vale")) == 2


def test_one_that_failed_while_another_changed_it_counts_as_passed_over(place: Place) -> None:
    place.store.commit([due(change(), 1)])

    def too_late(workspace: str, one: Aggregate) -> AggregateChange:
        place.store.commit([quiet(workspace, one)])
        raise ValueError("its events and its state did not fit together")

    report = place.store.tick_aggregates(START + timedelta(minutes=5), 10, too_late)
    assert (report.passed_over, report.failed) == (1, ())


def test_they_are_listed_by_id_page_by_page(place: Place) -> None:
    place.store.commit([change("b"), change("a"), change("c")])
    assert [one.id for one in place.store.aggregates(WORKSPACE, "thing", limit=2)] == ["a", "b"]
    assert [one.id for one in place.store.aggregates(WORKSPACE, "thing", after="b")] == ["c"]


def test_an_id_of_any_length_has_a_stream_of_its_own(place: Place) -> None:
    long = "x" * 199
    place.store.commit([change(long + "1"), change(long + "2")])
    names = {stream_of("thing", long + end) for end in "12"}
    assert len(names) == 2
    assert max(map(len, names)) <= LONGEST_NAME
    assert [len(place.store.events(WORKSPACE, name)) for name in names] == [1, 1]
