"""The check-up says with figures what is broken, on both databases, and changes nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import OperationalError, connection
from msgspec import structs

from stepladder import beats, home
from stepladder.beats import Beat, seal
from stepladder.checkup import chain, machine, reaching, stored, working
from stepladder.checkup.check import Answer, Around, looked
from stepladder.core.values import DeskError
from stepladder.service.audit_walk import Round, audit_page
from stepladder.service.ports_audit import Finding
from stepladder.service.problems import NoPolicy
from stepladder.service.rows import Address, RefusedPack
from stepladder.service.time_port import SystemTime
from stepladder.store import proof
from stepladder.store.audit import AuditAdapter
from stepladder.store.watching import WatchAdapter
from tests.contract.place import START, WORKSPACE, Place, shipped
from tests.harness.mail import MailPeer


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def around(place: Place, tmp_path: Path) -> Around:
    folder = tmp_path / "desk"
    home.prepare(folder)
    return Around(folder=folder, desk=place.desk, now=place.clock.now(), machine=place.clock.now())


def state(answer: Answer) -> str:
    assert answer.said
    assert bool(answer.mend) == (answer.state != "ok"), answer
    return answer.state


def test_a_folder_that_others_may_read_is_said_with_its_rights(around: Around) -> None:
    assert state(machine.folder(around)) == "ok"
    around.folder.chmod(0o755)
    answer = machine.folder(around)
    assert (state(answer), "(0755)" in answer.said) == ("warn", True)


def test_a_key_that_is_gone_open_or_short_is_a_failure(around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state(machine.secret(around)) == "ok"
    (around.folder / "secret.key").chmod(0o644)
    assert state(machine.secret(around)) == "fail"
    (around.folder / "secret.key").unlink()
    assert state(machine.secret(around)) == "fail"
    monkeypatch.setenv("STEPLADDER_SECRET_KEY", "short")
    assert "5 characters" in machine.secret(around).said
    monkeypatch.setenv("STEPLADDER_SECRET_KEY", "long enough " * 5)
    assert state(machine.secret(around)) == "ok"


def test_disk_zones_and_versions_are_said_in_figures(around: Around) -> None:
    assert "GiB" in machine.disk(around).said
    assert machine.zones(around).said.startswith("tzdata 20")
    assert state(machine.zones(replace(around, now=around.now + timedelta(days=2000)))) == "warn"
    assert machine.versions(around).said.startswith("Stepladder 0.")


def test_a_clock_that_is_set_or_runs_behind_what_is_stored_is_said(place: Place, around: Around) -> None:
    assert state(machine.clock(around)) == "warn"
    by_day = replace(around, desk=replace(place.desk, time=SystemTime()))
    assert state(machine.clock(by_day)) == "ok"
    for seconds, wanted in ((-1, "ok"), (3, "warn"), (-31, "fail")):
        answer = machine.clock(replace(by_day, machine=by_day.now + timedelta(seconds=seconds)))
        assert (state(answer), f"{abs(seconds)}.0 s" in answer.said) == (wanted, True)
    place.opened("k1")
    sql("UPDATE store_event SET recorded_at = recorded_at + 3153600000000000")
    answer = machine.clock(by_day)
    assert (state(answer), "in the future" in answer.said) == ("fail", True)


def test_a_database_answers_has_its_tables_and_keeps_what_it_takes(around: Around) -> None:
    assert "ms" in stored.database(around).said
    assert state(stored.tables(around)) == "ok"
    assert state(stored.durable(around)) in ("ok", "fail" if connection.vendor == "postgresql" else "ok")


def test_a_migration_that_is_missing_or_of_a_later_release_is_named(around: Around) -> None:
    sql("DELETE FROM django_migrations WHERE app = 'store' AND name = '0010_auditor'")
    assert "store.0010_auditor" in stored.tables(around).said
    sql("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0010_auditor', '2026-01-01')")
    sql("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_future', '2026-01-01')")
    answer = stored.tables(around)
    assert (state(answer), "store.0999_future" in answer.said) == ("warn", True)


def test_a_key_that_is_not_the_one_of_the_history_or_is_lost_is_a_failure(
    place: Place, around: Around, settings: Any
) -> None:
    assert state(chain.chain(around)) == "ok"
    place.opened("k1")
    place.seal_all()
    said = chain.chain(around).said
    assert proof.fingerprint() in said
    assert "every event has its seal" in said
    for key, why in (("another one", "made with another key"), ("", "is not there")):
        settings.CHAIN_KEY = key
        answer = chain.chain(around)
        assert (state(answer), why in answer.said, "chain.key" in answer.said) == ("fail", True, True)


def test_how_far_sealing_is_behind_is_said_and_a_failure_where_it_stands_still(place: Place, around: Around) -> None:
    count = len(place.events(place.opened("k1")))
    place.clock.forward(seconds=59)
    answer = chain.chain(around)
    assert state(answer) == "ok"
    assert f"{count} events wait for a seal, the oldest for 59 s" in answer.said
    place.clock.forward(seconds=2)
    answer = chain.chain(around)
    assert (state(answer), "none was given for 61 s" in answer.said) == ("fail", True)
    place.desk.proof.seal(WORKSPACE, place.clock.now(), 1)
    assert state(chain.chain(around)) == "ok", "it goes on, however much waits"


def test_a_worker_counts_as_gone_after_three_beats(around: Around) -> None:
    assert state(working.worker(around)) == "fail"
    beat = Beat(
        desk="http://desk.example", worker="one:1", release="0.1.0", started_at=START, at=around.now, sequence=1,
        every_seconds=30,
    )  # fmt: skip
    sealed = seal(beat, "secret")
    WatchAdapter().keep_beat("one:1", around.now, msgspec.json.encode(sealed))
    if connection.vendor == "sqlite":
        copied = working.worker(around)
        assert (state(copied), "no worker has been at work here" in copied.said) == ("fail", True)
        assert beats.FILE not in os.listdir(around.folder), "a check-up writes nothing"
        beats.write(around.folder, sealed)
    assert state(working.worker(around)) == "ok"
    assert state(working.worker(replace(around, now=around.now + timedelta(seconds=91)))) == "fail"


def test_what_is_overdue_goes_by_the_setting_of_the_heartbeat(
    place: Place, around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.opened("k1")
    place.clock.forward(minutes=17)
    assert state(working.overdue(around)) == "fail"
    monkeypatch.setenv("STEPLADDER_HEARTBEAT_OVERDUE", "2000")
    answer = working.overdue(around)
    assert (state(answer), answer.said) == ("ok", "nothing has been due for more than 33 min")


def test_a_worker_whose_peer_is_ill_is_told_from_one_that_is_gone(around: Around) -> None:
    beat = Beat(
        desk="http://desk.example", worker="one:1", release="0.1.0", started_at=START, at=around.now, sequence=1,
        every_seconds=30, ill_peers=("*",),
    )  # fmt: skip
    sealed = seal(beat, "secret")
    WatchAdapter().keep_beat("one:1", around.now, msgspec.json.encode(sealed))
    beats.write(around.folder, sealed)
    answer = working.worker(around)
    assert (state(answer), "nothing gets through into the console box" in answer.said) == ("warn", True)


def test_what_is_overdue_is_counted(place: Place, around: Around) -> None:
    place.opened("k1")
    assert state(working.overdue(around)) == "ok"
    place.clock.forward(minutes=17)
    answer = working.overdue(around)
    assert state(answer) == "fail"
    assert "of kind case" in answer.said
    assert "of kind delivery" in answer.said


def test_messages_that_are_dead_or_in_doubt_are_counted(place: Place, around: Around) -> None:
    place.opened("k1")
    assert state(working.deliveries(around)) == "ok"
    sql("UPDATE store_delivery SET state = 'dead', due_at = NULL")
    count = len(place.store.deliveries(WORKSPACE))
    assert f": {count} dead" in working.deliveries(around).said
    place.clock.forward(days=8)
    assert state(working.deliveries(around)) == "ok"


def test_a_finding_that_stands_is_named_and_one_that_was_repaired_is_counted(place: Place, around: Around) -> None:
    case = place.opened("k1")
    answer = working.audit(around)
    assert (state(answer), "proved by 'stepladder audit verify', not here" in answer.said) == ("ok", True)
    sql("UPDATE store_case SET wake_at = NULL")
    audit_page(AuditAdapter(), Round(), place.clock.now())
    assert "1 thing was set right" in working.audit(around).said
    sql("DELETE FROM store_event WHERE version = 1")
    audit_page(AuditAdapter(), Round(), place.clock.now())
    answer = working.audit(around)
    assert (state(answer), case in answer.said) == ("fail", True)


def test_of_many_findings_some_are_named_and_all_counted(place: Place, around: Around) -> None:
    found = [
        Finding(workspace=WORKSPACE, id=f"events/{number}", kind="events", stream=f"c-{number}", said="amiss", at=START)
        for number in range(1200)
    ]
    AuditAdapter().report(found)
    answer = working.audit(around)
    assert state(answer) == "fail"
    assert answer.said.startswith("1200 findings of the auditor stand")
    assert "; 1197 more" in answer.said


def test_a_workspace_without_a_policy_or_with_one_that_was_refused_is_said(place: Place, around: Around) -> None:
    assert state(reaching.policy(around)) == "ok"
    fault = RefusedPack(at=START, by="tests", source="support-desk", faults=())
    place.store.refuse_pack(WORKSPACE, fault)
    assert state(reaching.policy(around)) == "warn"
    sql("UPDATE store_packversion SET in_force = %s", False)
    assert state(reaching.policy(around)) == "fail"


def test_a_mail_server_answers_or_is_said_not_to(
    around: Around, mail_peer: MailPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state(reaching.channels(around)) == "warn"
    monkeypatch.setenv("STEPLADDER_SMTP_URL", f"smtp://{mail_peer.host}:{mail_peer.port}")
    answer = reaching.channels(around)
    assert (state(answer), "takes mail from desk@localhost" in answer.said) == ("ok", True)
    mail_peer.refuse("MAIL", "550 5.1.8 sender rejected")
    answer = reaching.channels(around)
    assert (state(answer), "(550 5.1.8 sender rejected)" in answer.said) == ("fail", True)
    assert answer.mend.startswith("Set STEPLADDER_SMTP_FROM to ")
    assert mail_peer.mails == []
    monkeypatch.setenv("STEPLADDER_SMTP_URL", "smtp://127.0.0.1:9")
    answer = reaching.channels(around)
    assert (state(answer), "127.0.0.1:9" in answer.said) == ("fail", True)


def test_a_role_that_leads_to_nobody_is_named_until_it_has_an_address(place: Place, around: Around) -> None:
    assert state(reaching.routes(around)) == "ok"
    pack = shipped()[0]
    others = tuple(one for one in pack.text.directory if one.id != "security")
    place.desk.packs.keep(structs.replace(pack, text=structs.replace(pack.text, directory=others)))
    answer = reaching.routes(around)
    assert (state(answer), "main: security" in answer.said) == ("warn", True)
    place.store.save_address(WORKSPACE, Address(role="security", channel="email", address="sec@company.example"))
    assert state(reaching.routes(around)) == "ok"


def test_a_look_that_comes_to_grief_is_a_failure_of_its_own(around: Around) -> None:
    def broken(_: Around) -> Answer:
        raise DeskError("it is broken", where="here", mend="Mend it.")

    check = looked("broken", broken, around)
    assert (check.id, check.state) == ("broken", "fail")
    assert "DeskError" in check.said


GRIEF = {  # claim: (what a look meets, the check by which the database is known to be ill, how it ends, because of)
    "a database that is first met ill here": (OperationalError("gone"), "", "fail", ""),
    "a database that is known to be ill": (OperationalError("gone"), "tables", "unknown", "tables"),
    "a fault of its own beside an ill database": (DeskError("no", where="here", mend="Mend."), "tables", "fail", ""),
    "a policy that is not there": (NoPolicy("none", where="main", mend="Publish."), "", "unknown", "policy"),
}


@pytest.mark.parametrize(("fault", "ill", "ends", "because"), GRIEF.values(), ids=GRIEF)
def test_a_cause_is_told_once(around: Around, fault: Exception, ill: str, ends: str, because: str) -> None:
    def broken(_: Around) -> Answer:
        raise fault

    check = looked("broken", broken, around, ill)
    assert (check.state, check.because) == (ends, because)
