"""A policy in words: everything that it says is told, to the letter as people last read it."""

from __future__ import annotations

import json

import msgspec
import pytest

from stepladder import packfiles
from stepladder.core.policy.model import PackText
from stepladder.core.policy.shown.blocks import Heading, Items, Sentence, Table, Words, plain
from stepladder.core.policy.shown.whole import as_document, shown
from stepladder.core.policy.shown.words import spoken
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


def test_the_document_has_every_section_and_no_empty_value() -> None:
    document = as_document(PACK)
    assert set(document) == {"pack", "version", "digest", *PackText.__dataclass_fields__} - {"header"}
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
    wide = plain([Table(("a", "b"), (("word " * 20, "x"),))])
    assert wide.count("\n") > 4
    assert max(map(len, wide.split("\n"))) < 50
    assert "    | Dear {name},\n    |\n    | hello\n" in plain(blocks)
