"""What is found while a policy is loaded or its examples are run: each by the name that its faults carry.

All of it is an error. The places that find it stand all over the language; here is only what it is called.
"""

from __future__ import annotations

from dataclasses import dataclass

from stepladder.core.lint.finding import Severity


@dataclass(frozen=True, slots=True)
class Loaded:
    """One sort of fault. Fields: id - also the name of its page, docs/reference/lint/<id>.md; title - what is found."""

    id: str
    title: str

    @property
    def severity(self) -> Severity:
        return "error"


LOADED = (
    Loaded("file", "a file is not one that can be read"),
    Loaded("encoding", "a file is not UTF-8"),
    Loaded("size", "a policy, or a part of it, is too large"),
    Loaded("character", "a character stands there that nobody sees"),
    Loaded("yaml", "a file is not YAML as policies use it"),
    Loaded("duplicate-key", "a key stands twice"),
    Loaded("header", "a policy has no header, or several"),
    Loaded("extends", "a policy extends one that cannot be extended"),
    Loaded("unknown-key", "a key has no meaning where it stands"),
    Loaded("missing-key", "a key that is needed is missing"),
    Loaded("empty-value", "a key has no value"),
    Loaded("type", "a value is of another type than its key takes"),
    Loaded("bad-id", "an id holds what an id may not hold"),
    Loaded("duplicate-id", "two things have one name"),
    Loaded("unknown-name", "a name stands for nothing"),
    Loaded("choice", "a value is none of those there are to choose from"),
    Loaded("duration", "a duration cannot be read, or is too short or too long"),
    Loaded("interval", "it is not said how often something comes again"),
    Loaded("date", "a date cannot be read"),
    Loaded("money", "an amount cannot be read"),
    Loaded("calendar", "the hours of a calendar cannot be"),
    Loaded("phrase", "a phrase cannot be looked for"),
    Loaded("condition-syntax", "a condition cannot be read"),
    Loaded("condition-name", "a condition asks for something that is not there"),
    Loaded("condition-type", "a condition compares what cannot be compared"),
    Loaded("condition-time", "a condition uses time in a way that has no instant"),
    Loaded("condition-limit", "a condition is too large"),
    Loaded("empty-rule", "a rule does nothing, or can never hold"),
    Loaded("ladder", "the rungs of a ladder are out of order"),
    Loaded("template", "the words and the slots of a template do not fit"),
    Loaded("example", "an example does not hold"),
)
