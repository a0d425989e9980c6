from decimal import Decimal

import pytest

from stepladder.core.triage.reading import MoneyHit, near, read_money
from stepladder.core.values import Money

ONE = {  # text: (money, evidence)
    "refund of 500 USD please": ("500 USD", "500 USD"),
    "USD 500": ("500 USD", "USD 500"),
    "usd 2k": ("2000 USD", "usd 2k"),
    "$500.01": ("500.01 USD", "$500.01"),
    "$500.00 to paypal": ("500.00 USD", "$500.00"),
    "$1,234.50": ("1234.50 USD", "$1,234.50"),
    "the full $1,250 to": ("1250 USD", "$1,250"),
    "$1,234, then": ("1234 USD", "$1,234"),
    "it was $5.": ("5 USD", "$5"),
    "1.234,50 EUR": ("1234.50 EUR", "1.234,50 EUR"),
    "1.234 EUR": ("1234 EUR", "1.234 EUR"),
    "1.234.567 EUR": ("1234567 EUR", "1.234.567 EUR"),
    "1,23 EUR": ("1.23 EUR", "1,23 EUR"),
    "0.500 USD": ("0.500 USD", "0.500 USD"),
    "1,234,567.89 USD": ("1234567.89 USD", "1,234,567.89 USD"),
    "1'234.50 CHF": ("1234.50 CHF", "1'234.50 CHF"),
    "1 234,50 €": ("1234.50 EUR", "1 234,50 €"),
    "$1 200.50": ("1200.50 USD", "$1 200.50"),
    "1\u202f234,50\u00a0€": ("1234.50 EUR", "1\u202f234,50\u00a0€"),
    "12 500 USD": ("12500 USD", "12 500 USD"),
    "a refund of $12 000 please": ("12000 USD", "$12 000"),
    "USD 1 250 was taken": ("1250 USD", "USD 1 250"),
    "€ 1 234 567!": ("1234567 EUR", "€ 1 234 567"),
    "CHF 20 000.- paid": ("20000 CHF", "CHF 20 000"),
    "We paid $12 000 2 weeks ago": ("12000 USD", "$12 000"),
    "€ 12 500 14 Tage Zahlungsziel": ("12500 EUR", "€ 12 500"),
    "paid $12 000 01/03/2025": ("12000 USD", "$12 000"),
    "$12 000-per-year": ("12000 USD", "$12 000"),
    "€1 500-Gutschein": ("1500 EUR", "€1 500"),
    "€49 365 dagen": ("49 EUR", "€49"),
    "$99 365-day plan": ("99 USD", "$99"),
    "$500 200-seat plan": ("500 USD", "$500"),
    "$12 000 clients": ("12000 USD", "$12 000"),
    "€12 000 ans": ("12000 EUR", "€12 000"),
    "$12 000 2025 budget": ("12000 USD", "$12 000"),
    "paid $12 000 2023-01-05": ("12000 USD", "$12 000"),
    "EUR 1 250 2025-01-01": ("1250 EUR", "EUR 1 250"),
    "$12 000-15000": ("12000 USD", "$12 000"),
    "$1 000 000 2025": ("1000000 USD", "$1 000 000"),
    "$12 000 500 items": ("12 USD", "$12"),
    "€49 365 días": ("49 EUR", "€49"),
    "€20 500 Kunden": ("20 EUR", "€20"),
    "$50 200 employees": ("50 USD", "$50"),
    "$25 110 percent": ("25 USD", "$25"),
    "$500 200 300 times": ("500 USD", "$500"),
    "$500 200 times": ("500 USD", "$500"),
    "charged $20 150 days ago": ("20 USD", "$20"),
    "€15 250 users": ("15 EUR", "€15"),
    "€15 250 useless parts": ("15250 EUR", "€15 250"),
    "paid $50 555 123 4567 is my number": ("50 USD", "$50"),
    "paid $50 555-1234 is my number": ("50 USD", "$50"),
    "$500 12 May": ("500 USD", "$500"),
    "$1500 200": ("1500 USD", "$1500"),
    "$12 0005": ("12 USD", "$12"),
    "€20": ("20 EUR", "€20"),
    "20€/month": ("20 EUR", "20€"),
    "20,- €": ("20 EUR", "20,- €"),
    "(€ 20)": ("20 EUR", "€ 20"),
    "£15.99": ("15.99 GBP", "£15.99"),
    "15 pounds": ("15 GBP", "15 pounds"),
    "640 dollars": ("640 USD", "640 dollars"),
    "You took 4,800 dollars from us": ("4800 USD", "4,800 dollars"),
    "theres a 79 dollar charge": ("79 USD", "79 dollar"),
    "a 79-dollar charge": ("79 USD", "79-dollar"),
    "49.00 dollars": ("49.00 USD", "49.00 dollars"),
    "420 euros par mois": ("420 EUR", "420 euros"),
    "1.5 million dollars": ("1500000 USD", "1.5 million dollars"),
    "$2.5k": ("2500 USD", "$2.5k"),
    "US$500": ("500 USD", "US$500"),
    "CA$20": ("20 CAD", "CA$20"),
    "$500 CAD": ("500 CAD", "$500 CAD"),
    "500 canadian dollars": ("500 CAD", "500 canadian dollars"),
    "500 SEK": ("500 SEK", "500 SEK"),
    "EUR500": ("500 EUR", "EUR500"),
    "500eur": ("500 EUR", "500eur"),
    "500-600 USD": ("600 USD", "600 USD"),
    "invoice 4471 USD 500": ("500 USD", "USD 500"),
    "invoice 4471 USD": ("4471 USD", "4471 USD"),
    "Rechnung Nr. 4471 EUR 500": ("500 EUR", "EUR 500"),
    "invoice 500 USD 3 times": ("500 USD", "500 USD"),
    "invoice 1,200 USD 30": ("1200 USD", "1,200 USD"),
    "charged my card 500 USD 12 May": ("500 USD", "500 USD"),
    "order #12 USD 500": ("500 USD", "USD 500"),
    "order 4471 $500": ("500 USD", "$500"),
    "2 $500 charges": ("500 USD", "$500"),
    "20€50": ("20 EUR", "20€"),
    "order 389 and 329 dollars": ("329 USD", "329 dollars"),
    "since 2024 and 329 dollars": ("329 USD", "329 dollars"),
    "2 or 3 thousand dollars": ("3000 USD", "3 thousand dollars"),
    "3 and $500": ("500 USD", "$500"),
    "5 people and 329 dollars": ("329 USD", "329 dollars"),
    "dollarſ: 5 dollarſ": ("5 USD", "5 dollarſ"),
    "החזר של $500 בבקשה": ("500 USD", "$500"),
}


