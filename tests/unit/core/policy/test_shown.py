"""A policy in words: everything that it says is told, to the letter as people last read it."""

from __future__ import annotations

import json

import msgspec
import pytest

from stepladder import packfiles
from stepladder.core.policy.model import SECTION_KEYS
from stepladder.core.policy.shown.blocks import Heading, Items, Sentence, Table, Words
from stepladder.core.policy.shown.conditions import condition_in_words, spoken
from stepladder.core.policy.shown.hours import week_in_words
from stepladder.core.policy.shown.plain import plain
from stepladder.core.policy.shown.whole import as_document, shown
from stepladder.core.policy.shown.words import sources as cited_names
from stepladder.core.triage.loading import load
from tests.harness.golden import Golden
from tests.unit.core.policy.whole_pack import WHOLE

PACK = load("whole", WHOLE)
TEXT = plain(shown(PACK)).replace(PACK.version, "VERSION")


def test_the_whole_pack_in_words(golden: Golden) -> None:
    golden("policy/whole.txt", TEXT)
    assert TEXT.startswith("Whole VERSION\n=====")


def sources(value: object) -> set[str]:
    """Every requirement that an element of the document names."""
    if isinstance(value, dict):
        own = set(value.get("source", ())) if isinstance(value.get("source"), list) else set()
        return own | {one for inner in value.values() for one in sources(inner)}
    return {one for inner in value for one in sources(inner)} if isinstance(value, list) else set()


def test_whatever_has_a_source_or_a_reason_is_told() -> None:
    document = as_document(PACK)
    # Facts and calendars stand in what names them, links between elements in both.
    untold = {row for section in ("facts", "calendars", "examples") for row in sources(document[section])}
    within = {"CC-041", "SD-261", "CP-067"}
    assert [row for row in sorted(sources(document) - untold - within) if f"{row}" not in TEXT] == []


@pytest.mark.parametrize("name", packfiles.shipped())
def test_a_shipped_pack_can_be_shown_whole(name: str) -> None:
    pack = packfiles.load(name)
    text = plain(shown(pack))
    assert pack.text.header.title in text.split("\n")[0]
    for group in (pack.text.categories, pack.text.routes, pack.text.segments):
        assert [one.id for one in group if one.because not in " ".join(text.split())] == []
    assert json.loads(msgspec.json.encode(as_document(pack)))["digest"] == pack.digest
    assert [line for line in text.split("\n") if len(line) > 100] == []
    assert [line for line in text.split("\n") if "&&" in line or "signal." in line] == []


def test_the_document_has_every_section_and_no_empty_value() -> None:
    document = as_document(PACK)
    assert set(document) == {"pack", "version", "digest", *SECTION_KEYS}
    assert document["ladders"][0]["rungs"][1]["value"] == {"rate": "0.3", "of": "contract.outstanding"}
    assert document["concessions"][0]["authority"] == [{"role": "manager", "money": "500 EUR"}]
    assert document["gates"][0]["place"] == "rules.yaml:5:5"
    assert "title" not in document["gates"][0]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (90, "90 seconds"), (1_800, "30 minutes"), (3_600, "1 hour"), (86_400, "24 hours"),
     (259_200, "72 hours"), (432_000, "5 days"), (2_592_000, "30 days"), (190_800, "53 hours")],
)  # fmt: skip
def test_durations_are_spoken_in_the_largest_unit_that_fits(seconds: int, words: str) -> None:
    assert spoken(seconds) == words


def test_blocks_become_plain_text() -> None:
    blocks = [
        Heading(1, "Title"),
        Sentence("word " * 30),
        Items((("one", ("below",)), ("two", ())), numbered=True),
        Table(("a", "bb"), (("1", "2"),)),
        Words("Dear {name},\n\nhello"),
    ]
    assert plain(blocks).split("\n")[:3] == ["Title", "=====", ""]
    assert max(map(len, plain(blocks).split("\n"))) <= 100
    assert "  1. one\n     below\n  2. two\n" in plain(blocks)
    assert "  a  bb\n  -  --\n  1  2\n" in plain(blocks)
    assert "    | Dear {name},\n    |\n    | hello\n" in plain(blocks)


