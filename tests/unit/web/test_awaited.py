"""Bodies that are slow to come take places, never more than there are, and give each back."""

from __future__ import annotations

import io

import pytest

from stepladder.service.problems import Busy
from stepladder.web.awaited import Awaited, Awaiting


@pytest.fixture
def awaited() -> Awaited:
    return Awaited(2)


def _begun(awaited: Awaited, length: str = "9") -> Awaiting:
    """One of which the first piece was read."""
    body = awaited.body(io.BytesIO(b"a piece and more"), length)
    assert body.read(2) == b"a "
    return body


def test_whoever_comes_when_every_place_is_taken_is_told_so(awaited: Awaited) -> None:
    _begun(awaited), _begun(awaited)
    with pytest.raises(Busy) as told:
        awaited.body(io.BytesIO(b"more"), "4").read(2)
    assert told.value.retry_after_seconds


@pytest.mark.parametrize("length", ["2", ""])
def test_a_body_that_is_there_whole_keeps_no_place(awaited: Awaited, length: str) -> None:
    for _ in range(5):
        body = awaited.body(io.BytesIO(b"ab"), length)
        assert body.read(2) == b"ab"
        assert body.read(2) == b""


def test_a_body_that_breaks_off_keeps_no_place(awaited: Awaited) -> None:
    for _ in range(5):
        body = awaited.body(io.BytesIO(b"a"), "9")
        assert body.readline() == b"a"
        assert body.read(9) == b""


def test_what_nobody_reads_on_gives_its_place_back_once(awaited: Awaited) -> None:
    first, second = _begun(awaited), _begun(awaited)
    first.done()
    first.done()
    _begun(awaited)
    with pytest.raises(Busy):
        _begun(awaited)
    second.done()
    _begun(awaited)


def test_a_body_of_nothing_needs_no_place(awaited: Awaited) -> None:
    _begun(awaited), _begun(awaited)
    assert awaited.body(io.BytesIO(b""), "0").read() == b""
