"""The hook for pre-commit: its entry, given the files that changed, checks the policies that they belong to."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.cli.conftest import Program, program
from tests.unit.docs.pages import ROOT, text_of

__all__ = ["program"]
PAGE = ROOT / "docs" / "howto" / "write-in-an-editor.md"


@pytest.fixture(scope="module")
def hook() -> dict[str, Any]:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return found


def test_the_page_names_the_hook(hook: dict[str, Any]) -> None:
    assert f"id: {hook['id']}" in text_of(PAGE)


@pytest.mark.parametrize("path", ["policies/acme/clocks.yaml", "desk/policy/pack.yml", "policies/days.ics"])
def test_a_file_of_a_policy_is_looked_at(hook: dict[str, Any], path: str) -> None:
    assert re.search(hook["files"], path)


@pytest.mark.parametrize("path", ["compose.yaml", "policies.yaml", "policies/acme/README.md", "mypolicy/a.yaml"])
def test_any_other_file_is_not(hook: dict[str, Any], path: str) -> None:
    assert not re.search(hook["files"], path)


def test_its_entry_checks_each_policy_of_which_a_file_has_changed(
    hook: dict[str, Any], program: Program, tmp_path: Path
) -> None:
    name, *words = shlex.split(hook["entry"])
    assert name == "stepladder"
    for folder in ("policies/one", "policies/two"):
        assert program("policy", "new", folder).returncode == 0
    changed = ["policies/one/pack.yaml", "policies/one/triggers.yaml", "policies/two/promises.yaml"]
    sound = program(*words, *changed)
    assert (sound.returncode, sound.stdout.decode().count("It can go live.")) == (0, 2), sound.stderr
    file = tmp_path / "policies" / "two" / "promises.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("within: 8h", "within: 8x"), encoding="utf-8")
    broken = program(*words, *changed)
    assert broken.returncode == 1
    assert b"  policies/two/promises.yaml:" in broken.stdout
