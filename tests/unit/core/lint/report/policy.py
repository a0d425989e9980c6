"""A policy in which something of every severity is found, and something is accepted; and one that cannot be loaded."""

from datetime import UTC, datetime

from stepladder.core.lint.check import check
from stepladder.core.lint.finding import Finding
from stepladder.core.lint.report.checked import Checked
from stepladder.core.triage.loading import load
from stepladder.core.values import PackFaults
from stepladder.packfiles import read

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
FOLDERS = {"": "policies/own desk"}
TEXT = """\
calendars:
  - {id: night, zone: Europe/Lisbon, hours: {mon: ["22:00-06:00"]}, holidays: ["2025-12-25"], source: [HB-3]}
  - {id: short, zone: Europe/Lisbon, hours: {mon: ["09:00-17:00"]}, holidays: ["2030-12-25"], source: [HB-3]}
accepted:
  - id: short-week
    rule: unused-calendar
    elements: [calendars/short]
    until: 2026-12-31
    because: It is for the summer, and comes.
    source: [HB-3]
  - {id: gone, rule: fixed-zone, until: 2026-12-31, because: It was so once., source: [HB-3]}
examples:
  - note: a lost password is an outage
    given: {signal: {text: I forgot my password.}}
    expect: {categories: [outage]}
"""


def checked(text: str = TEXT) -> Checked:
    """The policy that a new team copies, in which nothing is found, with one more file."""
    _, files = read("starter")
    try:
        pack = load("own", {**files, "more.yaml": text})
    except PackFaults as faults:
        findings = tuple(Finding.from_fault(fault) for fault in faults.faults)
        return Checked(name="own", findings=findings, folders=FOLDERS)
    findings = check(pack, NOW, year=False)
    return Checked(name="own", version="1+000000000000", text=pack.text, findings=findings, folders=FOLDERS)
