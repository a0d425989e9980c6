"""The pages of the rules of the check, and the policies that stand on them as examples.

A page has two policies: one in which the rule finds something, under "Example", and one that comes near and is sound,
under "Near miss". Without a `pack:` header they are added to the pack `starter`, in which the check finds nothing.
Where files themselves are wrong a page tells of them in words, and what it tells of is made in a folder.
"""

import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from stepladder import packfiles
from stepladder.core.lint.check import check
from stepladder.core.lint.finding import Finding
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from stepladder.core.values import PackFaults
from tests.unit.core.lint.folders import FOLDERS, write
from tests.unit.docs.pages import REFERENCE, sections

PAGES = REFERENCE / "lint"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADER = "pack: {id: example, title: Example, version: '1', extends: starter}\n"


def parts(rule: str) -> dict[str, str]:
    """What stands under each heading of the page of a rule."""
    return sections(PAGES / f"{rule}.md")


def policy(rule: str, heading: str) -> str:
    """The policy under a heading, with a header."""
    (found,) = _YAML.findall(parts(rule)[heading])
    return found if re.search(r"^pack:", found, re.MULTILINE) else _HEADER + found


def findings(text: str) -> list[Finding]:
    """What the check finds in a policy of one file."""
    _, files = packfiles.read("starter")
    below = {f"starter/{name}": body for name, body in files.items()} if "extends: starter" in text else {}
    return _of(lambda: load("example", {"pack.yaml": text} | below))


def _in_folder(files: dict[str, bytes | Path]) -> list[Finding]:
    """What the check finds in a policy of these files."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "example"
        folder.mkdir()
        write(folder, files)
        return _of(lambda: packfiles.load(folder))


def _of(loaded: Callable[[], Pack]) -> list[Finding]:
    try:
        return list(check(loaded(), NOW))
    except PackFaults as faults:
        return [Finding.from_fault(fault) for fault in faults.faults]


@cache
def everything(rule: str, heading: str) -> tuple[Finding, ...]:
    """What the check finds in the policy under a heading of the page of a rule, or in the folder that it tells of."""
    shown = rule not in FOLDERS
    return tuple(findings(policy(rule, heading)) if shown else _in_folder(FOLDERS[rule][heading]))


def found(rule: str, heading: str) -> list[Finding]:
    """What a rule finds in the policy under a heading of its page."""
    return [one for one in everything(rule, heading) if one.rule == rule]
