"""The working of a case's clocks as its page unfolds it. Source: T21, T31."""

from __future__ import annotations

from datetime import timedelta

from stepladder.core.case import commands as c
from stepladder.service.reading.clocks import ClockView, clock_views
from stepladder.web.pages.case_shown import working_shown
from tests.unit.core.case.play import Play, at, opened, pack

RESOLVE, REOPEN = c.Resolve(text="Done."), c.Reopen(because="It is back.")


def view_of(play: Play, slot: str) -> ClockView:
    views = clock_views(play.open_case, pack(), at("03-07 17:30"))
    return next(one for one in views if one.slot == slot)


def test_t31_the_strip_the_table_and_the_promise_come_to_the_same() -> None:
    view = view_of(opened("bug", at("03-07 17:00")), "first_response")
    shown = working_shown(view, pack())
    assert shown.total == "4 h"
    assert [line.counts for line in shown.lines] == ["1 h", "3 h"]
    assert [entry.words for entry in shown.legend if entry.kind == "due"] == ["Due Mon 10 Mar 2025, 12:00"]
    assert [row.label for row in shown.strip.rows] == ["Fri 7 Mar", "Sat 8 Mar", "Sun 9 Mar", "Mon 10 Mar"]


def test_t21_what_a_resolution_interrupted_is_hatched_and_does_not_count() -> None:
    play = opened("bug", at("03-05 09:00"))
    play.do(RESOLVE, at("03-05 17:00"))
    play.do(REOPEN, at("03-07 17:00"))
    view = view_of(play, "resolution")
    shown = working_shown(view, pack())
    assert [resumed - stopped for stopped, resumed in view.pauses] == [timedelta(days=2).total_seconds()]
    assert shown.total == "24 h"
    assert "paused" in [entry.kind for entry in shown.legend]
    kinds = {row.label: {bar.kind for bar in row.bars} for row in shown.strip.rows}
    assert kinds["Wed 5 Mar"] == kinds["Fri 7 Mar"] == {"open", "counted", "paused"}
    assert kinds["Thu 6 Mar"] == {"open", "paused"}


def test_an_end_that_was_taken_back_in_the_same_second_is_no_pause() -> None:
    play = opened("bug", at("03-05 09:00"))
    play.do(RESOLVE, at("03-05 10:00"))
    play.do(REOPEN, at("03-05 10:00"))
    assert not working_shown(view_of(play, "resolution"), pack()).strip.has_paused
