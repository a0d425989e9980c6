"""About people: wording that may mislead a customer. A short list of English words, and no more than that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stepladder.core.lint.people.customer_texts import CustomerText, customer_texts
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.selectors import speaks_of_the_same
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Selector
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.obligations import Concession, Term
from stepladder.core.triage.reading import PhraseEntry, Reader, RuleHit, same_sentence

_GIFT, _CHARGE, _ABSOLUTE = "gift", "charge", "absolute"

GIFTS = (
    "{a/as/your/our/little/small} {gift/present/giveaway}", "{gift/present} {from/of}", "free of charge", "for free",
    "{at/for} no {cost/charge}", "on {the house/us}", "complimentary", "with our compliments", "costs you nothing",
)  # fmt: skip
"""What is given. Said of something for which money is taken, it misleads."""

CHARGES = ("fee*", "charge*", "price*", "invoice*", "{the/a/your/this} bill", "payment*", "instalment*")
"""What is paid."""
_MONEY = re.compile(r"\b(fee|charge|price|invoice|bill|payment|instalment)s?\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.!?\n\u2013\u2014]")

ABSOLUTES = (
    "{we/i} guarantee", "{we/i} {will/can/do} guarantee", "{we'll/i'll} guarantee", "guarantee {that/you}",
    "{is/are/be} guaranteed", "guaranteed to", "100 %", "100 per cent", "no risk", "risk-free", "without fail",
    "for ever", "whatever happens", "{no/without} exception*", "under {any/all} circumstances",
)  # fmt: skip
"""What no desk can keep in every case."""
_OURS = re.compile(
    r"\b(?:(?:we|i)(?:['\u2019](?:ll|re|m)|\s+(?:will|are|am|can|do|shall))?"
    r"|our(?:\s+\w+){1,3}\s+(?:is|are|will|can))\s+(?:always|never)\b",
    re.IGNORECASE,
)
"""What is said to hold always or never by those who write."""
_SUPPOSED = re.compile(r"\b(?:if|whether|unless|until|in case|as long as|provided)\b", re.IGNORECASE)

_WORDS = {_GIFT: GIFTS, _CHARGE: CHARGES, _ABSOLUTE: ABSOLUTES}


def _reader() -> Reader:
    return Reader([PhraseEntry(name, phrase) for name, phrases in _WORDS.items() for phrase in phrases])


def _fee_as_gift(subject: Subject) -> Iterator[Found]:
    reader = _reader()
    for text in (*customer_texts(subject), *_told_to_say(subject)):
        hits, _ = reader.phrases({"text": text.text})
        for said in _together(text, hits):
            charged = tuple(one for one in _charged(subject) if _is_meant(text, said, one))
            if charged:
                yield _gift(text, said, charged)
                break


def _gift(text: CustomerText, said: str, charged: tuple[Term | Concession, ...]) -> Found:
    what = f"a charge may pass for a gift: {text.name} speaks of '{said}', while {_takings(charged)}"
    mend = "Call it what it is: a part of the fee that is let off; a charge that passes for a gift misleads."
    return Found(at=text.of, what=what, mend=mend, elements=(text.of, *charged))


def _is_meant(text: CustomerText, said: str, one: Term | Concession) -> bool:
    """Whether a charge is the one spoken of: it is of the same matter, or of every case and called by the same word."""
    if text.of.binds == one.binds == Selector():
        named = f"{one.title} {one.says if isinstance(one, Term) else ''}"
        return _CLAUSE.search(said) is None and not _money(said).isdisjoint(_money(named))
    return speaks_of_the_same(text.of.binds, one.binds)


def _money(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _MONEY.findall(text))


def _takings(charged: tuple[Term | Concession, ...]) -> str:
    """What the charges do, those that do the same together."""
    does: dict[str, list[str]] = {}
    for one in charged:
        is_discount = isinstance(one, Concession) and one.kind == "discount"
        verb = "leaves a part to be paid" if is_discount else "takes money for it"
        does.setdefault(verb, []).append(f"'{name_in_section(one)}'")
    return " and ".join(f"{', '.join(names)} {verb}" for verb, names in does.items())


def _told_to_say(subject: Subject) -> Iterator[CustomerText]:
    """The advice itself, where it gives no line: people say what it tells them to."""
    for card in subject.text.guidance:
        if not card.insert:
            yield CustomerText(card, "the guidance", card.text)


def _together(text: CustomerText, hits: tuple[RuleHit, ...]) -> Iterator[str]:
    """The words of each gift in one sentence with those of a charge."""
    for gift in (hit for hit in hits if hit.rule == _GIFT):
        for charge in (hit for hit in hits if hit.rule == _CHARGE):
            apart = charge.end <= gift.start or gift.end <= charge.start
            if apart and same_sentence(text.text, (gift.start, gift.end), (charge.start, charge.end)):
                first, last = sorted((gift, charge), key=lambda hit: hit.start)
                yield " ".join(text.text[first.start : last.end].split())


def _charged(subject: Subject) -> Iterator[Term | Concession]:
    """Terms that ask for money, and concessions that leave a part to be paid."""
    for term in subject.text.terms:
        value = term.value
        if value is not None and (value.fixed is None or value.fixed.amount > 0):
            yield term
    for one in subject.text.concessions:
        if one.value is not None and one.value.rate is not None and 0 < one.value.rate < 1:
            yield one


def _absolute_promise(subject: Subject) -> Iterator[Found]:
    reader = _reader()
    for text in customer_texts(subject):
        said = _promised(text.text, reader)
        if said:
            words = ", ".join(f"'{quote}'" for quote in said)
            what = f"{text.name} promises without a limit: {words}"
            mend = "Say what holds and until when; the one case in which it does not hold is the one that is quoted."
            yield Found(at=text.of, what=what, mend=mend)


def _promised(text: str, reader: Reader) -> tuple[str, ...]:
    """The words of its promises, in their order; each once, and the longest of those that overlap."""
    hits, _ = reader.phrases({"text": text})
    spans = [(hit.start, hit.end) for hit in hits if hit.rule == _ABSOLUTE]
    spans += [found.span() for found in _OURS.finditer(text)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if not _is_supposed(text, *span)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(dict.fromkeys(" ".join(text[start:end].split()) for start, end in joined))


def _is_supposed(text: str, start: int, end: int) -> bool:
    """Whether the clause of these words has a condition, which is a limit or no promise at all."""
    before, after = re.split(_CLAUSE, text[:start])[-1], re.split(_CLAUSE, text[end:])[0]
    return _SUPPOSED.search(f"{before} {after}") is not None


RULES = (
    Rule(id="fee-as-gift", severity="warning", title="a charge may pass for a gift", look=_fee_as_gift),
    Rule(
        id="absolute-promise", severity="warning", title="a text promises without a limit", look=_absolute_promise
    ),
)  # fmt: skip
