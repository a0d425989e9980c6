"""Closed cases move into a file whole and back as they were, and the proof of the history stays whole meanwhile."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from django.apps import apps

from stepladder.core.case.commands import Link
from stepladder.core.values import DeskError
from stepladder.service.audit_walk import Round, audit_page
from stepladder.service.commands import ask_of_case
from stepladder.service.incidents import incidents
from stepladder.service.intake import receive_signal
from stepladder.service.ports_audit import Finding
from stepladder.service.problems import Archived, NotFound
from stepladder.service.reading.case_page import read_case_page
from stepladder.service.reading.incidents import read_incident_page
from stepladder.service.rows import StoredEvent, WorkspaceRow
from stepladder.store import archive_reading, models
from stepladder.store.audit import AuditAdapter
from stepladder.store.belonging_rows import MODELS
from stepladder.store.belongings import TABLES
from stepladder.store.sql import Database, columns
from tests.contract.archiving import (
    RESELL,
    closed,
    do,
    end,
    everything,
    let_years_pass,
    make,
    of_case,
    standings,
    verified,
    work,
)
from tests.contract.place import WORKSPACE, Place, body, shipped, version_of

OTHER = "other"
"""Another workspace on the same desk."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archives"
    made.mkdir()
    return made


def other_workspace(place: Place) -> str:
    pack, files = shipped()
    place.store.save_workspace(WorkspaceRow(id=OTHER, name="Other", zone=pack.zone, pack=pack.id))
    place.store.publish(OTHER, version_of(pack, files))
    answer = receive_signal(place.desk, OTHER, "tests", "k1", body(RESELL))
    return str(msgspec.json.decode(answer.body)["case"])


def test_what_is_archived_is_gone_with_all_that_belongs_to_it_and_is_proved_and_put_back_as_it_was(
    place: Place, folder: Path
) -> None:
    first = closed(place, "k1", customer={"id": "harbor"})
    second = closed(place, "k2", customer={"id": "ludlow"})
    goes_on = place.opened("k3", conversation="k3")
    elsewhere = other_workspace(place)
    let_years_pass(place)
    while place.desk.proof.seal(OTHER, place.clock.now(), 500).sealed:
        pass
    before, (broken, whole) = everything(), verified(place)
    assert (broken, whole.archived) == ([], 0)

    done = make(place, folder)
    assert (done.cases, done.stays) == (2, {})
    assert done.file is not None
    assert done.file.stat().st_mode & 0o777 == 0o600
    after = everything()
    assert [of_case(after, one) for one in (first, second)] == [0, 0]
    for one in (goes_on, elsewhere):
        assert of_case(after, one) == of_case(before, one) > 0
    assert after["store_intakekey"] == before["store_intakekey"]
    broken, left = verified(place)
    assert broken == []
    assert (left.events + left.archived, left.archived) == (whole.events, done.events)
    assert standings(place, done.file) == {first: "whole", second: "whole"}
    assert [(one.file, one.cases, one.events) for one in archive_reading.kept()] == [(done.file.name, 2, done.events)]

    place.clock.forward(seconds=1)
    again = make(place, folder)
    assert (again.file, again.cases) == (None, 0)
    assert [one.name for one in folder.iterdir()] == [done.file.name]

    archive_reading.restore(place.desk, done.file, [second])
    assert of_case(everything(), first) == 0
    assert of_case(everything(), second) == of_case(before, second)
    assert verified(place)[0] == []
    assert standings(place, done.file) == {first: "whole", second: "present"}
    archive_reading.restore(place.desk, done.file, [first])
    assert everything() == before
    again = archive_reading.restore(place.desk, done.file, [first])
    assert (again.cases, again.present) == ([], [first])
    assert everything() == before


def test_what_others_read_stays_and_comes_back_no_second_time(place: Place, folder: Path) -> None:
    case = place.opened("k1", RESELL, customer={"id": "harbor"})
    do(place, case, do="split", text="They also wait for an invoice.")
    work(place)
    do(place, case, do="declare_incident", title="The shop is slow")
    work(place)
    do(place, case, do="update_incident", text="We found what it is.")
    do(place, case, do="end_incident", text="It is quick again.")
    work(place)
    part = f"{case}.2"
    assert place.store.load_case(WORKSPACE, part) is not None
    end(place, case)
    let_years_pass(place)
    before = everything()
    done = make(place, folder)
    assert done.cases == 1
    assert done.file is not None
    bodies = {row[-1] for row in everything()["store_text"]}
    assert {"They also wait for an invoice.", "We found what it is.", "It is quick again."} <= bodies
    assert RESELL not in bodies
    (incident,) = incidents(place.store, WORKSPACE)
    page = read_incident_page(place.desk, WORKSPACE, incident.id)
    assert ([one.text for one in page.news], page.cases, page.archived) == (
        ["We found what it is.", "It is quick again."],
        (),
        1,
    )
    end(place, part)
    let_years_pass(place)
    assert make(place, folder).cases == 1, "the part goes by itself once it is closed"
    archive_reading.restore(place.desk, done.file, [case])
    assert before["store_text"] <= everything()["store_text"]
    assert verified(place)[0] == []


@pytest.fixture
def archived(place: Place, folder: Path) -> tuple[str, Path]:
    """One archived case, and its file."""
    case = closed(place, "k1", customer={"id": "harbor"})
    let_years_pass(place)
    done = make(place, folder)
    assert done.file is not None
    assert done.cases == 1
    return case, done.file


