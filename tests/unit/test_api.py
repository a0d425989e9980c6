"""The public face for Python: what cannot be meant is refused in words, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from stepladder.api import Pack, load_pack, rehearse
from stepladder.core.values import DeskError

NOON = datetime(2026, 3, 9, 13, tzinfo=UTC)
HALF = '{"signal": {"text": "a\\ud800b"}}'


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("starter")


def endless() -> dict[str, Any]:
    """What holds itself."""
    found: dict[str, Any] = {}
    found["signal"] = found
    return found


REFUSED: dict[str, tuple[Callable[[Pack], object], str, str]] = {  # claim: (call, where, part of what)
    "a naive now": (lambda pack: pack.decide({"signal": {}}, now=datetime(2026, 3, 9, 13)), "now", "naive"),
    "a naive now where an `at` stands": (
        lambda pack: pack.decide({"signal": {}, "at": "2026-03-09T13:00Z"}, now=datetime(2026, 3, 9)), "now", "naive"),
    "a naive now of a check": (lambda pack: pack.check(now=datetime(2026, 3, 9, 13), year=False), "now", "naive"),
    "half of a pair": (lambda pack: pack.decide({"signal": {"text": "a\ud800b"}}, now=NOON), "signal.text", "U+D800"),
    "half of a pair in JSON": (lambda pack: pack.decide(HALF.encode(), now=NOON), "signal.text", "U+D800"),
    "half of a pair in JSON as text": (lambda pack: pack.decide(HALF, now=NOON), "signal.text", "U+D800"),  # type: ignore[arg-type]
    "a control character": (lambda pack: pack.decide({"signal": {"text": "a\x00"}}, now=NOON), "signal.text", "U+0000"),
    "a control character in JSON": (
        lambda pack: pack.decide(b'{"signal": {"subject": "a\\u0007"}}', now=NOON), "signal.subject", "U+0007"),
    "a control character in a list": (
        lambda pack: pack.decide({"signal": {"triggers": ["a\x1b"]}}, now=NOON), "signal.triggers[0]", "U+001B"),
    "a request that goes on for ever": (lambda pack: pack.decide(endless(), now=NOON), "request", "too deep"),
    "a scenario with half of a pair": (lambda _: rehearse({"scenario": "a\ud800"}), "scenario scenario", "surrogates"),
    "a scenario of what no text can say": (lambda _: rehearse({"packs": [object()]}), "scenario scenario", "object"),
    "a scenario that goes on for ever": (lambda _: rehearse(endless()), "scenario scenario", "recursion"),
    "a draft that is none": (lambda pack: pack.guard(None), "text", "NoneType"),  # type: ignore[arg-type]
    "a draft of bytes": (lambda pack: pack.guard(b"x"), "text", "bytes"),  # type: ignore[arg-type]
    "a draft with half of a pair": (lambda pack: pack.guard("a\ud800"), "text", "half of a pair"),
    "a text that is none": (lambda pack: pack.read(7), "text", "int"),  # type: ignore[arg-type]
    "a subject that is none": (lambda pack: pack.read("a", subject=7), "subject", "int"),  # type: ignore[arg-type]
    "a calendar without a name": (lambda pack: pack.calendar(None), "calendar", "NoneType"),  # type: ignore[arg-type]
    "a calendar that is not there": (lambda pack: pack.calendar("offfice"), "calendar", "no calendar"),
    "a length of time as a number": (
        lambda pack: pack.calendar("always").deadline(NOON, 3600), "work", "no length of time"),  # type: ignore[arg-type]
}  # fmt: skip


@pytest.mark.parametrize(("call", "where", "what"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused_with_its_place(
    pack: Pack, call: Callable[[Pack], object], where: str, what: str
) -> None:
    with pytest.raises(DeskError) as refused:
        call(pack)
    assert refused.value.where == where
    assert what in refused.value.what


AGES = ["0001-01-01T00:00:00Z", "9990-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"]


@pytest.mark.parametrize("overlays", [(), ("risk-tiers",)], ids=["alone", "with another"])
@pytest.mark.parametrize("text", ["Hello.", "another company's invoices"])
@pytest.mark.parametrize("at", AGES)
def test_an_instant_in_another_age_is_refused_whether_or_not_anything_matches(
    pack: Pack, at: str, text: str, overlays: tuple[str, ...]
) -> None:
    further = [load_pack(one) for one in overlays]
    asked: list[tuple[dict[str, Any], datetime | None]] = [({"at": at}, None), ({}, datetime.fromisoformat(at))]
    for more, now in asked:
        with pytest.raises(DeskError) as refused:
            pack.decide({"signal": {"text": text}, **more}, now=now, overlays=further)
        assert (refused.value.where, refused.value.what) == ("at", "the instant is out of range")


def test_a_tab_and_the_ends_of_lines_are_right_in_a_text(pack: Pack) -> None:
    assert pack.decide({"signal": {"text": "one\r\n\ttwo"}}, now=NOON).to_dict()["escalate"] == "no"
    assert pack.calendar("always").deadline(NOON, timedelta(hours=1)) == datetime(2026, 3, 9, 14, tzinfo=UTC)
