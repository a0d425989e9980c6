"""The shipped packs as written: plain YAML, so that a fault of the loader cannot hide one of a pack."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_PLAIN: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
PACKS = Path(__file__).resolve().parents[3] / "src" / "stepladder" / "packs"


def requirements() -> list[dict[str, str]]:
    """Every row of the table of requirements, in its order."""
    with (PACKS / "requirements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def whole_pack(name: str) -> dict[str, Any]:
    """Every section of every file of a pack, joined; examples keep the file they stand in."""
    joined: dict[str, Any] = {}
    for path in sorted((PACKS / name).glob("*.yaml")):
        for section, content in yaml.load(path.read_text("utf-8"), Loader=_PLAIN).items():
            if section == "pack":
                joined[section] = content
            elif section == "examples":
                joined.setdefault(section, []).append(content)
            else:
                joined.setdefault(section, []).extend(content)
    return joined


def sources(node: Any) -> Iterator[str]:
    """Every requirement named under a `source` key, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "source":
                yield from value
            else:
                yield from sources(value)
    elif isinstance(node, list):
        for item in node:
            yield from sources(item)


def texts(node: Any) -> Iterator[str]:
    """Every text, at any depth; names of keys are none."""
    if isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item)
    else:
        yield node


def parameters(row: dict[str, str]) -> dict[str, str]:
    """The parameters of a requirement; a value may itself hold `=`, as in `when=cause=ours`."""
    pairs = (part.partition("=") for part in row["parameters"].split(";"))
    return {name: value for name, _, value in pairs}
