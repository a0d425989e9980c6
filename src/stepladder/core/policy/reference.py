"""The tables of the pack language's reference, made from the grammar: the page around them is written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stepladder.core.policy.forms import AnyForm, Several, Shape, form_of
from stepladder.core.policy.grammar import HEADER, SECTIONS
from stepladder.core.policy.keys import SELECTOR
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.policy.saying import says

_BLOCK = re.compile(r"(<!-- made: ([a-z_]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_COMMON = ("id", "title", "because", "source")


def with_tables(page: str) -> str:
    """The page with each block `<!-- made: NAME -->` ... `<!-- end -->` made anew."""
    tables = _tables()

    def made(block: re.Match[str]) -> str:
        return f"{block[1]}\n{tables[block[2]]}\n\n{block[4]}"

    return _BLOCK.sub(made, page)


def blocks(page: str) -> list[str]:
    """The names of the blocks of a page, in order."""
    return [found[2] for found in _BLOCK.finditer(page)]


def _tables() -> dict[str, str]:
    found = {"pack": _of(form_of(HEADER)), "selector": _of(form_of(SELECTOR)), "parameters": _parameters()}
    common = "\n".join(f"| `{key}` | {says('', key)} |" for key in _COMMON)
    found["common"] = f"| key | meaning |\n|---|---|\n{common}"
    for name, read in SECTIONS.items():
        if name != "parameters":
            found[name] = _of(form_of(read))
    return found


def _of(form: AnyForm) -> str:
    """The table of an element's own keys, and a table for each mapping within it."""
    return "\n\n".join(_shape_tables(form, ""))


def _shape_tables(form: AnyForm, within: str) -> Iterator[str]:
    if isinstance(form, Several):
        yield from _shape_tables(form.item, within)
    if not isinstance(form, Shape) or (form.name == "Selector" and within):
        return
    common = () if form.name in ("Header", "Rung", "SubRung") else _COMMON
    rows = [
        f"| `{key}`{' (needed)' if needed else ''} | {_words(inner)} | {says(form.name, key)} |"
        for key, (inner, needed) in form.keys.items()
        if key not in common
    ]
    if rows:
        head = f"Keys of `{within}`:\n\n" if within else ""
        yield f"{head}| key | value | meaning |\n|---|---|---|\n" + "\n".join(rows)
    for key, (inner, _) in form.keys.items():
        yield from _shape_tables(inner, f"{within}.{key}".lstrip("."))


def _words(form: AnyForm) -> str:
    if isinstance(form, Several):
        return form.words if not isinstance(form.item, Shape) else "a list of mappings, below"
    if isinstance(form, Shape):
        return "a selector" if form.name == "Selector" else "a mapping, below"
    return form.words


def _parameters() -> str:
    rows = [
        f"| `{one.id}` | {one.question} | {', '.join(f'`{choice}`' for choice in one.choices) or 'a value'} "
        f"| `{one.default}` | {'its elements' if one.said_by_elements else 'the desk'} | {one.says} |"
        for one in PARAMETERS.values()
    ]
    return (
        "| parameter | question | values | default | acted on by | meaning |\n|---|---|---|---|---|---|\n"
        + "\n".join(rows)
    )
