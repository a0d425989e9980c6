"""What people are written to about the work on a case: who asks, what for, by when, and what was said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as hc
from stepladder.core.case import work_commands as wc
from stepladder.core.triage.request import Customer
from stepladder.service.commands import handle_command
from stepladder.service.ports import Message
from stepladder.service.rows import PersonRow
from stepladder.service.ticking import tick_due
from tests.contract.place import WORKSPACE, Place

ERASE: dict[str, Any] = {"triggers": ["erasure-request"], "facts": {"account_request": "data-deletion"}}


def do(place: Place, case: str, command: Any, by: str = "ana") -> None:
    handle_command(place.desk, WORKSPACE, case, command, by)


def staffed(place: Place) -> None:
    for id_, name, role in (("ana", "Ana", "agent"), ("mia", "Mia Hart", "manager")):
        email = f"{id_}@desk.example"
        place.store.save_person(WORKSPACE, PersonRow(id=id_, name=name, role=role, email=email))


def send_everything(place: Place) -> None:
    while place.send_all():
        pass


def news(place: Place, beginning: str) -> Message:
    send_everything(place)
    found = [one for one in place.peer.taken if one.subject.startswith(beginning)]
    assert len(found) == 1, [one.subject for one in place.peer.taken]
    return found[0]


def test_whoever_is_asked_reads_what_for_by_whom_and_why(place: Place) -> None:
    staffed(place)
    case = place.opened("k1", "Please erase everything about us.", **ERASE)
    do(place, case, wc.RequestApproval(approval="high-identity", to="mia"))
    asked = news(place, "To decide: High-risk request")
    assert "Ana asks for your decision: High-risk request." in asked.body
    assert "Somebody who did not take the call decides" in asked.body
    do(place, case, wc.Reject(approval="high-identity", because="The number is new."), "mia")
    answer = news(place, "Not approved: High-risk request")
    assert "Mia Hart did not approve: High-risk request.\nThe reason: The number is new." in answer.body


def test_a_hand_over_says_from_whom_and_when_it_goes_back(place: Place) -> None:
    staffed(place)
    case = place.opened("k1")
    do(place, case, c.Acknowledge())
    fields = {one.id: "as said" for one in _fields(place, case)}
    do(place, case, hc.HandOver(to="mia", fields=fields, return_after="2h"))
    given = news(place, "Yours now:")
    assert "The case came to you from Ana." in given.body
    assert "it goes back" in given.body
    place.clock.forward(hours=3)
    tick_due(place.desk)
    assert "You did not take the case up in time. It is with Ana again." in news(place, "Not taken up").body
    assert "The case came back to you from Mia Hart." in news(place, "Back with you").body


def test_the_end_of_a_wait_says_what_can_be_done(place: Place) -> None:
    staffed(place)
    case = place.opened("k1")
    do(place, case, c.Acknowledge())
    do(place, case, c.WaitForCustomer(for_="1h"))
    place.clock.forward(minutes=61)
    tick_due(place.desk)
    assert "did not answer in the time you gave them" in news(place, "No answer yet:").body


def test_a_follow_up_says_what_is_to_be_done_and_until_when(place: Place) -> None:
    staffed(place)
    place.store.save_customer(WORKSPACE, Customer(id="harbor", name="Harbor & Pine", plan="pro"))
    case = place.opened("k1", customer={"id": "harbor"})
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    ahead = [one for one in found.follow_ups.values() if one.is_ahead and one.due_at is not None]
    assert ahead
    place.clock.at = max(one.due_at for one in ahead if one.due_at) + timedelta(minutes=1)
    tick_due(place.desk)
    send_everything(place)
    said = [one for one in place.peer.taken if one.subject.startswith("Follow up: ")]
    assert said
    assert all("It is time to do this, by " in one.body and "Harbor & Pine" in one.subject for one in said)


def _fields(place: Place, case: str) -> tuple[Any, ...]:
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    assert found.assessment is not None
    return found.assessment.fields
