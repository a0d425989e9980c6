"""The one way in: everything a change says is stored, or nothing of it."""

from __future__ import annotations

import msgspec
import pytest
from django.db import connection
from msgspec.structs import replace

from stepladder.core.case.apply import fold
from stepladder.core.case.commands import Acknowledge, Link
from stepladder.service.commands import ask_of_case
from stepladder.service.intake import receive_batch
from stepladder.service.ports import Change, IntakeAnswer, KeyTaken, StaleCase, Text
from stepladder.service.rows import CaseFilter
from stepladder.store.cases import history
from stepladder.store.sql import Database
from tests.contract.place import WORKSPACE, Place, body


def acknowledged(place: Place, case: str, by: str = "ana") -> Change:
    change = ask_of_case(place.desk, WORKSPACE, case, Acknowledge(), by)
    assert change is not None
    return change


def answered(place: Place, workspace: str, key: str) -> IntakeAnswer | None:
    """What is on file under a key."""
    return place.store.surroundings(workspace, "tests", key, conversation=None, customer=None, contact=None).answer


def answer(key: str) -> IntakeAnswer:
    return IntakeAnswer(source="tests", key=key, body_hash="h", status=201, body=b"{}")


def test_a_change_decided_on_an_old_state_is_refused_and_leaves_nothing(place: Place) -> None:
    case = place.opened("k1")
    first, second = acknowledged(place, case), acknowledged(place, case, "lee")
    place.store.commit([first])
    before = place.events(case)
    text = Text(id="left-over", person=None, kind="note", body="no")
    with pytest.raises(StaleCase):
        place.store.commit([msgspec.structs.replace(second, intake=answer("k2"), texts=(text,))])
    assert place.events(case) == before
    assert answered(place, WORKSPACE, "k2") is None
    assert place.store.texts(WORKSPACE, ["left-over"]) == {}


def test_one_bad_change_takes_the_good_ones_of_its_commit_with_it(place: Place) -> None:
    one, other = place.opened("k1"), place.opened("k2")
    place.store.commit([acknowledged(place, one)])
    good, bad = acknowledged(place, other), msgspec.structs.replace(acknowledged(place, other), expected_version=1)
    with pytest.raises(StaleCase):
        place.store.commit([good, msgspec.structs.replace(bad, case=replace(bad.case, id=one))])  # type: ignore[type-var]
    assert "acknowledged" not in place.events(other)


def test_a_key_that_is_taken_is_refused_and_leaves_nothing(place: Place) -> None:
    case = place.opened("k1")
    before = place.events(case)
    with pytest.raises(KeyTaken):
        place.store.commit([msgspec.structs.replace(acknowledged(place, case), intake=answer("k1"))])
    assert place.events(case) == before


def test_the_snapshot_is_what_the_events_fold_to(place: Place) -> None:
    case = place.opened("k1")
    place.store.commit([acknowledged(place, case)])
    stored = place.store.load_case(WORKSPACE, case)
    assert stored == fold(case, history(Database(), WORKSPACE, case))
    assert stored is not None
    assert stored.version == len(place.events(case))


def test_a_snapshot_of_an_older_form_is_folded_from_the_events_again(place: Place) -> None:
    case = place.opened("k1")
    expected = place.store.load_case(WORKSPACE, case)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_case SET shape = 'older', state = '{\"id\": \"other\"}'")
    assert place.store.load_case(WORKSPACE, case) == expected


def test_two_changes_of_one_case_in_one_commit_follow_each_other(place: Place) -> None:
    case = place.opened("k1")
    first = acknowledged(place, case)
    assert first.case is not None
    from stepladder.core.case.answer import handle
    from stepladder.service.changes import change_of

    later = handle(first.case, Link(case="other"), by="desk", now=place.clock.now(), verdict_for=lambda _: None)  # type: ignore[arg-type,return-value]
    place.store.commit([first, change_of(WORKSPACE, first.case, later, place.clock.now())])
    assert place.events(case)[-1] == "linked"
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    assert loaded.continued_by == ["other"]


def test_a_case_that_two_lines_of_a_batch_fill_keeps_the_name_that_the_first_one_said(place: Place) -> None:
    named = body(id="m1", conversation="talk", customer={"id": "stranger", "name": "Stranger & Co"})
    receive_batch(place.desk, WORKSPACE, "tests", [named, body(id="m2", conversation="talk")])
    (line,) = place.store.cases(CaseFilter(workspace=WORKSPACE))
    assert line.customer_name == "Stranger & Co"


def test_events_hold_no_words_of_customers(place: Place) -> None:
    case = place.opened("k1", "The invoice list shows another company's invoices, says Wilhelmina")
    assert all(b"Wilhelmina" not in one.data for one in place.store.events(WORKSPACE, case))
    assert any("Wilhelmina" in one.body for one in place.store.texts(WORKSPACE, _text_ids(place, case)).values())


def _text_ids(place: Place, case: str) -> list[str]:
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    return [one.text for one in place.store.signals(WORKSPACE, loaded.signals).values() if one.text]


def test_a_workspace_sees_nothing_of_another(place: Place) -> None:
    case = place.opened("k1")
    assert place.store.load_case("other", case) is None
    assert place.store.events("other", case) == ()
    assert answered(place, "other", "k1") is None
    assert place.store.deliveries("other") == ()
