"""`stepladder policy check`: what is wrong with policies, for people, for programs, and where both look at a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stepladder.cli.say import document, words
from stepladder.core.values import DeskError

if TYPE_CHECKING:
    from stepladder.core.lint.report.checked import Checked
    from stepladder.core.lint.report.words import Line

_STYLES = {
    "head": "bold",
    "error": "bold red",
    "warning": "yellow",
    "note": "cyan",
    "good": "green",
    "quiet": "dim",
    "plain": "",
}


class Form(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check(
    packs: Annotated[
        list[str], typer.Argument(metavar="P|DIR|FILE...", help="Policies by name, their folders, or files in these.")
    ],
    form: Annotated[
        Form, typer.Option("--format", help="For people, programs, SARIF or a GitHub workflow.")
    ] = Form.TEXT,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    no_year: Annotated[bool, typer.Option("--no-year", help="Leave out the rules that play a whole year.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes, until Ctrl-C.")] = False,
    pages: Annotated[
        str | None, typer.Option("--pages", metavar="URL", help="For SARIF: where the pages of the rules stand.")
    ] = None,
) -> int:
    """Find what is wrong with a policy, or will hurt somebody. Ends with 1 where an error is not accepted."""
    if json and form not in (Form.TEXT, Form.JSON):
        raise DeskError(f"it stands beside --format {form}", where="--json", mend="Give one of the two.")
    form = Form.JSON if json else form
    names = list(dict.fromkeys(map(_policy_of, packs)))
    if watch:
        from stepladder.cli.watch import watch as look_on

        if form is not Form.TEXT:
            raise DeskError("it is for people", where="--watch", mend="Leave out --json and --format.")
        return look_on(names, year=not no_year)
    found = [checked(name, year=not no_year) for name in names]
    _say(found, form, pages)
    return 0 if all(one.can_go_live for one, _ in found) else 1


def checked(name: str, *, year: bool) -> tuple[Checked, list[dict[str, str]]]:
    """What is found in one policy, and its parameters. Raises: DeskError - there is no such policy."""
    from stepladder import packfiles
    from stepladder.api import Finding, load_pack
    from stepladder.core.lint.report.checked import Checked
    from stepladder.core.values import PackFaults
    from stepladder.service.time_port import SystemTime

    folders = {base: shown(folder) for base, folder in packfiles.folders(name).items()}
    try:
        pack = load_pack(name)
    except PackFaults as faults:
        findings = tuple(Finding.from_fault(fault) for fault in faults.faults)
        return Checked(name=faults.pack, findings=findings, folders=folders), []
    findings = tuple(pack.check(now=SystemTime().now(), year=year))
    made = Checked(name=pack.id, version=pack.version, text=pack.loaded.text, findings=findings, folders=folders)
    return made, pack.parameters()


def shown(folder: Path) -> str:
    """A folder as somebody here opens it: from the folder at hand, else from the root; a shipped one by its name."""
    from stepladder.packfiles import is_shipped

    here, there = Path.cwd(), folder.resolve()
    if there.is_relative_to(here):
        return there.relative_to(here).as_posix()
    return there.name if is_shipped(there) else there.as_posix()


def print_lines(lines: Iterable[Line]) -> None:
    """Lines for people: plain where they go to a file or another program, in colour on a terminal."""
    import sys

    if not sys.stdout.isatty():
        words("\n".join(line.text for line in lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in lines:
        console.print(Text(line.text, style=_STYLES[line.tone]))


def _policy_of(given: str) -> str:
    """A file stands for the folder in which it lies."""
    path = Path(given)
    return f"{path.parent}/" if path.is_file() else given


def _say(found: Sequence[tuple[Checked, list[dict[str, str]]]], form: Form, pages: str | None) -> None:
    from stepladder import __version__
    from stepladder.core.lint.report.github import workflow_lines
    from stepladder.core.lint.report.sarif import sarif
    from stepladder.core.lint.report.words import Line, told

    policies = [one for one, _ in found]
    match form:
        case Form.TEXT:
            parts = [list(told(one)) for one in policies]
            print_lines(line for number, part in enumerate(parts) for line in ([Line("")] if number else []) + part)
        case Form.JSON:
            answers = [_answer(*one) for one in found]
            document(answers[0] if len(answers) == 1 else {"packs": answers})
        case Form.SARIF:
            document(sarif(policies, version=__version__, pages=pages))
        case Form.GITHUB:
            lines = list(workflow_lines(policies))
            if lines:
                words("\n".join(lines))


def _answer(one: Checked, parameters: list[dict[str, str]]) -> dict[str, Any]:
    findings = [finding.to_dict() for finding in one.findings]
    return {"pack": one.name, "version": one.version, "findings": findings, "parameters": parameters}
