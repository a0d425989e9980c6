"""Open questions that the desk itself goes by: another reading than the default makes another desk."""

from __future__ import annotations

from functools import cache

import pytest
from msgspec.structs import replace

from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from stepladder.core.case.receive import ReviewOverdue
from stepladder.core.case.work_events import FactorChecked
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.dates import window
from stepladder.core.triage.decide import decide
from stepladder.core.triage.loading import load
from stepladder.core.triage.request import Request, Signal
from stepladder.core.triage.why_not import why_not
from tests.unit.core.case.play import CLOSE, NOON, POLICY, WORDS, ZONE, Play, at, clock, opened, under
from tests.unit.core.case.work import HOUR, WORK, Work

SAME_DAY = "{id: look, for: {category: product}, kind: investigate, within: same_day, because: b, source: [SD-094]}"


@cache
def play_by(id_: str, reading: str, *, clock: str = "", header: str = "") -> Pack:
    """The policy of a small desk with one question read so, perhaps with a clock or a line of the header more."""
    text = POLICY.read_text(encoding="utf-8").replace("owner: lead", f"owner: lead{header}")
    clocks = f"clocks: [{clock}]\n" if clock else ""
    return load("play", {"pack.yaml": text, "read.yaml": f"{_read(id_, reading)}{clocks}"})


@cache
def work_by(id_: str, reading: str) -> Pack:
    """A policy with a little of everything with one question read so; no class of proof says how long a check lasts."""
    text = WORK.read_text(encoding="utf-8").replace(" valid_for: 4h,", "").replace(" valid_for: 2h,", "")
    return load("work", {"pack.yaml": text, "read.yaml": _read(id_, reading)})


def _read(id_: str, reading: str) -> str:
    return f"parameters: [{{id: {id_}, value: '{reading}', because: b, source: [SD-001]}}]\n"


def told(play: Play) -> set[str]:
    return {one.to for one in play.open_case.routes.values()}


@pytest.mark.parametrize(("reading", "due"), [("earlier_of_both", "03-05 18:00"), ("recompute", "03-05 13:00")])
def test_q19_a_raised_clock_counts_from_the_raise_or_from_its_first_start(reading: str, due: str) -> None:
    play = opened("wish", at("03-05 09:00"), play_by("clock.relevel", reading))
    play.signal("bug", at("03-05 14:00"))
    assert clock(play, "first_response").due_at == at(due)
    play.tick(at("03-05 14:30"))
    assert clock(play, "first_response").state == ("missed" if reading == "recompute" else "running")


@pytest.mark.parametrize("reading", ["earlier_of_both", "recompute"])
def test_q19_no_reading_lets_a_signal_give_more_time(reading: str) -> None:
    play = opened("bug", policy=play_by("clock.relevel", reading))
    before = clock(play, "first_response").due_at
    play.signal("wish", NOON + HOUR)
    assert clock(play, "first_response").due_at == before


@pytest.mark.parametrize(("reading", "state"), [("human_message", "running"), ("any_message", "met")])
def test_q15_a_message_of_a_program_is_the_first_answer_only_where_any_is(reading: str, state: str) -> None:
    play = opened("bug", policy=play_by("clock.first_response.stop", reading))
    play.do(c.Send(channel="email", text="We have it."), NOON + HOUR, by="desk")
    assert clock(play, "first_response").state == state
    assert clock(play, "resolution").state == "running"


@pytest.mark.parametrize("reading", ["human_message", "any_message"])
def test_q15_a_message_of_a_person_is_the_first_answer_by_either_reading(reading: str) -> None:
    play = opened("bug", policy=play_by("clock.first_response.stop", reading))
    play.do(c.Send(channel="email", text="We look at it."), NOON + HOUR)
    assert clock(play, "first_response").state == "met"


def test_q16_the_resolution_is_kept_by_the_customers_word_where_that_is_what_counts() -> None:
    play = opened("bug", policy=play_by("clock.resolution", "customer_confirms"))
    play.do(c.Resolve(text="Done."), NOON + HOUR)
    assert clock(play, "first_response").state == "met_by_resolution", "all else ends with the resolution"
    assert clock(play, "resolution").state == "running"
    assert "clock_met" in play.do(c.CustomerConfirms(text="Thanks."), NOON + 2 * HOUR)
    assert clock(play, "resolution").state == "met"
    assert clock(play, "resolution").stopped_at == NOON + 2 * HOUR


