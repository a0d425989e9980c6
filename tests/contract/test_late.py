"""What fell due while no worker ran comes before whatever else happens to a case, each at its own instant."""

from __future__ import annotations

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.triage.loading import load
from stepladder.service.commands import handle_command
from stepladder.service.rows import StoredEvent, WorkspaceRow
from stepladder.service.ticking import tick_due
from tests.contract.place import WORKSPACE, Place, version_of
from tests.unit.core.case.work import WORK

STALE = """detectors:
  - {id: stale, title: Stale, level: "priority:critical", when: "elapsed(case.opened_at) >= duration('3h')", because: b,
     source: [SD-284]}
"""


def opened(place: Place) -> str:
    files = {"pack.yaml": WORK.read_text(encoding="utf-8").replace("detectors:\n", STALE, 1)}
    pack = load("work", files)
    place.store.save_workspace(WorkspaceRow(id=WORKSPACE, name="Main", zone=pack.zone, pack=pack.id))
    place.store.publish(WORKSPACE, version_of(pack, files))
    return place.opened("k1", "It fell over.", triggers=["bug"], conversation="talk")


def slot(event: StoredEvent) -> str:
    return str(msgspec.json.decode(event.data)["slot"])


@pytest.mark.parametrize("come", ["a note", "a fact", "a signal", "the worker"])
def test_whatever_comes_first_after_an_outage_a_breach_stays_one_and_events_stand_in_their_order(
    place: Place, come: str
) -> None:
    case = opened(place)
    place.clock.forward(hours=40)
    match come:
        case "a note":
            handle_command(place.desk, WORKSPACE, case, c.Note(text="Look."), "lee")
        case "a fact":
            handle_command(place.desk, WORKSPACE, case, c.SetFact(fact="case.cause", value="ours"), "lee")
        case "a signal":
            assert place.opened("k2", "It fell over.", triggers=["bug"], conversation="talk") == case
    while tick_due(place.desk).seen:
        pass
    events = place.store.events(WORKSPACE, case)
    # A deadline is missed a second after it, and told at its own instant, as is a step that is overdue.
    ordered = [one for one in events if one.type not in ("clock_missed", "step_overdue")]
    assert [one.at for one in ordered] == sorted(one.at for one in ordered)
    (moved,) = [one for one in events if one.type == "clock_moved" and slot(one) == "resolution"]
    (missed,) = [one for one in events if one.type == "clock_missed" and slot(one) == "resolution"]
    assert moved.at < missed.at < place.clock.now()
