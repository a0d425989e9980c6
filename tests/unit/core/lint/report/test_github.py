"""Findings as lines of a GitHub workflow: each on one line, whatever stands in it."""

from stepladder.core.lint.finding import Finding, Severity
from stepladder.core.lint.report.checked import Checked
from stepladder.core.lint.report.github import workflow_lines
from tests.unit.core.lint.report.policy import checked


def one(severity: Severity = "error", **changed: str) -> str:
    said = {"rule": "type", "file": "a.yaml", "what": "it is wrong", "mend": "Mend it."} | changed
    finding = Finding(severity=severity, line=3, column=5, **said)
    (line,) = workflow_lines([Checked(name="own", findings=(finding,), folders={"": "own"})])
    return line


def test_a_finding_is_one_line_with_its_place() -> None:
    assert one() == "::error file=own/a.yaml,line=3,col=5,title=type::it is wrong. Mend it."


def test_each_severity_has_a_command_of_its_own() -> None:
    assert [one(severity).split()[0] for severity in ("error", "warning", "note")] == [
        "::error",
        "::warning",
        "::notice",
    ]


def test_signs_that_would_end_a_part_are_written_otherwise() -> None:
    assert one(file="a,b:c%.yaml").startswith("::error file=own/a%2Cb%3Ac%25.yaml,line=3,")
    assert one(what="50%: a, b\r\nand c").endswith("::50%25: a, b%0D%0Aand c. Mend it.")


def test_what_is_accepted_is_not_shown_beside_a_change() -> None:
    found = checked()
    assert found.accepted != ()
    assert len(list(workflow_lines([found, found]))) == 2 * len(found.standing)
