"""The customer's words with the matching ones marked. Everything is escaped; positions are code points."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from stepladder.service.reading.case_views import Span


def marked(text: str, spans: Iterable[Span], title_of: dict[str, str]) -> SafeString:
    """The text as HTML. Where spans of several triggers lie over each other, the mark names them all."""
    cuts = sorted({0, len(text), *(min(max(edge, 0), len(text)) for one in spans for edge in (one.start, one.end))})
    held = list(spans)
    pieces: list[tuple[str, str]] = []
    for start, end in pairwise(cuts):
        over = ", ".join(
            dict.fromkeys(title_of.get(s.trigger, s.trigger) for s in held if s.start <= start and end <= s.end)
        )
        pieces.append((over, text[start:end]))
    return mark_safe("".join(_piece(over, part) for over, part in pieces)) if pieces else SafeString()


def _piece(over: str, part: str) -> str:
    return format_html('<mark title="{}">{}</mark>', over, part) if over else format_html_join("", "{}", [(part,)])
