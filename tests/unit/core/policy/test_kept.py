"""The checked text of a pack as bytes: the same comes back, and other bytes are none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stepladder import packfiles
from stepladder.core.policy.kept import decode, encode
from stepladder.core.policy.tagged import Tagged
from stepladder.core.triage.loading import load
from tests.unit.core.policy.whole_pack import WHOLE

TEXTS = {"whole": load("whole", WHOLE).text} | {name: packfiles.load(name).text for name in packfiles.shipped()}


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_text_comes_back_with_its_places(name: str) -> None:
    text, found = TEXTS[name], decode(encode(TEXTS[name]))
    assert found == text
    assert [one.place for one in found.triggers] == [one.place for one in text.triggers]


@given(st.binary(max_size=60))
@example(b"\x81\xad\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80")
def test_any_bytes_are_a_text_or_none(data: bytes) -> None:
    with pytest.raises(ValueError, match="no pack"):
        decode(data)


BYTES = encode(TEXTS["whole"])


@given(st.integers(0, len(BYTES) - 1), st.integers(0, 255))
def test_bytes_with_a_slip_are_a_text_or_none(place: int, byte: int) -> None:
    try:
        found = decode(BYTES[:place] + bytes([byte]) + BYTES[place + 1 :]).header.id
    except ValueError:
        found = ""
    assert isinstance(found, str)


class Round(msgspec.Struct, frozen=True):
    across: Decimal


class Square(msgspec.Struct, frozen=True):
    side: int
    since: date | None = None


SHAPES = Tagged(tuple[Round | Square, ...])
SOME = (Round(Decimal("2.50")), Square(3, date(2025, 1, 31)), Square(4))


def test_one_type_or_another_comes_back_as_it_was() -> None:
    assert SHAPES.decode(SHAPES.encode(SOME)) == SOME
    spans = Tagged(dict[date, tuple[str, ...]])
    assert spans.decode(spans.encode({date(2025, 1, 2): ("09:00-10:00",)})) == {date(2025, 1, 2): ("09:00-10:00",)}


@pytest.mark.parametrize("name", ["Path", "object", "os.system", "Triangle"])
def test_only_types_of_the_hint_can_come_out(name: str) -> None:
    with pytest.raises(KeyError):
        SHAPES.decode(msgspec.msgpack.encode([{"type": [name, {}]}]))
