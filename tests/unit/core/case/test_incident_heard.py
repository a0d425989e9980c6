"""One message to everybody an incident touches answers each of its customers, as any message of a person does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import incident_commands as i
from stepladder.core.case import work_commands as w
from stepladder.core.case.events import ClockMet, DeliveryFailed
from stepladder.core.case.orders import deliveries
from stepladder.core.triage.loading import load
from tests.unit.core.case.play import NOON, Play, clock, name_of, opened
from tests.unit.core.case.work import WORK, Work

MINUTE = timedelta(minutes=1)
DECLARE = i.DeclareIncident(title="Sync is down", suspicion="i-1")
UPDATE = i.UpdateIncident(text="Sync stands still. We are at it.")


def news(kind: str, **more: str) -> i.IncidentNews:
    return i.IncidentNews(incident="i-1", news=kind, **more)  # type: ignore[arg-type]


def first_met(play: Play) -> tuple[str, str]:
    """State of the first response, and who met it."""
    met = [one for one in play.events if isinstance(one.event, ClockMet) and one.event.slot == "first_response"]
    return clock(play, "first_response").state, met[0].by if met else ""


def test_an_update_answers_the_customer_of_the_case_at_which_it_was_written() -> None:
    play = opened("leak")
    play.do(DECLARE, NOON + MINUTE)
    assert first_met(play) == ("running", "")
    play.do(UPDATE, NOON + 2 * MINUTE, by="kim")
    assert first_met(play) == ("met", "kim")


def test_it_answers_the_customers_of_the_other_cases_and_names_its_author() -> None:
    play = opened("leak")
    play.do(news("suspected"), NOON + MINUTE, by="desk")
    play.do(news("declared", title="Sync is down"), NOON + 2 * MINUTE, by="desk")
    assert first_met(play) == ("running", "")  # Nothing went to a customer yet.
    play.do(news("updated", text="i-1/1/text", author="kim"), NOON + 3 * MINUTE, by="desk")
    assert first_met(play) == ("met", "kim")


def test_an_answer_that_comes_too_late_stays_too_late() -> None:
    play = opened("leak")
    play.do(news("declared", title="Sync is down"), NOON + MINUTE, by="desk")
    play.tick(NOON + 45 * MINUTE)
    play.do(news("updated", text="i-1/1/text", author="kim"), NOON + 50 * MINUTE, by="desk")
    assert first_met(play)[0] == "missed"


def test_the_word_that_it_is_over_answers_what_waits_for_news() -> None:
    play = opened("leak")
    play.do(DECLARE, NOON + MINUTE)
    play.do(i.EndIncident(text="Sync runs again."), NOON + 5 * MINUTE, by="kim")
    assert first_met(play) == ("met", "kim")


QUIET = "gates:\n  - {id: quiet, for: {category: technical}, kind: check, holds: send, because: Legal reads first.}\n"
HOLD = w.Hold(what="delivery", because="Legal talks to them.")


@pytest.mark.parametrize("kind", ["updated", "ended"])
@pytest.mark.parametrize("kept_by", ["a hold", "a gate"])
def test_what_keeps_words_from_a_customer_keeps_news_from_them_too_and_somebody_hears_of_it(
    kept_by: str, kind: str
) -> None:
    text = WORK.read_text(encoding="utf-8")
    policy = load("work", {"pack.yaml": text.replace("gates:\n", QUIET, 1)}) if kept_by == "a gate" else None
    play = Work("bug", policy=policy) if policy is not None else Work("bug")
    if kept_by == "a hold":
        play.do(HOLD, NOON + MINUTE, by="lee")
    play.do(news("declared", title="Sync is down"), NOON + 2 * MINUTE, by="desk")
    before = play.case.version
    play.do(news(kind, text="i-1/1/text", author="kim"), NOON + 3 * MINUTE, by="desk")
    told = play.events[before:]
    assert "clock_met" not in [name_of(one) for one in told]
    assert "customer" not in [one.to for one in deliveries(play.case, told, first_version=before + 1)]
    failed = [one.event for one in told if isinstance(one.event, DeliveryFailed)]
    assert [(one.to, one.delivery) for one in failed] == [("customer", f"{play.case.id}/{before + 1}/1")]
    assert ("frozen" if kept_by == "a hold" else "quiet is closed") in failed[0].reason


def test_a_closed_case_whose_messages_are_held_hears_of_the_end_and_its_customer_does_not() -> None:
    play = opened("leak")
    play.do(news("declared", title="Sync is down"), NOON + MINUTE, by="desk")
    play.do(c.Resolve(text="Mended."), NOON + 2 * MINUTE)
    play.do(HOLD, NOON + 3 * MINUTE, by="lee")
    play.do(c.Close(outcome=c.Outcome(resolved_by_team=True)), NOON + 4 * MINUTE)
    before = play.open_case.version
    assert play.do(news("ended", text="i-1/1/text", author="kim"), NOON + 5 * MINUTE, by="desk") == [
        "incident_ended",
        "delivery_failed",
    ]
    orders = deliveries(play.open_case, play.events[before:], first_version=before + 1)
    assert "customer" not in [one.to for one in orders]


def test_an_incident_is_declared_once() -> None:
    for more in ({"suspicion": "i-1"}, {}):
        play = opened("leak")
        declare = i.DeclareIncident(title="Sync is down", **more)
        assert "incident_declared" in play.do(declare, NOON + MINUTE)
        assert play.do(declare, NOON + 2 * MINUTE) == []
