"""A warning that waited until its deadline was another one is not sent."""

from __future__ import annotations

from datetime import timedelta

from stepladder.core.case import commands as c
from stepladder.core.case.needed import no_longer_needed
from stepladder.core.case.orders import DeliveryOrder, deliveries
from stepladder.core.case.work_commands import Hold, Release
from tests.unit.core.case.play import Play, answered, at


def warning(play: Play) -> DeliveryOrder:
    before = len(play.events)
    play.tick(at("03-05 13:20"))  # Half of the two hours until the next news are over.
    orders = deliveries(play.open_case, play.events[before:], first_version=before + 1)
    return next(one for one in orders if one.purpose == "at_risk" and one.details["slot"] == "update")


def test_a_warning_of_the_deadline_that_stands_goes_out() -> None:
    play = answered()
    assert no_longer_needed(warning(play), play.open_case) is None


def test_news_that_went_out_begin_anew_and_are_not_at_risk() -> None:
    play = answered()
    late = warning(play)
    play.do(c.Send(channel="email", text="Still at it."), at("03-05 13:21"))
    assert play.open_case.clocks["update"].due_at == at("03-05 13:21") + timedelta(hours=2)
    assert no_longer_needed(late, play.open_case) == "the promise has another deadline by now"


def test_a_message_waits_while_the_delivery_of_its_case_is_frozen() -> None:
    play = answered()
    before = len(play.events)
    play.do(c.Send(channel="email", text="Still at it."), at("03-05 13:21"))
    orders = deliveries(play.open_case, play.events[before:], first_version=before + 1)
    message = next(one for one in orders if one.purpose == "message")
    assert no_longer_needed(message, play.open_case) is None
    play.do(Hold(what="delivery", because="Legal reads it first."), at("03-05 13:22"))
    assert no_longer_needed(message, play.open_case) == "the hold delivery keeps messages to the customer back"
    play.do(Release(hold="delivery", because="It may go."), at("03-05 13:23"))
    assert no_longer_needed(message, play.open_case) is None
