"""The page on reliability names a test for every fault, and each of them exists."""

import re

from tests.unit.docs.pages import ROOT, text_of
from tests.unit.docs.test_pitfalls import names_of_tests

PAGE = text_of(ROOT / "docs" / "explanation" / "reliability.md")
ROWS = re.findall(r"^\| ([FT]\d+) .*`(test_\w+)` \|$", PAGE, re.MULTILINE)
FAULTS = [f"F{number}" for number in range(1, 25)]
OTHERS = ["T13", "T19", "T25", "T26", "T34", "T39", "T45", "T46"]


def test_every_fault_has_a_row() -> None:
    assert [name for name, _ in ROWS] == FAULTS + OTHERS


def test_every_row_names_a_test_that_exists() -> None:
    assert {test for _, test in ROWS} <= names_of_tests()
