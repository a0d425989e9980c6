import pytest

from stepladder.core.triage.reading import Hit, PhraseBook, PhraseEntry, fold


def only(text: str, phrase: str = "charged twice", *, negatable: bool = True, unless: str | None = None) -> Hit:
    entries = [PhraseEntry("rule", phrase, negatable=negatable)]
    if unless is not None:
        entries.append(PhraseEntry("rule", unless, role="unless"))
    book = PhraseBook(entries)
    (hit,) = book.find(fold(text))
    assert book.find_in(text) == [hit]
    return hit


DENIED = {  # claim: text
    "not right before it": "I was not charged twice",
    "a contraction": "I wasn't charged twice",
    "a typographic contraction": "I wasn’t charged twice",
    "a contraction without its apostrophe": "I wasnt charged twice",
    "three words between": "I never was really wrongly charged twice",
    "think": "I don’t think I was charged twice",
    "in capitals": "NOT charged twice",
    "at the very start": "no charged twice here",
    "in a list": "no breach, leak or charged twice",
    "what is not said": "I did not say we were charged twice",
    "what is not promised": "we cannot promise you are charged twice",
    "what is not true": "not true I was charged twice",
    "what does not appear": "it does not appear we were charged twice",
    "what is not shown": "the list does not show we were charged twice",
    "what nobody found": "we have not found they charged twice",
    "what there is no trace of": "there is no record you have charged twice",
    "what is joined to a condition": "if it is not true that you charged twice",
    "a verb before its subject": "never have we been charged twice",
    "an object": "you did not give it charged twice",
    "in brackets": "it is (not charged twice)",
    "with stress marks": "I was *not* charged twice",
    "over an abbreviation": "I have not e.g. been charged twice",
    "over a wrapped line": "After all those letters and telephone calls I was certainly not\ncharged twice by anybody",
    "by nobody": "nobody charged twice",
    "German": "ich wurde nicht charged twice",
    "German no": "es gab keine charged twice",
    "French": "je n’ai pas été charged twice",
    "French, short": "je n’ai charged twice",
    "Spanish": "nunca charged twice",
    "Dutch": "ik ben niet charged twice",
    "Dutch, thought": "ik denk niet dat we charged twice",
    "behind it at the end of a German clause": "charged twice nicht.",
}


@pytest.mark.parametrize("text", DENIED.values(), ids=DENIED)
def test_a_denied_hit_is_negated(text: str) -> None:
    hit = only(text)
    assert hit.negated
    assert not hit.counts


NOT_DENIED = {  # claim: text
    "behind a contracted subject and a comma": "it isn't there, I've been charged twice",
    "behind a German verb and its subject": "das war nicht ich, wurde ich charged twice?",
    "nothing near it": "I was charged twice",
    "four words between": "I never was so really wrongly charged twice",
    "the sentence before": "It does not work. Charged twice",
    "the sentence before, in a chat": "it does not work. charged twice",
    "a question before": "Why not? Charged twice",
    "behind a semicolon": "it does not work; charged twice",
    "behind a colon": "Not urgent: charged twice",
    "behind a dash": "No - charged twice",
    "behind a long dash": "No – charged twice",
    "the line before": "ok no\ncharged twice",
    "the paragraph before": "Definitely not\n\ncharged twice",
    "behind but": "it is not urgent but charged twice",
    "behind German but": "nicht eilig aber charged twice",
    "behind and": "it is not working and charged twice",
    "behind because": "not happy because charged twice",
    "why": "I do not know why you charged twice",
    "a subject behind another verb": "it does not work we were charged twice",
    "a subject behind a condition": "if this isn't answered they've charged twice",
    "a subject behind a condition of what is said": "if I don't hear they charged twice",
    "a subject behind a condition of what is done": "if you do not find it they charged twice",
    "a subject behind another condition": "unless nobody confirms they charged twice",
    "an object that is a subject": "it is not right you are charged twice",
    "an answer": "No, I was charged twice",
    "an answer without a subject": "No, charged twice",
    "a new statement behind a comma": "it isn't there, I was charged twice",
    "not only": "not only charged twice but insulted",
    "German not only": "nicht nur charged twice",
    "no doubt": "no doubt charged twice",
    "cannot believe": "I can’t believe I was charged twice",
    "not acceptable": "it is not acceptable to be charged twice",
    "a word that only starts so": "the notice charged twice",
    "a word that only ends so": "the knot charged twice",
    "a lone n't": "n't charged twice",
    "behind it in English": "charged twice, not once",
    "behind a noun in German": "charged twice nicht erhalten",
}


@pytest.mark.parametrize("text", NOT_DENIED.values(), ids=NOT_DENIED)
def test_what_denies_something_else_does_not_negate(text: str) -> None:
    hit = only(text)
    assert not hit.negated
    assert hit.counts


