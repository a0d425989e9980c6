"""Somebody with the database in hand, but not the key: whatever is changed by hand is noticed, by name and row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from stepladder.core.case.commands import Acknowledge
from stepladder.service.commands import ask_of_case
from stepladder.service.ports_proof import Broken
from stepladder.service.reacting import run_reactions
from stepladder.store import models
from stepladder.store.sql import Database, Row, columns, insert_into
from tests.contract.place import WORKSPACE, Place

pytestmark = pytest.mark.usefixtures("key_of_before")

Told = set[tuple[str, str | None, int | None]]
"""What, stream and version."""
TEXT = ("type", "by", "cause", "data")
NUMBERS = ("v", "at", "noticed_at", "recorded_at")


@dataclass(slots=True)
class Written:
    """A history of three cases, sealed two by two, with raw hands on it."""

    place: Place
    case: str
    other: str
    last: int
    """The version of `case`."""

    def look(self) -> list[Broken]:
        found: list[Broken] = []
        self.place.desk.proof.verify(self.place.clock.now(), found.append)
        return found

    def told(self) -> Told:
        return {(one.what, one.stream, one.version) for one in self.look()}

    def sql(self, statement: str, *values: object) -> None:
        assert Database().change(statement, values) >= 1

    def row(self, version: int, stream: str | None = None) -> Row:
        (found,) = Database().rows(
            "SELECT * FROM store_event WHERE stream = %s AND version = %s", (stream or self.case, version)
        )
        return found

    def position(self, version: int) -> int:
        return int(self.row(version)[columns(models.Event).index("position")])

    def put_in(self, stream: str, version: int, **others: object) -> None:
        """A row that somebody made up from another one."""
        made = dict(zip(columns(models.Event), self.row(1), strict=True))
        made |= {"stream": stream, "version": version, "position": None, "digest": None, **others}
        Database().change(insert_into(models.Event), tuple(made.values()))


@pytest.fixture
def written(place: Place) -> Written:
    cases = []
    for key in ("k1", "k2", "k3"):
        case = place.opened(key)
        change = ask_of_case(place.desk, WORKSPACE, case, Acknowledge(), "ana")
        assert change is not None
        place.store.commit([change])
        cases.append(case)
        place.clock.forward(seconds=1)
    while place.desk.proof.seal(WORKSPACE, place.clock.now(), 4).sealed:
        pass
    made = Written(place, cases[0], cases[1], len(place.events(cases[0])))
    assert made.look() == []
    assert made.last >= 4
    return made


@pytest.mark.parametrize("column", [*TEXT, *NUMBERS])
@pytest.mark.parametrize("is_first", [True, False], ids=["the first event", "a later one"])
def test_a_changed_column_is_told_of_its_row_and_of_no_other(written: Written, column: str, is_first: bool) -> None:
    version = 1 if is_first else written.last - 1
    new = f"\"{column}\" || ' '" if column in TEXT else f'"{column}" + 1'
    written.sql(f'UPDATE store_event SET "{column}" = {new} WHERE stream = %s AND version = %s', written.case, version)
    assert written.told() == {("altered", written.case, version)}


def test_a_changed_digest_is_told_of_its_row_and_its_seal_alone(written: Written) -> None:
    written.sql("UPDATE store_event SET digest = %s WHERE stream = %s AND version = 2", "0" * 64, written.case)
    assert written.told() == {("altered", written.case, 2), ("altered", None, None)}
    (seal,) = [one.seal for one in written.look() if one.seal]
    assert seal == 1


@pytest.mark.parametrize("digest", [None, "", "~", "~" * 65])
def test_a_digest_that_is_taken_away_is_told(written: Written, digest: str | None) -> None:
    written.sql("UPDATE store_event SET digest = %s WHERE stream = %s AND version = 2", digest, written.case)
    assert ("altered", written.case, 2) in written.told()


def test_an_event_in_the_middle_that_was_deleted_is_told_with_the_position_it_had(written: Written) -> None:
    position = written.position(2)
    written.sql("DELETE FROM store_event WHERE stream = %s AND version = 2", written.case)
    (one,) = written.look()
    assert (one.what, one.stream, one.version, one.position) == ("missing", written.case, 2, position)


def test_the_end_of_a_stream_that_was_cut_off_is_told(written: Written) -> None:
    written.sql("DELETE FROM store_event WHERE stream = %s AND version >= %s", written.case, written.last - 1)
    assert written.told() == {("missing", written.case, written.last - 1), ("missing", written.case, written.last)}


def test_it_is_told_where_the_case_was_changed_along_with_it(written: Written) -> None:
    written.sql("DELETE FROM store_event WHERE stream = %s AND version = %s", written.case, written.last)
    written.sql("UPDATE store_case SET version = version - 1 WHERE id = %s", written.case)
    assert written.told() == {("missing", written.case, written.last)}


def test_it_is_told_of_events_that_no_seal_held_yet(written: Written) -> None:
    case = written.place.opened("k4")
    last = len(written.place.events(case))
    assert written.look() == []
    written.sql("DELETE FROM store_event WHERE stream = %s AND version = %s", case, last)
    assert written.told() == {("cut_off", case, last)}
    written.sql("DELETE FROM store_event WHERE stream = %s", case)
    assert written.told() == {("cut_off", case, version) for version in range(1, last + 1)}


def test_a_stream_that_was_deleted_with_its_case_is_told_event_by_event(written: Written) -> None:
    written.sql("DELETE FROM store_event WHERE stream = %s", written.case)
    written.sql("DELETE FROM store_case WHERE id = %s", written.case)
    assert written.told() == {("missing", written.case, version) for version in range(1, written.last + 1)}


def test_a_stream_beside_the_cases_that_vanished_whole_is_told_event_by_event(written: Written) -> None:
    place = written.place
    place.opened("k4", customer={"id": "harbor"})
    place.clock.forward(minutes=1)
    run_reactions(place.desk, 100)
    place.seal_all()
    assert written.look() == []
    ((stream, last),) = Database().rows(
        "SELECT stream, max(version) FROM store_event WHERE substr(stream, 1, 8) = 'account:' GROUP BY stream"
    )
    written.sql("DELETE FROM store_event WHERE stream = %s", stream)
    Database().change("DELETE FROM store_aggregate WHERE kind = 'account'")
    assert written.told() == {("missing", stream, version) for version in range(1, last + 1)}


def test_a_case_without_which_its_events_remain_is_told(written: Written) -> None:
    written.sql("DELETE FROM store_case WHERE id = %s", written.case)
    assert written.told() == {("missing", written.case, written.last)}


def swap_versions(written: Written, one: int, other: int) -> None:
    for old, new in ((one, 0), (other, one), (0, other)):
        written.sql("UPDATE store_event SET version = %s WHERE stream = %s AND version = %s", new, written.case, old)


def swap_positions(written: Written, one: int, other: int) -> None:
    first, second = written.position(one), written.position(other)
    for old, new in ((first, 0), (second, first), (0, second)):
        written.sql("UPDATE store_event SET position = %s WHERE position = %s", new, old)


def swap_contents(written: Written, one: int, other: int) -> None:
    mine, theirs = written.row(one), written.row(other)
    names = [name for name in columns(models.Event) if name not in ("workspace_id", "stream", "version", "position")]
    sets = ", ".join(f'"{name}" = %s' for name in names)
    for version, row in ((one, theirs), (other, mine)):
        values = [row[columns(models.Event).index(name)] for name in names]
        written.sql(f"UPDATE store_event SET {sets} WHERE stream = %s AND version = %s", *values, written.case, version)


@pytest.mark.parametrize(
    ("swap", "what"),
    [(swap_versions, "reordered"), (swap_positions, "reordered"), (swap_contents, "altered")],
    ids=["their versions", "their positions", "what they hold"],
)
def test_two_events_that_changed_places_are_told_both(
    written: Written, swap: Callable[[Written, int, int], None], what: str
) -> None:
    swap(written, 2, 3)
    told = {one for one in written.told() if one[1] is not None}
    assert told == {(what, written.case, 2), (what, written.case, 3)}


def test_two_events_of_different_seals_that_changed_places_are_told_both(written: Written) -> None:
    swap_positions(written, 1, written.last)
    assert written.told() == {("reordered", written.case, 1), ("reordered", written.case, written.last)}


def test_an_event_that_lost_its_position_is_told_and_stays_told_after_the_next_sealing(written: Written) -> None:
    written.sql("UPDATE store_event SET position = NULL WHERE stream = %s AND version = 2", written.case)
    assert written.told() == {("reordered", written.case, 2)}
    assert written.place.desk.proof.seal(WORKSPACE, written.place.clock.now(), 10).sealed == 1
    assert written.told() == {("reordered", written.case, 2)}


@pytest.mark.parametrize("digest", [None, "0" * 64], ids=["without a digest", "with one made up"])
def test_an_event_that_was_put_in_is_told_before_and_after_it_is_sealed(written: Written, digest: str | None) -> None:
    version = written.last + 1
    written.put_in(written.case, version, digest=digest)
    assert (written.case, version) in {one[1:] for one in written.told()}
    written.place.desk.proof.seal(WORKSPACE, written.place.clock.now(), 10)
    assert (written.case, version) in {one[1:] for one in written.told()}


def test_an_event_that_was_put_in_with_its_case_adjusted_is_told_all_the_same(written: Written) -> None:
    version = written.last + 1
    written.put_in(written.case, version)
    written.sql("UPDATE store_case SET version = %s WHERE id = %s", version, written.case)
    assert written.told() == {("inserted", written.case, version)}
    written.place.desk.proof.seal(WORKSPACE, written.place.clock.now(), 10)
    assert written.told() == {("unproved", written.case, version)}


def test_an_event_copied_into_another_stream_with_its_digest_is_told(written: Written) -> None:
    digest = written.row(1)[columns(models.Event).index("digest")]
    written.put_in("a-new-case", 1, digest=digest)
    assert ("altered", "a-new-case", 1) in written.told()


@pytest.mark.parametrize("version", [0, -3])
def test_an_event_before_the_first_one_is_told(written: Written, version: int) -> None:
    written.put_in(written.case, version)
    assert written.told() == {("inserted", written.case, version)}


def test_a_hole_too_wide_to_name_each_event_is_named_once(written: Written) -> None:
    far = 2_000_000_000
    written.put_in(written.case, far, digest="0" * 64)
    assert ("missing", written.case, written.last + 1) in written.told()
    assert len(written.look()) <= 3


# The chain of the workspace.


def seals(written: Written) -> int:
    ((count,),) = Database().rows("SELECT count(*) FROM store_seal")
    assert count >= 3
    return int(count)


@pytest.mark.parametrize("column", ["first_position", "last_position", "at", "key", "head", "members"])
def test_a_changed_seal_is_told_by_its_number_and_no_event_is_blamed(written: Written, column: str) -> None:
    seals(written)
    new = {"key": "'0'", "head": f"'{'0' * 64}'", "members": "'[' || substr(members, 2) || ' '"}.get(
        column, f'"{column}" + 1'
    )
    written.sql(f'UPDATE store_seal SET "{column}" = {new} WHERE number = 2')
    assert [(one.what, one.seal) for one in written.look()] == [("altered", 2)]


@pytest.mark.parametrize("members", ["[]", "{", '[["c", 1, 2]]'])
def test_a_seal_whose_list_of_members_cannot_be_read_is_told(written: Written, members: str) -> None:
    written.sql("UPDATE store_seal SET members = %s WHERE number = 2", members)
    assert [(one.what, one.seal) for one in written.look()] == [("altered", 2)]


def test_members_of_a_seal_that_changed_places_are_the_seals_fault(written: Written) -> None:
    import msgspec

    ((members,),) = Database().rows("SELECT members FROM store_seal WHERE number = 2")
    first, second, *others = msgspec.json.decode(members)
    turned = msgspec.json.encode([second, first, *others]).decode()
    written.sql("UPDATE store_seal SET members = %s WHERE number = 2", turned)
    assert [(one.what, one.seal) for one in written.look()] == [("altered", 2)]


def test_a_seal_that_was_deleted_is_told(written: Written) -> None:
    seals(written)
    written.sql("DELETE FROM store_seal WHERE number = 2")
    assert [(one.what, one.seal) for one in written.look()] == [("missing", 2)]


def test_seals_that_were_cut_off_are_told_by_the_first_position_without_one(written: Written) -> None:
    count = seals(written)
    ((first,),) = Database().rows("SELECT first_position FROM store_seal WHERE number = %s", (count - 1,))
    written.sql("DELETE FROM store_seal WHERE number >= %s", count - 1)
    assert [(one.what, one.position) for one in written.look()] == [("cut_off", first)]


def test_a_whole_end_that_was_taken_off_everywhere_is_told_by_a_head_that_was_kept(written: Written) -> None:
    """Seals, events and cases alike: from inside nothing is missing. This is what heads are kept for."""
    count, proof = seals(written), written.place.desk.proof
    (head,) = proof.heads()
    ((first,),) = Database().rows("SELECT first_position FROM store_seal WHERE number = %s", (count,))
    written.sql("DELETE FROM store_seal WHERE number = %s", count)
    written.sql("DELETE FROM store_event WHERE position >= %s", first)
    Database().change(
        "UPDATE store_case SET version = (SELECT max(version) FROM store_event WHERE stream = store_case.id)"
    )
    assert written.look() == []
    found: list[Broken] = []
    proof.verify(written.place.clock.now(), found.append, [head])
    assert [(one.what, one.seal) for one in found] == [("head", count)]


def test_with_several_things_wrong_each_is_told(written: Written) -> None:
    written.sql("UPDATE store_event SET data = '{}' WHERE stream = %s AND version = 1", written.case)
    written.sql("DELETE FROM store_event WHERE stream = %s AND version = 2", written.other)
    assert written.told() == {("altered", written.case, 1), ("missing", written.other, 2)}
