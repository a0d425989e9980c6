"""Every rule of the check has its page, and the two policies on it are what the page says."""

import pytest

from stepladder.core.lint.accepting import UNUSED
from stepladder.core.lint.loaded import LOADED, Loaded
from stepladder.core.lint.rule import Rule
from stepladder.core.lint.rules import RULES
from tests.unit.core.lint.told import PAGES, REFERENCE, everything, found, parts
from tests.unit.docs.pages import text_of

NAMES = [*(rule.id for rule in (*LOADED, *RULES)), UNUSED]
HEADINGS = ("What", "Why", "Example", "Near miss", "Mend")


def test_there_is_a_page_for_each_rule_and_no_other() -> None:
    assert sorted(page.stem for page in PAGES.glob("*.md")) == sorted(NAMES)


def test_no_two_rules_have_one_name() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_the_page_of_all_rules_leads_to_each_and_says_what_it_is() -> None:
    rows = text_of(REFERENCE / "lint.md").splitlines()
    assert [row for row in (*map(_row, RULES), *map(_row_at_loading, LOADED)) if rows.count(row) != 1] == []
    assert sum(row.startswith("| [`") for row in rows) == len(NAMES)


def _row(rule: Rule) -> str:
    return f"| [`{rule.id}`](lint/{rule.id}.md) | {rule.severity} | {rule.title} |"


def _row_at_loading(rule: Loaded) -> str:
    return f"| [`{rule.id}`](lint/{rule.id}.md) | {rule.title} |"


@pytest.mark.parametrize("rule", [*LOADED, *RULES], ids=lambda rule: rule.id)
def test_a_page_begins_with_what_the_rule_is(rule: Rule | Loaded) -> None:
    text = text_of(PAGES / f"{rule.id}.md")
    article = "An" if rule.severity == "error" else "A"
    assert text.startswith(f"# `{rule.id}`: {rule.title}\n\n{article} {rule.severity}.")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_why_and_how_to_mend(name: str) -> None:
    said = parts(name)
    assert [heading for heading in HEADINGS if len(said.get(heading, "").split()) < 6] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_rule_finds_something_in_its_example(name: str) -> None:
    assert found(name, "Example") != []


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_what_the_desk_says(name: str) -> None:
    said = " ".join(parts(name)["Example"].split())
    assert [one.what for one in found(name, "Example") if one.what not in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_rule_finds_nothing_in_its_near_miss_which_can_run(name: str) -> None:
    assert found(name, "Near miss") == []
    assert [one for one in everything(name, "Near miss") if one.severity == "error"] == []
