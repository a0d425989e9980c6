"""Amounts of money in free text: a number with its currency beside it. A bare number is never money."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from stepladder.core.triage.reading.sentences import same_sentence
from stepladder.core.triage.reading.word_lists import words_of
from stepladder.core.values import Money

# "?dollar" is whatever the pack means by a plain dollar; None is money of a currency nobody can tell.
_PLAIN_DOLLAR = "?dollar"
_MEANS: dict[str, str | None] = {
    "$": _PLAIN_DOLLAR, "dollar": _PLAIN_DOLLAR, "dollars": _PLAIN_DOLLAR, "bucks": _PLAIN_DOLLAR,
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "us dollar": "USD", "us dollars": "USD", "canadian dollar": "CAD", "canadian dollars": "CAD",
    "australian dollar": "AUD", "australian dollars": "AUD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "swiss franc": "CHF", "swiss francs": "CHF", "franken": "CHF",
    "¥": None, "kr": None,
}  # fmt: skip
# Codes that are no word in any case; the others must be written in capitals ("500 SEK", never "500 try").
_ANY_CASE = ("USD", "EUR", "GBP", "CHF")
_CAPITALS = tuple(
    sorted(words_of("CAD AUD NZD SEK NOK DKK PLN CZK HUF JPY CNY INR SGD HKD ZAR BRL MXN ILS AED KRW RON BGN ISK"))
)

_CODE = f"(?:(?i:{'|'.join(_ANY_CASE)})|{'|'.join(_CAPITALS)})"
_SIGN = rf"(?:(?i:us|ca|c|au|a|nz|hk|s)?\$|[€£¥]|{_CODE}\$?|(?i:kr)\.?)"
_WORD = r"(?i:(?:us|canadian|australian) dollars?|dollars?|bucks|euros?|pounds?|quid|swiss francs?|franken|kr)"
_GROUPS = (
    r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?"  # 1,234.50
    r"|\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,2})?"  # 1.234,50
    r"|\d{1,3}(?:['\u2019\u00a0\u202f\u2009]\d{3}){1,4}(?:[.,]\d{1,2})?"  # 1'234.50
    r"|\d{1,3}(?: \d{3}){1,4}[.,]\d{1,2}"  # 1 234,50
)
_ALONE = r"\d{1,15}(?:\.\d{1,6}|,\d{1,2})?"
_NUMBER = re.compile(rf"(?:{_GROUPS}|{_ALONE})(?!\d|[.,]\d)", re.ASCII)
# Groups apart by plain spaces are one amount before "USD"; behind "$" they are unless something is counted there.
_NUMBER_FIRST = re.compile(rf"(?:{_GROUPS}|[1-9]\d{{0,2}}(?: \d{{3}}){{1,4}}|{_ALONE})(?!\d|[.,]\d)", re.ASCII)
_COUNTED = (
    "(?i:x|times?|mal|fois|veces|keer|percent|prozent|procent|pourcent|por ciento|calls?|[gmt]b|km|miles?"
    "|min(?:ute[ns]?|utos?|uten)?|hours?|stunden?|uur|uren|heures?|horas?|days?|tage?n?|dag(?:en)?|jours?|d[ií]as?"
    "|weeks?|wochen?|weken|semaines?|semanas?|months?|monate?n?|maand(?:en)?|mois|mes(?:es)?"
    "|years?|jahre?n?|jaar|jaren|ans?|années?|años?"
    "|users?|nutzern?|benutzern?|utilisateurs?|usuarios?|gebruikers?|customers?|kunden|clients?|clientes?|klanten"
    "|people|employees?|mitarbeitern?|employés?|empleados?|medewerkers?"
    "|seats?|licen[cs]es?|lizenzen|orders?|invoices?|tickets?|items?|units?|pieces?)(?![^\\W_])"
)
# Round thousands are never a count of something. Others are no part of a longer row: one that ends with four digits is
# a telephone number, and one with a dash and a digit behind it a range, or another such number.
_SIGN_FIRST = re.compile(
    r"[1-9]\d{0,2}(?:(?: \d{3}){0,3} 000(?!\d|[.,]\d| \d{3}(?!\d))"
    r"|(?: \d{3}|(?: \d{3}){2,4}(?! \d{4}))(?!\d|[.,]\d| \d{3}(?!\d)|-\d(?!\d{0,2} \d{3})"
    rf"|[ -]?{_COUNTED}| ?%))",
    re.ASCII,
)
_GAPS = r" \u00a0\u202f\u2009"
_GAP = f"[{_GAPS}]?"
_BEFORE = re.compile(rf"(?<![\w.,$€£¥])({_SIGN}){_GAP}\Z")
# A sign that touches only the digits behind it is theirs: "2 $500 charges".
_CURRENCY = rf"(?P<currency>(?:{_CODE}|{_WORD})(?![^\W_])|[$€£¥](?!\d)|(?<=\d)[$€£¥])"
_FACTOR = {"k": 1000, "thousand": 1000, "million": 1_000_000, "mio": 1_000_000, "mln": 1_000_000}
_TIMES = rf"(?P<times>(?i:{'|'.join(_FACTOR)}))(?![^\W_])"
_AFTER = re.compile(
    rf"(?:{_GAP}{_TIMES})?"
    rf"(?:,--?|\.--?)?"  # 20,- €
    rf"(?:[{_GAPS}-]?{_CURRENCY})?"
)
# "389 and 329 dollars": the next number, when its currency stands behind it, lends it to this one.
_JOINTS = "and|or|to|&|und|oder|bis|et|ou|y|o|en"
_SHARED = re.compile(rf" (?i:{_JOINTS}) {_NUMBER_FIRST.pattern}[{_GAPS}-]?{_CURRENCY}", re.ASCII)
# Behind these a number is a name or a year, and no amount where the currency can belong to another one.
_LABEL = re.compile(
    r"(?<![^\W_])(?i:invoice|order|ticket|case|reference|ref|number|no|nr|room|rechnung|bestellung"
    r"|auftrag|kunde|konto|facture|commande|factura|pedido|factuur|bestelling|in|since|until|seit|bis|depuis|desde|sinds)"
    r"\.?:? ?(?:(?i:no|nr)\.? ?)?#?\Z|#\Z"
)
_LONGEST_SIGN, _LONGEST_LABEL = 6, 24
# What is counted is no amount: "invoice 4471 USD 3 times".
_AMOUNT_BEHIND = re.compile(rf"{_GAP}\d[\d.,]*(?! ?{_COUNTED})(?!\d)")
# Most numbers need no closer look: no sign stands before them, and behind them a small word that speaks of no money
# ("45 minutes"), the end of something, or a number that four digits never form a group with.
_BESIDE = "|".join(
    [
        *sorted({re.escape(word[:3]) for word in (*_MEANS, *map(str.lower, _ANY_CASE), *_FACTOR) if word != "k"}),
        r"k\b",
        *(f"{word} " for word in _JOINTS.split("|")),
    ]
)
_BARE = rf"\Z| (?!(?i:{_BESIDE}))[a-z]|[.,;:!?)](?![-0-9])|(?<=[0-9]{{4}}) [0-9]"
_DIGITS = re.compile(
    rf"[0-9](?<![0-9][0-9])(?:(?:(?<=[$€£¥.A-Z\u017f][0-9])|(?<=[$€£¥.A-Z\u017f][{_GAPS}][0-9])"
    rf"|(?<=(?i:sd|ur|bp|hf|kr)[0-9])|(?<=(?i:sd|ur|bp|hf|kr)[{_GAPS}][0-9]))[0-9]*+|[0-9]*+(?!{_BARE}))"
)
_MINUS = "-\u2212"


class MoneyHit(msgspec.Struct, frozen=True):
    """An amount somebody wrote.

    Fields: money - None when the currency cannot be told, which is a question for a person (SD-029);
    amount - the number alone, exact; start, end - code points of the text as given, end exclusive, with the currency
    unless a later amount lends it.
    """

    money: Money | None
    amount: Decimal
    start: int
    end: int


def read_money(text: str, *, dollar: str | None = "USD") -> list[MoneyHit]:
    """Every amount with a currency sign, code or word beside it, in the order of the text.

    "1.234 EUR" is 1234 (a group of three), "1,23 EUR" is 1.23; k, thousand and million multiply. An amount with a
    minus sign is left out: what it means depends on whose statement it is. `dollar` - the currency of a plain "$" or
    "dollars"; None says it cannot be told.
    """
    hits = []
    done = 0
    for digits in _DIGITS.finditer(text):
        if digits.start() >= done:
            hit, done = _amount_around(text, digits.start(), done, dollar)
            if hit is not None:
                hits.append(hit)
    return hits


def near(text: str, hit: MoneyHit, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether the amount stands in the same sentence as one of these spans of the same text."""
    return any(same_sentence(text, (hit.start, hit.end), span) for span in spans)


