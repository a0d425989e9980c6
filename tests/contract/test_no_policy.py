"""What a signal is answered where no policy can decide it: the sender is not at fault, and may come again."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from stepladder import packfiles
from stepladder.core.triage.loading import load
from stepladder.service.intake import receive_signal
from stepladder.service.problems import NoNewCases, NoPolicy
from stepladder.service.rows import WorkspaceRow
from tests.contract.place import WORKSPACE, Place, body, version_of


def test_without_a_policy_nothing_is_taken(place: Place) -> None:
    place.store.save_workspace(WorkspaceRow(id="bare", name="Bare", zone="UTC", pack="none"))
    with pytest.raises(NoPolicy):
        receive_signal(place.desk, "bare", "tests", "k1", body())


def test_an_overdue_policy_opens_no_new_case_where_it_says_so_and_stores_nothing(place: Place) -> None:
    name, files = packfiles.read("support-desk")
    files |= {"pack.yaml": files["pack.yaml"].replace("value: stay_in_force", "value: refuse_new_cases")}
    place.store.publish(WORKSPACE, version_of(load(name, files), files))
    case = place.opened("k1", conversation="talk")
    place.clock.at = datetime(2025, 5, 1, 5, tzinfo=UTC)
    with pytest.raises(NoNewCases, match="was to be reviewed by 2025-04-30"):
        place.signal("k2", conversation="other")
    assert place.opened("k3", "Any news?", conversation="talk") == case
    assert b'"case":null' in place.signal("k4", "Thank you", conversation="kind").body
    place.clock.at = datetime(2025, 4, 30, 5, tzinfo=UTC)
    assert place.opened("k2", conversation="other") != case, "the same key is taken once it may be"


def test_a_published_policy_that_this_release_cannot_read_is_no_fault_of_the_sender(place: Place) -> None:
    name, files = packfiles.read("support-desk")
    version = version_of(load(name, files), files | {"zz.yaml": "routs: []"})
    place.store.publish(WORKSPACE, msgspec.structs.replace(version, digest="0" * 64))
    with pytest.raises(NoPolicy, match=r"cannot be read by this release.*'routs'"):
        place.signal("k1")
