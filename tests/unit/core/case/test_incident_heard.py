"""One message to everybody an incident touches answers each of its customers, as any message of a person does."""

from __future__ import annotations

from datetime import timedelta

from stepladder.core.case import incident_commands as i
from stepladder.core.case.events import ClockMet
from tests.unit.core.case.play import NOON, Play, clock, opened

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
