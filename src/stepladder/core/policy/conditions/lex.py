"""From the text of a condition to its words."""

from __future__ import annotations

import re
from math import isfinite

import msgspec

from stepladder.core.policy.conditions.source import LIMIT, SYNTAX, Source
from stepladder.core.values import Fault

LARGEST = 2**63 - 1


class Token(msgspec.Struct, frozen=True):
    """One word. Fields: kind - int, double, text, name, op or end; value - number, text or the word itself."""

    kind: str
    value: object
    at: int


_WORD = re.compile(
    r"""(?P<space>[ \t\n\r\f]+)
    |(?P<double>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)
    |(?P<int>[0-9]+)
    |(?P<text>[rR]?(?:'|"))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<op>&&|\|\||==|!=|<=|>=|[<>!+\-*/()\[\],.])""",
    re.VERBOSE,
)

_INSTEAD = {
    "&": "Write && for 'and'.",
    "|": "Write || for 'or'.",
    "=": "Write == to compare.",
    "?": "Write two rules instead of a choice with ?:.",
    "%": "Only + - * / are there.",
    "\u2018": "Use straight quotes.",
    "\u2019": "Use straight quotes.",
    "\u201c": "Use straight quotes.",
    "\u201d": "Use straight quotes.",
}

_SIMPLE = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "`": "`", "?": "?",
}  # fmt: skip
_CODED = re.compile(r"[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})")


class Lexer:
    """Reads every word, going on after a fault so that all are told at once."""

    def __init__(self, source: Source) -> None:
        self._source, self._text, self.faults = source, source.text, list[Fault]()

    def tokens(self) -> list[Token]:
        found, at = list[Token](), 0
        while at < len(self._text):
            word = _WORD.match(self._text, at)
            if word is None:
                self._stray(at)
                at += 1
                continue
            start, at, kind = at, word.end(), str(word.lastgroup)
            if kind == "space":
                continue
            if kind == "text":
                value, at = self._quoted(start, at)
                found.append(Token("text", value, start))
            elif kind in ("int", "double"):
                found.append(Token(kind, self._number(kind, word[0], start), start))
                at = self._tail(at)
            else:
                found.append(Token(kind, word[0], start))
        found.append(Token("end", "", len(self._text)))
        return found

    def _fault(self, at: int, what: str, mend: str, rule: str = SYNTAX) -> None:
        self.faults.append(self._source.fault(at, rule, what, mend))

    def _stray(self, at: int) -> None:
        sign = self._text[at]
        said = repr(sign) if sign.isprintable() else f"the character U+{ord(sign):04X}"
        self._fault(at, f"{said} has no meaning in a condition", _INSTEAD.get(sign, "Take it out."))

    def _number(self, kind: str, word: str, at: int) -> int | float:
        # The length goes first: turning a very long run of digits into an int is refused by Python itself.
        if kind == "int" and (len(word) > 19 or int(word) > LARGEST):
            self._fault(at, f"the number is above {LARGEST}", "Use a smaller one.", LIMIT)
            return 0
        number = int(word) if kind == "int" else float(word)
        if not isfinite(number):
            self._fault(at, "the number is too large", "Use a smaller one.", LIMIT)
            return 0
        return number

    def _tail(self, at: int) -> int:
        """Refuse letters glued to a number (0x10, 5u, 500USD), and step over them."""
        end = at
        while end < len(self._text) and (self._text[end].isalnum() or self._text[end] == "_"):
            end += 1
        if end > at:
            what = f"'{self._text[at:end][:20]}' is glued to a number"
            self._fault(at, what, "An amount is written money('500 USD').")
        return end

    def _quoted(self, start: int, at: int) -> tuple[str, int]:
        """The text of a literal and the index after its closing quote."""
        quote, raw, parts = self._text[at - 1], self._text[start] in "rR", list[str]()
        while at < len(self._text):
            sign = self._text[at]
            if sign == quote:
                return "".join(parts), at + 1
            if sign in "\n\r":
                break
            if sign == "\\" and not raw:
                part, at = self._escaped(at + 1)
                parts.append(part)
                continue
            if 0xD800 <= ord(sign) <= 0xDFFF:
                self._fault(at, "half a character stands in the text", "Take it out.")
            parts.append(sign)
            at += 1
        self._fault(start, "the text is not closed", f"Add a {quote} at its end.")
        return "".join(parts), at

    def _escaped(self, at: int) -> tuple[str, int]:
        sign = self._text[at : at + 1]
        if sign in _SIMPLE:
            return _SIMPLE[sign], at + 1
        coded = _CODED.match(self._text, at)
        if coded is None:
            self._fault(at - 1, f"'\\{sign}' is no escape" if sign.isprintable() else "a lone \\ ends the line",
                        "Write \\\\ for a backslash.")  # fmt: skip
            return "", at
        code = int(coded[4], 8) if coded[4] else int(coded[1] or coded[2] or coded[3], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            self._fault(at - 1, "the escape names no character", "Use a code up to 10FFFF outside D800 to DFFF.")
            code = 0x20
        return chr(code), coded.end()
