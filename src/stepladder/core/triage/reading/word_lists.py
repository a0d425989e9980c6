"""Closed lists of words, written as plain text so that a person can read and check them."""

from __future__ import annotations


def words_of(written: str) -> frozenset[str]:
    """The words of a text that white space parts."""
    return frozenset(written.split())
