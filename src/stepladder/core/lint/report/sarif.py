"""Findings in SARIF 2.1.0, the form in which programs that gather findings take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stepladder.core.lint.accepting import UNUSED
from stepladder.core.lint.finding import Finding
from stepladder.core.lint.loaded import LOADED
from stepladder.core.lint.report.checked import Checked
from stepladder.core.lint.rules import RULES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
PAGES = "urn:stepladder:lint:"
"""Before the name of a rule: what its page is called where nobody says at which address the pages stand."""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
_UNUSED = (UNUSED, "something is accepted that is not there", "warning")
_RULES = {
    id: (title, level)
    for id, title, level in (
        *((one.id, one.title, one.severity) for one in LOADED),
        *((one.id, one.title, one.severity) for one in RULES),
        _UNUSED,
    )
}


def sarif(all_checked: Iterable[Checked], *, version: str, pages: str | None = None) -> dict[str, Any]:
    """One document with one run for each policy.

    Takes: version - of the program; pages - the address below which the pages of the rules stand, as `ID.md`.
    """
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [_run(checked, version, pages) for checked in all_checked],
    }


def _run(checked: Checked, version: str, pages: str | None) -> dict[str, Any]:
    rules = list(_RULES)
    return {
        "tool": {
            "driver": {
                "name": "stepladder",
                "semanticVersion": version,
                "rules": [_rule(id, *_RULES[id], pages) for id in rules],
            }
        },
        "automationDetails": {"id": f"stepladder/policy-check/{checked.name}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(checked, mark, one, rules.index(one.rule)) for mark, one in checked.marked()],
    }


def _rule(id: str, title: str, level: str, pages: str | None) -> dict[str, Any]:
    return {
        "id": id,
        "shortDescription": {"text": f"{title[:1].upper()}{title[1:]}."},
        "helpUri": f"{pages.rstrip('/')}/{id}.md" if pages else f"{PAGES}{id}",
        "defaultConfiguration": {"level": level},
    }


def _result(checked: Checked, mark: str, one: Finding, rule: int) -> dict[str, Any]:
    elements = [{"fullyQualifiedName": name, "kind": "element"} for name in one.elements]
    return {
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": f"{one.what}. {one.mend}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(checked.path(one))},
                    "region": {"startLine": one.line, "startColumn": one.column},
                },
                **({"logicalLocations": elements} if elements else {}),
            }
        ],
        "partialFingerprints": {"stepladder/v1": mark},
        "suppressions": _suppressions(checked, one),
        "properties": {"source": list(one.source)},
    }


def _suppressions(checked: Checked, one: Finding) -> list[dict[str, Any]]:
    """Empty where the finding stands; the policy accepts in its own text, with a reason."""
    if not one.accepted:
        return []
    said = checked.acceptance(one)
    why = {"justification": f"{said.because} (until {said.until})"} if said is not None else {}
    return [{"kind": "inSource", "status": "accepted", **why}]


def _uri(path: str) -> str:
    """A path below the folder at hand stays relative; any other is an address of its own."""
    written = "".join(sign if sign in _PLAIN else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in path)
    return f"file://{written}" if path.startswith("/") else written
