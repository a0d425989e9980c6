"""Whether a hit is denied, by a short list of words that stand shortly before it in the same clause."""

from __future__ import annotations

import re

from stepladder.core.triage.reading.sentences import ABBREVIATIONS
from stepladder.core.triage.reading.word_lists import words_of

# Short and closed on purpose: each word here can hide a trigger, so it must deny almost always.
NEGATORS = words_of(
    """
    not no never nobody none neither nor without cannot nothing
    dont cant didnt doesnt wasnt isnt arent werent havent hasnt hadnt wont wouldnt couldnt shouldnt aint
    nicht kein keine keinen keinem keiner keines nie niemals ohne niemand weder
    ne pas jamais sans aucun aucune
    nunca sin jamás nadie tampoco ningún ninguna ninguno ningun
    niet geen nooit zonder niemand
    """
)
# A negator followed by one of these says something else: "not only", "no doubt", "can't believe".
_HOLLOW: dict[str, frozenset[str]] = {
    "not": words_of("only just simply merely acceptable ok okay fair right happy normal amused funny"),
    "no": words_of("doubt idea wonder matter solo sólo solamente"),
    "nothing": frozenset(("but",)),
    "cannot": frozenset(("believe",)),
    "nicht": words_of("nur akzeptabel fair normal"),
    "pas": words_of("seulement normal acceptable"),
    "niet": words_of("alleen normaal acceptabel"),
}
# Words that open a clause of their own, so that what was denied before them stays there.
_OPENERS = words_of(
    """
    but however although though because and why who how where
    aber sondern doch weil und warum wieso weshalb
    mais pourquoi et
    pero sino porque
    maar omdat waarom
    """
)
# After a comma these start a new statement; other words only go on with a list ("no breach, leak or theft").
_SUBJECTS = words_of(
    """
    i we you he she it they this that my our someone somebody so now then still yet instead
    ich wir sie er es man mein meine
    je j nous vous on il elle ils mon ma
    yo nosotros me nos mi
    ik wij we jullie mijn
    """
)
# A verb may stand before these in a statement behind a comma: "wenn das nicht geht, kündige ich".
_BEHIND_ITS_VERB = words_of("ich wir ik wij")
# Behind other words these begin a statement of their own: "if this isn't fixed we will cancel".
_NEW_SUBJECTS = words_of("i we he she they")
# These do before a verb that can only be theirs: "if it isn't fixed you will hear from us".
_SUBJECTS_OR_OBJECTS = words_of("you it")
_AUXILIARIES = words_of(
    """
    am is are was were be been have has had do does did will would shall should can could may might must gonna
    won't wouldn't can't couldn't don't didn't
    """
)
# What is said, thought or joined on is what was denied: "I don't think we were charged", "not true that I'm leaving".
_SAYING = tuple(
    sorted(
        words_of(
            """
            think thought believ say said claim mean suppos know knew expect sure certain aware want tell told see saw
            hear understand true indicat proof prove evidence sign reason way chance remember recall imagin fear feel
            worr afraid convinc suggest impli imply assum agree hope wish sense idea point promis guarant confirm commit
            decid stating state admit accept declar announc plan intend mention writ wrote insist pretend report ask
            threat warn suspect doubt deny argu advis propos conclu predict assur possib likely probab clear obvious
            appear show visib find found discover detect notic establish hint danger risk case trace record
            """
        )
    )
)
"""Beginnings of such words."""
_JOINING = words_of(
    """
    that if whether what which whom when while as like than until unless before after or nor
    dat of wat dan als
    """
)
# What they deny is what has to happen, and the next subject begins what follows: "if I don't hear back we will cancel".
_CONDITIONS = words_of("if unless")
_WORDS_BETWEEN = 3
_REACH = 64
_CLAUSE_ENDS = frozenset(".;!?:\u2026")
_DASHES = frozenset(("-", "\u2013", "\u2014", "--"))
_EDGES = "\"'(*"
_MARKS = _EDGES + ".,;!?"
_MARKED = re.compile(f"[{re.escape(_MARKS)}]")
_LATE = re.compile(r" (?:nicht|niet|pas)(?= *(?:[.,;!?)]|$))")


