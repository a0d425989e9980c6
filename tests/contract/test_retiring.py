"""A policy is retired (T6): every open case that goes by it is told once, whatever happens meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.state import Case
from stepladder.service.commands import handle_command
from stepladder.service.intake import receive_signal
from stepladder.service.policies import policies, policy_of
from stepladder.service.problems import BadInput, NoPolicy, NotFound, Stale
from stepladder.service.publishing import publish, retired_meanwhile
from stepladder.service.reacting import run_reactions
from stepladder.service.retiring import SETTLES_AFTER, preview_retirement, retire_policy
from stepladder.service.rows import Retirement
from stepladder.service.ticking import tick_due
from stepladder.service.workspace import create_workspace
from stepladder.store.adapter import StoreAdapter
from stepladder.worker.prepare import republish
from tests.contract.place import WORKSPACE, Place, body, shipped
from tests.contract.test_calendar_revisions import ENDING, WISH, between
from tests.contract.test_candidates import published, up
from tests.contract.test_policies import folder

WHY = "It promised what nobody can keep."
OLD = shipped()[0].digest


def newer(place: Place) -> str:
    """Another version, in force from now on."""
    digest = up(place)
    assert published(place, digest)
    return digest


def retire(place: Place, digest: str = OLD, *, because: str = WHY, in_force_too: bool = False) -> int:
    """How many cases get the command."""
    return retire_policy(place.desk, WORKSPACE, digest, because=because, by="ana", in_force_too=in_force_too)


def case_of(place: Place, case: str) -> Case:
    found = place.store.load_case(WORKSPACE, case)
    assert found is not None
    return found


def states(place: Place, case: str) -> set[str]:
    return {one.state for one in case_of(place, case).clocks.values()}


def settle(place: Place) -> None:
    """Let the time pass until the retirement looks for cases once more, and do what is due."""
    place.clock.forward(seconds=SETTLES_AFTER.total_seconds())
    while run_reactions(place.desk):
        pass


def standing(place: Place, digest: str = OLD) -> str:
    return policy_of(place.desk, WORKSPACE, digest)[0].standing


def test_t06_every_open_case_of_the_version_stops_with_the_reason_and_no_other_does(place: Place) -> None:
    cases = [place.opened(f"k{n}", WISH, conversation=f"c{n}") for n in range(3)]
    newer(place)
    other = place.opened("other", WISH, conversation="other")
    assert retire(place) == 3
    assert states(place, cases[0]) == {"running"}, "not before the due loop runs"
    assert run_reactions(place.desk) == 3
    for case in cases:
        found = case_of(place, case)
        assert states(place, case) == {"cancelled"}
        assert {one.cancelled_because for one in found.clocks.values()} == {WHY}
        assert (found.is_open, found.policy_retired_because) == (True, WHY)
        assert place.events(case)[-1] == "policy_retired"
    assert states(place, other) == {"running"}
    assert "policy_retired" not in place.events(other)


def test_t06_each_owner_is_written_to_once_and_told_what_stopped(place: Place) -> None:
    case = place.opened("k1", WISH)
    newer(place)
    place.send_all()
    before = len(place.peer.taken)
    retire(place)
    settle(place)
    place.send_all()
    (told,) = place.peer.taken[before:]
    assert told.subject.startswith("Policy retired: ")
    assert WHY in told.body
    assert "first response" in told.body
    assert f"/cases/{case}" in told.body
    (line,) = [one for one in place.store.deliveries(WORKSPACE, case=case) if one.purpose == "retired"]
    assert line.to == case_of(place, case).owner


def test_it_is_remembered_when_by_whom_and_why(place: Place) -> None:
    newer(place)
    retire(place, because="  It promised what \n nobody can keep. ")
    elsewhere = place.another()
    row = elsewhere.store.pack_version(WORKSPACE, OLD)
    assert row is not None
    assert row.retired == Retirement(at=place.clock.now(), by="ana", because=WHY)
    assert [(one.digest, one.standing, one.retired) for one in policies(elsewhere.desk, WORKSPACE)][-1] == (
        OLD, "retired", row.retired,
    )  # fmt: skip


def test_a_second_time_changes_nothing(place: Place) -> None:
    case = place.opened("k1", WISH)
    newer(place)
    assert retire(place) == 1
    settle(place)
    events, row = place.events(case), place.store.pack_version(WORKSPACE, OLD)
    assert retire(place, because="Another reason.") == 0
    settle(place)
    assert place.events(case) == events
    assert place.store.pack_version(WORKSPACE, OLD) == row


def test_what_is_previewed_is_what_happens(place: Place) -> None:
    cases = [place.opened(f"k{n}", WISH, conversation=f"c{n}") for n in range(2)]
    place.opened("leak", conversation="leak")
    newer(place)
    place.opened("other", WISH, conversation="other")
    place.clock.forward(minutes=40)
    events = {case: place.events(case) for case in cases}
    preview = preview_retirement(place.desk, WORKSPACE, OLD)
    assert {case: place.events(case) for case in cases} == events, "a look changes nothing"
    assert preview.open_cases == retire(place)
    settle(place)
    of_it = [one for one in place.store.open_cases(WORKSPACE, after="", limit=10) if one.digest == OLD]
    clocks = [clock for one in of_it for clock in one.clocks.values()]
    assert preview.running == sum(one.state == "cancelled" for one in clocks) > 0
    assert preview.overdue == sum(one.waits for one in clocks) > 0
    after = preview_retirement(place.desk, WORKSPACE, OLD)
    assert (after.open_cases, after.running, after.overdue) == (0, 0, 0)


def test_t06_a_clock_that_is_overdue_by_then_is_told_as_missed_and_stays_so(place: Place) -> None:
    case = place.opened("leak")
    newer(place)
    place.clock.forward(minutes=40)
    retire(place)
    run_reactions(place.desk)
    found = case_of(place, case)
    assert found.clocks["first_response"].state == "missed"
    events = place.events(case)
    assert events.index("clock_missed") < events.index("policy_retired")
    assert any(one.purpose == "missed" for one in place.store.deliveries(WORKSPACE, case=case))
    place.clock.forward(days=30)
    assert tick_due(place.desk).seen == 0, "nothing is left to wake for"
    assert place.events(case) == events


def test_a_case_that_is_closed_before_its_turn_is_left_alone(place: Place) -> None:
    case = place.opened("k1", WISH)
    newer(place)
    retire(place)
    for command in ENDING:
        handle_command(place.desk, WORKSPACE, case, command, "lee")
    events = place.events(case)
    assert run_reactions(place.desk) == 1
    assert place.events(case) == events


def test_t06_a_case_opened_while_the_version_was_retired_is_found_when_it_settles(place: Place) -> None:
    old = place.opened("k1", WISH, conversation="c1")

    def meanwhile() -> None:
        newer(place)
        retire(place)

    elsewhere = between(place, meanwhile)
    answer = receive_signal(elsewhere.desk, WORKSPACE, "tests", "k2", body(WISH, conversation="c2"))
    new = msgspec.json.decode(answer.body)["case"]
    assert case_of(place, new).digest == OLD
    run_reactions(place.desk)
    assert (states(place, old), states(place, new)) == ({"cancelled"}, {"running"})
    settle(place)
    assert states(place, new) == {"cancelled"}
    assert place.events(new).count("policy_retired") == place.events(old).count("policy_retired") == 1


def test_a_signal_decided_before_the_retirement_never_undoes_it(place: Place) -> None:
    case = place.opened("k1", WISH, conversation="c1")
    newer(place)

    def meanwhile() -> None:
        retire(place)
        run_reactions(place.desk)

    elsewhere = between(place, meanwhile)
    receive_signal(elsewhere.desk, WORKSPACE, "tests", "k2", body("We were charged twice", conversation="c1"))
    assert place.events(case).count("signal_joined") == 1
    assert states(place, case) == {"cancelled"}


def test_a_case_that_changes_while_it_is_told_is_told_again(place: Place) -> None:
    case = place.opened("k1", WISH)
    newer(place)
    retire(place)

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
    assert states(place, case) == {"running"}
    place.clock.forward(seconds=2)
    run_reactions(interrupted)
    assert states(place, case) == {"cancelled"}
    assert place.events(case).count("policy_retired") == 1


REASONS = {"none": "", "blanks": " \n ", "a control character": "Be\x00cause", "too much": "x" * 501}


@pytest.mark.parametrize("because", REASONS.values(), ids=REASONS)
def test_without_a_reason_that_can_be_told_nothing_is_retired(place: Place, because: str) -> None:
    newer(place)
    with pytest.raises(BadInput):
        retire(place, because=because)
    assert standing(place) == "earlier"


def test_what_was_never_published_cannot_be_retired(place: Place) -> None:
    with pytest.raises(NotFound):
        retire(place, "0" * 64)
    with pytest.raises(BadInput, match="never published"):
        retire(place, up(place))


def test_the_version_in_force_is_retired_only_if_the_caller_says_so(place: Place) -> None:
    place.opened("k1", WISH)
    with pytest.raises(BadInput, match="in force"):
        retire(place)
    assert place.store.pack_in_force(WORKSPACE) == OLD
    assert retire(place, in_force_too=True) == 1
    assert place.store.pack_in_force(WORKSPACE) is None
    assert standing(place) == "retired"


def test_with_none_in_force_new_cases_are_refused_with_what_to_do_and_open_ones_are_joined(place: Place) -> None:
    case = place.opened("k1", WISH, conversation="c1")
    retire(place, in_force_too=True)
    run_reactions(place.desk)
    with pytest.raises(NoPolicy, match="retired"):
        place.signal("k2", WISH, conversation="c2")
    assert place.opened("k3", "Is anybody there?", conversation="c1") == case
    assert "customer_replied" in place.events(case)
    handle_command(place.desk, WORKSPACE, case, c.Send(channel="email", text="We are."), "lee")
    assert states(place, case) == {"cancelled"}


def test_one_that_came_into_force_meanwhile_is_not_retired(place: Place) -> None:
    newer(place)

    class Overtaken(StoreAdapter):
        def retire_pack(self, *given, **more):  # type: ignore[no-untyped-def]
            publish(place.desk, WORKSPACE, "support-desk", "lee")
            return super().retire_pack(*given, **more)

    other = place.another().desk
    slow = replace(other, store=Overtaken(place.clock))
    with pytest.raises(Stale, match="meanwhile"):
        retire_policy(slow, WORKSPACE, OLD, because=WHY, by="ana")
    assert place.store.pack_in_force(WORKSPACE) == OLD


def test_published_again_it_holds_for_new_cases_and_stopped_ones_stay_stopped(place: Place) -> None:
    old = place.opened("k1", WISH, conversation="c1")
    digest = newer(place)
    retire(place)
    run_reactions(place.desk)
    assert published(place, OLD, on_top_of=digest)
    assert standing(place) == "in_force"
    new = place.opened("k2", WISH, conversation="c2")
    settle(place)
    assert (states(place, old), states(place, new)) == ({"cancelled"}, {"running"})
    row = place.store.pack_version(WORKSPACE, OLD)
    assert row is not None
    assert row.retired is None


def test_retired_once_more_it_stops_the_cases_opened_in_between(place: Place) -> None:
    old = place.opened("k1", WISH, conversation="c1")
    retire(place, in_force_too=True)
    settle(place)
    publish(place.desk, WORKSPACE, "support-desk", "ana")
    new = place.opened("k2", WISH, conversation="c2")
    assert retire(place, in_force_too=True) == 2, "to those that stopped before it changes nothing"
    settle(place)
    assert states(place, new) == {"cancelled"}
    assert place.events(old).count("policy_retired") == place.events(new).count("policy_retired") == 1


def test_workspaces_do_not_share_what_is_retired(place: Place) -> None:
    newer(place)
    with pytest.raises(NotFound):
        retire_policy(place.desk, "other", OLD, because=WHY, by="ana")
    assert retire(place) == 0
    assert place.store.pack_version("other", OLD) is None


def test_a_restart_puts_nothing_back_that_was_retired(place: Place, tmp_path: Path) -> None:
    assert retired_meanwhile(place.desk, WORKSPACE, "support-desk") is None
    retire(place, in_force_too=True)
    create_workspace(place.desk, WORKSPACE, name="Main", pack="support-desk")
    republish(place.desk, "support-desk")
    assert place.store.pack_in_force(WORKSPACE) is None
    gone = retired_meanwhile(place.desk, WORKSPACE, "support-desk")
    assert gone is not None
    assert gone.digest == OLD
    assert retired_meanwhile(place.desk, WORKSPACE, folder(tmp_path, extra="# another text\n")) is None


def test_what_came_before_a_retired_version_is_not_put_back_by_a_restart_either(place: Place) -> None:
    retire(place, newer(place), in_force_too=True)
    gone = retired_meanwhile(place.desk, WORKSPACE, "support-desk")
    assert gone is not None
    assert (gone.digest, gone.retired) == (OLD, None)
