"""Colours: every pair that carries words can be read, 4.5 to 1 at least."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stepladder.web

SHEET = (Path(stepladder.web.__file__).parent / "static" / "stepladder" / "desk.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"(--[a-z0-9-]+):\s*([^;]+);", SHEET.partition("}")[0]))
PAIRS = [
    *[(f"--{name}-text", f"--{name}-fill") for name in ("critical", "risk", "good", "info", "quiet")],
    *[(f"--{name}-edge", "--sheet") for name in ("critical", "risk", "good", "info", "quiet")],
    *[(ink, ground) for ink in ("--text", "--text-soft") for ground in ("--ground", "--sheet", "--sunken", "--mark")],
    ("--act", "--sheet"),
    ("--act", "--ground"),
    ("--act-text", "--act"),
    ("--edge", "--sheet"),
]


def _light(token: str) -> float:
    value = TOKENS[token].strip()
    while value.startswith("var("):
        value = TOKENS[value[4:-1]].strip()
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(ink: str, ground: str) -> None:
    lighter, darker = sorted((_light(ink), _light(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_colours_are_named_once_and_used_by_name() -> None:
    rules = SHEET.partition("/* Ground */")[2]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []
