"""What can happen, be asked, be set and go wrong is in the reference, and the reference names nothing else."""

import ast
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from stepladder.core.case.assessment import Assessment
from stepladder.core.case.commands import AnyCommand
from stepladder.core.case.events import AnyEvent
from stepladder.core.policy.composing import compose
from stepladder.core.policy.grammar import OPENING, SECTIONS, read_file
from stepladder.core.policy.kinds import CLOCK_EVENTS, CLOCK_KINDS
from stepladder.core.policy.nodes import Sheet
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.policy.reference import blocks, with_tables
from stepladder.core.policy.saying import SECTION_SAYS
from stepladder.core.policy.terms import BY_WHEN
from stepladder.environment import KNOWN
from stepladder.store.models import Event
from tests.unit.docs.pages import REFERENCE, ROOT, SOURCE, encoded_fields, missing, sections, tag, text_of
from tests.unit.docs.pages import blocks as page_blocks

VARIABLE = re.compile(r"STEPLADDER_[A-Z][A-Z_]*[A-Z]")
EVENTS = sections(REFERENCE / "events.md")
COMMANDS = sections(REFERENCE / "commands.md")
SETTINGS = sections(REFERENCE / "settings.md")
HTTP = sections(REFERENCE / "http.md")
PACK = sections(REFERENCE / "pack.md")


@pytest.mark.parametrize("event", get_args(AnyEvent), ids=tag)
def test_an_event_has_an_entry_with_each_of_its_fields(event: Any) -> None:
    assert f"`{tag(event)}`" in EVENTS
    assert missing(encoded_fields(event), EVENTS[f"`{tag(event)}`"]) == []


def test_the_envelope_and_the_assessment_are_described_whole() -> None:
    columns = [field.name.removesuffix("_id") for field in Event._meta.get_fields() if field.name != "pk"]
    assert len(columns) > 10
    assert missing(columns, EVENTS["The envelope"]) == []
    assert missing(encoded_fields(Assessment), EVENTS["The assessment"]) == []


@pytest.mark.parametrize("command", get_args(AnyCommand), ids=tag)
def test_a_command_has_an_entry_with_each_of_its_arguments(command: Any) -> None:
    assert f"`{tag(command)}`" in COMMANDS
    assert missing(encoded_fields(command), COMMANDS[f"`{tag(command)}`"]) == []


def test_events_and_commands_of_the_reference_exist() -> None:
    for page, kinds in ((EVENTS, AnyEvent), (COMMANDS, AnyCommand)):
        named = {title.strip("`") for title in page if title.startswith("`")}
        assert named == {tag(kind) for kind in get_args(kinds)}


def test_the_events_of_each_command_exist() -> None:
    known = {tag(event) for event in get_args(AnyEvent)}
    lists = re.findall(r"\bEvents?: ((?:[^.\n]|\n(?!\n))*)", text_of(REFERENCE / "commands.md"))
    assert len(lists) > 10
    assert {name for one in lists for name in re.findall(r"`([a-z_]+)`", one)} <= known


def variables(*folders: Path) -> set[str]:
    files = [file for folder in folders for file in folder.rglob("*.py")]
    return {name for file in files for name in VARIABLE.findall(file.read_text(encoding="utf-8"))}


def test_every_variable_of_the_environment_has_an_entry() -> None:
    named = {title.strip("`") for title in SETTINGS if title.startswith("`")}
    read = variables(SOURCE)
    assert len(read) > 5
    assert read - named == set()
    assert named - read - variables(ROOT / "tests", ROOT / "scripts") == set(), "nobody reads these"


def test_the_settings_that_the_desk_knows_are_those_of_the_reference() -> None:
    assert {title.strip("`") for title in SETTINGS if title.startswith("`")} == KNOWN


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_a_pack_has_an_entry(section: str) -> None:
    assert any(title.startswith(f"`{section}`") for title in PACK)


def test_the_keys_of_clocks_and_calendars_are_described_with_what_they_may_name() -> None:
    clocks, calendars = PACK["`clocks`"], PACK["`calendars`"]
    assert missing([*CLOCK_KINDS, *CLOCK_EVENTS], clocks) == []
    rows = [line.split("|") for line in clocks.splitlines() if line.startswith("| `") and line.count("|") == 6]
    told = {kind: cells for _, kinds, *cells, _ in rows for kind in re.findall(r"`([a-z_]+)`", kinds)}
    for kind, rules in CLOCK_KINDS.items():
        for cell, names in zip(told[kind], (rules.starts, rules.stops, rules.restarts), strict=False):
            assert tuple(re.findall(r"`([a-z_]+)`", cell)) == names, kind
        assert bool(told[kind][3].strip()) == bool(rules.not_before), kind
    assert missing([*OPENING, "changes"], calendars) == []
    assert all(f"{key}:" in clocks for key in BY_WHEN)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_a_pack_has_one_sentence_an_example_and_its_keys(section: str) -> None:
    (entry,) = (text for title, text in PACK.items() if title.startswith(f"`{section}`"))
    assert section == "parameters" or entry.lstrip().startswith(SECTION_SAYS[section])
    assert f"```yaml\n{section}:\n" in entry
    assert f"<!-- made: {section} -->" in entry


