"""Recurring work comes up by itself and is told to whoever does it, once, whatever becomes of the worker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from stepladder.core.agenda.answer import KIND
from stepladder.core.agenda.commands import CompleteItem, SkipItem
from stepladder.core.agenda.state import Agenda
from stepladder.core.streams import stream_of
from stepladder.service.agendas import agenda_of, follow_policy, settle
from stepladder.service.problems import BadInput, NotAllowed
from stepladder.service.publishing import publish
from stepladder.service.resending import resend
from stepladder.service.retiring import retire_policy
from stepladder.service.ticking import tick_aggregates
from tests.contract.place import WORKSPACE, Place

POLICY = "support-desk"
SYNC = "agenda/team-sync"
FIRST = datetime(2025, 3, 17, 13, tzinfo=UTC)
"""Planned on a Saturday night in New York, so the first turn would be a Saturday: it waits for the Monday."""


@pytest.fixture
def planned(place: Place) -> Place:
    follow_policy(place.desk, WORKSPACE)
    return place


def agenda(place: Place) -> Agenda:
    return agenda_of(place.store, WORKSPACE, POLICY)


def told(place: Place) -> list[str]:
    return place.events(stream_of(KIND, POLICY))


def due_at(place: Place, item: str = SYNC) -> datetime:
    turn = agenda(place).items[item].turn
    assert turn is not None
    return turn.due_at


def come_up(place: Place, at: datetime) -> None:
    place.clock.at = at
    while tick_aggregates(place.desk).ticked:
        pass


def notices(place: Place) -> dict[str, str]:
    """What was sent, by whom it went to and what it is about."""
    place.send_all()
    return {f"{one.to}: {one.subject}": one.body for one in place.peer.taken}


def test_it_follows_the_policy_in_force_once(planned: Place) -> None:
    assert len(agenda(planned).items) == 8
    assert due_at(planned) == FIRST == planned.store.next_instant()
    before = told(planned)
    follow_policy(planned.desk, WORKSPACE)
    assert told(planned) == before == ["agenda_planned"]


def test_publishing_a_policy_plans_it(place: Place) -> None:
    publish(place.desk, WORKSPACE, "support-desk", "lee")
    assert SYNC in agenda(place).items


def test_another_policy_takes_over_and_the_first_asks_for_nothing_any_more(planned: Place) -> None:
    publish(planned.desk, WORKSPACE, "starter", "lee")
    assert agenda(planned).items == {}
    assert list(agenda_of(planned.store, WORKSPACE, "starter").items) == ["header/review"]


def test_a_policy_that_is_retired_asks_for_nothing_any_more(planned: Place) -> None:
    digest = planned.store.pack_in_force(WORKSPACE)
    assert digest is not None
    retire_policy(planned.desk, WORKSPACE, digest, because="We start anew.", by="lee", in_force_too=True)
    assert agenda(planned).items == {}
    assert tick_aggregates(planned.desk).seen == 0


def test_what_is_due_is_told_to_its_owner_once(planned: Place) -> None:
    come_up(planned, FIRST)
    come_up(planned, FIRST + timedelta(minutes=5))
    sent = notices(planned)
    assert [one for one in sent if "Learning of the week" in one] == [
        "team-lead@desk.example: Due: Learning of the week"
    ]
    words = sent["team-lead@desk.example: Due: Learning of the week"]
    assert "Learning of the week has been due since Mon 17 Mar 2025, 09:00 EDT. It is yours to do." in words
    assert "came up" not in words
    assert "Share the notes and write-ups of the week" in words
    assert "http://desk.example/agenda/" in words


def test_what_is_overdue_is_told_to_the_fallback_role(planned: Place) -> None:
    come_up(planned, FIRST)
    notices(planned)
    come_up(planned, FIRST + timedelta(days=14))
    (overdue,) = [one for one in notices(planned) if one.endswith("Overdue: Learning of the week")]
    assert overdue.startswith("success@desk.example")
    (line,) = [
        one for one in planned.store.deliveries(WORKSPACE)
        if one.purpose == "agenda_overdue" and one.details["item"] == SYNC
    ]  # fmt: skip
    assert (line.to, line.details["missed"], line.case) == (agenda(planned).fallback, 2, "")
    assert line.text is not None
    words = planned.store.texts(WORKSPACE, [line.text])[line.text].body
    assert "Learning of the week was due on Mon 17 Mar 2025, 09:00 EDT. It has come up twice since" in words
    assert "It is the work of Team lead." in words
    assert "turn" not in words, "that is a word of ours"


def test_a_notice_waits_no_longer_than_it_is_needed(planned: Place) -> None:
    come_up(planned, FIRST)
    settle(planned.desk, WORKSPACE, POLICY, CompleteItem(item=SYNC, due_at=FIRST), "lee")
    assert "team-lead@desk.example: Due: Learning of the week" not in notices(planned)
    held = [one for one in planned.store.deliveries(WORKSPACE) if one.details.get("item") == SYNC]
    assert [(one.state, one.reason) for one in held] == [("held", "it was done or left out before the notice went out")]
    resend(planned.desk, WORKSPACE, held[0].id)
    assert "team-lead@desk.example: Due: Learning of the week" not in notices(planned)


def test_what_is_done_is_kept_with_its_note_and_a_second_click_is_not_a_mistake(planned: Place) -> None:
    come_up(planned, FIRST)
    command = CompleteItem(item=SYNC, due_at=FIRST, note=" Two learnings. ")
    settle(planned.desk, WORKSPACE, POLICY, command, "lee")
    before = told(planned)
    settle(planned.desk, WORKSPACE, POLICY, command, "lee")
    assert told(planned) == before
    done = agenda(planned).done[SYNC]
    assert (done.by, done.at) == ("lee", FIRST)
    assert done.text is not None
    text = planned.store.texts(WORKSPACE, [done.text])[done.text]
    assert (text.body, text.person, text.kind) == ("Two learnings.", "lee", "note")
    assert due_at(planned) == FIRST + timedelta(days=7), "the next Saturday's turn, on its Monday"


def test_what_is_refused_changes_nothing(planned: Place) -> None:
    with pytest.raises(NotAllowed, match="not left out without a reason"):
        settle(planned.desk, WORKSPACE, POLICY, SkipItem(item=SYNC, due_at=FIRST, because=" "), "lee")
    with pytest.raises(BadInput, match="control character"):
        settle(planned.desk, WORKSPACE, POLICY, CompleteItem(item=SYNC, due_at=FIRST, note="a\x00"), "lee")
    with pytest.raises(NotAllowed, match="nothing was planned yet"):
        settle(planned.desk, WORKSPACE, "starter", CompleteItem(item=SYNC, due_at=FIRST), "lee")
    assert told(planned) == ["agenda_planned"]


def test_a_snapshot_of_an_older_form_is_folded_from_its_events(planned: Place) -> None:
    come_up(planned, FIRST)
    before = agenda(planned)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_aggregate SET shape = 'old', state = 'broken'")
    assert agenda(planned) == before