BEGINS = {  # claim: (phrase, text, is it denied)
    "a subject opens a statement of its own": ("i'm leaving", "If nothing changes, I'm leaving", False),
    "a plain subject does too": ("we are leaving", "If it does not get better, we are leaving", False),
    "a German verb before its subject does too": ("kündige ich", "Wenn das nicht geht, kündige ich", False),
    "a part of a list goes on with it": ("leak of data", "There was no breach, leak of data or theft", True),
    "what was done is a list too": ("cancel my plan", "I did not pay, cancel my plan or leave", True),
    "behind a condition it is a new statement": ("we will cancel", "If this isn't fixed we will cancel", False),
    "without a comma it is denied": ("i'm leaving", "It is not true that I'm leaving", True),
}


@pytest.mark.parametrize(("phrase", "text", "denied"), BEGINS.values(), ids=BEGINS)
def test_a_hit_may_begin_the_clause_behind_a_comma(phrase: str, text: str, denied: bool) -> None:
    assert only(text, phrase).negated is denied


def test_a_denial_between_the_parts_negates() -> None:
    assert only("I was charged once, not twice", "charged .. twice").negated
    assert only("I was charged not twice", "charged .. twice").negated
    assert only("I was charged no twice", "charged .. twice").negated
    assert not only("charged not only once but twice", "charged .. twice").negated


def test_a_phrase_that_says_no_itself_is_never_negated() -> None:
    assert only("never once: I do not have what I cannot log in", "cannot log in").counts
    assert only("I really never can’t log in", "can't log in").counts


def test_a_phrase_may_be_beyond_denial() -> None:
    assert only("I was not hacked", "hacked").negated
    assert only("I was not hacked", "hacked", negatable=False).counts


SUPPOSED = {  # claim: text
    "what if": "what if someone were charged twice?",
    "one day": "if one day we were charged twice, whom do we call",
    "were to": "if a customer were to be charged twice",
    "in case": "in case we are charged twice",
    "an example": "for example charged twice",
    "what happens if": "What happens if I am charged twice?",
    "German": "angenommen, wir wären charged twice",
    "French": "au cas où charged twice",
    "Dutch": "stel dat charged twice",
    "with two blanks and a typographic quote": "What  if they said “charged twice”",
}


@pytest.mark.parametrize("text", SUPPOSED.values(), ids=SUPPOSED)
def test_a_supposition_is_hypothetical(text: str) -> None:
    hit = only(text)
    assert hit.hypothetical
    assert not hit.counts


NOT_SUPPOSED = {  # claim: text
    "the sentence before": "What if? I was charged twice",
    "behind it": "charged twice, what if that goes on",
    "behind but": "I asked what if, but now I was charged twice",
    "if alone": "I wonder if I was charged twice",
    "I suppose": "I suppose I was charged twice",
    "in case you missed it": "in case you missed it, I was charged twice",
    "just in case": "just in case, I was charged twice",
    "an example of my own": "lots of trouble, for example I was charged twice",
    "a price that falls": "the price falls if charged twice",
}


@pytest.mark.parametrize("text", NOT_SUPPOSED.values(), ids=NOT_SUPPOSED)
def test_what_happened_is_not_hypothetical(text: str) -> None:
    assert only(text).counts


QUOTED = {  # claim: (text, is it quoted)
    "the line starts so": ("Hi\n> I was charged twice", True),
    "twice quoted": ("> > charged twice", True),
    "with spaces before": ("  > charged twice", True),
    "the line before starts so": ("> your question\nI was charged twice", False),
    "a sign in the line": ("5 > 3, charged twice", False),
}


@pytest.mark.parametrize(("text", "quoted"), QUOTED.values(), ids=QUOTED)
def test_quoted_lines(text: str, quoted: bool) -> None:
    hit = only(text)
    assert (hit.quoted, hit.counts) == (quoted, not quoted)


EXCEPTED = {  # claim: (text, is it taken away)
    "behind it in the same sentence": ("unknown place, but it was my own phone", True),
    "before it in the same sentence": ("it was my own phone, that unknown place", True),
    "in the next sentence": ("An unknown place. I lost my own phone", False),
    "in another paragraph": ("unknown place\n\nmy own phone", False),
    "denied itself": ("an unknown place and it was not my own phone", False),
    "not there": ("an unknown place", False),
}


@pytest.mark.parametrize(("text", "excepted"), EXCEPTED.values(), ids=EXCEPTED)
def test_unless_takes_a_hit_away_in_its_sentence(text: str, excepted: bool) -> None:
    hit = only(text, "unknown place", unless="my own phone")
    assert (hit.excepted, hit.counts) == (excepted, not excepted)


def test_unless_takes_nothing_from_other_rules() -> None:
    book = PhraseBook(
        [
            PhraseEntry("one", "unknown place"),
            PhraseEntry("one", "my own phone", role="unless"),
            PhraseEntry("two", "sign-in alert"),
        ]
    )
    hits = book.find(fold("sign-in alert from an unknown place, it was my own phone"))
    assert [(hit.rule, hit.counts) for hit in hits] == [("two", True), ("one", False)]
