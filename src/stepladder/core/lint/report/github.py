"""Findings as lines that a GitHub workflow shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stepladder.core.lint.report.checked import Checked

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}


def workflow_lines(all_checked: Iterable[Checked]) -> Iterator[str]:
    """One line for each finding that is not accepted."""
    for checked in all_checked:
        for one in checked.standing:
            named = {"file": checked.path(one), "line": one.line, "col": one.column, "title": one.rule}
            properties = ",".join(f"{key}={_escaped(str(value), _IN_PROPERTIES)}" for key, value in named.items())
            yield f"::{_COMMANDS[one.severity]} {properties}::{_escaped(f'{one.what}. {one.mend}', _IN_MESSAGES)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
