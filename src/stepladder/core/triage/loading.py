"""From the files of a pack to a pack that decides.

The language checked by the policy room, the phrases by the readers.
"""

from __future__ import annotations

from collections.abc import Mapping

from stepladder.core.policy.loader import draft
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.readers import phrase_entries
from stepladder.core.triage.reading import faults_of


def load(name: str, files: Mapping[str, str]) -> Pack:
    """The pack of these files (path within the pack -> text).

    Raises: PackFaults - with every fault of every file: file, line, column, what and how to mend.
    """
    found = draft(name, files)
    entries = phrase_entries(found.text)
    for fault in faults_of([entry for _, entry in entries]):
        element, entry = entries[fault.entry]
        key = "read" if element.__class__.__name__ == "Fact" else "unless" if entry.role == "unless" else "phrases"
        found.fault(element.place, key, "phrase", f"phrase '{fault.phrase[:60]}': {fault.what}", fault.mend)
    return found.publish()
