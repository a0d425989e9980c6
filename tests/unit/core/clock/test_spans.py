import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.clock.spans import Span, parse_span
from stepladder.core.values import DeskError

HOUR = 3600
READ = {  # text: (opens, closes) in hours from midnight
    "09:00-12:00": (9, 12),
    "09:15-12:45": (9.25, 12.75),
    "22:00-06:00": (22, 30),
    "00:00-24:00": (0, 24),
    "00:00-00:00": (0, 24),
    "18:00-00:00": (18, 24),
    "18:00-24:00": (18, 24),
    "23:59-23:58": (23 + 59 / 60, 47 + 58 / 60),
}


@pytest.mark.parametrize(("text", "hours"), READ.items(), ids=READ)
def test_a_span_is_read(text: str, hours: tuple[float, float]) -> None:
    assert parse_span(text) == Span(round(hours[0] * HOUR), round(hours[1] * HOUR))


REFUSED = [
    "9:00-12:00", "09:00", "09-12", "", "09:00-12:00 ", " 09:00-12:00", "09:00-12:00\n", "09:00 - 12:00", "09:00–12:00",
    "24:00-06:00", "24:00-24:00", "09:00-24:01", "09:00-25:00", "09:60-12:00", "09:00-12:00-13:00", "09:00:00-12:00:00",
    "٠٩:٠٠-١٢:٠٠", "mon", "-09:00-12:00",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused_with_its_place_and_a_way_out(text: str) -> None:
    with pytest.raises(DeskError, match="is not a span of hours") as refused:
        parse_span(text, where="hours.mon[0]")
    assert refused.value.where == "hours.mon[0]"
    assert "09:00-17:00" in refused.value.mend


def test_what_is_not_text_is_refused() -> None:
    with pytest.raises(DeskError, match="is not a span of hours"):
        parse_span(900)  # type: ignore[arg-type]  # YAML written by hand may hold anything


def test_a_span_without_length_is_refused() -> None:
    with pytest.raises(DeskError, match="opens and closes at the same time"):
        parse_span("09:00-09:00")


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_a_span_written_is_the_span_read(opens: int, length: int) -> None:
    span = Span(opens * 60, (opens + length) * 60)
    if length < 1440 or opens == 0:
        assert parse_span(str(span)) == span
    else:
        with pytest.raises(DeskError):
            parse_span(str(span))
