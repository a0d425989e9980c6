"""The JSON Schema of a file of a pack, made from the grammar: for editors that complete and check while one writes.

It knows forms and keys. What must hold between elements is told by `stepladder policy check` alone.
"""

from __future__ import annotations

from typing import Any

from stepladder.core.policy.forms import form_of
from stepladder.core.policy.grammar import HEADER, SECTIONS
from stepladder.core.policy.saying import SECTION_SAYS


def pack_schema() -> dict[str, Any]:
    """The schema, in the words of JSON Schema 2020-12."""
    sections: dict[str, Any] = {"pack": {"description": SECTION_SAYS["pack"], **form_of(HEADER).to_schema()}}
    for name, read in SECTIONS.items():
        elements = form_of(read).to_schema()
        sections[name] = {"description": SECTION_SAYS.get(name, ""), "type": "array", "items": elements}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of a policy pack",
        "description": "Several such files in one folder are one pack.",
        "type": "object",
        "properties": sections,
        "additionalProperties": False,
    }
