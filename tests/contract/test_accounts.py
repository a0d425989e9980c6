"""What signals show of a customer reaches their account once, by itself, whatever becomes of the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection

from stepladder.core.account.commands import ClearSign, HearSignal
from stepladder.core.account.hearing import KIND
from stepladder.core.account.state import Account
from stepladder.core.case.commands import Acknowledge, LogCall, RecordReply
from stepladder.core.case.hand_over_commands import Merge
from stepladder.core.streams import stream_of
from stepladder.service.accounts import ACCOUNTS, account_of, ask_of_account
from stepladder.service.commands import handle_command, read_command
from stepladder.service.problems import NotAllowed, Stale
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_aggregates
from tests.contract.place import WORKSPACE, Place

VALE = {"id": "vale", "name": "Vale"}
THREAT = "We will cancel our subscription and switch to another provider"


def account(place: Place) -> Account:
    """The account of the customer, once all that was asked of it is done."""
    run_reactions(place.desk)
    return account_of(place.store, WORKSPACE, "vale")


def told(place: Place) -> list[str]:
    return place.events(stream_of(KIND, "vale"))


def threatened(place: Place, key: str = "k1", **more: Any) -> str:
    return place.opened(key, THREAT, customer=VALE, **more)


def test_a_signal_raises_its_signs_with_evidence_and_no_words(place: Place) -> None:
    case = threatened(place)
    sign = account(place).signs["leave-threat"]
    assert (sign.cases, sign.raised_at) == ((case,), place.clock.now())
    assert sign.seen.evidence
    stored = b"".join(one.data for one in place.store.events(WORKSPACE, stream_of(KIND, "vale")))
    assert b"another provider" not in stored


def test_it_is_heard_once(place: Place) -> None:
    threatened(place)
    account(place)
    before = told(place)
    assert run_reactions(place.desk) == 0
    place.signal("k1", THREAT, customer=VALE)
    run_reactions(place.desk)
    assert told(place) == before


def test_a_signal_that_opens_no_case_is_contact_all_the_same(place: Place) -> None:
    place.signal("k1", "Thank you, have a good day", customer=VALE)
    assert account(place).last_contact_at == place.clock.now()


@pytest.mark.parametrize("more", [{"from": "automatic"}, {"from": "system"}])
def test_what_no_customer_said_is_no_contact(place: Place, more: dict[str, str]) -> None:
    place.signal("k1", "Out of office", customer=VALE, **more)
    assert account(place).last_contact_at is None


def test_a_signal_of_nobody_asks_no_account(place: Place) -> None:
    place.opened("k1", THREAT)
    assert place.store.claim_reactions(place.clock.now(), 10) == []


def test_a_further_message_in_a_case_raises_nothing_that_it_does_not_show(place: Place) -> None:
    case = threatened(place, conversation="c")
    account(place)
    handle_command(place.desk, WORKSPACE, case, ClearSign(sign="leave-threat", because="They stay."), "lee")
    place.clock.forward(hours=1)
    place.signal("k2", "Any news?", customer=VALE, conversation="c")
    assert account(place).signs == {}
    place.signal("k3", THREAT, customer=VALE, conversation="c")
    assert "leave-threat" in account(place).signs


def test_a_reply_that_a_person_wrote_down_is_contact(place: Place) -> None:
    case = threatened(place)
    account(place)
    place.clock.forward(hours=1)
    handle_command(place.desk, WORKSPACE, case, RecordReply(text="On the phone"), "lee")
    assert account(place).last_contact_at == place.clock.now()


def test_a_call_that_reached_the_customer_is_contact_and_others_are_none(place: Place) -> None:
    case = threatened(place)
    account(place)
    place.clock.forward(hours=1)
    handle_command(place.desk, WORKSPACE, case, LogCall(with_="customer", outcome="not_reached"), "lee")
    handle_command(place.desk, WORKSPACE, case, LogCall(with_="mara", outcome="reached"), "lee")
    assert account(place).last_contact_at != place.clock.now()
    handle_command(place.desk, WORKSPACE, case, LogCall(with_="customer", outcome="reached"), "lee")
    assert account(place).last_contact_at == place.clock.now()


def test_cases_that_were_merged_are_one_escalation(place: Place) -> None:
    one = threatened(place, conversation="c1")
    two = threatened(place, "k2", conversation="c2")
    assert {escalation.case for escalation in account(place).escalations} == {one, two}
    handle_command(place.desk, WORKSPACE, two, Merge(into=one), "lee")
    assert account(place).merged == {two: one}


def test_other_commands_of_a_case_ask_nothing_of_the_account(place: Place) -> None:
    case = threatened(place)
    account(place)
    handle_command(place.desk, WORKSPACE, case, Acknowledge(), "lee")
    assert place.store.claim_reactions(place.clock.now(), 10) == []


def test_the_third_escalated_case_opens_one_review(place: Place) -> None:
    cases = []
    for number in range(3):
        cases.append(threatened(place, f"k{number}", conversation=f"c{number}"))
        place.clock.forward(minutes=1)
    assert account(place).reviews["repeat"].cases == tuple(cases)
    assert told(place).count("review_opened") == 1


def test_a_sign_is_cleared_at_a_case_with_the_usual_answer(place: Place) -> None:
    case = threatened(place)
    account(place)
    command, _ = read_command(b'{"do": "clear_sign", "sign": "leave-threat", "because": "They stay."}')
    answer = handle_command(place.desk, WORKSPACE, case, command, "lee").document()
    assert [(one["type"], one["case"], one["by"]) for one in answer["events"]] == [("sign_cleared", case, "lee")]
    assert answer["case"]["id"] == case
    assert account(place).flags == ()


def test_a_sign_that_does_not_stand_is_not_cleared(place: Place) -> None:
    case = threatened(place)
    account(place)
    with pytest.raises(NotAllowed, match="stands"):
        handle_command(place.desk, WORKSPACE, case, ClearSign(sign="silence", because="They wrote."), "lee")


def test_a_sign_is_not_cleared_at_a_case_of_nobody(place: Place) -> None:
    case = place.opened("k1", THREAT)
    with pytest.raises(NotAllowed, match="whose case"):
        handle_command(place.desk, WORKSPACE, case, ClearSign(sign="leave-threat", because="They stay."), "lee")


def test_a_sign_is_not_cleared_by_who_has_seen_another_version(place: Place) -> None:
    case = threatened(place)
    account(place)
    with pytest.raises(Stale):
        handle_command(place.desk, WORKSPACE, case, ClearSign(sign="leave-threat", because="They stay."), "lee", 1)


def test_a_sign_expires_in_the_due_loop(place: Place) -> None:
    now = place.clock.now()
    order = (
        b'{"do": "hear_signal", "account": "vale", "signal": "s1", "at": "%s", "signs": [{"sign": "late", "state": '
        b'"confirmed", "reader": "person", "level": "risk:low", "clears": "time", "expires_after": 60}]}'
    ) % now.isoformat().encode()
    change = ask_of_account(place.desk, WORKSPACE, "vale", msgspec.json.decode(order, type=HearSignal), "desk")
    assert change is not None
    place.store.commit([change])
    assert place.store.next_instant() == now + timedelta(seconds=60)
    place.clock.forward(seconds=59)
    assert tick_aggregates(place.desk).seen == 0
    place.clock.forward(seconds=1)
    assert tick_aggregates(place.desk).ticked == 1
    assert told(place)[-2:] == ["sign_expired", "tier_changed"]
    assert tick_aggregates(place.desk).seen == 0


def test_one_that_was_put_off_too_early_only_sleeps_again(place: Place) -> None:
    threatened(place)
    before = account(place)
    _, change = ACCOUNTS.change(WORKSPACE, before, (), place.clock.now())
    place.store.commit([msgspec.structs.replace(change, wake_at=place.clock.now())])
    assert tick_aggregates(place.desk).ticked == 1
    assert place.store.next_instant() != place.clock.now()
    assert account(place) == before


def test_a_snapshot_of_an_older_form_is_folded_from_its_events(place: Place) -> None:
    threatened(place)
    before = account(place)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_aggregate SET shape = 'old', state = 'broken'")
    assert account(place) == before
