"""What a pack's phrases and the amounts say about one signal, each with the words that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from stepladder.core.triage.reading.money import read_money
from stepladder.core.triage.reading.phrases import PhraseBook
from stepladder.core.triage.reading.sentences import is_quoted
from stepladder.core.triage.reading.wording import PhraseEntry
from stepladder.core.values import Money


class RuleHit(NamedTuple):
    """A rule's phrase in one field of a signal.

    Fields: start, end - code points of the field as given, end exclusive; quote - these very code points;
    phrase - as the pack writes it; negated, hypothetical, quoted, excepted - why it does not count, if it does not.
    """

    rule: str
    field: str
    start: int
    end: int
    quote: str
    phrase: str
    negated: bool = False
    hypothetical: bool = False
    quoted: bool = False
    excepted: bool = False


class FieldMoney(NamedTuple):
    """An amount in one field of a signal.

    Fields: money - None when the currency cannot be told; amount - the number alone, exact; start, end, quote - as in
    `RuleHit`; quoted - in a line that starts with '>'.
    """

    field: str
    money: Money | None
    amount: Decimal
    start: int
    end: int
    quote: str
    quoted: bool = False


class Reading(NamedTuple):
    """Fields: hits - those that count; suppressed - those that something around them takes away; all in field order."""

    hits: tuple[RuleHit, ...] = ()
    suppressed: tuple[RuleHit, ...] = ()
    money: tuple[FieldMoney, ...] = ()


NOTHING_READ = Reading()


class Reader:
    """Made once per pack; knows no rule but the ids it was given. Safe to share between threads."""

    def __init__(self, entries: Sequence[PhraseEntry], *, dollar: str | None = "USD") -> None:
        """`dollar` - the currency of a plain "$", None if it cannot be told.

        Raises: DeskError - a phrase at fault.
        """
        self._book = PhraseBook(entries)
        self._dollar = dollar

    @property
    def literals(self) -> list[str]:
        """What the automaton looks for, for those who measure it."""
        return self._book.literals

    def read(self, fields: Mapping[str, str]) -> Reading:
        """Read each field by itself, such as `subject` and `text`, in the order given. Takes any text."""
        hits, suppressed = self.phrases(fields)
        money = self.money(fields)
        return Reading(hits, suppressed, money) if hits or suppressed or money else NOTHING_READ

    def phrases(self, fields: Mapping[str, str]) -> tuple[tuple[RuleHit, ...], tuple[RuleHit, ...]]:
        """The hits that count and those that something around them takes away, in field order."""
        hits: list[RuleHit] = []
        suppressed: list[RuleHit] = []
        for field, text in fields.items():
            for hit in self._book.find_in(text):
                rule, start, end, negated, phrase, *others = hit
                read = RuleHit(rule, field, start, end, text[start:end], phrase, negated, *others)
                (hits if hit.counts else suppressed).append(read)
        return tuple(hits), tuple(suppressed)

    def money(self, fields: Mapping[str, str]) -> tuple[FieldMoney, ...]:
        """The amounts in each field, in field order."""
        return tuple(
            [
                FieldMoney(
                    field,
                    one.money,
                    one.amount,
                    one.start,
                    one.end,
                    text[one.start : one.end],
                    is_quoted(text, one.start),
                )
                for field, text in fields.items()
                for one in read_money(text, dollar=self._dollar)
            ]
        )

    def only(self, rules: frozenset[str]) -> Reader:
        """One that knows no more than these rules: no rule's phrases hang on those of another."""
        return _Some(self, rules)


class _Some(Reader):
    """A reader that passes on what another finds for some of its rules; made at once, whatever the other took."""

    def __init__(self, whole: Reader, rules: frozenset[str]) -> None:
        self._book, self._dollar, self._rules = whole._book, whole._dollar, rules

    def phrases(self, fields: Mapping[str, str]) -> tuple[tuple[RuleHit, ...], tuple[RuleHit, ...]]:
        hits, suppressed = super().phrases(fields)
        return tuple(one for one in hits if one.rule in self._rules), tuple(
            one for one in suppressed if one.rule in self._rules
        )