def test_q16_a_customer_who_says_nothing_lets_it_run_out_and_one_who_says_no_too() -> None:
    play = opened("bug", policy=play_by("clock.resolution", "customer_confirms"))
    play.do(c.Resolve(text="Done."), NOON + HOUR)
    play.do(c.CustomerDenies(text="No."), NOON + 2 * HOUR)
    play.do(c.Resolve(text="Done now."), NOON + 3 * HOUR)
    due = clock(play, "resolution").due_at
    assert "clock_missed" in play.tick(due + HOUR)
    play.do(CLOSE, due + 2 * HOUR)
    assert clock(play, "resolution").state == "missed"


def test_q16_by_default_the_resolution_itself_keeps_it() -> None:
    play = opened("bug")
    play.do(c.Resolve(text="Done."), NOON + HOUR)
    assert clock(play, "resolution").state == "met"


@pytest.mark.parametrize(("reading", "ends"), [("close_of_business", "03-05 18:00"), ("midnight", "03-06 00:00")])
def test_q21_the_same_day_ends_with_business_or_at_midnight(reading: str, ends: str) -> None:
    policy = play_by("clock.escalate_by", reading, clock=SAME_DAY)
    case = opened("bug", policy=policy).open_case
    assert case.assessment is not None
    assert case.assessment.escalate_by == at(ends)
    play = opened("wish", policy=policy)
    assert clock(play, "investigate").due_at == at(ends)
    play.revise(under(2, policy), NOON + HOUR)
    assert clock(play, "investigate").due_at == at(ends), "it is read back from its events as it was"


def test_q21_midnight_is_that_of_the_day_on_which_the_clocks_change() -> None:
    play = opened("wish", at("03-09 01:30"), play_by("clock.escalate_by", "midnight", clock=SAME_DAY))
    assert clock(play, "investigate").due_at == at("03-10 00:00")
    assert clock(play, "investigate").due_at - play.events[0].at == 21.5 * HOUR


@pytest.mark.parametrize(("reading", "roles"), [("union", {"security", "technical"}), ("first_category", {"security"})])
def test_q29_where_routes_overlap_all_are_told_or_those_of_the_first_category(reading: str, roles: set[str]) -> None:
    play = Play(policy=play_by("route.overlap", reading))
    play.signal("leak", ticked=("bug",))
    assert told(play) == roles
    assert play.open_case.assessment is not None
    assert play.open_case.assessment.categories == ("security", "technical"), "it is what it is, whoever is told"


def test_q29_the_first_category_is_that_of_the_highest_level_wherever_it_stands() -> None:
    policy = play_by("route.overlap", "first_category")
    play = Play(policy=policy)
    play.signal("wish", ticked=("leak",))
    assert told(play) == {"security"}
    later = opened("bug", policy=policy)
    later.signal("leak", NOON + HOUR)
    assert told(later) == {"technical", "security"}, "what becomes urgent is told to those whom it is for"


def test_q29_who_was_told_before_another_category_came_first_stays_told() -> None:
    play = opened("bug", policy=play_by("route.overlap", "first_category"))
    play.signal("leak", NOON + HOUR)
    assert "route_withdrawn" not in play.do(c.SetFact(fact="feature", value="search"), NOON + 2 * HOUR)
    assert [one.to for one in play.open_case.routes.values() if not one.withdrawn] == ["technical", "security"]
    corrected = play.do(c.CorrectTrigger(trigger="bug", becomes="none"), NOON + 3 * HOUR)
    assert "route_withdrawn" in corrected, "what is not the case any more is taken back"


def test_q29_what_is_left_out_is_explained() -> None:
    request = Request(signal=Signal(text=WORDS["leak"], triggers=("bug",)))
    verdict = decide(play_by("route.overlap", "first_category"), request, NOON)
    (answer,) = why_not(verdict, "technical-chat")
    assert (answer.holds, answer.says) == (False, ("it gave way to security",))
    assert why_not(decide(play_by("route.overlap", "union"), request, NOON), "technical-chat")[0].holds