def _amount_around(text: str, start: int, done: int, dollar: str | None) -> tuple[MoneyHit | None, int]:
    """The amount whose digits start here, if a currency stands beside them, and how far the text is read.

    `done` - a sign before it belongs to the amount before.
    """
    before = _BEFORE.search(text, max(done, start - _LONGEST_SIGN), start)
    if before is None:
        number = _NUMBER_FIRST.match(text, start)
    else:
        number = _SIGN_FIRST.match(text, start) or _NUMBER.match(text, start)
    if number is None:
        return None, start + 1
    after = _AFTER.match(text, number.end())
    assert after is not None  # Every part of it may be missing.
    written, end = after["currency"], after.end()
    if before is None and written is None:
        shared = _SHARED.match(text, end)
        written = None if shared is None or _is_name(text, start) else shared["currency"]
    elif before is None and number[0].isdigit() and _AMOUNT_BEHIND.match(text, end) and _is_name(text, start):
        return None, number.end()  # "invoice 4471 USD 500": the currency is that of the number behind it.
    if before is not None:
        start = before.start()
        if written is None or not _is_code(written):
            # "$500 pounds" says two things; the sign that stands first is believed.
            written, end = before[1], number.end() if after["times"] is None else after.end("times")
        if text[end : end + 1].isalpha():
            return None, number.end()
    elif written is None or _goes_on(text, start):
        return None, number.end()
    if _is_negative(text, start) or re.match("0[0-9]", number[0]):
        return None, end
    amount = _number(number[0]) * _FACTOR.get((after["times"] or "").casefold(), 1)
    if after["times"] and amount == amount.to_integral_value():
        amount = amount.to_integral_value()
    code = _currency(written, dollar)
    return MoneyHit(None if code is None else Money(amount, code), amount, start, end), end


