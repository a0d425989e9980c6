"""Every command is taken by `POST /api/v1/cases/{id}/commands`: done, or refused by the case, never for its shape."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from stepladder.core.case.commands import PersonCommand
from tests.integration.web.conftest import Call

ERASE = {
    "text": "Please erase everything.",
    "triggers": ["erasure-request"],
    "facts": {"account_request": "data-deletion"},
}

COMMANDS: dict[str, tuple[dict[str, Any], int]] = {  # do: (arguments, status on a case that was just opened)
    "acknowledge": ({}, 200),
    "assign": ({"to": "ana"}, 200),
    "hand_over": ({"to": "ana", "fields": {"summary": "They want all of it erased."}, "return_after": "4h"}, 200),
    "return_hand_over": ({"code": "no-attempts"}, 409),
    "confirm_trigger": ({"trigger": "erasure-request"}, 200),
    "correct_trigger": ({"trigger": "erasure-request", "is": "none", "because": "They meant one file."}, 200),
    "set_fact": ({"fact": "affected_count", "value": 3}, 200),
    "set_level": ({"scale": "priority", "level": "high", "because": "There is time."}, 200),
    "log_attempt": ({"what": "another way", "result": "nothing"}, 200),
    "tick_gate": ({"gate": "approved", "evidence": {"type": "tick", "text": "I saw it."}}, 409),
    "waive_gate": ({"gate": "approved", "because": "It is late."}, 409),
    "add_factor": ({"factor": "photo_id", "result": "failed"}, 200),
    "request_approval": ({"approval": "high-identity"}, 200),
    "approve": ({"approval": "high-identity"}, 409),
    "reject": ({"approval": "high-identity", "because": "No."}, 409),
    "send": ({"channel": "email", "text": "We look into it."}, 200),
    "log_call": ({"with": "customer", "outcome": "reached"}, 200),
    "note": ({"text": "Ask Ana."}, 200),
    "wait_for_customer": ({"for": "2d"}, 200),
    "customer_replied": ({"text": "Thank you."}, 200),
    "promise_reply": ({"until": "2099-01-01T10:00:00Z"}, 200),
    "complete_step": ({"step": "verification/collect", "evidence": {"type": "tick"}}, 409),
    "skip_step": ({"step": "verification/collect", "because": "It was done before."}, 200),
    "offer": ({"rung": "free-month", "outcome": "refused"}, 409),
    "resolve": ({"text": "It is done."}, 200),
    "customer_confirms": ({}, 409),
    "customer_denies": ({"text": "No."}, 409),
    "reopen": ({"because": "It is back."}, 409),
    "close": ({"outcome": {"resolved_by_team": True}}, 409),
    "merge": ({"into": "c-none"}, 422),
    "split": ({"text": "They also ask for an invoice."}, 200),
    "hold": ({"what": "delivery", "because": "Legal looks."}, 200),
    "release": ({"hold": "nothing", "because": "It is over."}, 409),
    "move_policy": ({"to": "2.3"}, 200),
    "link_incident": ({"incident": "i-none"}, 409),
    "unlink_incident": ({"because": "It is another matter."}, 409),
    "declare_incident": ({"title": "Sync is down", "features": ["sync"]}, 200),
    "update_incident": ({"text": "We look into it."}, 409),
    "end_incident": ({"text": "It is over."}, 409),
}


def test_no_command_is_left_out() -> None:
    assert set(COMMANDS) == {str(one.__struct_config__.tag) for one in get_args(PersonCommand)}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_done_or_refused_by_the_case(call: Call, name: str) -> None:
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", **ERASE}}
    case = json.loads(call("post", "signals", body).content)["case"]
    arguments, status = COMMANDS[name]
    answer = call("post", f"cases/{case}/commands", {"do": name, **arguments})
    said = json.loads(answer.content)
    assert answer.status_code == status, said
    if status == 200:
        assert said["case"]["id"] == case
    if status == 409:
        assert said["reason"]
        assert {"source", "opens_with"} <= set(said)


def test_a_word_that_no_command_has_is_named(call: Call) -> None:
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", **ERASE}}
    case = json.loads(call("post", "signals", body).content)["case"]
    answer = call("post", f"cases/{case}/commands", {"do": "tick_gate", "gate": "x", "evidence": {"kind": "tick"}})
    assert answer.status_code == 422
    assert "evidence" in answer.content.decode()


@pytest.mark.parametrize("do", ["assign", "hand_over"])
def test_an_owner_whom_nobody_knows_is_refused_with_the_nearest_name(call: Call, do: str) -> None:
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", **ERASE}}
    case = json.loads(call("post", "signals", body).content)["case"]
    answer = call("post", f"cases/{case}/commands", {"do": do, "to": "securty"})
    said = json.loads(answer.content)
    assert (answer.status_code, said["where"]) == (422, "to")
    assert said["what"] == "no person and no role is called 'securty'"
    assert said["mend"] == "Did you mean 'security'?"
