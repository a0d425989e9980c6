"""What is taken out is missed, or the reason is said."""

from __future__ import annotations

import pytest

from stepladder.core.lint.coverage.parts import Part
from stepladder.core.lint.coverage.proof import held_by
from stepladder.core.lint.coverage.without import without
from stepladder.core.triage.readers import readers
from tests.unit.core.lint.coverage.small import STORY, TEXT, rows, small

PLAIN, BIG = "small/pack.yaml:33 a plain report", "small/pack.yaml:36 a big one"

PROVED = {  # claim: (row, what carries it, tests)
    "a field of the header is what the policy says of itself": ("HB-1", ("header/owner",), ("policy show small",)),
    "one of two ways into a segment is its own": ("HB-4", ("segments/big/when",), (BIG,)),
    "a trigger decides both examples and the story": ("HB-6", ("triggers/broken",), (PLAIN, BIG, "small/broken")),
    "a promise is gone with its clock": ("HB-8", ("clocks/first",), (PLAIN, BIG, "small/broken")),
    "a notice is gone with its route": ("HB-9", ("routes/tell",), (PLAIN, BIG, "small/broken")),
    "a slot is a part of its template": ("HB-11", ("templates/sorry/slots/what",), (PLAIN, BIG)),
    "fixed words are read and decide nothing": ("HB-12", ("templates/sorry/parts/soon",), ("policy show small",)),
    "a metric is read and decides nothing": ("HB-13", ("metrics/solved",), ("policy show small",)),
}


@pytest.mark.parametrize(("row", "names", "tests"), PROVED.values(), ids=PROVED)
def test_a_proof(row: str, names: tuple[str, ...], tests: tuple[str, ...]) -> None:
    proving = small()
    found = proving.prove(rows()[row])
    assert (found.proved, found.tests, found.reason) == (True, tests, "")
    assert tuple(name for name, _ in held_by(rows()[row], proving.stands[row])) == names


UNPROVED = {  # claim: (row, reason)
    "what no example tries is missed by none": (
        "HB-7",
        "No example and no rehearsal notices that triggers/unseen is gone.",
    ),
    "the other way into a segment is tried by none": (
        "HB-5",
        "No example and no rehearsal notices that segments/big/when is gone.",
    ),
    "what is named nowhere cannot be taken out": ("HB-14", "Nothing in the policy names it."),
}


@pytest.mark.parametrize(("row", "reason"), UNPROVED.values(), ids=UNPROVED)
def test_no_proof(row: str, reason: str) -> None:
    found = small().prove(rows()[row])
    assert (found.proved, found.tests, found.reason) == (False, (), reason)


def test_a_calendar_that_goes_leaves_one_that_is_always_open() -> None:
    proving = small()
    ((_, part),) = held_by(rows()["HB-10"], proving.stands["HB-10"])
    other = without(proving.pack, [part])
    assert other.text.calendars[0].always
    assert proving.prove(rows()["HB-10"]).proved


def test_the_whole_header_never_goes() -> None:
    bare = small(TEXT.replace("updated: 2026-01, ", ""))
    assert bare.prove(rows()["HB-2"]).reason == "Only the header as a whole names it, and it cannot go."


def test_words_of_a_part_go_also_where_a_line_breaks_them() -> None:
    proving = small()
    ((_, part),) = held_by(rows()["HB-12"], proving.stands["HB-12"])
    assert without(proving.pack, [part]).text.templates[0].body.strip() == "Hello,\nthis is about {what}."


def test_the_lines_of_a_slot_go_with_it() -> None:
    proving = small()
    ((_, part),) = held_by(rows()["HB-11"], proving.stands["HB-11"])
    template = without(proving.pack, [part]).text.templates[0]
    assert template.subject == ""
    assert "this is about" not in template.body


def test_nothing_taken_out_changes_nothing() -> None:
    proving = small()
    other = without(proving.pack, [])
    assert other.text == proving.pack.text
    assert [one.answer(other) for one in proving.trials] == list(proving.answers)


def test_the_policy_itself_stays_whole() -> None:
    proving = small()
    before = proving.pack.text
    without(proving.pack, [Part(("triggers", 0))])
    assert proving.pack.text == before
    assert len(before.triggers) == 2


def test_a_policy_without_a_trigger_reads_as_one_that_never_had_it() -> None:
    one, other = small(), without(small().pack, [Part(("triggers", 0))])
    never = small("\n".join(line for line in TEXT.splitlines() if "{id: broken" not in line), STORY)
    fields = {"text": "It is broken, and has no example."}
    assert readers(other).reader.phrases(fields) == readers(never.pack).reader.phrases(fields)
    assert readers(one.pack).reader.phrases(fields) != readers(other).reader.phrases(fields)
