import pytest

from stepladder.core.triage.reading import ends_between, is_quoted, same_sentence, sentence_around

LONG = "The invoice that came on Monday shows a number which nobody"

ENDS = {  # claim: (text, does a sentence end in it)
    "a point": ("one. two", True),
    "a point at the end": ("one two.", True),
    "a point before a capital typed in haste": ("charged twice.Please help", True),
    "a question": ("one? two", True),
    "a call": ("one! two", True),
    "a semicolon": ("one; two", True),
    "a comma": ("one, two", False),
    "nothing": ("one two", False),
    "a decimal": ("paid 3.50 twice", False),
    "an address": ("see example.com today", False),
    "a mail address": ("to Max.Moe@example.com", True),  # A wrong end only shortens what a denial reaches.
    "e.g.": ("a charge, e.g. twice", False),
    "German abbreviation": ("z.B. zweimal", False),
    "a title": ("Mr. Smith", False),
    "an initial": ("J. Smith", False),
    "a number sign": ("no. 55", False),
    "the answer no": ("no. It failed", True),
    "etc. within": ("cards etc. were lost", False),
    "etc. at the end": ("cards, etc. We called", True),
    "three points within": ("it was... twice", False),
    "three points at the end": ("it was... Then", True),
    "one sign of three points": ("it was… Then", True),
    "a line end": ("first\nsecond", True),
    "an old line end": ("first\rsecond", True),
    "a wrapped line": (f"{LONG}\nordered", False),
    "a wrapped line with two signs": (f"{LONG}\r\nordered", False),
    "a long line before a capital": (f"{LONG}\nOrdered", True),
    "an empty line": (f"{LONG}\n\nordered", True),
    "Chinese point": ("一。二", True),
    "Arabic question": ("لماذا؟ نعم", True),
}


@pytest.mark.parametrize(("text", "ends"), ENDS.values(), ids=ENDS)
def test_where_a_sentence_ends(text: str, ends: bool) -> None:
    assert ends_between(text, 0, len(text)) is ends


def test_only_what_lies_between_is_asked() -> None:
    assert not ends_between("a. b c. d", 3, 6)
    assert ends_between("a. b c. d", 3, 7)


def test_same_sentence_takes_spans_in_either_order() -> None:
    text = "I paid. I was charged 20 USD twice."
    assert same_sentence(text, (14, 21), (29, 34))
    assert same_sentence(text, (29, 34), (14, 21))
    assert not same_sentence(text, (2, 6), (14, 21))


def test_spans_that_overlap_are_in_one_sentence() -> None:
    assert same_sentence("one. two", (0, 8), (2, 5))


def test_a_quoted_line_is_quoted_from_its_sign_on() -> None:
    text = "hi\r\n > old\nnew"
    assert [is_quoted(text, place) for place in (0, 7, 11)] == [False, True, False]


AROUND = {  # claim: (text, with the words in brackets, the sentence they stand in)
    "one in the middle": ("Hello. It is [fixed tomorrow]. Yours, Lee", "It is fixed tomorrow."),
    "the first": ("It is [fixed] now! And more.", "It is fixed now!"),
    "the last, without an end": ("Hello. We [promise] it", "We promise it"),
    "a point in a number ends none": ("Hello. It costs [3.50] each. Bye.", "It costs 3.50 each."),
    "a line of its own": ("Dear Jo,\nwe [promise] it\nLee", "we promise it"),
    "words over two of them take both": ("One. [Two. Three] four. Five.", "Two. Three four."),
    "all there is": ("[promise]", "promise"),
}


@pytest.mark.parametrize(("marked", "expected"), AROUND.values(), ids=AROUND)
def test_words_stand_in_their_sentence(marked: str, expected: str) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    begin, close = sentence_around(text, start, end)
    assert text[begin:close] == expected