@pytest.mark.parametrize(
    ("before", "after", "stops"),
    [
        ("marked_resolved", "customer_confirms", ("customer_confirmed",)),
        ("customer_confirms", "marked_resolved", ("resolved",)),
    ],
)
def test_q16_a_case_that_moves_to_another_reading_is_kept_by_that_and_keeps_its_deadline(
    before: str, after: str, stops: tuple[str, ...]
) -> None:
    play = opened("bug", policy=play_by("clock.resolution", before))
    was = clock(play, "resolution")
    play.pack = play_by("clock.resolution", after)
    events = play.signal("bug", NOON + HOUR)
    assert events.count("clock_moved") == 1
    assert clock(play, "resolution").stops == stops
    assert (clock(play, "resolution").due_at, clock(play, "resolution").marks) == (was.due_at, was.marks)


def test_a_version_that_changes_what_restarts_a_clock_changes_the_running_one() -> None:
    news = "{id: news, for: {category: product}, kind: update, within: 24h, RESTARTS because: b, source: [SD-094]}"
    play = opened("wish", policy=play_by("clock.relevel", "earlier_of_both", clock=news.replace("RESTARTS", "")))
    was = clock(play, "update")
    only_calls = news.replace("RESTARTS", "restarts: [call_logged],")
    play.pack = play_by("clock.relevel", "earlier_of_both", clock=only_calls)
    assert play.signal("wish", NOON + HOUR).count("clock_moved") == 1
    assert (clock(play, "update").restarts, clock(play, "update").due_at) == (("call_logged",), was.due_at)


def test_q16_a_clock_that_names_the_resolution_too_is_kept_by_whichever_comes_first() -> None:
    either = SAME_DAY.replace("because: b", "stops: [resolved, customer_confirmed], because: b")
    play = opened("wish", policy=play_by("clock.resolution", "marked_resolved", clock=either))
    play.do(c.Resolve(text="Done."), NOON + HOUR)
    assert clock(play, "investigate").state == "met"


@pytest.mark.parametrize(("reading", "lasts"), [("24h", 24), ("7d", 7 * 24)])
def test_q25_a_check_lasts_as_the_policy_reads_it_where_its_class_does_not_say(reading: str, lasts: int) -> None:
    play = Work("reset", policy=work_by("identity.valid_for", reading))
    play.do(w.AddFactor(factor="card", result="passed"), NOON)
    checked = next(one.event for one in play.events if isinstance(one.event, FactorChecked))
    assert checked.expires_at == NOON + lasts * HOUR


@pytest.mark.parametrize(
    ("reading", "opens", "due"),
    [("elapsed", "03-06 12:00", "03-07 12:00"), ("working_hours", "03-10 09:00", "03-12 15:00")],
)
def test_q17_a_window_runs_on_or_counts_working_hours_only(reading: str, opens: str, due: str) -> None:
    policy = work_by("followup.window", reading)
    verify = next(one for one in policy.text.follow_ups if one.id == "verify")
    found = window(policy, verify, int(NOON.timestamp()), {}, ZONE)
    assert (found.earliest_at, found.due_at) == (at(opens).timestamp(), at(due).timestamp())


def test_q17_a_window_of_no_length_opens_when_it_is_due() -> None:
    policy = work_by("followup.window", "working_hours")
    verify = next(one for one in policy.text.follow_ups if one.id == "verify")
    found = window(policy, replace(verify, earliest=6 * 3_600, latest=6 * 3_600), int(NOON.timestamp()), {}, ZONE)
    assert found.earliest_at == found.due_at == at("03-06 09:00").timestamp()


def test_q17_what_is_no_window_runs_on_by_either_reading() -> None:
    policy = work_by("followup.window", "working_hours")
    answer = next(one for one in policy.text.follow_ups if one.id == "answer")
    assert window(policy, answer, int(NOON.timestamp()), {}, ZONE).due_at == at("03-06 12:00").timestamp()


def test_q50_a_policy_that_is_overdue_opens_no_new_case_where_it_says_so() -> None:
    policy = play_by("pack.overdue", "refuse_new_cases", header=", next_review: 2025-03")
    play = opened("bug", at("03-31 23:59"), policy)
    assert "signal_joined" in play.signal("wish", at("04-01 00:00")), "what is open goes on"
    with pytest.raises(ReviewOverdue, match=r"was to be reviewed by 2025-03-31"):
        opened("bug", at("04-01 00:00"), policy)
    assert Play(policy=policy).signal("thanks", at("04-01 00:00")) == [], "what opens no case is heard"


def test_q50_by_default_it_stays_in_force() -> None:
    assert opened("bug", at("04-01 00:00"), play_by("pack.overdue", "stay_in_force", header=", next_review: 2025-03"))
