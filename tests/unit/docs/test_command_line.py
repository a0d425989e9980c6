"""The page about the program, and every command that the pages show: they exist, and answer as written."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from stepladder.cli.main import app
from tests.harness.environment import child_environment
from tests.unit.docs.pages import REFERENCE, ROOT, Block, blocks, sections, text_of

PAGE = sections(REFERENCE / "cli.md")
HOWTO = ROOT / "docs" / "howto" / "write-a-pack.md"
ANSWERING = re.compile(r"\bstepladder (clock|decide|read|policy)\b")
NAMED = re.compile(r"(?:^|[\s`$|])stepladder ([a-z]+)(?: ([a-z]+))?")


def commands() -> dict[str, Any]:
    """Every command by its words: `clock due`."""

    def below(command: Any, words: str) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield words, command
        else:
            for name, one in inner.items():
                yield from below(one, f"{words} {name}".strip())

    return dict(below(typer.main.get_command(app), ""))


@pytest.mark.parametrize("words", commands())
def test_a_command_has_an_entry_with_each_of_its_options(words: str) -> None:
    assert f"stepladder {words}" in PAGE
    text = PAGE[f"stepladder {words}"]
    for parameter in commands()[words].params:
        names = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar]
        for name in names:
            assert f"`{name}" in text, f"{words}: {name}"


def test_the_commands_and_options_of_the_page_exist() -> None:
    known = commands()
    named = {title.removeprefix("stepladder ") for title in PAGE if title.startswith("stepladder ")}
    assert named == set(known)
    for words in named:
        said = set(re.findall(r"`(--[a-z-]+)", PAGE[f"stepladder {words}"]))
        assert said <= {name for one in known[words].params for name in one.opts}, words


def test_pages_name_no_command_that_does_not_exist() -> None:
    known = commands()
    first = {words.split(" ")[0] for words in known}
    shown = [text for block in blocks() if block.language in ("console", "sh") for text in NAMED.findall(block.text)]
    assert len(shown) >= 8
    for head, second in shown:
        assert head in first
        assert head in known or f"{head} {second}" in known, f"stepladder {head} {second}"


def sessions() -> list[Block]:
    """Blocks whose commands need no desk, so that their answers can be looked at. The how-to is walked as a whole."""
    return [one for one in blocks() if one.language == "console" and ANSWERING.search(one.text) and one.page != HOWTO]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder, and the program beside it."""
    folder = tmp_path / "empty"
    folder.mkdir()
    program = tmp_path / "stepladder"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stepladder "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


def type_in(block: Block, place: Path) -> None:
    """Each command of a block in turn, as somebody would type it: it answers as the page shows."""
    environment = child_environment(place.parent, PATH=f"{place.parent}{os.pathsep}{os.environ['PATH']}")
    for part in re.split(r"(?m)^\$ ", block.text)[1:]:
        line, _, shown = part.partition("\n")
        done = subprocess.run(
            ["sh", "-c", line], cwd=place, env=environment, capture_output=True, text=True, timeout=60
        )
        said = [one.rstrip() for one in (done.stdout + done.stderr).splitlines()]
        wanted = [one.rstrip() for one in shown.rstrip("\n").splitlines()]
        if wanted and wanted[-1] == "...":
            wanted.pop()
            assert len(said) > len(wanted)
            said = said[: len(wanted)]
        assert said == wanted, f"{block}: {line}"


@pytest.mark.parametrize("block", sessions(), ids=str)
def test_a_command_answers_as_the_page_shows(block: Block, place: Path) -> None:
    type_in(block, place)


def test_the_how_to_works_word_by_word_from_an_empty_folder(place: Path) -> None:
    """Files are written and commands typed in the order of the page; a slip that it shows is told as it says."""
    from stepladder import PackFaults, load_pack

    steps = [one for one in blocks() if one.page == HOWTO]
    for step in steps:
        if step.marks:
            assert f"`{step.marks[0]}`:\n\n```" in text_of(HOWTO), "readers do not see the mark of a block"
            (place / step.marks[0]).write_text(step.text, encoding="utf-8")
        elif step.language == "console":
            type_in(step, place)
    file = place / "my-desk" / "delivery.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("to: depot,", "to: depott,"), encoding="utf-8")
    with pytest.raises(PackFaults) as caught:
        load_pack(place / "my-desk")
    (fault,) = caught.value.faults
    place = f"my-desk/{fault.file}:{fault.line}:{fault.column}"
    assert f"  {place} {fault.what} ({fault.rule})\n      {fault.mend}\n" in text_of(HOWTO)
