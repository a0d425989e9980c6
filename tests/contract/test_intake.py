"""Signals come in once, whatever is sent again, sent at the same time, or sent broken."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from django.db import connection, connections

from stepladder.service.intake import IntakeResult, receive_batch, receive_signal
from stepladder.service.ports import Change
from stepladder.service.problems import BadInput, KeyReused, NoKey, NotReadable, Problem, TooLarge
from stepladder.service.requests import LARGEST_BODY
from tests.contract.place import LEAK, START, WORKSPACE, Place, body
from tests.contract.transactions import written


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM store_{table}")
        return int(cursor.fetchone()[0])


def test_the_same_key_and_body_answers_the_same_and_makes_nothing_new(place: Place) -> None:
    first = place.signal("k1")
    place.clock.forward(days=3)
    again = place.signal("k1")
    assert (first.status, first.replayed, again.replayed) == (201, False, True)
    assert (again.status, again.body) == (first.status, first.body)
    assert (count("signal"), count("case"), count("intakekey")) == (1, 1, 1)


def test_a_body_that_only_looks_different_is_the_same_body(place: Place) -> None:
    first = receive_signal(place.desk, WORKSPACE, "tests", "k1", b'{"signal":{"text":"Hello","kind":"message"}}')
    again = receive_signal(place.desk, WORKSPACE, "tests", "k1", b'{ "signal": {"text": "Hello"} }')
    assert again.replayed
    assert again.body == first.body


def test_another_body_under_a_key_is_refused(place: Place) -> None:
    place.signal("k1")
    with pytest.raises(KeyReused) as refused:
        place.signal("k1", "Something else")
    assert refused.value.status == 409
    assert count("signal") == 1


def test_keys_belong_to_their_source(place: Place) -> None:
    place.signal("k1")
    other = receive_signal(place.desk, WORKSPACE, "mail", "k1", body("Something else"))
    assert not other.replayed


def test_without_a_header_the_signals_own_id_is_the_key(place: Place) -> None:
    first = receive_signal(place.desk, WORKSPACE, "tests", None, body(id="m-17"))
    assert receive_signal(place.desk, WORKSPACE, "tests", None, body(id="m-17")).body == first.body
    with pytest.raises(NoKey):
        receive_signal(place.desk, WORKSPACE, "tests", None, body())


def test_one_key_sent_eight_times_at_once_is_stored_once_and_answered_alike(place: Place) -> None:
    answers: list[IntakeResult] = []
    faults: list[BaseException] = []
    start = threading.Barrier(8)

    def send() -> None:
        other = place.another()
        try:
            start.wait()
            answers.append(other.signal("k1"))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len({one.body for one in answers}) == 1
    assert [one.replayed for one in answers].count(False) == 1
    assert (count("signal"), count("case")) == (1, 1)


def test_messages_of_one_conversation_at_once_all_join_its_case(place: Place) -> None:
    case = place.opened("k0", conversation="talk")
    faults: list[BaseException] = []

    def send(number: int) -> None:
        try:
            place.another().signal(f"k{number}", "And another thing", conversation="talk")
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    assert len(loaded.signals) == 5
    assert count("case") == 1


FIRST_SIGNALS = {
    "of one conversation": {"conversation": "talk"},
    "of one customer": {"customer": {"id": "harbor"}},
    "of one contact": {"customer": {"id": "harbor"}, "contact": {"id": "pat"}},
}


@pytest.mark.parametrize("more", FIRST_SIGNALS.values(), ids=FIRST_SIGNALS)
def test_first_signals_at_once_open_one_case_and_tell_security_once(place: Place, more: dict[str, Any]) -> None:
    answers, faults = at_once(place, [more] * 4)
    assert not faults
    assert len({msgspec.json.decode(one.body)["case"] for one in answers}) == 1
    assert (count("signal"), count("case")) == (4, 1)
    assert [one.to for one in place.store.deliveries(WORKSPACE) if one.purpose == "route"].count("security") == 1


def test_first_signals_of_different_customers_at_once_open_a_case_each(place: Place) -> None:
    _, faults = at_once(place, [{"customer": {"id": one}} for one in ("harbor", "vale", "tern")])
    assert not faults
    assert count("case") == 3


def test_a_signal_without_a_conversation_joins_the_case_its_customer_opens_at_that_moment(place: Place) -> None:
    harbor = {"customer": {"id": "harbor"}}
    _, faults = at_once(place, [harbor, {**harbor, "contact": {"id": "pat"}}])
    assert not faults
    assert count("case") == 1


def test_a_batch_that_another_conversation_overtook_joins_its_case(place: Place) -> None:
    def lines() -> Iterator[bytes]:
        yield body(id="m1", conversation="c1")
        yield body(id="m2", conversation="c2")
        place.another().signal("other", conversation="c2")

    result = receive_batch(place.desk, WORKSPACE, "tests", lines())
    assert (result.accepted, result.refused) == (2, ())
    assert (count("signal"), count("case")) == (3, 2)


def at_once(place: Place, signals: list[dict[str, Any]]) -> tuple[list[IntakeResult], list[BaseException]]:
    """Send these signals at the same moment: each sender has read what is stored before any of them writes."""
    answers: list[IntakeResult] = []
    faults: list[BaseException] = []
    start = threading.Barrier(len(signals))

    def send(number: int, more: dict[str, Any]) -> None:
        other = place.another()
        commit = other.store.commit
        met: list[bool] = []

        def commit_together(changes: Sequence[Change]) -> None:
            if not met:
                met.append(True)
                start.wait(30)
            commit(changes)

        other.store.commit = commit_together  # type: ignore[method-assign]
        try:
            answers.append(other.signal(f"s{number}", **more))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(signals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, faults


def test_a_signal_from_a_single_sender_costs_one_transaction(place: Place) -> None:
    place.signal("k1", conversation="warm")
    with written() as counted:
        for number in range(3):
            place.signal(f"m{number}", conversation=f"c{number}")
    assert counted == [3]


REFUSED = {
    "a time without an offset": (body(at="2025-03-08T23:40:00"), BadInput, "at", "no offset"),
    "a time over five minutes ahead": (body(at="2025-03-09T04:45:01Z"), BadInput, "at", "ahead"),
    "a time of another age": (body(at="1889-03-09T04:45:01Z"), BadInput, "at", "out of range"),
    "an unknown key": (b'{"signal":{"text":"x","sender":"me"}}', BadInput, "signal", "sender"),
    "a wrong type": (b'{"signal":{"text":7}}', BadInput, "signal.text", "str"),
    "no signal": (b"{}", BadInput, "body", "signal"),
    "an unknown fact": (body(facts={"refund": "3 USD"}), BadInput, "signal.facts.refund", "refund"),
    "a fact of another type": (body(facts={"refund_amount": "much"}), BadInput, "refund_amount", "much"),
    "an unknown trigger": (body(triggers=["leek"]), BadInput, "signal.triggers", "leek"),
    "a control character": (b'{"signal":{"text":"a\\u0000b"}}', BadInput, "signal.text", "U+0000"),
    "a bell": (b'{"signal":{"text":"x","subject":"a\\u0007b"}}', BadInput, "signal.subject", "U+0007"),
    "half of a pair": (b'{"signal":{"text":"a\\ud800"}}', BadInput, "signal.text", "half of a pair"),
    "half of a pair in a name": (
        b'{"signal":{"text":"a"},"customer":{"id":"\\udc00"}}',
        BadInput,
        "customer.id",
        "U+DC00",
    ),
    "half of a pair in a key": (
        b'{"signal":{"text":"a","facts":{"\\udc00":1}}}',
        BadInput,
        "signal.facts.\\udc00",
        "U+DC00",
    ),
    "an escaped backslash before a broken end": (b'{"signal":{"text":"a\\\\ud800"}', NotReadable, "body", "not JSON"),
    "an empty id": (body(customer={"id": "  "}), BadInput, "customer.id", "empty"),
    "an id that is too long": (body(conversation="c" * 201), BadInput, "signal.conversation", "longer"),
    "latin-1": ('{"signal":{"text":"über"}}'.encode("latin-1"), NotReadable, "body", "UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf" + body(), NotReadable, "body", "byte order mark"),
    "no JSON": (b"hello", NotReadable, "body", "not JSON"),
    "an empty body": (b"", NotReadable, "body", "not JSON"),
    "a list": (b"[]", BadInput, "body", "object"),
    "a body that is too large": (body("x" * LARGEST_BODY), TooLarge, "body", "more than"),
}


@pytest.mark.parametrize(("sent", "fault", "where", "what"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_refused_with_its_place_and_leaves_nothing(
    sqlite_database: str, sent: bytes, fault: type[Problem], where: str, what: str
) -> None:
    from tests.contract.place import new_place

    place = new_place()
    with pytest.raises(fault) as refused:
        receive_signal(place.desk, WORKSPACE, "tests", "k1", sent)
    assert where in refused.value.where
    assert what in refused.value.what
    assert refused.value.mend
    assert msgspec.json.encode(refused.value.document())
    assert (count("signal"), count("intakekey"), count("text")) == (0, 0, 0)


def test_a_time_five_minutes_ahead_is_taken(place: Place) -> None:
    assert place.signal("k1", at="2025-03-09T04:45:00Z").status == 201


def test_tabs_and_new_lines_are_no_control_characters(place: Place) -> None:
    assert place.signal("k1", "one\n\ttwo\r\nthree").status == 201


def test_a_customer_the_desk_does_not_know_is_taken_and_its_facts_stay_unknown(place: Place) -> None:
    answer = msgspec.json.decode(place.signal("k1", customer={"id": "stranger"}).body)
    assert answer["case"]
    assert "customer.plan" not in [fact["fact"] for one in answer["decision"]["explanation"] for fact in one["read"]]


def test_of_a_known_customer_the_id_is_enough(place: Place) -> None:
    from stepladder.core.triage.request import Customer

    place.store.save_customer(WORKSPACE, Customer(id="vale", name="Vale", plan="enterprise"))
    answer = msgspec.json.decode(place.signal("k1", customer={"id": "vale"}).body)
    assert "enterprise" in answer["decision"]["segments"]


def test_what_the_sender_says_of_a_customer_stands_over_the_record(place: Place) -> None:
    from stepladder.core.triage.request import Customer

    place.store.save_customer(WORKSPACE, Customer(id="vale", name="Vale", plan="enterprise"))
    answer = msgspec.json.decode(place.signal("k1", customer={"id": "vale", "plan": "pro"}).body)
    assert "enterprise" not in answer["decision"]["segments"]


def test_a_message_that_matches_nothing_is_stored_without_a_case(place: Place) -> None:
    answer = msgspec.json.decode(place.signal("k1", "Good morning").body)
    assert answer["case"] is None
    assert (count("signal"), count("case")) == (1, 0)


def test_a_signal_joins_the_case_of_its_conversation_else_the_newest_of_its_customer(place: Place) -> None:
    one = place.opened("k1", conversation="talk", customer={"id": "harbor"})
    place.clock.forward(minutes=1)
    two = place.opened("k2", conversation="other", customer={"id": "harbor"})
    assert place.opened("k3", "Again", conversation="talk", customer={"id": "harbor"}) == one
    assert place.opened("k4", "Again", customer={"id": "harbor"}) == two
    assert two != one
    assert place.opened("k5", customer={"id": "ludlow"}) not in (one, two)


def test_the_same_customer_by_another_contact_opens_a_case_of_its_own(place: Place) -> None:
    one = place.opened("k1", customer={"id": "harbor"}, contact={"id": "pat"})
    assert place.opened("k2", customer={"id": "harbor"}, contact={"id": "kim"}) != one
    assert place.opened("k3", "Again", customer={"id": "harbor"}, contact={"id": "pat"}) == one


def test_a_conversation_that_goes_on_after_its_case_was_closed_opens_a_linked_one(place: Place) -> None:
    from stepladder.core.case.commands import Close, Outcome, Resolve
    from stepladder.service.commands import handle_command
    from stepladder.service.reacting import run_reactions

    one = place.opened("k1", conversation="talk")
    handle_command(place.desk, WORKSPACE, one, Resolve(text="Mended"), "ana")
    handle_command(place.desk, WORKSPACE, one, Close(outcome=Outcome(resolved_by_team=True)), "ana")
    two = place.opened("k2", conversation="talk")
    assert two != one
    assert run_reactions(place.desk) == 1
    assert run_reactions(place.desk) == 0
    closed, opened = place.store.load_case(WORKSPACE, one), place.store.load_case(WORKSPACE, two)
    assert closed is not None
    assert opened is not None
    assert (closed.continued_by, opened.continues) == ([two], one)
    assert closed.closed_at is not None


def test_the_good_lines_of_a_batch_are_kept_and_the_bad_ones_listed(place: Place) -> None:
    lines = [
        body(id="m1", conversation="c1"),
        b"not json",
        b"",
        body(id="m2", conversation="c2", at="2025-03-09T00:00:00"),
        body(id="m1", conversation="c1"),
        body("Another body", id="m1"),
        b'{"signal":{"text":"no key"}}',
        body(id="m3", conversation="c3"),
    ]
    result = receive_batch(place.desk, WORKSPACE, "tests", lines)
    assert (result.accepted, result.duplicates) == (2, 1)
    assert [(one.line, one.where) for one in result.refused] == [
        (2, "body"), (4, "at"), (6, "Idempotency-Key"), (7, "Idempotency-Key"),
    ]  # fmt: skip
    again = receive_batch(place.desk, WORKSPACE, "tests", lines)
    assert (again.accepted, again.duplicates, len(again.refused)) == (0, 3, 4)
    assert (count("signal"), count("case")) == (2, 2)


def test_lines_of_one_batch_join_the_case_that_an_earlier_line_opened(place: Place) -> None:
    lines = [body(id=f"m{number}", conversation=f"c{number % 3}") for number in range(12)]
    assert receive_batch(place.desk, WORKSPACE, "tests", lines).accepted == 12
    assert count("case") == 3
    for line in place.store.cases(_all()):
        loaded = place.store.load_case(WORKSPACE, line.id)
        assert loaded is not None
        assert (len(loaded.signals), loaded.version) == (4, len(place.events(line.id)))


def test_a_group_that_another_sender_overtook_is_stored_line_by_line(place: Place) -> None:
    def lines():  # type: ignore[no-untyped-def]
        yield body(id="m1", conversation="c1")
        yield body(id="m2", conversation="c2")
        place.another().signal("m2", conversation="c2", id="m2")

    result = receive_batch(place.desk, WORKSPACE, "tests", lines())
    assert (result.accepted, result.duplicates, result.refused) == (1, 1, ())
    assert (count("signal"), count("case")) == (2, 2)


def test_the_decision_is_for_the_instant_of_the_signal(place: Place) -> None:
    place.clock.at = datetime(2025, 3, 9, 6, 0, tzinfo=UTC)
    answer = msgspec.json.decode(place.signal("k1", at=START.isoformat()).body)
    due = {one["kind"]: one["due_at"] for one in answer["decision"]["clocks"]}
    assert due["first_response"] == "2025-03-09T00:10:00-05:00"
    assert due["resolution"] == "2025-03-09T04:40:00-04:00"
    assert answer["decision"]["levels"] == {"priority": "critical"}
    assert LEAK


def _all():  # type: ignore[no-untyped-def]
    from stepladder.service.rows import CaseFilter

    return CaseFilter(workspace=WORKSPACE)
