"""Tables row by row: each row is given whole or refused by its line, and none is lost in another."""

from __future__ import annotations

import csv
import io
import sys
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.cli.tables import Line, opened
from stepladder.core.values import DeskError


def _lines(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[Line]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with opened("-") as table:
        return list(table.lines)


def _ids(lines: list[Line]) -> list[Any]:
    """The id of each row, or the line of a refused one with what is said of its size or end."""
    return [one.row["id"] if one.row else (one.number, one.what) for one in lines]


LONG = b"f" * 65_530 + b" another company's invoices"
HEAD = b"id,text\n"
OVER = "the row is over 64 KiB"
TABLE: dict[str, tuple[bytes, list[Any]]] = {  # claim: (the rows under the names, what comes of them)
    "a long row is refused and not cut": (b"a," + LONG + b"\nb,Hello\n", [(2, OVER), "b"]),
    "a very long one, too": (b"a," + b"f" * 300_000 + b"\nb,Hello\n", [(2, OVER), "b"]),
    "a long row in quotes takes no other with it": (
        b'a,"' + LONG * 2 + b'"\nb,Hello\nc,Hello\n',
        [(2, OVER), "b", "c"],
    ),
    "nor does one at the end": (b'a,Hello\nb,"' + LONG + b'"', ["a", (3, OVER)]),
    "a long row of short cells": (b"a," * 40_000 + b"\nb,Hello\n", [(2, OVER), "b"]),
    "a quote within a long plain cell opens nothing": (b'a,5" disk ' + LONG + b"\nb,Hello\n", [(2, OVER), "b"]),
    "doubled quotes close nothing": (b'a,"say ""no"" ' + LONG + b'"\nb,Hello\n', [(2, OVER), "b"]),
    "a long line within quotes ends where they close": (
        b'a,"one\n' + LONG + b'\nthree, and no row",\nb,Hello\n',
        [(2, f"{OVER}, and goes on to line 4"), "b"],
    ),
    "many lines in one cell are a long row, too": (
        b'a,"' + b"a line of a text\n" * 5_000 + b'"\nb,Hello\n',
        [(2, f"{OVER}, and goes on to line 5002"), "b"],
    ),
    "what stands behind the quotes of a long row is broken and ends with its line": (
        b'a,"' + LONG + b'"no","\nb,Hello\n',
        [(2, OVER), "b"],
    ),
    "a row within the limit is whole": (b"a," + b"f" * 65_000 + b"\n", ["a"]),
    "lines of one cell are one row": (b'a,"one\ntwo"\nb,Hello\n', ["a", "b"]),
    "lines without words are none": (b"a,Hello\n\n\nb,Hello\n", ["a", "b"]),
}


@pytest.mark.parametrize(("rows", "expected"), TABLE.values(), ids=TABLE)
def test_a_row_is_given_whole_or_refused_by_its_line(
    monkeypatch: pytest.MonkeyPatch, rows: bytes, expected: list[Any]
) -> None:
    assert _ids(_lines(monkeypatch, HEAD + rows)) == expected


def test_letters_that_are_no_utf8_leave_the_row_as_long_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _lines(monkeypatch, HEAD + b'a,"one\n\xff\nthree, and no row",\nb,Hello\n')
    assert [one.number for one in lines] == [2, 5]
    assert lines[0].what.endswith("goes on to line 4")


def test_rows_in_an_open_quote_are_named_by_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = _lines(monkeypatch, HEAD + b'a,"Hello\nb,Hello\nc,Hello\n')
    assert (line.number, line.row) == (2, None)
    assert "goes on to line 4" in line.what
    assert "quotes are closed" in line.mend


@pytest.mark.parametrize("heads", [b"id,text,text\n", b"f" * 70_000 + b",text\n", b"\xff,text\n"])
def test_names_that_cannot_be_told_apart_or_read_are_refused(monkeypatch: pytest.MonkeyPatch, heads: bytes) -> None:
    with pytest.raises(DeskError, match=r"two columns are called 'text'|its first line is no CSV"):
        _lines(monkeypatch, heads + b"a,Hello,again\n")


def test_a_line_of_any_length_is_read_in_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    data = HEAD + b'a,"' + b'say ""no"", ' * 800_000 + b'"\nb,Hello\n'
    stream = io.TextIOWrapper(io.BytesIO(data))
    monkeypatch.setattr(sys, "stdin", stream)
    tracemalloc.start()
    try:
        with opened("-") as table:
            assert _ids(list(table.lines)) == [(2, OVER), "b"]
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


@given(st.lists(st.tuples(st.text('",\n a', max_size=12), st.integers(0, 9)), max_size=6))
def test_long_rows_of_any_form_are_refused_and_all_others_given(rows: list[tuple[str, int]]) -> None:
    written = io.StringIO()
    cells = [(f"r{number}", text + "f" * 66_000 * (size == 0)) for number, (text, size) in enumerate(rows)]
    csv.writer(written).writerows([("id", "text"), *cells])
    with pytest.MonkeyPatch.context() as patch:
        lines = _lines(patch, written.getvalue().encode())
    assert [one.row for one in lines if one.row] == [
        {"id": id, "text": text} for id, text in cells if len(text) < 66_000
    ]
    assert len(lines) == len(rows)
