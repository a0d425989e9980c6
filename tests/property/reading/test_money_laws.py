from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from stepladder.core.triage.reading import read_money

AMOUNT = st.integers(0, 10**11).map(lambda cents: Decimal(cents).scaleb(-2))


def english(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def german(amount: Decimal) -> str:
    return english(amount).translate({ord(","): ".", ord("."): ","})


def swiss(amount: Decimal) -> str:
    return english(amount).replace(",", "’")


def french(amount: Decimal) -> str:
    return english(amount).replace(",", "\u202f").replace(".", ",")


def bare(amount: Decimal) -> str:
    return f"{amount:.2f}"


PLACES = ["{} USD", "USD {}", "${}", "{} dollars", "{}$", "usd {}", "US${}", "${} USD"]


@given(AMOUNT, st.sampled_from([english, german, swiss, french, bare]), st.sampled_from(PLACES))
def test_what_is_written_in_any_style_is_read_exactly(amount: Decimal, style: object, place: str) -> None:
    assert callable(style)
    text = f"please return {place.format(style(amount))} to my card"
    (hit,) = read_money(text)
    assert hit.money is not None
    assert (hit.money.amount, hit.money.currency) == (amount, "USD")
    assert text[hit.start : hit.end] == place.format(style(amount))


PIECES = st.sampled_from(
    [*"0123456789.,'’ -−$€£¥kKſ\u00a0\n", "000", "USD", "eur", "kr", "kr.", "US$", "dollarſ", "mio"]
)


@given(st.lists(st.one_of(PIECES, PIECES, PIECES, st.characters(codec=None)), max_size=30).map("".join))
def test_any_text_gives_amounts_in_order_that_share_nothing(text: str) -> None:
    end = 0
    for hit in read_money(text):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end
        assert hit.amount >= 0
        assert hit.money is None or (hit.money.amount == hit.amount and len(hit.money.currency) == 3)
