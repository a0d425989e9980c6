from itertools import pairwise

from hypothesis import assume, example, given
from hypothesis import strategies as st

from stepladder.core.triage.reading import PhraseBook, PhraseEntry, Reader, faults_of, fold, same_sentence
from tests.property.reading.plain_matcher import spans

WORDS = ["charge", "charged", "char", "twice", "twi", "don", "don't", "été", "eté", "ab", "не"]
WORD = st.sampled_from(WORDS)
LITERAL = st.one_of(WORD, WORD.filter(lambda word: "'" not in word).map(lambda word: f"{word}*"))
PART = st.lists(LITERAL, min_size=1, max_size=2).map(" ".join)
PHRASE = st.lists(PART, min_size=1, max_size=3).map(" .. ".join)
GLUE = st.sampled_from([" ", " ", " ", " ", ", ", ". ", "! ", "; ", "-", "'", "😡", "", " – ", "_", "\u0323"])


@st.composite
def phrase_and_text(draw: st.DrawFn) -> tuple[str, str]:
    """A phrase and a text in which pieces of it stand whole, broken off and among other words."""
    phrase = draw(PHRASE)
    grown = st.sampled_from(["", "", "s", "é", "'t", "x7"])
    pieces = [st.just(part).flatmap(lambda part: grown.map(lambda more: part.replace("*", more))) for part in (
        *phrase.split(" .. "), *phrase.replace(" .. ", " ").split(" ")
    )]  # fmt: skip
    words = draw(st.lists(st.one_of(*pieces, *pieces, WORD, st.sampled_from(["x", "of", "7"])), max_size=14))
    return phrase, "".join(word + draw(GLUE) for word in words)


@given(phrase_and_text())
def test_the_automaton_finds_what_trying_everything_finds(both: tuple[str, str]) -> None:
    phrase, given_text = both
    text = fold(given_text).text  # The plain matcher knows no folding.
    hits = PhraseBook([PhraseEntry("rule", phrase)]).find(fold(text))
    expected = spans(fold(phrase).text, text)
    found = {(hit.start, hit.end) for hit in hits}
    assert found <= expected
    for start, end in expected:
        assert any(start < hit_end and hit_start < end for hit_start, hit_end in found)


@given(st.lists(PHRASE, max_size=6), phrase_and_text())
def test_one_book_finds_what_a_book_for_each_phrase_finds(others: list[str], both: tuple[str, str]) -> None:
    phrases, folded = {both[0], *others}, fold(both[1])
    entries = [PhraseEntry(f"rule-{place}", phrase) for place, phrase in enumerate(sorted(phrases))]
    together = set(PhraseBook(entries).find(folded))
    assert together == {hit for entry in entries for hit in PhraseBook([entry]).find(folded)}


PARTS = st.sampled_from(
    ["we pay", "what", "{not/} what", "{not/never/} use", "use", "what we", "{/never} pay", "owe", "is {not/} owe*"]
)
SAYING = st.lists(PARTS, min_size=1, max_size=4).map(" .. ".join)
SAID = st.lists(
    st.sampled_from(("we", "pay", "not", "what", "use", "is", "owe", "owed", "never", ",", ".")), max_size=12
).map(" ".join)


@given(SAYING, st.lists(SAYING, max_size=4), st.integers(0, 4), SAID)
@example("we pay .. {not/} what", ["what"], 0, "we pay, not what we use is what we owe")
@example("we pay .. {not/} what", ["what"], 1, "we pay, not what we use is what we owe")
@example("we pay .. {not/} what", ["we .. what .. use"], 1, "we pay, not what we use is what we owe")
def test_what_is_found_of_a_rule_does_not_hang_on_other_rules(
    phrase: str, others: list[str], before: int, text: str
) -> None:
    own, rest = PhraseEntry("own", phrase), [PhraseEntry(f"other-{one}", one) for one in dict.fromkeys(others)]
    entries = [*rest[:before], own, *rest[before:]]
    assume(not faults_of(entries))
    alone = PhraseBook([own]).find_in(text)
    assert [hit for hit in PhraseBook(entries).find_in(text) if hit.rule == "own"] == alone