FORGED = {
    "a digest is changed": ("UPDATE store_archivedcase SET digests = replace(digests, '\"]]', '0\"]]')", "altered"),
    "the digests are no JSON": ("UPDATE store_archivedcase SET digests = 'x'", "altered"),
    "the file has another name": ("UPDATE store_archivedcase SET file = 'other.ndjson.gz'", "altered"),
    "an event is taken away": ("UPDATE store_archivedcase SET version = version - 1", "altered"),
    "the row is deleted": ("DELETE FROM store_archivedcase", "missing"),
}


@pytest.mark.parametrize(("statement", "what"), FORGED.values(), ids=FORGED)
def test_whoever_changes_what_stands_in_for_the_events_is_found_out(
    place: Place, archived: tuple[str, Path], statement: str, what: str
) -> None:
    case, file = archived
    assert Database().change(statement) == 1
    broken, _ = verified(place)
    assert (what, case) in {(one.what, one.stream) for one in broken}
    with pytest.raises(DeskError):
        archive_reading.restore(place.desk, file, [case])


def test_an_archived_case_that_is_put_beside_its_row_is_found_out(place: Place, archived: tuple[str, Path]) -> None:
    case, file = archived
    (row,) = Database().rows("SELECT * FROM store_archivedcase")
    archive_reading.restore(place.desk, file, [case])
    Database().insert(models.ArchivedCase, [row])
    assert [(one.what, one.stream) for one in verified(place)[0]] == [("inserted", case)]
    assert len(row) == len(columns(models.ArchivedCase))


def test_a_case_that_is_archived_is_refused_with_the_way_back(place: Place, archived: tuple[str, Path]) -> None:
    case, file = archived
    for ask in (
        lambda: do(place, case, do="note", text="Too late."),
        lambda: read_case_page(place.desk, WORKSPACE, case),
        lambda: ask_of_case(place.desk, WORKSPACE, case, Link(case="c-new"), "desk"),
    ):
        with pytest.raises(Archived) as refused:
            ask()
        assert refused.value.status == 410
        assert refused.value.more["command"] == f"stepladder archive restore {file.name} {case}"
    with pytest.raises(NotFound) as unknown:
        do(place, "c-nobody", do="note", text="Who?")
    assert unknown.value.status == 404


def test_its_conversation_is_a_new_one_and_its_key_is_known_for_ever(place: Place, archived: tuple[str, Path]) -> None:
    case, _ = archived
    contact = {"id": "of-k1", "email": "k1@customer.example"}
    again = place.signal("k1", RESELL, conversation="k1", contact=contact, customer={"id": "harbor"})
    assert again.replayed
    assert msgspec.json.decode(again.body)["case"] == case
    new = place.opened("k9", RESELL, conversation="k1", customer={"id": "harbor"})
    found = place.store.load_case(WORKSPACE, new)
    assert found is not None
    assert found.continues is None
    work(place)
    assert verified(place)[0] == []


def test_the_auditor_has_nothing_to_say_of_what_is_archived_also_while_it_looks(place: Place, folder: Path) -> None:
    case = closed(place, "k1", customer={"id": "harbor"})
    let_years_pass(place)
    # What is at rest it does not fold again, but for what an older release had stored.
    Database().change("UPDATE store_case SET shape = 'older' WHERE id = %s", (case,))

    class Overtaken(AuditAdapter):
        """It reads a row, and the case is archived before it comes to its events."""

        def events(self, workspace: str, stream: str) -> tuple[StoredEvent, ...]:
            if stream == case and place.store.load_case(workspace, case) is not None:
                assert make(place, folder).cases == 1
            return super().events(workspace, stream)

    for port in (Overtaken(), AuditAdapter()):
        at, found = Round(), list[Finding]()
        while at.rounds == 0:
            found += audit_page(port, at, place.clock.now())
        assert found == []
    assert place.store.load_case(WORKSPACE, case) is None


def test_a_snapshot_of_an_older_form_is_folded_anew_when_it_is_back(place: Place, folder: Path) -> None:
    case = closed(place, "k1", customer={"id": "harbor"})
    let_years_pass(place)
    before = place.store.load_case(WORKSPACE, case)
    Database().change("UPDATE store_case SET shape = 'older', state = '{}' WHERE id = %s", (case,))
    done = make(place, folder)
    assert done.file is not None
    archive_reading.restore(place.desk, done.file, [case])
    assert place.store.load_case(WORKSPACE, case) == before


def test_no_clock_may_start_before_what_was_archived(place: Place, archived: tuple[str, Path]) -> None:
    Database().change("DELETE FROM store_event")
    assert place.store.latest_instant() == place.clock.now()


def test_every_part_of_a_case_comes_back_whatever_is_put_back_first(place: Place, folder: Path) -> None:
    cases = [closed(place, key, customer={"id": f"of-{key}"}) for key in ("k1", "k2", "k3")]
    let_years_pass(place)
    before = everything()
    for order in itertools.permutations(cases):
        place.clock.forward(seconds=1)
        done = make(place, folder)
        assert done.file is not None
        archive_reading.restore(place.desk, done.file, order[:1])
        archive_reading.restore(place.desk, done.file, order[1:])
        assert everything() == before


def test_every_table_that_names_a_case_moves_with_it() -> None:
    """But for findings of the auditor, which say what was, and none of which may stand."""
    names = {"case_id", "delivery_id", "stream", "event"}
    having = {model for model in apps.get_app_config("store").get_models() if names & set(columns(model))}
    moving = {MODELS[table] for table in TABLES}
    assert having - moving == {models.Finding}
