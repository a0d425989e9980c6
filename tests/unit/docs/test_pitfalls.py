"""The page of pitfalls promises a test for each, and the pictures are what the product draws today."""

import re
import runpy
from pathlib import Path

import pytest

from tests.unit.docs.pages import ROOT, links, pages, text_of

PAGE = ROOT / "docs" / "explanation" / "pitfalls.md"
PICTURES = ROOT / "docs" / "pictures"
ROWS = [line for line in text_of(PAGE).splitlines() if line.startswith("| ") and not line.startswith("| the question")]
_script = runpy.run_path(str(ROOT / "scripts" / "pictures.py"))


def names_of_tests() -> set[str]:
    files = [file for file in (ROOT / "tests").rglob("test_*.py") if file != Path(__file__)]
    return {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))}


def test_every_pitfall_names_a_test_that_exists() -> None:
    known = names_of_tests()
    assert len(ROWS) > 25
    for row in ROWS[1:]:
        named = re.findall(r"`(test_\w+)`", row)
        if not row.startswith("| | "):
            assert named, row
        assert set(named) <= known, row


@pytest.mark.parametrize("number", [7, 15, 16, 17, 18, 21, 22, 23, 27, 31, 33, 36, 38, 44])
def test_every_field_bug_of_time_is_told_with_tests_named_after_it(number: int) -> None:
    (row,) = (row for row in ROWS if row.startswith(f"| T{number} |"))
    named = re.findall(r"`(test_\w+)`", row)
    assert named
    assert all(re.match(rf"test_t0?{number}_", name) for name in named)


@pytest.mark.parametrize("name", sorted(file.name for file in PICTURES.glob("*.svg")))
def test_a_picture_is_what_the_product_draws_today(name: str) -> None:
    assert (PICTURES / name).read_bytes() == _script["pictures"]()[name].encode(), "`make golden` draws it anew"


def test_every_picture_is_drawn_and_shown() -> None:
    kept = {file.name for file in PICTURES.glob("*.svg")}
    linked = {(page.parent / link).resolve() for page in pages() for link in links(page) if link.endswith(".svg")}
    shown = {picture.name for picture in linked if picture.parent == PICTURES}
    assert kept == shown == set(_script["pictures"]())