def test_a_table_fits_a_terminal_and_cuts_no_address() -> None:
    address = "email somebody-with-a-long-name@customer-success.desk.example"
    table = plain([Table(("role", "reached by", "source"), (("word " * 20, address, "SD-1 " * 12),))])
    assert max(map(len, table.split("\n"))) <= 100
    assert "somebody-with-a-long-name@customer-success.desk.example" in table
    assert "role " in table.split("\n")[0]


def test_long_headings_and_messages_fit_a_terminal() -> None:
    text = plain([Heading(1, "word " * 40), Words("word " * 40)])
    assert max(map(len, text.split("\n"))) <= 100
    assert text.count("    | word") == 3


CONDITIONS = {
    "signal.affected_count >= 10": "affected count is at least 10",
    "signal.refund_amount > money('500 USD')": "refund amount is more than 500 USD",
    "contact.kind == 'analyst' || contact.kind == 'creator'": "contact kind is analyst or creator",
    "contact.kind == 'analyst' || customer.vip": "contact kind is analyst or customer vip",
    "customer.plan in ['gold', 'silver']": "customer plan is gold or silver",
    "'complaint' in signal.triggers": "complaint is among triggers",
    "signal.a && (signal.b || !signal.c)": "a and (b or not c)",
    "signal.a || (signal.b && signal.c)": "a or (b and c)",
    "!(signal.a && signal.b)": "not (a and b)",
    "has(signal.summary)": "summary is known",
    "!has(signal.note) || size(signal.note) < 40": "note is not known or the length of note is less than 40",
    "elapsed(case.opened_at) >= duration('24h')": "24 hours or more have passed since case opened",
    "after(plus_months(signal.kick_off, 3))": "more than 3 months have passed since kick off",
    "before(plus_days(contract.ends_on, -5))": "it is before 5 days before contract ends on",
    "signal.subject.contains('invoice')": "subject contains 'invoice'",
    "signal.blocked == true": "blocked is yes",
}


@pytest.mark.parametrize(("condition", "words"), CONDITIONS.items(), ids=CONDITIONS.values())
def test_a_condition_is_told_in_words(condition: str, words: str) -> None:
    assert condition_in_words(condition, {}) == words


def test_a_fact_with_a_title_is_called_by_it() -> None:
    assert (
        condition_in_words("!signal.not_posted", {"signal.not_posted": "news for the page"}) == "not news for the page"
    )


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), ""),
        (("SD-1",), "SD-1"),
        (("SD-001", "SD-002"), "SD-001, SD-002"),
        (("SD-008", "SD-009", "SD-010", "CP-011"), "SD-008 to SD-010, CP-011"),
        (("wiki", "SD-001", "SD-003", "SD-004"), "wiki, SD-001, SD-003, SD-004"),
    ],
)
def test_sources_in_a_row_are_told_by_their_ends(names: tuple[str, ...], told: str) -> None:
    assert cited_names(names) == told


def test_days_with_the_same_hours_stand_together() -> None:
    assert week_in_words(dict.fromkeys(("sat", "sun"), ("00:00-24:00",))) == "Saturday to Sunday 00:00-24:00"
    assert week_in_words({"mon": ("09:00-12:00", "13:00-17:00"), "wed": ("09:00-12:00",)}) == (
        "Monday 09:00-12:00 and 13:00-17:00; Wednesday 09:00-12:00"
    )
    assert week_in_words({}) == ""


def test_all_of_a_sum_is_a_hundred_per_cent() -> None:
    text = plain(shown(packfiles.load("contract-care")))
    assert "100% of contract outstanding" in text
    assert " 1% of" not in text
