"""What a program does stands on record as its own: its token is never called as somebody is who works here."""

from __future__ import annotations

import pytest

from stepladder import bootstrap
from stepladder.core.case.events import DESK_NAMES
from stepladder.core.values import DeskError


@pytest.mark.parametrize("name", ["ana", " ana ", *sorted(DESK_NAMES)])
def test_a_token_is_not_called_as_a_person_or_the_desk_itself(workspace: str, name: str) -> None:
    for named in ({"name": name}, {"name": "mailbox", "source": name}):
        with pytest.raises(DeskError) as told:
            bootstrap.new_token(scopes=["cases:write"], workspace=workspace, **named)
        assert (told.value.where, name.strip() in told.value.what) == ("name", True)
    assert bootstrap.tokens(workspace) == []


def test_a_name_that_nobody_here_has_is_free(workspace: str) -> None:
    assert bootstrap.new_token(name="anastasia", scopes=["cases:write"], workspace=workspace)
