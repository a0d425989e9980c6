"""Events survive being stored, in today's form and in old ones."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from stepladder.core.case.envelope import encode
from stepladder.core.case.events import Acknowledged, AnyEvent, OwnerChanged
from stepladder.core.case.state import Case
from stepladder.core.case.upcasters import CURRENT, Upcasters, decode, version_of
from stepladder.core.streams import WrittenLater, holds_more
from stepladder.core.values import DeskError
from tests.unit.core.case.play import opened
from tests.unit.core.case.samples import KINDS, bare, full


def test_every_event_is_what_it_was_after_being_stored() -> None:
    play = opened("leak")
    assert play.events
    for happened in play.events:
        type_, v, data = encode(happened.event)
        assert decode(type_, v, data) == happened.event
        assert (type_, v) == (happened.event.__struct_config__.tag, 1)


def test_every_type_of_event_has_a_version() -> None:
    names = {one.__struct_config__.tag for one in AnyEvent.__args__}
    assert set(CURRENT) == names
    assert len(names) == len(AnyEvent.__args__)
    assert version_of("clock_met") == 1


def test_a_case_survives_being_stored_as_one_value() -> None:
    case = opened("refund").open_case
    assert msgspec.json.decode(msgspec.json.encode(case), type=Case) == case


def _rename(raw: dict[str, Any]) -> dict[str, Any]:
    return {**{key: value for key, value in raw.items() if key != "holder"}, "owner": raw["holder"]}


def _was(raw: dict[str, Any]) -> dict[str, Any]:
    return raw | {"was": raw.get("was", "nobody")}


OLD = Upcasters({("owner_changed", 1): _rename, ("owner_changed", 2): _was})


def test_old_forms_are_lifted_step_by_step() -> None:
    assert OLD.current["owner_changed"] == 3
    assert OLD.current["acknowledged"] == 1
    first = b'{"type":"owner_changed","holder":"lee"}'
    assert OLD.decode("owner_changed", 1, first) == OwnerChanged(owner="lee", was="nobody")
    assert OLD.decode("owner_changed", 2, b'{"type":"owner_changed","owner":"lee"}') == OwnerChanged(
        owner="lee", was="nobody"
    )
    today = OwnerChanged(owner="lee")
    assert OLD.decode("owner_changed", 3, msgspec.json.encode(today)) == today
    assert OLD.decode("acknowledged", 1, b'{"type":"acknowledged"}') == Acknowledged()


BROKEN: dict[str, tuple[str, int, bytes]] = {
    "a type nobody knows": ("owner_lost", 1, b"{}"),
    "a version from the future": ("owner_changed", 4, b'{"type":"owner_changed","owner":"lee"}'),
    "a version before the first": ("owner_changed", 0, b'{"type":"owner_changed","owner":"lee"}'),
    "no JSON": ("owner_changed", 3, b"{"),
    "a key that is missing": ("owner_changed", 3, b'{"type":"owner_changed"}'),
    "an old form without what its step reads": ("owner_changed", 1, b'{"type":"owner_changed"}'),
    "an old form that is no object": ("owner_changed", 1, b"[]"),
}


@pytest.mark.parametrize(("type_", "v", "data"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_refused_by_name(type_: str, v: int, data: bytes) -> None:
    with pytest.raises(DeskError):
        OLD.decode(type_, v, data)


def test_this_release_reads_no_later_one() -> None:
    with pytest.raises(WrittenLater, match="version 2"):
        decode("acknowledged", 2, b'{"type":"acknowledged"}')


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_a_key_that_only_a_later_release_knows_is_noticed_and_no_other(kind: type[msgspec.Struct]) -> None:
    for event in (full(kind), bare(kind)):
        type_, v, data = encode(event)
        assert not holds_more(decode(type_, v, data), data)
        raw = msgspec.json.decode(data)
        other = dict(reversed(raw.items())), raw | {"hue": 1}
        assert [holds_more(event, msgspec.json.encode(one)) for one in other] == [False, True]


INSIDE: dict[str, bool] = {  # JSON of a case's state: whether it holds more than this release knows
    '{"id":"c1","clocks":{}}': False,
    '{"id":"c1","levels_by_person":{"mood":"blue"}}': False,
    '{"id":"c1","waiting":{"since":"2025-03-10T12:00:00Z","for_":"a key"}}': True,
    '{"id":"c1","moon":"full"}': True,
    '{"id":"c1","opened_at":"2025-03-10T12:00:00+00:00"}': False,
}


@pytest.mark.parametrize(("data", "more"), INSIDE.items())
def test_so_is_one_inside_while_names_that_people_chose_are_no_keys(data: str, more: bool) -> None:
    assert holds_more(msgspec.json.decode(data, type=Case), data.encode()) is more


@pytest.mark.parametrize("steps", [{("owner_changed", 2): _was}, {("owner_lost", 1): _was}], ids=["gap", "unknown"])
def test_steps_that_lead_nowhere_are_refused(steps: dict[tuple[str, int], Any]) -> None:
    with pytest.raises(DeskError, match="no way to lift"):
        Upcasters(steps)
