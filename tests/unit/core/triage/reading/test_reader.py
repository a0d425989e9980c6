from decimal import Decimal

from stepladder.core.triage.reading import FieldMoney, PhraseEntry, Reader, Reading, RuleHit
from stepladder.core.values import Money

READER = Reader(
    [
        PhraseEntry("duplicate-charge", "charged .. twice"),
        PhraseEntry("breach", "break-in"),
        PhraseEntry("breach", "broke* into"),
    ]
)


def test_a_hit_shows_its_field_and_its_words() -> None:
    reading = READER.read({"subject": "Help", "text": "You charged me twice"})
    assert reading == Reading(
        hits=(RuleHit("duplicate-charge", "text", 4, 20, "charged me twice", "charged .. twice"),),
    )


def test_each_field_is_read_by_itself() -> None:
    assert READER.read({"subject": "charged", "text": "twice"}) == Reading()
    reading = READER.read({"subject": "Break-in", "text": "charged us twice"})
    assert [(hit.field, hit.rule) for hit in reading.hits] == [("subject", "breach"), ("text", "duplicate-charge")]


def test_what_does_not_count_is_listed_apart_with_the_reason() -> None:
    reading = READER.read({"text": "No break-in. What if somebody broke into it?\n> charged me twice"})
    assert reading.hits == ()
    assert [(hit.quote, hit.negated, hit.hypothetical, hit.quoted) for hit in reading.suppressed] == [
        ("break-in", True, False, False),
        ("broke into", False, True, False),
        ("charged me twice", False, False, True),
    ]


def test_money_comes_with_its_field_and_words() -> None:
    reading = READER.read({"subject": "  $500.01", "text": "> 20 €"})
    assert reading.money == (
        FieldMoney("subject", Money(Decimal("500.01"), "USD"), Decimal("500.01"), 2, 9, "$500.01"),
        FieldMoney("text", Money(Decimal(20), "EUR"), Decimal(20), 2, 6, "20 €", quoted=True),
    )


def test_a_reader_passes_on_what_a_dollar_is() -> None:
    assert [one.money for one in Reader([], dollar=None).read({"text": "$5"}).money] == [None]


def test_nothing_is_read_in_nothing() -> None:
    assert READER.read({}) == READER.read({"text": ""}) == READER.read({"text": "Hello there"}) == Reading()
