"""A case is taken through gates, proof, approval and a ladder by its page alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from stepladder.service.time_port import SystemTime
from tests.integration.web.conftest import demonstration
from tests.integration.web.forms import Form, forms_of

CONTRACT = {"id": "k1", "monthly_fee": "500 EUR", "outstanding": "6000 EUR"}


class Walk:
    """People at one case, who send the forms that its page shows them."""

    def __init__(self, workspace: str, people: dict[str, str]) -> None:
        from stepladder import bootstrap
        from stepladder.service.rows import PersonRow
        from stepladder.users.models import User

        self._people = {}
        for name, role in people.items():
            bootstrap.desk().store.save_person(workspace, PersonRow(id=name, name=name.capitalize(), role=role))
            user = User.objects.create_user(name, "not-a-secret", name=name.capitalize(), workspace_id=workspace)
            self._people[name] = Client()
            self._people[name].force_login(user)
        self._secret = bootstrap.new_token(name="walk", scopes=("admin",), workspace=workspace)
        self.case = ""

    def opens(self, **request: Any) -> None:
        headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {self._secret}", "content_type": "application/json"}
        answer = Client().post("/api/v1/signals", json.dumps(request), **headers)
        self.case = str(json.loads(answer.content)["case"])

    def page(self, name: str) -> str:
        return self._people[name].get(f"/cases/{self.case}/").content.decode()

    def form(self, name: str, do: str, **fields: str) -> Form:
        """The one form of this command whose hidden fields are these."""
        forms = [one for one in forms_of(self.page(name)) if one.do == do and fields.items() <= one.fields.items()]
        assert len(forms) == 1, [one.fields for one in forms_of(self.page(name)) if one.do == do]
        return forms[0]

    def sends(self, name: str, do: str, said: dict[str, str] | None = None, **fields: str) -> HttpResponse:
        form = self.form(name, do, **fields)
        sent = {key: value for key, value in form.fields.items() if key != "csrfmiddlewaretoken"}
        answer = self._people[name].post(form.action, sent | (said or {}))
        assert isinstance(answer, HttpResponse)
        return answer

    def does(self, name: str, do: str, said: dict[str, str] | None = None, **fields: str) -> None:
        answer = self.sends(name, do, said, **fields)
        assert answer.status_code == 302, answer.content.decode().partition("Not done:")[2][:500]


@pytest.fixture
def selling(sqlite_database: str) -> Iterator[Walk]:
    from stepladder import bootstrap
    from stepladder.service.workspace import create_workspace

    with demonstration():
        create_workspace(bootstrap.desk(), "offers", name="Contracts", pack="contract-care")
        yield Walk("offers", {"kim": "csm", "mia": "manager"})


@pytest.fixture
def serving(workspace: str) -> Walk:
    return Walk(workspace, {"ben": "agent", "mia": "manager", "eve": "legal"})


def test_a_ladder_is_walked_place_by_place_and_an_approval_opens_what_one_may_not_give(selling: Walk) -> None:
    walk = selling
    facts = {"partial_fault": True, "refuses_contract": True}
    signal = {"id": "s1", "text": "They never started.", "triggers": ["beyond-repair"], "facts": facts}
    walk.opens(customer={"id": "tern", "name": "Tern"}, contract=CONTRACT, signal=signal)
    walk.does("kim", "acknowledge")

    held = walk.sends("kim", "offer", {"outcome": "refused"}, rung="write-down/1")
    assert held.status_code == 409
    assert '<a href="#gates">Tick what is there</a>' in held.content.decode()
    unshown = walk.sends("kim", "tick_gate", gate="reference-agreement")
    assert '<a href="#write">Write to the customer</a>' in unshown.content.decode()
    walk.does("kim", "send", {"text": "In March we agreed on twelve months.", "channel": "email"}, place="write")
    walk.does("kim", "tick_gate", gate="reference-agreement")
    walk.does("kim", "offer", {"outcome": "refused"}, rung="write-down/1")

    page = walk.page("kim")
    assert "30% of 6000.00 EUR = 1800.00 EUR" in page
    assert "write-down/3" not in [one.fields["rung"] for one in forms_of(page) if one.do == "offer"]
    refused = walk.sends("kim", "offer", {"outcome": "accepted"}, rung="write-down/2")
    assert '<a href="#approvals">Ask for the approval</a>' in refused.content.decode()
    walk.does("kim", "request_approval", approval="write-down/2")
    own = walk.sends("kim", "approve", approval="write-down/2")
    assert (own.status_code, "cannot decide it" in own.content.decode()) == (409, True)
    walk.does("mia", "approve", {"because": "They start in May."}, approval="write-down/2")
    walk.does("kim", "offer", {"outcome": "accepted"}, rung="write-down/2")
    assert "Granted: 30% for a new start (write-down/2), 1800.00 EUR" in walk.page("kim")


def test_an_approval_that_has_given_what_it_was_for_is_asked_for_again(
    selling: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What people do lies seconds apart, and the desk counts in whole ones.
    begin, seconds = SystemTime().now(), count()
    monkeypatch.setattr(SystemTime, "now", lambda _: begin + timedelta(seconds=next(seconds)))
    walk, month = selling, {"outcome": "accepted"}
    signal = {"id": "s1", "text": "It does not get done.", "triggers": ["integration-late"]}
    walk.opens(customer={"id": "vale", "name": "Vale"}, contract=CONTRACT, signal=signal)
    walk.does("kim", "offer", month, rung="free-month")
    for number in (1, 2):
        refused = walk.sends("kim", "offer", month, rung="free-month")
        assert f"was given {number} time" in refused.content.decode()
        walk.does("kim", "request_approval", approval="free-month")
        walk.does("mia", "approve", approval="free-month")
        assert "once more is asked for again" not in walk.page("kim")
        walk.does("kim", "offer", month, rung="free-month")
        assert "once more is asked for again" in walk.page("kim")


def test_a_notice_goes_out_once_its_last_gate_is_open(serving: Walk) -> None:
    walk = serving
    signal = {"id": "s1", "channel": "email", "text": "I am locked out after too many wrong codes."}
    walk.opens(customer={"id": "harbor"}, signal=signal)
    walk.does("ben", "acknowledge")
    assert "told once this is open" in walk.page("ben")
    for item in ("troubleshoot", "kb-search", "known-issues", "diagnostics"):
        walk.does("ben", "log_attempt", {"result": "Nothing that helps."}, what=item)
    walk.does("ben", "send", {"text": "You hear from us by four.", "channel": "email"}, place="write")
    walk.does("ben", "tick_gate", gate="before-escalating/expectation")
    assert "told once this is open" in walk.page("ben")
    for _ in range(2):
        proof = next(one for one in forms_of(walk.page("ben")) if one.do == "add_factor")
        walk.does("ben", "add_factor", {"result": "passed"} | _first(proof), place=proof.fields["place"])
    page = walk.page("ben")
    assert "It is proved who asks" in page
    assert "told once this is open" not in page
    assert "Access team told by e-mail" in page


def _first(form: Form) -> dict[str, str]:
    return {"factor": form.chosen["factor"][0]} if "factor" in form.chosen else {}


def test_only_those_whom_the_policy_names_may_waive_a_gate(serving: Walk) -> None:
    walk = serving
    walk.opens(customer={"id": "harbor"}, signal={"id": "s1", "text": "I am locked out after too many wrong codes."})
    gate = walk.form("ben", "waive_gate", gate="before-escalating/kb-search").fields["gate"]
    answer = walk.sends("ben", "waive_gate", {"because": "It is down."}, gate=gate)
    assert answer.status_code == 409
    assert "is waived by manager" in answer.content.decode()
    walk.does("mia", "waive_gate", {"because": "The knowledge base is down."}, gate=gate)
    assert "Mia: The knowledge base is down." in walk.page("ben")


def test_a_team_answers_from_the_page_for_a_case_that_somebody_else_has_taken_up(serving: Walk) -> None:
    walk = serving
    walk.opens(customer={"id": "harbor"}, signal={"id": "s1", "text": "Attached is a subpoena for your records."})
    walk.does("ben", "acknowledge")
    assert "acknowledge" not in {one.do for one in forms_of(walk.page("mia"))}
    assert "Acknowledge the case for Legal." in walk.page("eve")
    walk.does("eve", "acknowledge")
    page = walk.page("eve")
    assert "Acknowledged, which answers for Legal" in page
    assert "acknowledge" not in {one.do for one in forms_of(page)}
    assert "Owner: Eve" not in page
