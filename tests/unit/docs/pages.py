"""The pages of the documentation, taken apart: headings with what stands below them, links, blocks of code."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "stepladder"
REFERENCE = ROOT / "docs" / "reference"
_FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```[ ]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) (.+?)[ ]*$", re.MULTILINE)
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block. `language` is the first word behind the fence, `marks` the others, `line` that of the fence."""

    page: Path
    line: int
    language: str
    marks: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@cache
def pages() -> tuple[Path, ...]:
    """Every page that a reader may come to."""
    return (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def blocks() -> tuple[Block, ...]:
    """All fenced blocks of all pages, without the indent of their fence."""
    found = []
    for page in pages():
        text = text_of(page)
        for match in _FENCE.finditer(text):
            language, *marks = match[2].split() or [""]
            body = re.sub(rf"(?m)^{match[1]}", "", match[3])
            found.append(Block(page, text.count("\n", 0, match.start()) + 1, language, tuple(marks), body))
    return tuple(found)


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCE.sub("", text_of(page))


def sections(page: Path) -> dict[str, str]:
    """What stands below each heading, down to the next one of the same rank or higher."""
    text = text_of(page)
    # A comment in a block of code is no heading, so blocks are blanked and places stay as they are.
    blank = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    heads = list(_HEADING.finditer(blank))
    found = {}
    for number, head in enumerate(heads):
        ends = (other.start() for other in heads[number + 1 :] if len(other[1]) <= len(head[1]))
        found[head[2]] = text[head.end() : next(ends, len(text))]
    return found


def anchors(page: Path) -> set[str]:
    """The names by which headings of a page can be linked to, as forges make them."""
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in sections(page)}


def links(page: Path) -> list[str]:
    return _LINK.findall(prose(page))


def tag(kind: Any) -> str:
    """The name under which an event or a command is stored and sent."""
    return str(kind.__struct_config__.tag)


def encoded_fields(kind: Any) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind)]


def missing(names: list[str], text: str) -> list[str]:
    """Those of the names that do not stand in the text as code."""
    return [name for name in names if f"`{name}`" not in text]
