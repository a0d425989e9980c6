"""A pack's own examples of decisions, run against it: `expect` is any part of the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from stepladder.core.policy.model import Example
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.document import encode
from stepladder.core.triage.request import Request
from stepladder.core.values import DeskError

NOON = datetime(2025, 3, 5, 17, 0, tzinfo=UTC)
"""When an example that names no instant takes place: a Wednesday, inside everybody's office hours."""


def asks(example: Example) -> Literal["decision", "draft", "template"]:
    """What an example shows: what is decided, what guards find in a draft, or what a filled template says."""
    return "draft" if "draft" in example.given else "template" if "template" in example.given else "decision"


def run(pack: Pack, example: Example) -> list[tuple[str, str]]:
    """What differs from the expectation, each with what to do; nothing where the example holds."""
    return compared(example, "a decision", lambda: _decided(pack, example))


def compared(example: Example, of: str, answer: Callable[[], Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What differs from the expectation of an example, each with what to do.

    Takes: of - what is asked for, with its article; answer - gives what comes of it, or raises what is wrong with it.
    """
    try:
        found = answer()
    except msgspec.ValidationError as fault:
        return [(f"the request is refused: {fault}", "Mend the request.")]
    except DeskError as fault:
        return [(f"the request is refused: {fault.where}: {fault.what}", fault.mend)]
    wrong = []
    for key, wanted in example.expect.items():
        if key not in found:
            wrong.append((f"{of} has no '{key}'", f"Use one of: {', '.join(found)}."))
        elif (difference := differs(found[key], wanted, key)) is not None:
            wrong.append((difference, "Mend the rule or the example, whichever is wrong."))
    return wrong


def _decided(pack: Pack, example: Example) -> dict[str, Any]:
    request = msgspec.convert(example.given, type=Request, strict=False)
    decision: dict[str, Any] = msgspec.json.decode(encode(decide(pack, request, NOON)))
    return decision


def differs(actual: Any, wanted: Any, where: str) -> str | None:
    """Why `actual` does not meet `wanted`, or None.

    Scalars are equal (compared as text, since YAML is); mappings contain; of lists, each wanted item is met by a
    different item; `[]` means none; a list of ids names exactly those.
    """
    if isinstance(wanted, Mapping):
        if not isinstance(actual, Mapping):
            return f"{where} is {_text(actual)}"
        for key, value in wanted.items():
            if key not in actual:
                return f"{where} has no '{key}'"
            if (fault := differs(actual[key], value, f"{where}.{key}")) is not None:
                return fault
        return None
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return _list_differs(actual, wanted, where)
    return None if _text(actual) == _text(wanted) else f"{where} is {_text(actual)}, not {_text(wanted)}"


def _list_differs(actual: Any, wanted: Sequence[Any], where: str) -> str | None:
    if not isinstance(actual, Sequence) or isinstance(actual, str):
        return f"{where} is {_text(actual)}, not a list"
    if not wanted:
        return f"{where} holds {_names(actual)}, and should be empty" if actual else None
    if all(isinstance(item, str) for item in wanted):
        ids = [item["id"] if isinstance(item, Mapping) and "id" in item else _text(item) for item in actual]
        if sorted(set(ids)) != sorted(set(wanted)):
            return f"{where} holds {_names(actual)}, not {', '.join(wanted)}"
        return None
    left = list(actual)
    for item in wanted:
        met = next((index for index, one in enumerate(left) if differs(one, item, where) is None), None)
        if met is None:
            near = next((one for one in actual if _same_id(one, item)), None)
            detail = differs(near, item, where) if near is not None else None
            return detail or f"{where} holds nothing like {_short(item)}; it holds {_names(actual)}"
        del left[met]
    return None


def _same_id(one: Any, item: Any) -> bool:
    return isinstance(one, Mapping) and isinstance(item, Mapping) and "id" in item and one.get("id") == item["id"]


def _names(actual: Sequence[Any]) -> str:
    return ", ".join(_name(item) for item in actual) or "nothing"


_NAMED_BY = ("id", "do", "type", "to", "customer")
"""What names an item of a decision or a trace; the first that it has."""


def _name(item: Any) -> str:
    if not isinstance(item, Mapping):
        return _text(item)
    name = next((str(item[key]) for key in _NAMED_BY if key in item), "something without a name")
    return f"{name} at {item['at']}" if "at" in item and "id" not in item else name


def _short(item: Any) -> str:
    return str(item)[:160]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
