from hypothesis import assume, given
from hypothesis import strategies as st

from stepladder.core.triage.reading import fold

# Every kind of code point that folding moves, often; and any other one, lone surrogates included.
ODD = st.sampled_from(list("İßﬁŉΐςſK’“«´`\u00a0\u200b\u200d\u00ad\ufe0f\u3000\uff21\u0301\u0323\u0307\ud800 \t\n\r😡ש"))
TEXT = st.lists(st.one_of(ODD, st.sampled_from(list("aeiI zZ")), st.characters(codec=None)), max_size=40).map("".join)


@given(TEXT)
def test_the_way_back_never_turns_round_and_stays_inside(text: str) -> None:
    folded = fold(text)
    begin = end = 0
    for place in range(len(folded.text)):
        next_begin, next_end = folded.span(place, place + 1)
        assert begin <= next_begin < next_end <= len(text)
        assert end <= next_end
        begin, end = next_begin, next_end


@given(TEXT, st.data())
def test_a_wide_span_joins_the_narrow_ones(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    assume(folded.text)
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    assert folded.span(start, end) == (folded.span(start, start + 1)[0], folded.span(end - 1, end)[1])


@given(TEXT, TEXT)
def test_two_texts_fold_side_by_side_as_each_does_alone(one: str, other: str) -> None:
    assume(not "\u0300" <= other[:1] <= "\u036f")
    both = fold(f"{one}|{other}")
    assert both.text == f"{fold(one).text}|{fold(other).text}"
    place = len(fold(one).text)
    assert both.span(place, place + 1) == (len(one), len(one) + 1)


@given(TEXT)
def test_no_two_blanks_and_no_unseen_character_are_left(text: str) -> None:
    folded = fold(text).text
    assert "  " not in folded
    assert not set(folded) & set("\t\n\r\u00a0\u200b\u200d\u00ad\ufe0f\u2019")


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_without_blanks_in_a_row_keeps_its_places(text: str) -> None:
    single = " ".join(text.split())
    folded = fold(single)
    assert len(folded.text) == len(single)
    assert all(folded.span(place, place + 1) == (place, place + 1) for place in range(len(single)))
