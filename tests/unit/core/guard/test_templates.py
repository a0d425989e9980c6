"""A template, filled: what is left out, what is missing, what does not fit, and which words are its own."""

from __future__ import annotations

import pytest

from stepladder.core.guard.templates import fill, missing, prefilled, unfit
from stepladder.core.policy.obligations import Slot, Template
from stepladder.core.values import DeskError


def template(body: str, *slots: Slot, subject: str = "") -> Template:
    return Template(id="letter", title="Letter", subject=subject, body=body, slots=slots)


NAME = Slot(id="name", title="Name", prefill=("contact.name", "contact.email"))
TOPIC = Slot(id="topic", title="Topic", max_lines=1, prefill=("signal.subject",))
WAY = Slot(id="way", title="How", allowed=("e-mail", "phone"), prefill=("case.way",))
HINT = Slot(id="hint", title="Hint", optional=True)
ALSO = Slot(id="also", title="More", optional=True)
BOTH = template("Hello {name},\nby {way}.", NAME, TOPIC, WAY, subject="About {topic}")
FULL = {"name": "Ann", "topic": "a bill", "way": "phone"}


@pytest.mark.parametrize(
    ("body", "slots", "made"),
    [
        ("Hello {name}.", {"name": "Ann"}, "Hello Ann."),
        ("Hello {name}.", {"name": "  Ann\n"}, "Hello Ann."),
        ("Hello {name}.", {"name": "{hint}"}, "Hello {hint}."),
        ("{name} {name}", {"name": "Ann"}, "Ann Ann"),
        ("a\nTry: {hint}\nb", {"name": "x"}, "a\nb"),
        ("a\nTry: {hint}\nb", {"name": "x", "hint": "  "}, "a\nb"),
        ("a\nTry: {hint}\nb", {"name": "x", "hint": "this"}, "a\nTry: this\nb"),
        ("a\n\n{hint}\n\nb\n", {"name": "x"}, "a\n\nb"),
        ("{hint}\n\nb", {"name": "x"}, "b"),
        ("a\n\n\nb", {"name": "x"}, "a\n\n\nb"),
        ("{hint} and {also}", {"name": "x"}, ""),
        ("{hint} and {also}", {"name": "x", "also": "more"}, " and more"),
        ("{name}: {hint}.", {"name": "Ann"}, "Ann: ."),
    ],
)
def test_a_line_of_optional_slots_that_are_empty_is_left_out(body: str, slots: dict[str, str], made: str) -> None:
    assert fill(template(body, NAME, HINT, ALSO), slots).body == made


def test_subject_and_body_are_filled() -> None:
    letter = fill(BOTH, FULL)
    assert (letter.subject, letter.body) == ("About a bill", "Hello Ann,\nby phone.")


def test_all_that_is_not_out_of_a_slot_is_fixed() -> None:
    letter = fill(BOTH, FULL)
    assert [letter.body[start:end] for start, end in letter.fixed] == ["Hello ", ",\nby ", "."]
    assert [letter.subject[start:end] for start, end in letter.fixed_subject] == ["About "]


def test_every_missing_slot_is_named_and_nothing_is_made() -> None:
    assert missing(BOTH, {"way": "phone", "name": " "}) == ("name", "topic")
    with pytest.raises(DeskError) as fault:
        fill(BOTH, {"way": "phone", "name": " "})
    assert (fault.value.where, fault.value.what) == ("template letter", "needed slots are empty: name, topic")


@pytest.mark.parametrize(
    ("slot", "text", "said"),
    [
        ("topic", "a\nb", "takes at most 1 line, not 2"),
        ("way", "fax", "takes only: e-mail, phone"),
        ("topic", "a", None),
        ("topic", "a\n", None),
        ("way", "e-mail", None),
    ],
)
def test_a_slot_takes_what_it_allows(slot: str, text: str, said: str | None) -> None:
    slots = FULL | {slot: text}
    assert unfit(BOTH, slots) == ({slot: said} if said else {})
    if said:
        with pytest.raises(DeskError, match=said):
            fill(BOTH, slots)
    else:
        fill(BOTH, slots)


def test_a_slot_that_is_not_there_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(DeskError, match=r"it has no slot 'nmae'.*'name'"):
        fill(BOTH, FULL | {"nmae": "Ann"})


@pytest.mark.parametrize(
    ("known", "slots"),
    [
        ({"contact.name": "Ann", "contact.email": "ann@x.example"}, {"name": "Ann"}),
        ({"contact.name": " ", "contact.email": "ann@x.example"}, {"name": "ann@x.example"}),
        ({"signal.subject": "two\nlines", "case.way": "fax"}, {}),
        ({"signal.subject": " one line ", "case.way": "phone"}, {"topic": "one line", "way": "phone"}),
        ({}, {}),
    ],
)
def test_what_is_known_and_fits_fills_a_slot_the_first_name_first(known: dict[str, str], slots: dict[str, str]) -> None:
    assert prefilled(BOTH, known) == slots
