"""What SARIF 2.1.0 asks of the parts that we write, by the official schema: the keys, the words.

A part not named here may not be written until it is.
"""

import re
from collections.abc import Iterator
from typing import Any

_WORDS = {
    "level": {"none", "note", "warning", "error"},
    "columnKind": {"utf16CodeUnits", "unicodeCodePoints"},
    "suppression.kind": {"inSource", "external"},
    "status": {"accepted", "underReview", "rejected"},
}
_PARTS = {  # part: (keys that must stand, others that may, with the part below or the form of the value)
    "log": ({"version": "2.1.0", "runs": ["run"]}, {"$schema": "uri"}),
    "run": (
        {"tool": "tool"},
        {"automationDetails": "runAutomationDetails", "columnKind": "word", "results": ["result"]},
    ),
    "tool": ({"driver": "toolComponent"}, {}),
    "toolComponent": ({"name": "text"}, {"semanticVersion": "text", "rules": ["reportingDescriptor"]}),
    "reportingDescriptor": (
        {"id": "text"},
        {
            "shortDescription": "multiformatMessageString",
            "helpUri": "uri",
            "defaultConfiguration": "reportingConfiguration",
        },
    ),
    "reportingConfiguration": ({}, {"level": "word"}),
    "multiformatMessageString": ({"text": "text"}, {}),
    "runAutomationDetails": ({}, {"id": "text"}),
    "result": (
        {"message": "message"},
        {
            "ruleId": "text",
            "ruleIndex": "index",
            "level": "word",
            "locations": ["location"],
            "partialFingerprints": "texts",
            "suppressions": ["suppression"],
            "properties": "bag",
        },
    ),
    "message": ({"text": "text"}, {}),
    "location": ({}, {"physicalLocation": "physicalLocation", "logicalLocations": ["logicalLocation"]}),
    "physicalLocation": ({"artifactLocation": "artifactLocation"}, {"region": "region"}),
    "artifactLocation": ({}, {"uri": "uri-reference"}),
    "region": ({}, {"startLine": "from one", "startColumn": "from one"}),
    "logicalLocation": ({}, {"fullyQualifiedName": "text", "kind": "text"}),
    "suppression": ({"kind": "word"}, {"status": "word", "justification": "text"}),
}
_URI = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>\\^`{|}]+"
_FORMS = {
    "text": lambda value: isinstance(value, str),
    "texts": lambda value: isinstance(value, dict) and all(isinstance(one, str) for one in value.values()),
    "bag": lambda value: isinstance(value, dict),
    "index": lambda value: isinstance(value, int) and value >= 0,
    "from one": lambda value: isinstance(value, int) and value >= 1,
    "uri": lambda value: re.fullmatch(_URI, value) is not None,
    "uri-reference": lambda value: re.fullmatch(r"[^\s\"<>\\^`{|}]+", value) is not None,
    "2.1.0": lambda value: value == "2.1.0",
}


def misfits(value: Any, part: str = "log", at: str = "") -> Iterator[str]:
    """Where a document does not have the form."""
    if not isinstance(value, dict):
        yield f"{at} is no {part}"
        return
    must, may = _PARTS[part]
    yield from (f"{at} lacks {key}" for key in must if key not in value)
    for key, one in value.items():
        below = {**must, **may}.get(key)
        if below is None:
            yield f"{at}.{key} has no place in {part}"
        elif isinstance(below, list):
            for number, item in enumerate(one):
                yield from misfits(item, below[0], f"{at}.{key}[{number}]")
        elif below == "word":
            if one not in _WORDS.get(f"{part}.{key}", _WORDS.get(key, set())):
                yield f"{at}.{key}: {one}"
        elif below in _FORMS:
            if not _FORMS[below](one):
                yield f"{at}.{key}: {one!r} is no {below}"
        else:
            yield from misfits(one, below, f"{at}.{key}")