def test_every_example_of_the_pack_language_is_read_as_it_stands() -> None:
    found = [block for block in page_blocks() if block.page == REFERENCE / "pack.md" and block.language == "yaml"]
    assert len(found) > 30
    for block in found:
        sheet = Sheet(str(block))
        root = compose(sheet, block.text)
        assert root is not None, sheet.faults
        assert [elements for elements in read_file(sheet, root).values() if not elements] == []
        assert sheet.faults == []


def test_the_tables_of_the_pack_language_are_those_of_the_grammar() -> None:
    page = text_of(REFERENCE / "pack.md")
    assert set(blocks(page)) == {"common", "selector", "pack", *SECTIONS}
    assert with_tables(page) == page, "run `python scripts/pack_reference.py`"


def test_every_question_has_a_parameter_with_its_default_among_its_readings() -> None:
    assert {one.question for one in PARAMETERS.values()} == {f"Q-{number:02}" for number in range(1, 54)}
    assert [one.id for one in PARAMETERS.values() if one.choices and one.default not in one.choices] == []


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_has_a_row_with_its_question_readings_and_default(name: str) -> None:
    parameter = PARAMETERS[name]
    rows = [line for line in text_of(REFERENCE / "pack.md").splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1
    _, _, question, readings, default, acted_on_by, says, _ = (cell.strip() for cell in rows[0].split("|"))
    assert (question, says) == (parameter.question, parameter.says)
    assert acted_on_by == ("its elements" if parameter.said_by_elements else "the desk")
    assert missing(list(parameter.choices), readings) == []
    assert default == f"`{parameter.default}`"


def problems() -> dict[str, set[int]]:
    """The statuses of each problem that the sources declare, by the last part of its type."""
    found: dict[str, set[int]] = {}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                own = _constants(node)
                if "slug" in own and "title" in own:
                    found.setdefault(own["slug"], set()).add(own.get("status", 400))
    return found


def _constants(node: ast.ClassDef) -> dict[str, Any]:
    """What the body of a class sets to plain values, `status, slug = 422, "bad-input"` included."""
    found: dict[str, Any] = {}
    for line in node.body:
        if isinstance(line, ast.Assign):
            (target,) = line.targets
            several = isinstance(target, ast.Tuple) and isinstance(line.value, ast.Tuple)
            pairs = zip(target.elts, line.value.elts, strict=True) if several else [(target, line.value)]
            found |= {a.id: b.value for a, b in pairs if isinstance(a, ast.Name) and isinstance(b, ast.Constant)}
    return found


def test_every_problem_has_a_row_with_its_status_and_a_way_to_mend_it() -> None:
    declared = problems()
    assert len(declared) > 10
    rows = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", HTTP["Problems"], re.MULTILINE)
    assert sorted(rows) == sorted((str(status), name) for name, statuses in declared.items() for status in statuses)
    helped = " ".join(sections(REFERENCE / "errors.md"))
    assert missing(sorted(declared), helped) == []


def rules() -> set[str]:
    """The names of the checks that a pack can fail, as the sources give them to their faults."""
    # Where the rule stands: sheet.fault(node, rule, ...), names.fault(element, key, rule, ...), Fault(file, line,
    # column, rule, ...). The faults of conditions have a page of their own.
    place = {4: 1, 5: 2, 6: 3}
    found = set()
    rooms = (SOURCE / "core" / "policy", SOURCE / "core" / "triage", SOURCE / "core" / "guard", SOURCE)
    for file in [file for room in rooms for file in room.glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) in place:
                name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
                rule = node.args[place[len(node.args)]]
                if name in ("fault", "Fault") and isinstance(rule, ast.Constant):
                    found.add(rule.value)
    return found


def test_every_check_of_a_pack_is_explained() -> None:
    found = rules()
    assert {"unknown-key", "unknown-name", "empty-rule", "example"} <= found
    assert missing(sorted(found), sections(REFERENCE / "errors.md")["A policy pack cannot be loaded"]) == []


def test_every_word_of_the_glossary_stands_once_and_in_order() -> None:
    words = re.findall(r"^\| (?!word)([a-z][a-z -]*) \|", text_of(REFERENCE / "glossary.md"), re.MULTILINE)
    assert len(words) > 40
    assert words == sorted(set(words))
