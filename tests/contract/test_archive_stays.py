"""What archiving leaves where it is: whatever anything still goes by, and whatever changes at that moment."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from stepladder.core.account.commands import ClearSign, FinishReview
from stepladder.core.case.commands import Link
from stepladder.core.register import commands as register
from stepladder.core.triage.loading import load
from stepladder.core.values import DeskError
from stepladder.service.archiving import listed_by_incidents, why_it_stays
from stepladder.service.clearing import ask_account
from stepladder.service.commands import ask_of_case
from stepladder.service.ports import AnyChange
from stepladder.service.ports_audit import Finding
from stepladder.service.problems import NotAllowed
from stepladder.service.registers import keep
from stepladder.service.rows import WorkspaceRow
from stepladder.store import archive_reading, archives
from stepladder.store.adapter import StoreAdapter
from stepladder.store.archives import Moved
from stepladder.store.audit import AuditAdapter
from stepladder.store.sql import Database
from tests.contract.archiving import (
    RESELL,
    closed,
    do,
    end,
    everything,
    let_years_pass,
    long_ago,
    make,
    of_case,
    standings,
    verified,
    work,
)
from tests.contract.place import LEAK, WORKSPACE, HandClock, Place, new_place, shipped, version_of
from tests.contract.test_accounts import THREAT, VALE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archives"
    made.mkdir()
    return made


def test_what_is_still_needed_stays_each_for_its_reason(place: Place, folder: Path) -> None:
    keys = ["entry", "under_way", "asked", "finding", "altered", "goes", "to_come", "later", "spoilt"]
    cases = {key: closed(place, key, customer={"id": f"of-{key}"}) for key in keys}
    closed(place, "hold", LEAK)
    for key in ("r1", "r2", "r3"):
        closed(place, key, customer={"id": "thrice"})
    into = place.opened("into", RESELL, customer={"id": "harbor"}, conversation="into")
    merged = place.opened("merged", RESELL, customer={"id": "harbor"}, conversation="merged")
    do(place, merged, do="merge", into=into)
    keep(place.desk, WORKSPACE, register.Enter(register="feedback", title="A theme", case=cases["entry"]), "ana")
    declared = place.opened("incident", RESELL, customer={"id": "of-incident"})
    do(place, declared, do="declare_incident", title="The shop is slow")
    end(place, declared)
    let_years_pass(place)
    now = place.clock.now()
    late = closed(place, "late", customer={"id": "of-late"})
    sql = Database().change
    sql("UPDATE store_delivery SET due_at = 1 WHERE case_id = %s", (cases["under_way"],))
    change = ask_of_case(place.desk, WORKSPACE, late, Link(case=cases["asked"]), "desk")
    assert change is not None
    place.store.commit([change])
    sql(
        "UPDATE store_reaction SET due_at = 1, target = %s WHERE event = %s", (cases["asked"], f"signal/{signal(late)}")
    )
    sql("UPDATE store_event SET data = data || ' ' WHERE stream = %s AND version = 2", (cases["altered"],))
    sql("UPDATE store_case SET wake_at = 1 WHERE id = %s", (cases["to_come"],))
    sql("UPDATE store_case SET state = '{}' WHERE id = %s", (cases["spoilt"],))
    sql("UPDATE store_case SET shape = 'later' WHERE id = %s", (cases["later"],))
    sql("UPDATE store_event SET v = 9 WHERE stream = %s AND version = 2", (cases["later"],))
    AuditAdapter().report(
        [Finding(workspace=WORKSPACE, id="events/1", kind="events", stream=cases["finding"], said="-", at=now)]
    )
    unsealed = cases["goes"]
    sql("UPDATE store_event SET position = NULL WHERE stream = %s AND version = 1", (unsealed,))

    done = make(place, folder)
    assert done.stays == dict.fromkeys(
        ["merged", "incident", "entry", "altered", "to_come", "hold", "unsealed", "later"], 1
    ) | {"under_way": 2, "finding": 2, "review": 3}
    assert (done.file, done.cases, list(folder.iterdir())) == (None, 0, [])
    ask_account(place.desk, WORKSPACE, "thrice", FinishReview(pattern="repeat", because="Three reports of one."), "ana")
    looked = make(place, folder, dry_run=True)
    assert (looked.cases, looked.stays) == (3, {why: count for why, count in done.stays.items() if why != "review"})
    assert list(folder.iterdir()) == []


def test_what_an_incident_that_goes_on_lists_stays_though_the_case_knows_nothing_of_it(place: Place) -> None:
    old = closed(place, "old", customer={"id": "harbor"})
    let_years_pass(place)
    fresh = place.opened("fresh", RESELL, customer={"id": "vale"}, conversation="fresh")
    do(place, fresh, do="declare_incident", title="The shop is slow")
    work(place)
    listed = listed_by_incidents(place.desk, WORKSPACE)
    assert listed == {fresh}
    case = place.store.load_case(WORKSPACE, old)
    assert case is not None
    assert why_it_stays(place.desk, WORKSPACE, case, listed) is None
    assert why_it_stays(place.desk, WORKSPACE, case, listed | {old}) == "incident"


def test_what_a_sign_that_stands_was_seen_in_stays_until_it_is_cleared(place: Place, folder: Path) -> None:
    closed(place, "k1", THREAT, customer=VALE)
    let_years_pass(place)
    assert make(place, folder, dry_run=True).stays == {"sign": 1}
    ask_account(place.desk, WORKSPACE, VALE["id"], ClearSign(sign="leave-threat", because="They stay."), "lee")
    done = make(place, folder, dry_run=True)
    assert (done.cases, done.stays) == (1, {})


def signal(case: str) -> str:
    ((found,),) = Database().rows("SELECT id FROM store_signal WHERE case_id = %s", (case,))
    return str(found)


def test_what_changes_between_the_writing_and_the_taking_out_stays(place: Place, folder: Path) -> None:
    first, second = (closed(place, key, customer={"id": f"of-{key}"}) for key in ("k1", "k2"))
    let_years_pass(place)

    def hears_of_another() -> None:
        change = ask_of_case(place.desk, WORKSPACE, first, Link(case="c-new"), "desk")
        assert change is not None
        place.store.commit([change])

    done = make(place, folder, hears_of_another)
    assert (done.cases, done.stays) == (1, {"changed": 1})
    assert done.file is not None
    assert place.events(first)[-1] == "linked"
    assert place.store.load_case(WORKSPACE, second) is None
    assert standings(place, done.file) == {first: "present", second: "whole"}
    assert verified(place)[0] == []
    place.seal_all()
    place.clock.forward(seconds=1)
    looked = make(place, folder)
    assert (looked.file, looked.stays) == (None, {"recent": 1}), "an old case of which somebody spoke today"
    place.clock.forward(days=366)
    later = make(place, folder)
    assert later.file is not None
    assert (later.cases, standings(place, later.file)) == (1, {first: "whole"})
    assert standings(place, done.file)[first] == "older"
    with pytest.raises(DeskError, match="was archived again"):
        archive_reading.restore(place.desk, done.file, [first])


def test_nothing_is_archived_that_was_closed_within_what_a_policy_looks_back_on(place: Place, folder: Path) -> None:
    row = place.store.workspace(WORKSPACE)
    assert row is not None
    for days, said in ((29, "last 30 days"), (31, None)):
        assert refusal(place, row, folder, days) == said
    _, files = shipped()
    patient = {name: text.replace("within: 30d", "within: 90d") for name, text in files.items()}
    place.store.publish(WORKSPACE, version_of(load("support-desk", patient), patient))
    for days, said in ((31, "the detector repeat of support-desk looks back 90 days"), (91, None)):
        assert refusal(place, row, folder, days) == said


def refusal(place: Place, row: WorkspaceRow, folder: Path, days: int) -> str | None:
    """The part that tells why, of what is said where cases closed so long ago are to be archived."""
    try:
        assert archives.make(place.desk, row, folder, place.clock.now() - timedelta(days=days)).cases == 0
    except DeskError as fault:
        return fault.what.removeprefix("cases of the ").removesuffix(" are never archived")
    return None


def test_a_message_that_somebody_sends_again_at_that_moment_is_not_taken_out_unsent(place: Place, folder: Path) -> None:
    case = closed(place, "k1", customer={"id": "harbor"})
    let_years_pass(place)
    (dead, *_) = [one.id for one in place.store.deliveries(WORKSPACE, case=case, states=("dead",))]
    sent_again: list[bool] = []

    def send_again() -> None:
        sent_again.append(place.store.resend(WORKSPACE, dead, place.clock.now()))
        connections["default"].close()

    @dataclass(slots=True)
    class Moment(HandClock):
        """Asked for the time of taking out, when the rows are held, it lets somebody else try."""

        tries: list[threading.Thread] = field(default_factory=list)

        def now(self) -> datetime:
            if place.store.archived_case(WORKSPACE, case) is None and any(folder.glob("*.gz")) and not self.tries:
                self.tries.append(threading.Thread(target=send_again))
                self.tries[0].start()
                self.tries[0].join(0.3)  # It waits for the row, and would be done by now if it did not.
            return self.at

    moment = Moment(place.clock.at)
    row = place.store.workspace(WORKSPACE)
    assert row is not None
    done = archives.make(replace(place.desk, time=moment), row, folder, long_ago(place))
    moment.tries[0].join(30)
    assert (done.cases, sent_again) == (1, [False])
    assert of_case(everything(), case) == 0


def test_an_entry_does_not_name_a_case_that_is_archived_at_that_moment(place: Place, folder: Path) -> None:
    case = closed(place, "k1", customer={"id": "harbor"})
    let_years_pass(place)

    class Meanwhile(StoreAdapter):
        """Whoever stores through it comes just after somebody archived."""

        def commit(self, changes: Sequence[AnyChange]) -> None:
            if place.store.archived_case(WORKSPACE, case) is None:
                assert make(place, folder).cases == 1
            super().commit(changes)

    late = replace(place.desk, store=Meanwhile(place.clock))
    with pytest.raises(NotAllowed, match="it is closed and was archived"):
        keep(late, WORKSPACE, register.Enter(register="feedback", title="A theme", case=case), "ana")
    assert Database().row("SELECT count(*) FROM store_aggregate WHERE kind = 'entry'") == (0,)


def test_a_case_that_an_entry_names_at_that_moment_is_not_archived(postgres_database: str, folder: Path) -> None:
    place = new_place()
    case = closed(place, "k1", customer={"id": "harbor"})
    let_years_pass(place)
    done: list[Moved] = []

    def archive() -> None:
        done.append(make(place, folder))
        connections["default"].close()

    with Database().transaction():
        # Entering is not committed yet: whoever takes out must wait for it, and then see it.
        keep(place.desk, WORKSPACE, register.Enter(register="feedback", title="A theme", case=case), "ana")
        other = threading.Thread(target=archive)
        other.start()
        other.join(1)
        assert done == [], "it waits"
    other.join(30)
    assert (done[0].cases, sum(done[0].stays.values())) == (0, 1)
    assert place.store.load_case(WORKSPACE, case) is not None
