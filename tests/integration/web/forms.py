"""The forms of a page as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """`fields`: names with what is in them already; `typed`: names that a person types into; `chosen`: with choices."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)

    @property
    def do(self) -> str:
        return self.fields.get("do", "")

    def filled(self, **said: str) -> dict[str, str]:
        """What is sent. Everything that can be said is: a word where nothing was given, the last choice of each."""
        sent = {name: value for name, value in self.fields.items() if name != "csrfmiddlewaretoken"}
        sent |= {name: _typed(name) for name in self.typed}
        sent |= {name: choices[-1] for name, choices in self.chosen.items() if choices}
        return sent | said


def _typed(name: str) -> str:
    return {
        "until": "2099-01-05T10:00", "eta": "2099-01-05T10:00",
        "for": "2d", "return_after": "4h", "amount": "10.00 EUR", "to": "jo@customer.example", "automatic": "true",
    }.get(name, f"some {name}")  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""))
            self.forms.append(self._open)
        if self._open is None:
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "hidden":
            self._open.fields[name] = given.get("value", "")
        elif tag in ("input", "textarea") and name:
            self._open.typed.append(name)
        elif tag == "select":
            self._select = name
            self._open.chosen[name] = []
        elif tag == "option" and self._select is not None and given.get("value"):
            self._open.chosen[self._select].append(given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = None


def forms_of(page: str) -> list[Form]:
    """The forms of a case page that send a command."""
    reader = _Reader()
    reader.feed(page)
    return [one for one in reader.forms if one.do]
