"""Pages lead where they say, and their examples can be read."""

import ast
import json
import re

import pytest
import yaml

from stepladder import __version__
from tests.unit.docs.pages import ROOT, Block, anchors, blocks, links, pages, sections

ADR = ROOT / "docs" / "adr"
READABLE = {
    "json": json.loads,
    "python": ast.parse,
    "yaml": lambda text: yaml.load(text, Loader=yaml.CSafeLoader),
}


def test_every_link_between_pages_leads_somewhere() -> None:
    broken, seen = [], 0
    for page in pages():
        for link in links(page):
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            seen += 1
            path = (page.parent / target).resolve() if target else page
            if not path.exists() or (anchor and anchor not in anchors(path)):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert seen > 40, "hardly any link was found, so the search proves nothing"
    assert broken == []


def test_a_reader_can_reach_every_page_from_the_first_one() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
        waiting += [target for target in targets if target.suffix == ".md"]
    assert sorted(set(pages()) - reached) == []


@pytest.mark.parametrize("block", [one for one in blocks() if one.language in READABLE], ids=str)
def test_an_example_can_be_read(block: Block) -> None:
    assert READABLE[block.language](block.text) is not None


@pytest.mark.parametrize(
    "block", [one for one in blocks() if one.language == "python" and ">>>" not in one.text], ids=str
)
def test_an_example_in_python_runs_or_says_that_it_is_a_part(block: Block) -> None:
    if "part" not in block.marks:
        exec(compile(block.text, str(block), "exec"), {"__name__": "example"})
    assert block.text.strip()


def test_every_block_says_what_it_is() -> None:
    assert [str(block) for block in blocks() if not block.language] == []


def test_each_decision_gives_context_options_choice_and_cost_and_is_listed() -> None:
    decisions = sorted(ADR.glob("0*.md"))
    assert [page.name[:4] for page in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for page in decisions:
        titles = list(sections(page))
        assert titles[0].startswith(f"{page.name[:4]}: ")
        assert titles[1:] == ["Context", "Options", "Choice", "Cost"], page.name
    assert set(links(ADR / "README.md")) >= {page.name for page in decisions}


def test_the_changelog_begins_with_this_version_and_says_what_to_do_and_how_to_go_back() -> None:
    newest = list(sections(ROOT / "CHANGELOG.md"))[1]
    assert newest.split(" ")[0] == __version__
    for promise in ("**What to do**", "**How to go back**"):
        assert promise in sections(ROOT / "CHANGELOG.md")[newest]
