"""A revision of the calendars reaches every open case once, whatever happens while it is published (T7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.work_commands import CompleteStep
from stepladder.core.clock.holidays import HolidayList
from stepladder.core.clock.revision import ALL, CalendarChange, CalendarRevision
from stepladder.core.values import DeskError
from stepladder.service.calendar_revisions import (
    SETTLES_AFTER,
    SHOWN,
    preview_revision,
    publish_revision,
    revision_in_force,
)
from stepladder.service.commands import handle_command
from stepladder.service.intake import receive_signal
from stepladder.service.ports import Change, StaleCase
from stepladder.service.problems import BadInput, Stale
from stepladder.service.publishing import publish
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_due
from stepladder.store.adapter import StoreAdapter
from tests.contract.place import WORKSPACE, Place, body, shipped
from tests.contract.test_policies import folder

MONDAY, TUESDAY = date(2025, 3, 10), date(2025, 3, 11)
WISH = "A dark theme would be nice, this is a feature request"
OFF = CalendarRevision({ALL: CalendarChange(holidays=(MONDAY,))})
NONE = CalendarRevision()
ENDING = (
    c.Resolve(text="Done."),
    CompleteStep(step="feedback"),
    c.Close(outcome=c.Outcome(resolved_by_team=True)),
)
"""What ends the case of a wish: it is solved, the wish is written down, and it is closed."""


def published(place: Place, revision: CalendarRevision = OFF, *, on_top_of: int = 0, note: str = "") -> int:
    """How many cases get the command."""
    return publish_revision(place.desk, WORKSPACE, revision, by="ana", on_top_of=on_top_of, note=note)[1]


def dues(place: Place, case: str) -> dict[str, datetime]:
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    return {slot: clock.due_at for slot, clock in found.clocks.items()}


def revision_of(place: Place, case: str) -> int:
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    return found.calendar_revision


def settle(place: Place) -> None:
    """Let the time pass until the revision looks for cases once more, and do what is due."""
    place.clock.forward(seconds=SETTLES_AFTER.total_seconds())
    while run_reactions(place.desk):
        pass


def test_t07_every_open_case_is_counted_anew(place: Place) -> None:
    cases = [place.opened(f"k{n}", WISH, conversation=f"c{n}") for n in range(3)]
    leak = place.opened("leak", conversation="leak")
    before = {case: dues(place, case) for case in (*cases, leak)}
    assert published(place) == 4
    assert [dues(place, case) for case in cases] == [before[case] for case in cases], "not before the due loop runs"
    assert run_reactions(place.desk) == 4
    for case in cases:
        assert all(after > before[case][slot] for slot, after in dues(place, case).items())
        assert place.events(case)[-3:] == ["recalculated", "clock_moved", "clock_moved"]
    assert place.events(leak)[-1] == "recalculated"
    assert dues(place, leak) == before[leak], "a clock that never stands still knows of no holiday"


def test_t07_it_happens_once_for_each_case(place: Place) -> None:
    case = place.opened("k1", WISH)
    published(place)
    assert run_reactions(place.desk) == 1
    events = place.events(case)
    settle(place)
    assert run_reactions(place.desk) == 0
    assert place.events(case) == events


def test_what_is_previewed_is_what_happens(place: Place) -> None:
    cases = [place.opened(f"k{n}", WISH, conversation=f"c{n}") for n in range(3)]
    cases.append(place.opened("leak", conversation="leak"))
    place.clock.forward(minutes=20)
    before = {case: dues(place, case) for case in cases}
    preview = preview_revision(place.desk, WORKSPACE, OFF)
    assert {case: dues(place, case) for case in cases} == before, "a look changes nothing"
    published(place)
    run_reactions(place.desk)
    moved = {one.case: {clock.slot: (clock.was_due_at, clock.due_at) for clock in one.clocks} for one in preview.cases}
    happened = {
        case: {slot: (before[case][slot], after) for slot, after in dues(place, case).items()}
        for case in cases
        if dues(place, case) != before[case]
    }
    assert moved == happened
    assert (preview.open_cases, preview.moved, preview.earlier, preview.past) == (4, 3, 0, 0)


def test_a_preview_says_what_would_be_earlier_and_what_would_be_over(place: Place) -> None:
    place.clock.at = datetime(2025, 3, 10, 20, tzinfo=UTC)
    place.opened("k1", WISH)
    place.clock.at = datetime(2025, 3, 11, 21, tzinfo=UTC)
    longer = CalendarRevision({ALL: CalendarChange(openings={MONDAY: ("18:00-20:00",)})})
    preview = preview_revision(place.desk, WORKSPACE, longer)
    assert (preview.moved, preview.earlier, preview.past) == (1, 1, 0)
    night = CalendarRevision({ALL: CalendarChange(openings={MONDAY: ("18:00-17:00",)})})
    assert preview_revision(place.desk, WORKSPACE, night).past == 1


def test_a_deadline_that_is_over_at_once_is_told_by_the_next_tick_and_once(place: Place) -> None:
    place.clock.at = datetime(2025, 3, 10, 20, tzinfo=UTC)
    case = place.opened("k1", WISH)
    place.clock.at = datetime(2025, 3, 11, 21, tzinfo=UTC)
    tick_due(place.desk)
    published(place, CalendarRevision({ALL: CalendarChange(openings={MONDAY: ("18:00-17:00",)})}))
    run_reactions(place.desk)
    assert "clock_missed" not in place.events(case)
    assert tick_due(place.desk).ticked == 1
    tick_due(place.desk)
    missed = [one for one in place.store.events(WORKSPACE, case) if one.type == "clock_missed"]
    assert [(one.at < place.clock.now(), one.noticed_at) for one in missed] == [(True, place.clock.now())]


def test_closed_cases_get_nothing(place: Place) -> None:
    closed = place.opened("k1", WISH, conversation="c1")
    place.opened("k2", WISH, conversation="c2")
    for command in ENDING:
        handle_command(place.desk, WORKSPACE, closed, command, "lee")
    events = place.events(closed)
    assert published(place) == 1
    settle(place)
    assert place.events(closed) == events


def test_a_case_that_is_closed_before_its_turn_is_left_alone(place: Place) -> None:
    case = place.opened("k1", WISH)
    published(place)
    for command in ENDING:
        handle_command(place.desk, WORKSPACE, case, command, "lee")
    events = place.events(case)
    assert run_reactions(place.desk) == 1
    assert place.events(case) == events


def test_new_cases_are_decided_under_the_revision_and_need_no_command(place: Place) -> None:
    old = place.opened("k1", WISH, conversation="c1")
    published(place)
    run_reactions(place.desk)
    new = place.opened("k2", WISH, conversation="c2")
    assert dues(place, new) == dues(place, old)
    assert revision_of(place, new) == 1
    events = place.events(new)
    settle(place)
    assert place.events(new) == events


def test_another_process_sees_a_revision_at_once(place: Place) -> None:
    other = place.another()
    before = dues(other, other.opened("k1", WISH, conversation="c1"))
    published(place)
    after = dues(other, other.opened("k2", WISH, conversation="c2"))
    assert all(after[slot] > before[slot] for slot in before)
    assert other.desk.packs.in_force(WORKSPACE).revision == 1


def test_a_case_pinned_to_an_older_policy_is_counted_by_its_calendars(place: Place, tmp_path: Path) -> None:
    old = place.opened("k1", WISH, conversation="c1")
    longer = shipped()[1]["calendars.yaml"].replace("09:00-18:00", "08:00-18:00")
    publish(place.desk, WORKSPACE, folder(tmp_path, calendars=longer), "ana")
    new = place.opened("k2", WISH, conversation="c2")
    before = dues(place, old) | {f"new {slot}": due for slot, due in dues(place, new).items()}
    assert published(place) == 2
    run_reactions(place.desk)
    after = dues(place, old) | {f"new {slot}": due for slot, due in dues(place, new).items()}
    assert all(after[slot] > before[slot] for slot in before)
    assert dues(place, new)["resolution"] < dues(place, old)["resolution"]
    found = place.store.load_case(WORKSPACE, old)
    assert found is not None
    assert found.digest == shipped()[0].digest


class Between(StoreAdapter):
    """Does something the moment a decision is about to be stored: once."""

    first: object = None

    def commit(self, changes):  # type: ignore[no-untyped-def]
        first, self.first = self.first, None
        if first is not None:
            first()
        super().commit(changes)


def between(place: Place, first: object) -> Place:
    other = place.another()
    store = Between(place.clock)
    store.first = first
    return Place(
        replace(other.desk, store=store, link="http://x"),
        other.clock,
        other.peer,
    )


def test_a_case_opened_while_the_revision_was_published_is_found_when_it_settles(place: Place) -> None:
    old = place.opened("k1", WISH, conversation="c1")
    elsewhere = between(place, lambda: published(place))
    new = msgspec.json.decode(
        receive_signal(elsewhere.desk, WORKSPACE, "tests", "k2", body(WISH, conversation="c2")).body
    )["case"]
    run_reactions(place.desk)
    assert (revision_of(place, old), revision_of(place, new)) == (1, 0)
    settle(place)
    assert dues(place, new) == dues(place, old)
    assert revision_of(place, new) == 1


def test_a_signal_decided_before_the_revision_never_undoes_it(place: Place) -> None:
    case = place.opened("k1", WISH, conversation="c1")

    def publish_and_run() -> None:
        published(place)
        run_reactions(place.desk)

    elsewhere = between(place, publish_and_run)
    receive_signal(elsewhere.desk, WORKSPACE, "tests", "k2", body("We were charged twice", conversation="c1"))
    assert revision_of(place, case) == 1
    alone = place.opened("k3", f"{WISH}. We were charged twice", conversation="c3")
    found, expected = dues(place, case), dues(place, alone)
    assert {slot: found[slot] for slot in expected} == expected


def test_a_case_that_changes_while_it_is_counted_is_counted_again(place: Place) -> None:
    case = place.opened("k1", WISH)
    published(place)

    class Interrupted(StoreAdapter):
        left = 1

        def finish_reaction(self, claimed, change, outcome="done"):  # type: ignore[no-untyped-def]
            if Interrupted.left:
                Interrupted.left -= 1
                handle_command(place.desk, WORKSPACE, case, c.Note(text="Look."), "lee")
            return super().finish_reaction(claimed, change, outcome)

    other = place.another().desk
    interrupted = replace(other, store=Interrupted(place.clock))
    assert run_reactions(interrupted) == 1
    assert revision_of(place, case) == 0
    place.clock.forward(seconds=2)
    run_reactions(interrupted)
    assert revision_of(place, case) == 1
    assert place.events(case).count("recalculated") == 1


def test_two_revisions_at_the_same_time_are_one_and_a_refusal(place: Place) -> None:
    place.opened("k1", WISH)
    published(place)
    with pytest.raises(Stale, match="somebody else"):
        published(place, NONE, on_top_of=0)
    assert revision_in_force(place.desk, WORKSPACE) == (1, OFF)
    assert run_reactions(place.desk) == 1


def test_a_note_that_no_database_could_keep_is_refused(place: Place) -> None:
    with pytest.raises(BadInput):
        published(place, note="Stock\x00taking")
    assert place.store.calendar_revision(WORKSPACE) == 0


def test_a_number_cannot_be_left_out(place: Place) -> None:
    with pytest.raises(Stale):
        published(place, OFF, on_top_of=4)
    assert revision_in_force(place.desk, WORKSPACE) == (0, NONE)


def test_the_last_of_two_revisions_counts_and_one_run_is_enough(place: Place) -> None:
    case = place.opened("k1", WISH)
    first = dues(place, case)
    published(place)
    published(place, NONE, on_top_of=1)
    assert run_reactions(place.desk) == 2
    assert dues(place, case) == first
    assert place.events(case).count("recalculated") == 1
    assert revision_of(place, case) == 2


def test_a_revision_is_kept_with_who_when_and_why(place: Place) -> None:
    whole = CalendarRevision(
        {
            ALL: CalendarChange(lists=(HolidayList("Bank holidays", "2025", [MONDAY]),)),
            "office": CalendarChange(
                holidays=(TUESDAY,), exceptions={MONDAY: ("09:00-12:00",)}, openings={TUESDAY: ("10:00-11:00",)}
            ),
        }
    )
    published(place, whole, note="  Stocktaking ")
    published(place, NONE, on_top_of=1)
    rows = place.another().store.calendar_revisions(WORKSPACE)
    assert [(one.number, one.by, one.note, one.published_at) for one in rows] == [
        (2, "ana", "", place.clock.now()),
        (1, "ana", "Stocktaking", place.clock.now()),
    ]
    assert rows[1].revision == whole
    assert place.store.calendar_revision_row(WORKSPACE, 1) == rows[1]
    assert place.store.calendar_revision_row(WORKSPACE, 3) is None
    assert [one.number for one in place.store.calendar_revisions(WORKSPACE, limit=1)] == [2]


def test_workspaces_do_not_share_their_calendars(place: Place) -> None:
    case = place.opened("k1", WISH)
    published(place)
    assert place.store.calendar_revision("other") == 0
    assert place.store.open_cases("other", after="", limit=10) == []
    assert [one.id for one in place.store.open_cases(WORKSPACE, after="", limit=10)] == [case]


def test_open_cases_are_read_in_batches_by_their_ids(place: Place) -> None:
    cases = sorted(place.opened(f"k{n}", WISH, conversation=f"c{n}") for n in range(5))
    found, after = [], ""
    while batch := place.store.open_cases(WORKSPACE, after=after, limit=2):
        assert len(batch) <= 2
        found += [one.id for one in batch]
        after = found[-1]
    assert found == cases
    assert place.store.digests_of_open_cases(WORKSPACE) == (shipped()[0].digest,)


WRONG = {
    "an unknown calendar": CalendarRevision({"offcie": CalendarChange(holidays=(MONDAY,))}),
    "one that never closes": CalendarRevision({"always": CalendarChange(holidays=(MONDAY,))}),
    "one that is closed for a year": CalendarRevision(
        {"office": CalendarChange(holidays=tuple(MONDAY + timedelta(days=n) for n in range(-10, 500)))}
    ),
}


@pytest.mark.parametrize("revision", WRONG.values(), ids=WRONG)
def test_what_could_only_be_a_mistake_is_never_published(place: Place, revision: CalendarRevision) -> None:
    for refused in (preview_revision, lambda *given: published(place, revision)):
        with pytest.raises(DeskError):
            refused(place.desk, WORKSPACE, revision)
    assert place.store.calendar_revision(WORKSPACE) == 0


def test_a_preview_shows_the_first_cases_and_counts_all(place: Place) -> None:
    for number in range(3):
        place.opened(f"k{number}", WISH, conversation=f"c{number}")
    preview = preview_revision(place.desk, WORKSPACE, OFF)
    assert len(preview.cases) == preview.moved == 3 <= SHOWN


def test_publishing_a_policy_keeps_what_the_workspace_has_set(place: Place, tmp_path: Path) -> None:
    published(place)
    pack = publish(place.desk, WORKSPACE, folder(tmp_path, extra="# another text\n"), "ana")
    assert place.desk.packs.in_force(WORKSPACE).digest == pack.digest
    assert place.desk.packs.in_force(WORKSPACE).revision == 1
    assert place.desk.packs.as_written(WORKSPACE, pack.digest).revision == 0


def test_a_stale_case_is_still_refused_under_a_revision(place: Place) -> None:
    case = place.opened("k1", WISH)
    published(place)
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    run_reactions(place.desk)
    with pytest.raises(StaleCase):
        place.store.commit(
            [Change(workspace=WORKSPACE, recorded_at=place.clock.now(), case=found, expected_version=found.version)]
        )
