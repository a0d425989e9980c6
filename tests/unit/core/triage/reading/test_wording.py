import pytest

from stepladder.core.triage.reading import PhraseBook, PhraseEntry, faults_of, wording
from stepladder.core.triage.reading.wording import MOST_CHARACTERS, MOST_EXPANSIONS, forget_phrases, parts_of
from stepladder.core.values import DeskError


def written(phrase: str) -> list[list[tuple[str, ...]]]:
    """The parts of a phrase, each with the literals of every way to say it."""
    parts, faults = parts_of([PhraseEntry("rule", phrase)])
    assert faults == ()
    return [[way.pieces for way in part] for part in parts[0]]


def test_alternatives_are_all_written_out() -> None:
    assert written("{another/other} {company/customer}'s invoice") == [
        [
            ("another company's invoice",),
            ("another customer's invoice",),
            ("other company's invoice",),
            ("other customer's invoice",),
        ]
    ]


def test_alternatives_of_two_parts_do_not_multiply() -> None:
    assert written("{one/two/three} .. {four/five}") == [[("one",), ("two",), ("three",)], [("four",), ("five",)]]


def test_an_empty_alternative_leaves_no_double_space() -> None:
    assert written("my {own/} phone") == [[("my own phone",), ("my phone",)]]


def test_a_star_inside_a_part_cuts_it_into_literals() -> None:
    assert written("cancel* my plan .. today") == [[("cancel", " my plan")], [("today",)]]


def test_phrases_are_folded_as_texts_are() -> None:
    assert written("  DON’T   pay ") == written("don't pay")


FAULTS = {  # claim: (phrase, a part of what is said)
    "an empty phrase": ("  ", "it is empty"),
    "only what nobody sees": ("\u200b", "it is empty"),
    "a single letter": ("a", "too short"),
    "a single letter in a part": ("charged .. a", "too short"),
    "a single sign": ("!", "too short"),
    "a star alone": ("*", "does not end a word"),
    "a star behind one letter": ("c*", "does not end a word"),
    "a star before a word": ("*cancel", "does not end a word"),
    "a star within a word": ("can*cel", "does not end a word"),
    "two stars": ("cancel**", "does not end a word"),
    "a star behind a sign": ("cancel,*", "does not end a word"),
    "a gap at the start": (".. twice", "no words on one side"),
    "a gap at the end": ("charged ..", "no words on one side"),
    "two gaps in a row": ("charged .. .. twice", "no words on one side"),
    "a gap without spaces": ("charged..twice", "no space around it"),
    "three points": ("charged ... twice", "no space around it"),
    "five parts": ("aa .. bb .. cc .. dd .. ee", "it has 5 parts"),
    "a brace that stays open": ("{one/other invoice", "not closed"),
    "a brace within a brace": ("{one/{two/three}}", "not closed"),
    "a brace that closes nothing": ("one/other}", "closes nothing"),
    "a choice of one": ("{one} invoice", "offers no choice"),
    "a choice that leaves nothing": ("{charged/}", "no words"),
    "too many wordings": (" ".join(["{aa/bb/cc/dd}"] * 6), f"more than {MOST_EXPANSIONS}"),
    "a very long phrase": ("charged " * MOST_CHARACTERS, "characters, and"),
}


@pytest.mark.parametrize(("phrase", "said"), FAULTS.values(), ids=FAULTS)
def test_a_bad_phrase_is_refused_with_what_and_mend(phrase: str, said: str) -> None:
    (fault,) = faults_of([PhraseEntry("fine", "charged twice"), PhraseEntry("rule", phrase)])
    assert said in fault.what
    assert fault.mend
    assert (fault.entry, fault.rule, fault.phrase) == (1, "rule", phrase)


FINE = {  # claim: phrase
    "two letters": "eu",
    "one emoji": "😡",
    "a star behind two letters": "eu*",
    "signs within a word": "c++ crash*",
    "four parts": "aa .. bb .. cc .. dd",
}


@pytest.mark.parametrize("phrase", FINE.values(), ids=FINE)
def test_a_good_phrase_has_no_fault(phrase: str) -> None:
    assert faults_of([PhraseEntry("rule", phrase)]) == ()


def test_as_many_wordings_as_may_be_and_not_one_more() -> None:
    choices = []
    left = MOST_EXPANSIONS
    while left > 1:
        some = max(number for number in range(2, 11) if left % number == 0)
        choices.append("{" + "/".join(f"w{place}" for place in range(some)) + "}")
        left //= some
    assert len(written(" ".join(choices))[0]) == MOST_EXPANSIONS
    assert faults_of([PhraseEntry("rule", " ".join([*choices, "{aa/bb}"]))])


def test_every_fault_is_told_at_once_and_in_order() -> None:
    entries = [PhraseEntry("one", ""), PhraseEntry("two", "fine words"), PhraseEntry("three", "*")]
    assert [fault.entry for fault in faults_of(entries)] == [0, 2]


def test_a_phrase_twice_in_one_rule_is_a_fault() -> None:
    (fault,) = faults_of([PhraseEntry("rule", "charged twice"), PhraseEntry("rule", "charged twice")])
    assert (fault.entry, fault.what) == (1, "it says the same as 'charged twice'")


def test_a_wording_that_another_phrase_covers_is_a_fault() -> None:
    (fault,) = faults_of([PhraseEntry("rule", "{charged/billed} twice"), PhraseEntry("rule", "Billed  Twice")])
    assert "says the same as '{charged/billed} twice'" in fault.what


def test_two_rules_may_share_a_phrase() -> None:
    assert faults_of([PhraseEntry("one", "charged twice"), PhraseEntry("two", "charged twice")]) == ()


def test_unless_alone_is_a_fault() -> None:
    (fault,) = faults_of([PhraseEntry("rule", "my own phone", role="unless")])
    assert "no phrase that it could take away" in fault.what


def test_a_book_of_bad_phrases_cannot_be_made() -> None:
    with pytest.raises(DeskError, match=r"^phrase 'can\*cel' of 'rule': the '\*' in 'can\*cel' does not end a word"):
        PhraseBook([PhraseEntry("rule", "can*cel")])


def test_what_was_read_is_known_but_for_what_can_be_said_in_many_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_phrases()
    few, many = "{card/bill} lost", " ".join(["{one/two/three/four/five}"] * 3)
    before = written(few), written(many)
    read: list[str] = []
    reads = wording._read
    monkeypatch.setattr(wording, "_read", lambda phrase: read.append(phrase) or reads(phrase))
    assert (written(few), written(many)) == before
    assert read == [many]
    forget_phrases()
    assert written(few) == before[0]
    assert read == [many, few]


def test_a_phrase_at_fault_is_refused_again() -> None:
    for _ in range(2):
        assert [one.what for one in faults_of([PhraseEntry("rule", "{one")])] == ["a '{' is not closed before the next"]
