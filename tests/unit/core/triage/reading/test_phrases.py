from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

import pytest

from stepladder.core.triage.reading import Hit, PhraseBook, PhraseEntry, fold
from stepladder.core.triage.reading import phrases as finding


def find(phrases: str | list[str], text: str) -> list[Hit]:
    some = [phrases] if isinstance(phrases, str) else phrases
    book = PhraseBook([PhraseEntry("rule", phrase) for phrase in some])
    hits = book.find(fold(text))
    assert book.find_in(text) == hits
    return hits


def shown(phrases: str | list[str], text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in find(phrases, text)]


STANDS = {  # claim: (phrase, text, evidence)
    "at both ends": ("charged twice", "charged twice", ["charged twice"]),
    "at the start": ("charged twice", "Charged twice today", ["Charged twice"]),
    "at the end": ("charged twice", "I was CHARGED TWICE", ["CHARGED TWICE"]),
    "every time it stands there": ("refund", "refund, Refund", ["refund", "Refund"]),
    "not within a longer word": ("refund", "refunded prerefund refunds", []),
    "a digit is part of a word": ("refund", "refund2 2refund", []),
    "a hyphen is a boundary": ("refund", "non-refund refund-related", ["refund", "refund"]),
    "an underscore is a boundary": ("refund", "my_refund_id", ["refund"]),
    "an emoji is a boundary": ("refund", "😡refund😡", ["refund"]),
    "an emoji with a selector is a boundary": ("refund", "refund❤\ufe0f", ["refund"]),
    "an apostrophe is a boundary": ("company", "the company's and 'company'", ["company", "company"]),
    "a French article is a boundary": ("abonnement", "l’abonnement", ["abonnement"]),
    "the don of don’t is not a word": ("don", "I don’t, DON'T", []),
    "the don of don' is one": ("don", "don' pasquale", ["don"]),
    "don’t is found however it is written": ("don't pay", "I don’t pay, DON´T PAY", ["don’t pay", "DON´T PAY"]),
    "a letter of another script is part of a word": ("refund", "refundж яrefund refundé", []),
    "a loose accent is part of a word": ("charged twice", "charged twice\u0301", []),
    "a vowel sign is part of a word": ("रम", "रमा रम", ["रम"]),
    "a word with accents": ("résilié", "j’ai RÉSILIÉ hier", ["RÉSILIÉ"]),
    "an accent makes another word": ("resilie", "résilie", []),
    "a phrase that grew": ("straße", "in der STRASSE", ["STRASSE"]),
    "a text that grew": ("strasse", "ßß in der Straße", ["Straße"]),
    "an emoji as a phrase needs no boundary": ("😡", "angry😡now", ["😡"]),
    "a phrase of signs needs none either": ("c++", "c++11", ["c++"]),
    "Hebrew": ("שילמתי פעמיים", "אמר: שילמתי פעמיים, $500", ["שילמתי פעמיים"]),
    "a prefix of a Hebrew word": ("שילמתי", "ושילמתי", []),
    "over a line end": ("charged twice", "I was charged\ntwice", ["charged\ntwice"]),
    "not over an empty line": ("charged twice", "I was charged\n \ntwice", []),
    "over a run of spaces": ("charged twice", "charged   twice", ["charged   twice"]),
    "not over a point": ("charged twice", "charged. Twice", []),
    "a star takes the whole word": ("cancel*", "cancellation! Cancel, xcancel", ["cancellation", "Cancel"]),
    "a star takes letters with accents": ("resili*", "resilié", ["resilié"]),
    "a star inside": ("cancel* my plan", "cancelling my plan, cancel my plans", ["cancelling my plan"]),
    "alternatives": ("{another/other} customer's invoice*", "other customer’s invoices", ["other customer’s invoices"]),
}


@pytest.mark.parametrize(("phrase", "text", "evidence"), STANDS.values(), ids=STANDS)
def test_where_a_phrase_stands(phrase: str, text: str, evidence: list[str]) -> None:
    assert shown(phrase, text) == evidence


LONG = "a" * 238  # With a space on either side.

