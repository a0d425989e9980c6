"""The header of a pack, filled in without touching a word of what stands around it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

from stepladder.core.policy.composing import compose
from stepladder.core.policy.nodes import Sheet


def with_header(files: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The files with these values in place of those that the header has under the same keys.

    A key that the header lacks is left out. Takes: files that can be read (path within the pack -> text).
    """
    return {name: _filled(name, text, values) for name, text in files.items()}


def _filled(name: str, text: str, values: Mapping[str, str]) -> str:
    root = compose(Sheet(name), text)
    header = next((node for key, node in _pairs(root) if key == "pack"), None)
    # From the last to the first, so that the places of those before stay as they are.
    for key, node in reversed(list(_pairs(header))):
        start, end = node.start_mark, node.end_mark
        if key in values and isinstance(node, yaml.ScalarNode) and start is not None and end is not None:
            lines = text.split("\n")
            line = lines[start.line]
            if start.line == end.line:
                # A text in JSON is a quoted text in YAML.
                written = json.dumps(values[key], ensure_ascii=False)
                lines[start.line] = line[: start.column] + written + line[end.column :]
                text = "\n".join(lines)
    return text


def _pairs(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    return [(key.value, value) for key, value in node.value] if isinstance(node, yaml.MappingNode) else []
