"""A desk that is to send nothing outside knows no way there, however many the environment names."""

from __future__ import annotations

import os
import re

import pytest

from stepladder.worker.inside import WAYS_OUT, stay_inside
from tests.unit.docs.pages import REFERENCE, sections

LEADS_ELSEWHERE = {
    "STEPLADDER_URL": "where people come in",
    "STEPLADDER_DATABASE_URL": "what the desk knows: a copy names its own",
    "STEPLADDER_LOOKOUT_SMTP_URL": "the lookout's, which is a program of its own",
    "STEPLADDER_LOOKOUT_WEBHOOK": "likewise",
}
ADDRESS = re.compile(r"STEPLADDER_(?:[A-Z]+_)*(?:URL|WEBHOOK)")


def test_every_setting_that_names_an_address_is_forgotten_or_leads_to_nobody_who_is_told() -> None:
    named = {title.strip("`") for title in sections(REFERENCE / "settings.md")}
    addresses = {name for name in named if ADDRESS.fullmatch(name)}
    assert len(addresses) > 5
    assert addresses - LEADS_ELSEWHERE.keys() == set(WAYS_OUT) - {"STEPLADDER_RATES"}


def test_what_is_forgotten_is_gone_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*WAYS_OUT, *LEADS_ELSEWHERE):
        monkeypatch.setenv(name, "x")
    stay_inside()
    stay_inside()
    assert [name for name in WAYS_OUT if name in os.environ] == []
    assert [name for name in LEADS_ELSEWHERE if name not in os.environ] == []
