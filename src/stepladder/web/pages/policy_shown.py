"""A policy as parts of a page: a section for each heading, drawings as figures, and what a search found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.blocks import (
    Block,
    Branch,
    Heading,
    Items,
    Sentence,
    Stair,
    Stairs,
    Strip,
    StripRow,
    Table,
    Tree,
    Words,
)
from stepladder.core.policy.shown.drawn import hours_in_words
from stepladder.core.policy.shown.search import Hit, Piece, find, pieces, words_of
from stepladder.core.policy.shown.words import sources

MOST_HITS = 200
_CITED = re.compile(r"(.*) \[((?:[A-Za-z]+-[0-9]+(?:, | to )?)+)\]", re.DOTALL)
_DAY = 24 * 60
_HEAD, _ROW, _BAR = 18, 16, 12


@dataclass(frozen=True, slots=True)
class Line:
    """A text with the requirements behind it apart, so that they can stand back."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the policy with its place in the page."""

    id: str
    title: Line
    parts: list[dict[str, Any]] = field(default_factory=list)


def line(text: str) -> Line:
    """The text, and apart from it the sources that stand in brackets at its end."""
    found = _CITED.fullmatch(text)
    return Line(found[1], found[2]) if found else Line(text)


def sections(blocks: Iterable[Block]) -> list[Section]:
    """The policy by its headings of the second rank; what stands before the first of them is left out."""
    found: list[Section] = []
    for block in blocks:
        if isinstance(block, Heading) and block.rank == 2:
            title = line(block.text)
            found.append(Section(f"{slugify(title.text)[:60] or 'part'}-{len(found) + 1}", title))
        elif found:
            found[-1].parts.append(_part(block, f"{found[-1].id}-{len(found[-1].parts)}"))
    return found


def _part(block: Block, id_: str) -> dict[str, Any]:
    match block:
        case Heading(_, text):
            return {"kind": "heading", "line": line(text)}
        case Sentence(text):
            return {"kind": "sentence", "text": text}
        case Words(text):
            return {"kind": "words", "text": text.strip("\n")}
        case Items(items, numbered):
            lines = [(line(head), [line(one) for one in below]) for head, below in items]
            return {"kind": "items", "items": lines, "numbered": numbered}
        case Table(heads, rows):
            return {"kind": "table", "heads": heads, "rows": [list(zip(heads, row, strict=True)) for row in rows]}
        case Strip():
            return {"kind": "strip", **_strip(block), "id": id_}
        case Stairs(stairs):
            return {"kind": "stairs", "stairs": [_stair(one, place) for place, one in enumerate(stairs)]}
        case Tree(question, branches):
            return {"kind": "tree", "question": question, "branches": list(map(_branch, branches))}


def _strip(strip: Strip) -> dict[str, Any]:
    rows = [_row(row, _HEAD + place * _ROW) for place, row in enumerate(strip.rows)]
    return {
        "title": line(strip.title),
        "rows": rows,
        "bar": _BAR,
        "height": _HEAD + len(rows) * _ROW,
        "hours": [(f"{hour / 24:.2%}", str(hour), _side(hour)) for hour in range(0, 25, 3)],
        "below": [line(one) for one in strip.below],
        "total": hours_in_words(sum(row.minutes for row in strip.rows)) if strip.rows else "",
    }


def _side(hour: int) -> str:
    return "first" if hour == 0 else "last" if hour == 24 else ""


def _row(row: StripRow, y: int) -> dict[str, Any]:
    bars = [(f"{opens / _DAY:.3%}", f"{(closes - opens) / _DAY:.3%}") for opens, closes in row.spans]
    return {"label": row.label, "y": y, "baseline": y + _BAR - 2, "bars": bars}


def _stair(stair: Stair, place: int) -> dict[str, Any]:
    facts = [(name, line(told)) for name, told in stair.facts if name]
    said = [told for name, told in stair.facts if not name]
    return {"does": line(stair.does), "facts": facts, "said": said, "depth": min(place, 5)}


def _branch(branch: Branch) -> dict[str, Any]:
    titles = {"so": _("So"), "promised": _("Promised"), "told": _("Told")}
    return {
        "title": line(branch.title),
        "level": branch.level,
        "urgency": branch.urgency,
        "shown_by": list(map(line, branch.shown_by)),
        "follows": [(titles.get(name, name), list(map(line, lines))) for name, lines in branch.follows if lines],
    }


def search(pack: Pack, query: str) -> dict[str, Any]:
    """What the search shows: how many elements hold every word, and the first of them with the words marked."""
    words = words_of(query)
    hits = find(pack, query)
    return {
        "count": len(hits),
        "hits": [_hit(hit, words) for hit in hits[:MOST_HITS]],
        "more": max(len(hits) - MOST_HITS, 0),
    }


def _hit(hit: Hit, words: Sequence[str]) -> dict[str, Any]:
    def cut(text: str) -> tuple[Piece, ...]:
        return pieces(text, words)

    return {
        "title": cut(hit.title),
        "name": cut(f"{hit.section}/{hit.id}"),
        "because": cut(hit.because),
        "source": cut(
            ", ".join(hit.source)
            if any(word in sources(hit.source).casefold() for word in words)
            else sources(hit.source)
        ),
        "says": [(key, cut(text)) for key, text in hit.says],
        "place": f"{hit.place.file}:{hit.place.line}" if hit.place.file else "",
    }