@pytest.mark.parametrize(("text", "money", "shown"), [(text, *rest) for text, rest in ONE.items()], ids=ONE)
def test_an_amount_with_its_currency(text: str, money: str, shown: str) -> None:
    (hit,) = read_money(text)
    assert hit.money == Money.parse(money)
    assert str(hit.money) == money
    assert text[hit.start : hit.end] == shown


NONE = {  # claim: text
    "a bare number": "which period does the 49.00 on my june invoice cover?",
    "no number": "how many dollars, USD or $?",
    "a minus": "-500 USD",
    "a typographic minus": "balance: −20 €",
    "a word that only starts like a currency": "500 eurosport viewers",
    "a small word that is a code in capitals": "500 sek or 500 try",
    "a word that goes on": "$500abc",
    "digits of a word": "A500 USD",
    "a version": "10.1.2.3 USD",
    "part of a number": "$1,2345",
    "less than one without its nought": "$.50 and .50 USD",
    "a group of noughts alone": "000 USD",
    "a number longer than any account": "9" * 40 + " USD",
    "cents": "50 cents",
    "a word for a number": "five dollars",
    "the currency far behind": "500 of them, USD",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_no_amount(text: str) -> None:
    assert read_money(text) == []


@pytest.mark.parametrize(("text", "shown"), [("¥500", "¥500"), ("500 kr", "500 kr"), ("kr. 500", "kr. 500")])
def test_a_currency_that_cannot_be_told_is_left_to_a_person(text: str, shown: str) -> None:
    (hit,) = read_money(text)
    assert hit == MoneyHit(money=None, amount=Decimal(500), start=0, end=len(shown))


def test_a_pack_says_what_a_plain_dollar_is() -> None:
    for text in ("$5", "5 dollars", "5$"):
        assert [hit.money for hit in read_money(text, dollar="AUD")] == [Money(Decimal(5), "AUD")]
        assert [hit.money for hit in read_money(text, dollar=None)] == [None]
    assert [str(hit.money) for hit in read_money("US$5", dollar="AUD")] == ["5 USD"]


def test_every_amount_is_found_in_order() -> None:
    text = "You took 4,800 dollars instead of $480, and €5-€10 in fees; 3 times"
    assert [str(hit.money) for hit in read_money(text)] == ["4800 USD", "480 USD", "5 EUR", "10 EUR"]


def test_one_currency_belongs_to_one_amount() -> None:
    text = "paid 500 USD 12 May"
    assert [text[hit.start : hit.end] for hit in read_money(text)] == ["500 USD"]


SHARED = {  # text: amounts
    "389 and 329 dollars": ["389 USD", "329 USD"],
    "between 1,200.50 and 1,300 EUR": ["1200.50 EUR", "1300 EUR"],
    "389 oder 329 €": ["389 EUR", "329 EUR"],
    "389 to 329 canadian dollars": ["389 CAD", "329 CAD"],
    "389 & 329 kr": ["None", "None"],
}


@pytest.mark.parametrize(("text", "amounts"), SHARED.items(), ids=SHARED)
def test_one_currency_behind_two_amounts_is_that_of_both(text: str, amounts: list[str]) -> None:
    assert [str(hit.money) for hit in read_money(text)] == amounts
    first = read_money(text)[0]
    assert text[first.start : first.end].replace(",", "") == str(first.amount)


def test_near_is_the_same_sentence() -> None:
    text = "I want a refund of 3.50 USD. We paid 900 USD."
    small, big = read_money(text)
    refund = (9, 15)
    assert near(text, small, [refund])
    assert not near(text, big, [refund])
    assert not near(text, small, [])


WORDS = ["dollars", "dollar", "bucks", "us dollars", "canadian dollars", "euro", "euros", "pounds", "quid", "franken"]
WORDS += [
    "swiss francs",
    "kr",
    "usd",
    "eur",
    "gbp",
    "chf",
    "CAD",
    "SEK",
    "k usd",
    "thousand dollars",
    "mio eur",
    "mln €",
]


@pytest.mark.parametrize("word", WORDS)
def test_an_amount_is_found_between_small_words(word: str) -> None:
    (hit,) = read_money(f"we paid in 45 {word} and left it")
    assert hit.amount >= 45


@pytest.mark.parametrize(
    "sign", ["$", "€ ", "us$", "usd ", "eur ", "gbp ", "chf ", "kr ", "kr. ", "USD ", "Eur ", "SEK ", "usd", "chf"]
)
def test_an_amount_behind_its_sign_is_found_between_small_words(sign: str) -> None:
    (hit,) = read_money(f"we paid {sign}45 for it")
    assert hit.amount == 45


@pytest.mark.parametrize("unit", ["1", "1 ", "1,", "1.", "$", "1'111", "111 ", "k", "1,111", "1 and ", "order 1 "])
def test_long_nonsense_is_read_quickly(unit: str) -> None:
    assert all(hit.end > hit.start for hit in read_money(unit * 30_000))
