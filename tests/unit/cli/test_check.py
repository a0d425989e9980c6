"""`stepladder policy check`: in which form it answers, of how many policies, and with which code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Program
from tests.unit.core.lint.report.sarif_form import misfits

HEADER = """\
pack: {id: %s, title: A, version: '1', owner: lead, next_review: 2090-01}
directory: [{id: lead, title: L, calendar: always, source: [HB-1]}]
"""
SLIP = "flagz: []\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a sound policy and one that cannot be loaded."""
    for name, more in (("sound", ""), ("broken", SLIP)):
        (tmp_path / "desks" / name).mkdir(parents=True)
        (tmp_path / "desks" / name / "pack.yaml").write_text(HEADER % name + more, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("desk")
def test_people_are_told_in_plain_words_where_no_terminal_is(command: Program) -> None:
    done = command("policy", "check", "desks/broken")
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode() == (
        "broken cannot be loaded: 1 error.\n\n1 error\n"
        "  desks/broken/pack.yaml:3:1 no key is called 'flagz' here (unknown-key)\n"
        "      Did you mean 'flags'?\n\nIt cannot go live until the errors are mended.\n"
    )


@pytest.mark.usefixtures("desk")
def test_one_policy_is_one_document_and_several_are_a_list_of_such(command: Program) -> None:
    one = command("policy", "check", "desks/sound", "--json")
    same = command("policy", "check", "desks/sound", "--format", "json")
    both = command("policy", "check", "desks/sound", "desks/broken", "--json")
    assert (one.returncode, both.returncode) == (0, 1)
    assert one.stdout == same.stdout
    first, second = json.loads(both.stdout)["packs"]
    assert first == json.loads(one.stdout)
    assert list(second) == ["pack", "version", "findings", "parameters"]


@pytest.mark.usefixtures("desk")
def test_several_policies_end_with_1_where_one_of_them_has_an_error(command: Program) -> None:
    assert command("policy", "check", "desks/sound", "starter").returncode == 0
    assert command("policy", "check", "desks/broken", "starter").returncode == 1
    assert command("policy", "check", "starter", "nowhere").returncode == 2


@pytest.mark.usefixtures("desk")
def test_a_file_stands_for_its_folder_and_a_folder_is_checked_once(command: Program) -> None:
    done = command("policy", "check", "desks/broken/pack.yaml", "desks/broken/pack.yaml", "--format", "github")
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        "::error file=desks/broken/pack.yaml,line=3,col=1,title=unknown-key"
        "::no key is called 'flagz' here. Did you mean 'flags'?"
    ]


@pytest.mark.usefixtures("desk")
def test_nothing_found_is_no_line_beside_a_change(command: Program) -> None:
    done = command("policy", "check", "starter", "--format", "github")
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.usefixtures("desk")
def test_sarif_is_one_document_with_a_run_for_each(command: Program) -> None:
    done = command(
        "policy", "check", "desks/sound", "desks/broken", "--format", "sarif", "--pages", "https://desk.example/"
    )
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert list(misfits(found)) == []
    sound, broken = found["runs"]
    (result,) = broken["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "desks/broken/pack.yaml"
    assert sound["automationDetails"] != broken["automationDetails"]
    assert sound["tool"]["driver"]["rules"][0]["helpUri"].startswith("https://desk.example/")


def test_a_policy_from_elsewhere_is_named_from_the_root(command: Program, desk: Path) -> None:
    elsewhere = desk / "elsewhere"
    (desk / "desks" / "broken").rename(elsewhere)
    done = command("policy", "check", "elsewhere", "--json")
    assert json.loads(done.stdout)["findings"][0]["file"] == "pack.yaml"
    assert b"  elsewhere/pack.yaml:3:1 " in command("policy", "check", str(elsewhere)).stdout


WRONG = {
    "two forms": (("starter", "--json", "--format", "sarif"), b"--json"),
    "a form nobody knows": (("starter", "--format", "xml"), b"--format"),
    "no policy": ((), b"P|DIR|FILE"),
    "a watched form": (("desks/sound", "--watch", "--json"), b"--watch"),
    "a watched policy that ships": (("starter", "--watch"), b"policy new"),
    "a watched nothing": (("desks/none", "--watch"), b"desks/none"),
}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused(command: Program, words: tuple[str, ...], said: bytes) -> None:
    done = command("policy", "check", *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr
