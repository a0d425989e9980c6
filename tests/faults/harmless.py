"""Slips of the sample that nobody notices, and why nobody is hurt by them. This list may only become shorter."""

HARMLESS: dict[str, str] = {}
