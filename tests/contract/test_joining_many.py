"""What a signal belongs to is found as soon among thousands of closed cases as among a few, and it is the right one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.db import connection

from stepladder.core.case.commands import Close, Outcome, Resolve
from stepladder.service.commands import handle_command
from stepladder.store import models
from stepladder.store.sql import listed
from tests.contract.place import WORKSPACE, Place

MANY = 3_000


def closed(place: Place, key: str, **more: object) -> str:
    case = place.opened(key, **more)
    close(place, case)
    return case


def close(place: Place, case: str) -> None:
    place.clock.forward(minutes=1)
    handle_command(place.desk, WORKSPACE, case, Resolve(text="Mended"), "ana")
    handle_command(place.desk, WORKSPACE, case, Close(outcome=Outcome(resolved_by_team=True)), "ana")
    place.clock.forward(minutes=1)


def multiply(case: str, times: int) -> None:
    """Put copies of a case beside it, all older than it."""
    others = ", ".join(f'"{name}"' for name in columns() if name != "id")
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < %s) "
            f"INSERT INTO store_case (id, {others}) SELECT 'a-' || n, {others} FROM store_case, number WHERE id = %s",
            (times, case),
        )


def columns() -> list[str]:
    return [name.strip('"') for name in listed(models.Case).split(", ")]


def quickest(look: Callable[[], object]) -> float:
    """Seconds of the fastest of ten."""
    found = []
    for _ in range(10):
        started = time.perf_counter()
        look()
        found.append(time.perf_counter() - started)
    return min(found)


LOOKS = {"of its conversation": ("talk", None), "of its customer": (None, "harbor")}


@pytest.mark.parametrize(("conversation", "customer"), LOOKS.values(), ids=LOOKS)
def test_many_closed_cases_make_no_signal_slower(place: Place, conversation: str | None, customer: str | None) -> None:
    def look() -> object:
        return place.store.surroundings(
            WORKSPACE, "tests", "new", conversation=conversation, customer=customer, contact=None
        )

    one = closed(place, "k1", conversation="talk", customer={"id": "harbor"})
    among_one = quickest(look)
    multiply(one, MANY)
    assert quickest(look) < 5 * among_one, "it was 20 to 50 times as long while each of them was read"


def test_of_many_the_one_that_is_open_is_joined_and_else_the_one_closed_last_continued(place: Place) -> None:
    older = place.opened("k1", conversation="talk", customer={"id": "harbor"})
    place.clock.forward(minutes=1)
    newer = closed(place, "k2", conversation="aside", customer={"id": "harbor"})
    with connection.cursor() as cursor:  # No desk does this; what is looked for does not hang on it.
        cursor.execute("UPDATE store_case SET conversation = 'talk' WHERE id = %s", (newer,))
    multiply(newer, 50)
    assert joined(place) == (older, None)
    found, _ = place.store.find_case(WORKSPACE, conversation=None, customer="harbor", contact=None)
    assert found is not None
    assert found.id == older
    close(place, older)
    assert older < newer
    assert joined(place) == (None, older)
    assert place.store.find_case(WORKSPACE, conversation=None, customer="harbor", contact=None) == (None, None)


def joined(place: Place) -> tuple[str | None, str | None]:
    """The case that a signal of the conversation joins, and the one it continues."""
    around = place.store.surroundings(WORKSPACE, "tests", "new", conversation="talk", customer=None, contact=None)
    found = place.store.find_case(WORKSPACE, conversation="talk", customer=None, contact=None)
    assert found == (around.joins, around.continues)
    return around.joins.id if around.joins else None, around.continues
