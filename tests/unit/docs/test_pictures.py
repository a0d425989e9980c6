"""The pictures of the documentation show what the program does, in light and in dark, and say what they show."""

import re
import runpy
from xml.etree import ElementTree

import pytest

from tests.unit.docs.pages import ROOT, pages, text_of

FOLDER = ROOT / "docs" / "explanation" / "pictures"
DRAWN = dict(runpy.run_path(str(ROOT / "scripts" / "merging_pictures.py"))["pictures"]())


def test_every_picture_is_the_one_that_the_script_draws() -> None:
    kept = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
    assert kept == DRAWN, "run `python scripts/merging_pictures.py`, and look at the pictures"


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_has_a_title_a_ground_of_its_own_and_colours_for_the_dark(name: str) -> None:
    root = ElementTree.fromstring(DRAWN[name])
    parts = {part.tag.rpartition("}")[2] for part in root.iter()}
    assert {"title", "style", "rect", "text"} <= parts
    assert "script" not in parts
    assert "prefers-color-scheme:dark" in DRAWN[name]
    assert "http" not in DRAWN[name].replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("name", DRAWN)
def test_no_words_run_out_of_a_picture(name: str) -> None:
    root = ElementTree.fromstring(DRAWN[name])
    width = int(root.attrib["viewBox"].split()[2])
    texts = [one for one in root.iter() if one.tag.endswith("text")]
    assert texts
    # A letter of 14 px takes 8 px at the most on the average of a line.
    assert [one.text for one in texts if int(one.attrib["x"]) + 8 * len(one.text or "") > width] == []


def test_every_picture_stands_on_a_page_in_words_too() -> None:
    shown = {
        name: words
        for page in pages()
        for words, name in re.findall(r"!\[([^]]*)\]\(pictures/([^)]+)\)", text_of(page))
    }
    assert set(shown) == set(DRAWN)
    assert all(len(words) > 40 for words in shown.values())