@given(st.lists(PHRASE, max_size=6), phrase_and_text())
def test_hits_of_one_rule_never_overlap_and_stand_in_order(others: list[str], both: tuple[str, str]) -> None:
    phrase, text = both
    entries = [PhraseEntry("rule", one) for one in dict.fromkeys([phrase, *others])]
    bad = {fault.entry for fault in faults_of(entries)}
    hits = PhraseBook([entry for place, entry in enumerate(entries) if place not in bad]).find(fold(text))
    assert all(one.end <= other.start for one, other in pairwise(hits))


READER = Reader(
    [
        PhraseEntry("one", "charged twice"),
        PhraseEntry("one", "my own", role="unless"),
        PhraseEntry("two", "charg* .. twi* .. {été/straße}"),
        PhraseEntry("three", "office"),
        PhraseEntry("three", "don't pay"),
        PhraseEntry("four", "😡"),
    ]
)
PIECES = st.sampled_from(
    (
        "charged",
        "TWICE",
        "oﬃce",
        "my own",
        "don’t pay",
        "Straße",
        "été",
        "e\u0301",
        "😡",
        "not",
        "No,",
        "what if",
        "for",
    )
)
JOINTS = st.sampled_from(
    (" ", " ", "  ", "\n", "\n\n> ", "\r\n", ". ", "e.g. ", "...", "\u200b", "\ufe0f", "İ", "ſ", "\ud83d", "שלום")
)
SUMS = st.sampled_from(("$", "€", "500", "1.234", ",", "USD", "kr", "k", "K", "-", "'", "example"))
ANY = st.lists(st.one_of(PIECES, JOINTS, JOINTS, SUMS, st.characters(codec=None)), max_size=30).map("".join)


@given(ANY, ANY)
def test_any_text_is_read_and_every_quote_is_the_text_given(subject: str, text: str) -> None:
    fields = {"subject": subject, "text": text}
    reading = READER.read(fields)
    for hit in (*reading.hits, *reading.suppressed):
        assert hit.quote == fields[hit.field][hit.start : hit.end]
        assert 0 <= hit.start < hit.end <= len(fields[hit.field])
    for one in reading.money:
        assert one.quote == fields[one.field][one.start : one.end]
        assert any(map(str.isdigit, one.quote))
    for hit in reading.hits:
        assert not any(hit[6:])
    for hit in reading.suppressed:
        assert any(hit[6:])


BOOK = PhraseBook([PhraseEntry("one", "charged twice"), PhraseEntry("two", "don't pay"), PhraseEntry("two", "office")])


@given(ANY)
def test_the_short_way_reads_as_the_long_one(text: str) -> None:
    assert BOOK.find_in(text) == BOOK.find(fold(text))


@given(ANY)
def test_the_evidence_of_plain_words_folds_to_the_phrase(text: str) -> None:
    for hit in BOOK.find_in(text):
        assert fold(text[hit.start : hit.end]).text == hit.phrase


DENIERS = st.sampled_from(["not", "no", "never", "don’t", "nicht", "pas", "without", "was", "it", "really"])


@given(
    st.lists(DENIERS, min_size=1, max_size=5), st.sampled_from([". ", "! ", "? ", "; ", "\n", "\n\n", ".\r\n", "… "])
)
def test_no_denial_crosses_the_end_of_a_sentence(before: list[str], end: str) -> None:
    text = " ".join(before) + end + "Charged twice"
    assert not same_sentence(text, (0, 1), (len(text) - 1, len(text)))
    (hit,) = BOOK.find_in(text)
    assert hit.counts


@given(st.sampled_from(["not", "never", "wasn’t", "nobody", "ohne"]), st.lists(st.sampled_from("abc"), max_size=5))
def test_a_denial_reaches_over_three_words_and_no_further(negator: str, between: list[str]) -> None:
    (hit,) = BOOK.find_in(" ".join([negator, *between, "charged twice"]))
    assert hit.negated is (len(between) <= 3)
