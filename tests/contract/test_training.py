"""A stage of training is kept, remarked on where the policy only advises, and set by those who may."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.service.commands import handle_command
from stepladder.service.duty import Actor, set_stage
from stepladder.service.problems import BadInput, NotYours
from stepladder.service.rows import PersonRow
from tests.contract.place import WORKSPACE, Place

ADMIN = Actor("ana", "admin")


def trainee(place: Place, stage: str) -> None:
    place.store.save_person(WORKSPACE, PersonRow(id="lee", name="Lee", role="agent", email="lee@desk.example"))
    set_stage(place.desk, WORKSPACE, "lee", stage, ADMIN)


def test_what_a_trainee_does_goes_through_with_a_remark(place: Place) -> None:
    case = place.opened("k1")
    trainee(place, "shadow")
    done = handle_command(place.desk, WORKSPACE, case, c.Acknowledge(), "lee")
    remark = next(one.event for one in done.events if one.event.__struct_config__.tag == "training_remarked")
    assert (remark.person, remark.stage, remark.do) == ("lee", "shadow", "acknowledge")
    assert set(remark.source) == {"SD-314", "SD-315"}
    assert done.case.owner == "lee"


def test_nobody_else_hears_of_training(place: Place) -> None:
    case = place.opened("k1")
    trainee(place, "")
    done = handle_command(place.desk, WORKSPACE, case, c.Acknowledge(), "lee")
    assert "training_remarked" not in {one.event.__struct_config__.tag for one in done.events}


def test_a_second_click_makes_no_second_remark(place: Place) -> None:
    case = place.opened("k1")
    trainee(place, "shadow")
    handle_command(place.desk, WORKSPACE, case, c.Acknowledge(), "lee")
    assert handle_command(place.desk, WORKSPACE, case, c.Acknowledge(), "lee").events == ()


def test_stages_are_set_by_those_who_manage(place: Place) -> None:
    place.store.save_person(WORKSPACE, PersonRow(id="lee", name="Lee", role="agent"))
    with pytest.raises(NotYours):
        set_stage(place.desk, WORKSPACE, "lee", "shadow", Actor("lee", "agent"))
    with pytest.raises(BadInput, match="no stage"):
        set_stage(place.desk, WORKSPACE, "lee", "novice", ADMIN)
    with pytest.raises(BadInput, match="nobody"):
        set_stage(place.desk, WORKSPACE, "kim", "shadow", ADMIN)
    assert [one.stage for one in place.store.people(WORKSPACE) if one.id == "lee"] == [None]
