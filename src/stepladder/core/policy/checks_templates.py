"""What must hold for templates: every gap is declared, every needed one is used, every fixed part stands."""

from __future__ import annotations

import re

from stepladder.core.policy.names import Names
from stepladder.core.policy.obligations import Template

SLOT = re.compile(r"\{([a-z0-9][a-z0-9_.-]*)\}")
"""A gap in the subject or body of a template."""

_BRACE = re.compile(r"[{}]")
_OPEN_RECORDS = ("case", "account", "incident", "agent", "team", "clock", "field", "offer", "workspace")
"""Records that hold more than a request says; what is in them is known when a case is there."""

_DECLARE = " Or declare it under `facts`."


def check(names: Names) -> None:
    """Every fault of templates."""
    for template in names.text.templates:
        _slots(names, template)
        names.must_know_all(template.place, "needs", template.needs, names.gates, "gate")
        words = " ".join(f"{template.subject} {template.body}".split())
        for part in template.parts:
            if " ".join(part.text.split()) not in words:
                what = f"part '{part.id}' of template '{template.id}' does not stand in it"
                names.fault(part.place, "text", "template", what, "Copy the words as they stand in subject or body.")


def _slots(names: Names, template: Template) -> None:
    declared = {slot.id: slot for slot in template.slots}
    used: set[str] = set()
    for key, written in (("subject", template.subject), ("body", template.body)):
        for name in dict.fromkeys(SLOT.findall(written)):
            used.add(name)
            names.must_know(template.place, key, name, declared, "slot of this template")
        if _BRACE.search(SLOT.sub("", written)):
            what = f"a brace in the {key} of template '{template.id}' belongs to no slot"
            names.fault(template.place, key, "template", what, "Write a slot as `{name}`, or leave the brace out.")
    for slot in template.slots:
        if slot.id not in used and not slot.optional:
            what = f"slot '{slot.id}' is needed and stands nowhere in template '{template.id}'"
            names.fault(slot.place, "id", "template", what, f"Write {{{slot.id}}} in it, or drop the slot.")
        for fact in slot.prefill:
            record, _, rest = fact.partition(".")
            if record not in _OPEN_RECORDS or not rest:
                known = (*names.facts, "signal.text", "signal.subject", "signal.at")
                names.must_know(slot.place, "from", fact, known, "fact or part of a case", _DECLARE)