def holds_negator(folded: str) -> bool:
    """Whether a folded phrase or gap says "not" itself."""
    words = folded.split()
    if not NEGATORS.isdisjoint(words):
        return True
    return _MARKED.search(folded) is not None and any(_denies(word.strip(_MARKS)) for word in words)


def denied_from(text: str, start: int) -> int:
    """Where, in folded text, the negator begins that denies what starts at `start`; -1 when none does.

    A negator counts with at most three words (and 64 characters) between, in the same clause. Line ends, which folding
    hides, are left to the caller.
    """
    window = text[max(0, start - _REACH) : start]
    words = window.rsplit(None, _WORDS_BETWEEN + 1)[-_WORDS_BETWEEN - 1 :]
    if NEGATORS.isdisjoint(words) and not ("n'" in window or '"' in window or "(" in window or "*" in window):
        return -1  # Most hits end here.
    after = ""
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        last = word[-1]
        if (last in _CLAUSE_ENDS and word[:-1] not in ABBREVIATIONS) or word in _OPENERS or word in _DASHES:
            return -1
        if last == ",":
            # "It isn't there, I was charged" goes on to something new; a list does not. What comes next may be the hit.
            if _begins_statement([*words[place + 1 :], *text[start : start + _REACH].split(None, 2)]):
                return -1
        elif word in NEGATORS or "n'" in word or word[0] in _EDGES:
            bare = word.strip(_EDGES)
            if _denies(bare):
                behind = text[start : start + _REACH].split(None, 2)[:2]
                before = window[: window.rindex(word)]
                if _is_hollow(bare, after) or _begins_anew(before, words[place + 1 :], behind):
                    return -1
                return text.rindex(word, 0, start)
        after = word
    return -1


def _begins_statement(words: list[str]) -> bool:
    """Whether these words behind a comma begin with a subject ("I've been"), or with a verb and its subject."""
    if words[0].partition("'")[0] in _SUBJECTS:
        return True
    return len(words) > 1 and words[1].rstrip(".,;:!?") in _BEHIND_ITS_VERB


def _begins_anew(before: str, between: list[str], hit: list[str]) -> bool:
    """Whether a subject behind the negator, or the hit itself, begins a statement that no comma parts from it."""
    words = [*between, *hit]
    for place in range(1, len(between) + 1):
        subject, contracted, _ = words[place].partition("'")
        if subject in _SUBJECTS_OR_OBJECTS:
            if not contracted and (place + 1 == len(words) or words[place + 1] not in _AUXILIARIES):
                continue
        elif subject not in _NEW_SUBJECTS:
            continue
        # "Never have we": a verb before its subject goes on with what was denied.
        if words[place - 1] in _AUXILIARIES or not _JOINING.isdisjoint(words[:place]):
            return False
        return _is_condition(before) or not any(word.startswith(_SAYING) for word in words[:place])
    return False


def _is_condition(before: str) -> bool:
    """Whether the clause that ends here has begun with an "if"."""
    for word in reversed(before.split()):
        if word in _CONDITIONS:
            return True
        if word[-1] == "," or word[-1] in _CLAUSE_ENDS or word in _OPENERS:
            break
    return False


def denied_after(text: str, end: int) -> bool:
    """Whether "nicht", "niet" or "pas" right behind this place closes the clause, as in "ich kündige nicht."."""
    return text[end : end + 2] in (" n", " p") and _LATE.match(text, end) is not None


def _denies(word: str) -> bool:
    if word in NEGATORS:
        return True
    if "'" not in word:
        return False
    # n't ends an English word, n' opens a French one; "n't" alone is neither.
    return (word.endswith("n't") and len(word) > 3) or (word.startswith("n'") and word != "n't")


def _is_hollow(negator: str, after: str) -> bool:
    if negator in ("can't", "couldn't", "cant"):
        negator = "cannot"
    elif negator.endswith("n't"):
        negator = "not"
    return after.strip(_EDGES + ",") in _HOLLOW.get(negator, ())
