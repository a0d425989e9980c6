"""A notice goes to whoever stands behind the name when it is sent, and the delivery says so (T14, F12)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from stepladder.core.clock.zones import zone
from stepladder.core.duty.absence import Absence
from stepladder.core.duty.rota import Override, Rota
from stepladder.service.rows import Address, PersonRow
from tests.contract.place import START, WORKSPACE, Place

DAY = timedelta(days=1)
ROLE = "security"


def people(place: Place, *ids: str) -> None:
    for one in ids:
        place.store.save_person(
            WORKSPACE, PersonRow(id=one, name=one.title(), role="agent", email=f"{one}@desk.example")
        )


def away(place: Place, person: str, deputy: str | None, starts: datetime = START - DAY) -> Absence:
    one = Absence(person=person, starts_at=starts, ends_at=START + 9 * DAY, deputy=deputy)
    place.store.save_absence(WORKSPACE, one)
    return one


def rota(**more: Any) -> Rota:
    given: dict[str, Any] = {
        "role": ROLE, "zone": zone("America/New_York"), "starts_on": date(2025, 3, 1), "handover": time(9),
        "every_days": 7, "people": ("lee", "kim"),
    }  # fmt: skip
    return Rota(**{**given, **more})


def test_absences_are_kept_until_they_end(place: Place) -> None:
    one = away(place, "lee", "kim")
    assert place.store.absences(WORKSPACE, START) == (one,)
    assert place.store.absences("other", START) == ()
    assert place.store.absences(WORKSPACE, one.ends_at) == ()
    again = away(place, "lee", None)
    assert place.store.absences(WORKSPACE, START) == (again,), "the same start is the same absence"
    place.store.drop_absence(WORKSPACE, "lee", one.starts_at)
    assert place.store.absences(WORKSPACE, START) == ()


def test_a_rota_is_kept_with_its_overrides_in_the_order_they_were_made(place: Place) -> None:
    late = Override(starts_at=START, ends_at=START + DAY, person="noor")
    early = Override(starts_at=START - DAY, ends_at=START + DAY, person="kim")
    over = Override(starts_at=START - 3 * DAY, ends_at=START - 2 * DAY, person="kim")
    place.store.save_rota(WORKSPACE, rota())
    for seconds, one in enumerate((late, early, over)):
        place.store.save_override(WORKSPACE, ROLE, one, START + timedelta(seconds=seconds))
    assert place.store.rotas(WORKSPACE, START) == (rota(overrides=(late, early)),)
    place.store.save_rota(WORKSPACE, rota(every_days=1))
    place.store.drop_override(WORKSPACE, ROLE, late.starts_at)
    assert place.store.rotas(WORKSPACE, START) == (rota(every_days=1, overrides=(early,)),)
    assert place.store.rotas("other", START) == ()
    place.store.drop_rota(WORKSPACE, ROLE)
    place.store.save_rota(WORKSPACE, rota())
    assert place.store.rotas(WORKSPACE, START) == (rota(),), "what was dropped comes back without its overrides"


def told(place: Place, to: str = ROLE) -> tuple[str | None, str | None]:
    """The address and the remark of the notice to a role, after all that is due was sent."""
    place.opened("k1")
    place.send_all()
    one = place.deliveries()[f"{to} route"]
    assert one.state in ("sent", "delivered")
    return one.address, one.reason


def test_t14_the_duty_of_a_role_passes_along_deputies_to_who_is_present(place: Place) -> None:
    people(place, "lee", "kim", "noor", "sam")
    place.store.save_rota(WORKSPACE, rota(people=("lee",)))
    away(place, "lee", "kim")
    away(place, "kim", "noor")
    assert told(place) == ("noor@desk.example", "noor stands in for lee, kim")
    text = place.deliveries()[f"{ROLE} route"].text
    assert text is not None
    assert "You get this because noor stands in for lee, kim." in place.store.texts(WORKSPACE, [text])[text].body


def test_who_is_on_duty_is_told_by_their_own_address(place: Place) -> None:
    people(place, "lee", "kim")
    place.store.save_rota(WORKSPACE, rota())
    assert told(place) == ("kim@desk.example", None)


def test_the_one_on_duty_is_found_when_it_is_sent_and_not_before(place: Place) -> None:
    people(place, "lee", "kim", "noor")
    place.store.save_rota(WORKSPACE, rota())
    place.opened("k1")
    place.store.save_override(
        WORKSPACE, ROLE, Override(starts_at=START - DAY, ends_at=START + DAY, person="noor"), START
    )
    place.send_all()
    assert place.deliveries()[f"{ROLE} route"].address == "noor@desk.example"


def test_an_address_that_the_workspace_gave_the_role_wins_over_the_duty(place: Place) -> None:
    people(place, "lee", "kim")
    place.store.save_rota(WORKSPACE, rota())
    place.opened("k1")
    channel = place.deliveries()[f"{ROLE} route"].channel
    place.store.save_address(WORKSPACE, Address(role=ROLE, channel=channel, address="all-of-us@desk.example"))
    place.send_all()
    assert place.deliveries()[f"{ROLE} route"].address == "all-of-us@desk.example"


def test_f11_a_duty_of_somebody_without_an_address_goes_the_usual_way_at_once_and_says_so(place: Place) -> None:
    plain = told(place)
    assert plain[0] is not None
    place.store.save_rota(WORKSPACE, rota(people=("ghost",)))
    place.opened("k2", conversation="another")
    place.send_all()
    found = {(one.address, one.reason) for one in place.store.deliveries(WORKSPACE) if one.to == ROLE}
    assert found == {plain, (plain[0], "ghost has the duty and cannot be reached")}
