"""Who is told, what they read, and what happens where nobody is behind a role."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case.commands import CorrectTrigger, Send, SetFact
from stepladder.core.triage.request import Customer
from stepladder.service.addresses import Unreachable, resolve
from stepladder.service.commands import handle_command
from stepladder.service.rows import Address, PersonRow
from stepladder.service.ticking import tick_due
from tests.contract.place import LEAK, WORKSPACE, Place


def test_a_notice_says_how_bad_by_when_for_whom_and_what_is_still_to_be_asked(place: Place) -> None:
    case = place.opened("k1", customer={"id": "harbor"})
    place.send_all()
    (mail,) = place.peer.taken
    assert mail.to == "security@desk.example"
    assert mail.subject == "Critical - Security and privacy - Harbor & Pine (pro)"
    for line in (
        "first response by Sun 9 Mar 2025, 00:10 EST",
        "resolution by Sun 9 Mar 2025, 04:40 EDT",
        "Customer name: Harbor & Pine",
        "- Not known yet: Customer e-mail, Short summary, ",
        f'"{LEAK}"',
        f"http://desk.example/cases/{case}",
    ):
        assert line in mail.body
    assert mail.body.lower().count("not known yet") == 1, "what is missing takes one line"
    assert "1741" not in mail.body, "an instant is written as people read it"


def test_what_was_sent_is_kept_word_for_word(place: Place) -> None:
    place.opened("k1")
    place.send_all()
    line = place.deliveries()["security route"]
    assert line.text is not None
    kept = place.store.texts(WORKSPACE, [line.text])[line.text]
    assert (kept.subject, kept.body) == (place.peer.taken[0].subject, place.peer.taken[0].body)
    assert (line.state, line.address) == ("sent", "security@desk.example")


def test_the_workspaces_own_directory_stands_over_the_packs(place: Place) -> None:
    place.opened("k1")
    place.store.save_address(WORKSPACE, Address(role="security", channel="email", address="night@desk.example"))
    place.send_all()
    assert [one.to for one in place.peer.taken] == ["night@desk.example"]


def test_a_missed_promise_that_was_noticed_late_says_so(place: Place) -> None:
    place.opened("k1")
    place.send_all()
    place.clock.forward(minutes=50)
    tick_due(place.desk)
    while place.send_all():
        continue  # One batch after the other, until nothing waits.
    missed = [one for one in place.peer.taken if one.subject.startswith("Missed")]
    assert missed
    assert all("noticed late" in one.body for one in missed)


def test_a_mark_that_no_longer_matters_is_not_told_and_says_why(place: Place) -> None:
    case = place.opened("k1", customer={"id": "harbor"}, contact={"email": "pat@harbor.example"})
    place.send_all()
    place.clock.forward(minutes=16)
    tick_due(place.desk)
    handle_command(place.desk, WORKSPACE, case, Send(channel="email", text="We are on it."), "ana")
    place.send_all()
    held = [one for one in place.store.deliveries(WORKSPACE) if one.state == "held"]
    assert [(one.purpose, one.reason) for one in held] == [("at_risk", "the promise is not at risk any more")]


def test_a_notice_that_was_corrected_before_it_went_out_is_held(place: Place) -> None:
    case = place.opened("k1")
    handle_command(place.desk, WORKSPACE, case, CorrectTrigger(trigger="cross-user-data", becomes="none"), "ana")
    place.send_all()
    assert place.deliveries()["security route"].state == "held"
    assert place.peer.taken == []


def enterprise(place: Place, csm: str | None) -> None:
    place.store.save_customer(WORKSPACE, Customer(id="vale", name="Vale", plan="enterprise", csm=csm))


def test_a_role_that_the_record_fills_is_the_person_named_there_today(place: Place) -> None:
    enterprise(place, "lee")
    place.store.save_person(WORKSPACE, PersonRow(id="lee", name="Lee", role="csm", email="lee@desk.example"))
    reached = _resolve(place, "csm")
    assert reached == ("email", "lee@desk.example")
    enterprise(place, "kim")
    place.store.save_address(WORKSPACE, Address(role="kim", channel="direct", address="ext 12"))
    assert _resolve(place, "csm") == ("direct", "ext 12")


def test_whom_the_request_or_a_person_names_stands_over_the_record_on_file(place: Place) -> None:
    enterprise(place, "lee")
    case = place.opened("k1", customer={"id": "vale", "csm": "kim@desk.example"})
    assert _resolve(place, "csm", case) == ("email", "kim@desk.example")
    handle_command(place.desk, WORKSPACE, case, SetFact(fact="customer.csm", value="dana@desk.example"), "ana")
    assert _resolve(place, "csm", case) == ("email", "dana@desk.example")


def test_a_customer_the_desk_has_no_record_of_is_reached_by_what_the_request_says(place: Place) -> None:
    case = place.opened("k1", customer={"id": "stranger", "csm": "kim@desk.example"})
    assert _resolve(place, "csm", case) == ("email", "kim@desk.example")


def test_a_role_that_no_record_fills_is_named_as_such(place: Place) -> None:
    enterprise(place, None)
    with pytest.raises(Unreachable, match="names nobody as csm"):
        _resolve(place, "csm", place.opened("k1", customer={"id": "vale"}))


def test_a_notice_names_the_customer_as_the_policy_knows_it(place: Place) -> None:
    case = place.opened("k1", customer={"id": "stranger", "name": "Stranger & Co", "plan": "starter"})
    handle_command(place.desk, WORKSPACE, case, SetFact(fact="customer.plan", value="pro"), "ana")
    place.send_all()
    assert "Stranger & Co (pro)" in place.peer.taken[0].subject


def test_a_role_with_nobody_behind_it_is_an_error_on_the_case_and_a_notice_to_the_fallback_role(place: Place) -> None:
    from django.db import connection

    case = place.opened("k1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_delivery SET addressee = 'nobody'")
    place.send_all()
    place.send_all()
    found = place.deliveries()
    assert (found["nobody route"].state, found["nobody route"].reason) == ("dead", "nobody is behind the role nobody")
    assert found["success failure"].state == "sent"
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    assert loaded.errors == ["nobody was not reached by email: nobody is behind the role nobody"]


def test_a_fallback_role_that_nobody_is_behind_ends_and_does_not_go_round(place: Place) -> None:
    from django.db import connection

    place.opened("k1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_delivery SET addressee = 'nobody'")
    place.store.save_address(WORKSPACE, Address(role="success", channel="email", address="success@desk.example"))
    from stepladder.service.ports import NotSent

    place.peer.answers = [NotSent("550 no", again=False)] * 5
    for _ in range(5):
        place.send_all()
    states = [one.state for one in place.store.deliveries(WORKSPACE)]
    assert states == ["dead", "dead"]


def test_a_message_to_a_customer_without_an_address_is_told_to_the_fallback_role(place: Place) -> None:
    case = place.opened("k1")
    place.send_all()
    handle_command(place.desk, WORKSPACE, case, Send(channel="email", text="We are on it."), "ana")
    place.send_all()
    place.send_all()
    found = place.deliveries()
    assert found["customer message"].reason == "no mail address of the customer is known"
    assert found["success failure"].state == "sent"


def test_retrying_keeps_the_key_so_that_a_peer_can_tell(place: Place) -> None:
    from stepladder.service.ports import NotSent

    place.opened("k1")
    place.peer.answers = [NotSent("hung up after the message", again=True, maybe=True)]
    place.send_all()
    assert place.deliveries()["security route"].state == "uncertain"
    place.clock.at += timedelta(seconds=5)
    place.send_all()
    assert [one.key for one in place.peer.taken] == [place.deliveries()["security route"].id] * 2


def _resolve(place: Place, role: str, opened: str | None = None) -> tuple[str, str]:
    opened = opened or place.opened(f"k-{place.clock.forward(seconds=1)}", customer={"id": "vale"})
    case = place.store.load_case(WORKSPACE, opened)
    assert case is not None
    pack = place.desk.packs.in_force(WORKSPACE)
    found = resolve(place.store, WORKSPACE, pack, case, role, "direct", now=place.clock.now())
    return found.channel, found.address
