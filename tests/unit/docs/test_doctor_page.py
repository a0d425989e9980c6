"""The page on the check-up has an entry for every check and every kind of finding there is, and no other."""

from __future__ import annotations

import re

from stepladder.checkup.all import LOOKS
from stepladder.service.audit_walk import _LATE
from stepladder.service.metrics import families
from tests.unit.docs.pages import REFERENCE, SOURCE, sections

PAGE = sections(REFERENCE / "doctor.md")


def test_every_check_has_an_entry_in_the_order_of_the_check_up() -> None:
    assert [title.strip("`") for title in PAGE if title.startswith("`")] == list(LOOKS)


def test_every_kind_of_finding_has_a_row() -> None:
    walk = (SOURCE / "service" / "audit_walk.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r"_finding\(row, \"([a-z_]+)\"", walk)) | {f"overdue_{kind}" for kind in _LATE}
    assert len(kinds) > 10
    table = PAGE["Findings of the auditor"]
    named = {name for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named == kinds


def test_every_metric_has_a_row() -> None:
    empty = {"open": {}, "deliveries": {}, "reactions": 0, "unsealed": 0, "findings": {}}
    known = {one.name for one in families(empty, (), {}, (), release="0", heartbeat_age=None)}
    assert set(re.findall(r"`(stepladder_\w+)`", sections(REFERENCE / "http.md")["Heartbeat and metrics"])) - {
        "stepladder_heartbeat_secret", "stepladder_metrics"
    } == known  # fmt: skip