GAPS = {  # claim: (phrase, text, evidence)
    "no word between": ("charged .. twice", "charged twice", ["charged twice"]),
    "six words between": ("charged .. twice", "charged a b c d e f twice", ["charged a b c d e f twice"]),
    "seven are too many": ("charged .. twice", "charged a b c d e f g twice", []),
    "signs are no words": ("charged .. twice", "charged a b c - d e – f twice", ["charged a b c - d e – f twice"]),
    "240 characters between": ("charged .. twice", f"charged {LONG} twice", [f"charged {LONG} twice"]),
    "241 are too many": ("charged .. twice", f"charged {LONG}a twice", []),
    "not in the other order": ("charged .. twice", "twice I was charged", []),
    "not over the end of a sentence": ("charged .. twice", "I was charged. I called twice", []),
    "over an abbreviation": ("charged .. twice", "charged approx. 5.00 twice", ["charged approx. 5.00 twice"]),
    "over a comma": ("charged .. twice", "charged, yes, twice", ["charged, yes, twice"]),
    "the nearest end": ("charged .. twice", "charged twice or twice", ["charged twice"]),
    "both starts make one hit, the longest": (
        "charged .. twice",
        "charged and charged twice",
        ["charged and charged twice"],
    ),
    "three parts": ("app .. crash* .. login", "the app now crashes at each login", ["app now crashes at each login"]),
    "a later middle saves the end": (
        "app .. and .. login",
        "app and a b c d and f g login",
        ["app and a b c d and f g login"],
    ),
    "parts are whole words": ("charged .. twice", "charged entwice twices", []),
    "parts in another part's word": ("charge .. charge", "charge charge", ["charge charge"]),
}


@pytest.mark.parametrize(("phrase", "text", "evidence"), GAPS.values(), ids=GAPS)
def test_parts_with_words_between(phrase: str, text: str, evidence: list[str]) -> None:
    assert shown(phrase, text) == evidence


def test_hits_of_one_rule_that_overlap_are_the_longest_one() -> None:
    assert shown(["charged twice", "twice by you", "was charged twice by"], "I was charged twice by you") == [
        "was charged twice by"
    ]


def test_hits_of_two_rules_may_overlap() -> None:
    book = PhraseBook([PhraseEntry("one", "charged twice"), PhraseEntry("two", "twice by you")])
    text = "charged twice by you"
    hits = book.find(fold(text))
    assert [(hit.rule, text[hit.start : hit.end]) for hit in hits] == [
        ("one", "charged twice"),
        ("two", "twice by you"),
    ]


def test_a_hit_that_counts_outlives_a_longer_one_that_does_not() -> None:
    # "not .. charged" says no itself; "charged twice or more" is denied.
    (hit,) = find(["was not charged", "charged twice or more"], "I was not charged twice or more")
    assert (hit.phrase, hit.negated, hit.counts) == ("was not charged", False, True)


def test_a_hit_names_the_phrase_as_the_pack_writes_it() -> None:
    (hit,) = find("{Charged/Billed} twice", "they billed twice")
    assert hit == Hit(rule="rule", start=5, end=17, negated=False, phrase="{Charged/Billed} twice")


def test_a_book_without_phrases_finds_nothing() -> None:
    assert PhraseBook([]).find(fold("what if  I was charged twice")) == []


def test_a_long_text_of_first_parts_alone_is_read_quickly() -> None:
    # Looking for the second part from each first one to the end of the text would take minutes.
    assert find("charged .. twice", "charged " * 20_000 + "." + " twice") == []


def test_each_part_of_each_phrase_has_one_bit_and_a_run_of_spaces_the_next() -> None:
    phrases = ("alpha", "bravo .. delta .. gamma .. kilo", "lima .. oscar", "papa .. romeo .. tango")
    book = PhraseBook([PhraseEntry("rule", one) for one in phrases])
    run = book.literals.index("  ")
    parts = reduce(or_, [bits for number, bits in enumerate(book._bits) if number != run])
    assert parts + 1 == book._bits[run], "there is a gap between the bits, or one has two meanings"
    single = {book.literals[number] for number, bits in enumerate(book._bits) if bits.bit_count() == 1}
    assert single >= {word for one in phrases for word in one.split(" .. ")}


class Walked(list[tuple[int, int, int]]):
    """Matches that count how often somebody goes through all of them."""

    times = 0

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        self.times += 1
        return super().__iter__()


def test_a_text_is_gone_through_as_often_for_a_hundred_phrases_as_for_a_few() -> None:
    words = [f"word{number}" for number in range(100, 200)]
    book, folded = PhraseBook([PhraseEntry(one, one) for one in words]), fold(" ".join(words))
    matches = Walked(book._automaton.find_matches_as_indexes(folded.text, overlapping=True))
    assert [hit.rule for hit in book._standing(folded, matches, book._there(matches))] == words
    assert matches.times <= 3


class Counted(list[int]):
    """Places of a literal that tell how often one of them was looked at."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:
        Counted.looks += 1
        return super().__getitem__(at)

    def __iter__(self) -> Iterator[int]:
        for one in super().__iter__():
            Counted.looks += 1
            yield one


def test_a_text_that_says_one_thing_over_and_over_is_not_walked_over_again_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = finding._places
    monkeypatch.setattr(
        finding, "_places", lambda matches: {index: Counted(starts) for index, starts in places(matches).items()}
    )
    looks = []
    for times in (500, 1_000):
        Counted.looks = 0
        assert len(find("charged .. twice", "we were charged it twice " * times)) == times
        looks.append(Counted.looks)
    assert looks[1] < 3 * looks[0]