def _is_name(text: str, start: int) -> bool:
    """Whether the number that starts here names an invoice, a year or the like, by the word before it."""
    return _LABEL.search(text, max(0, start - _LONGEST_LABEL), start) is not None


def _goes_on(text: str, start: int) -> bool:
    """Whether the digits here belong to a word or a longer number before them ("A500", ".50", "1'2345")."""
    if start == 0:
        return False
    before = text[start - 1]
    return before.isalnum() or before in "_." or (before in ",'\u2019" and text[start - 2 : start - 1].isdigit())


def _is_negative(text: str, start: int) -> bool:
    if start == 0 or text[start - 1] not in _MINUS:
        return False
    return start == 1 or not text[start - 2].isalnum()  # "500-600 USD" is a range.


def _number(written: str) -> Decimal:
    digits = re.sub(r"['\u2019 \u00a0\u202f\u2009]", "", written)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return Decimal(digits)
    sign, rest = digits[last], len(digits) - last - 1
    mixed = "." in digits and "," in digits
    groups = rest == 3 and not mixed and not digits.startswith("0") and last <= (3 if digits.count(sign) == 1 else last)
    if groups or digits.count(sign) > 1:
        return Decimal(digits.replace(",", "").replace(".", ""))
    return Decimal(digits[:last].replace(",", "").replace(".", "") + "." + digits[last + 1 :])


def _is_code(written: str) -> bool:
    return written in _CAPITALS or written.upper() in _ANY_CASE


def _currency(written: str, dollar: str | None) -> str | None:
    code = written.rstrip("$")
    if _is_code(code):
        return code.upper()
    # Patterns that ignore case also let the old long s through, which only case folding makes an s.
    means = _MEANS[written.casefold().rstrip(".")]
    return dollar if means == _PLAIN_DOLLAR else means
