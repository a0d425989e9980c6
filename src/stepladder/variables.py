"""One setting at a time, out of the environment: read, or refused with what it says, what is wanted and an example.

A setting that is empty counts as left out, since files of settings carry empty lines. What may hold a password is
never repeated in a refusal.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from stepladder.core.values import DeskError

_HOST = re.compile(r"\*|[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")
_SHOWN = 40
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def text(name: str) -> str | None:
    """As it stands; None where it is left out."""
    return os.environ.get(name) or None


def words(name: str) -> list[str]:
    """A list, parted by commas or spaces."""
    return os.environ.get(name, "").replace(",", " ").split()


def one_of(name: str, usual: str, *others: str) -> str:
    """One of a few words, in capitals or not. Raises: DeskError - another."""
    given = text(name)
    known = (usual, *others)
    if given is None:
        return usual
    for word in known:
        if word.lower() == given.lower():
            return word
    mend = f"Write {', '.join(known[:-1])} or {known[-1]}, or leave it out for {usual}."
    raise DeskError(f"'{given[:_SHOWN]}' is not known", where=name, mend=mend)


def is_on(name: str) -> bool:
    """Whether something is switched on; off where left out. Raises: DeskError - neither yes nor no."""
    given = text(name) or "no"
    found = yes_or_no(given)
    if found is None:
        what = f"'{given[:_SHOWN]}' is neither yes nor no"
        raise DeskError(what, where=name, mend="Write 1, or leave it out for no.")
    return found


def yes_or_no(word: str) -> bool | None:
    """What a word says; None for neither."""
    return True if word.lower() in _YES else False if word.lower() in _NO else None


def number(name: str, usual: float, most: float = 999_999) -> float:
    """A number above 0, of seconds or percent. Raises: DeskError - no such number."""
    given = text(name)
    try:
        found = usual if given is None else float(given)
    except ValueError:
        found = 0.0
    if 0 < found <= most:
        return found
    what = f"'{str(given)[:_SHOWN]}' is no number above 0, up to {most:g}"
    raise DeskError(what, where=name, mend=f"Write {usual:g}, or leave it out.")


def whole(name: str, usual: int, least: int, most: int) -> int:
    """A whole number. Raises: DeskError - no such number."""
    given = text(name)
    if given is None:
        return usual
    if given.isdecimal() and given.isascii() and least <= int(given[:12]) <= most:
        return int(given)
    what = f"'{given[:_SHOWN]}' is no number from {least} to {most}"
    example = f"Use {usual}, or leave it out." if usual else "Leave it out."
    raise DeskError(what, where=name, mend=example)


def folder(name: str) -> Path | None:
    """A folder, whole; None where it is left out. Raises: DeskError - it begins with the home of nobody."""
    given = text(name)
    try:
        return None if given is None else Path(given).expanduser().resolve()
    except RuntimeError as fault:
        what = f"'{str(given)[:_SHOWN]}' begins with the home of nobody here"
        raise DeskError(what, where=name, mend="Write the whole path, as /var/lib/stepladder.") from fault


def hosts(name: str) -> list[str]:
    """Names of hosts. Raises: DeskError - an address, a port or another sign stands among them."""
    found = words(name)
    for host in found:
        if not _HOST.fullmatch(host):
            what = f"'{host[:_SHOWN]}' is no name of a host"
            raise DeskError(what, where=name, mend="Write it without https:// and port, as desk.company.example.")
    return found


def origins(name: str) -> list[str]:
    """Origins, as browsers name them. Raises: DeskError - one lacks https:// or goes on after the host."""
    found = words(name)
    for origin in found:
        try:
            parts = urlsplit(origin)
            is_origin = parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{parts.netloc}"
        except ValueError:
            is_origin = False
        if not is_origin or not parts.netloc or "@" in parts.netloc:
            what = f"{shown(origin)} is no origin"
            raise DeskError(what, where=name, mend="Write the address up to the host, as https://desk.company.example.")
    return found


def web_address(name: str) -> str | None:
    """An address to ask or to post to, as it was given; None where left out. Raises: DeskError - it is none."""
    given = text(name)
    if given is not None:
        split_address(given, ("http", "https"), where=name, noun="a web address", mend="Write https://host/path.")
    return given


def split_address(url: str, schemes: tuple[str, ...], *, where: str, noun: str, mend: str) -> SplitResult:
    """The parts of an address with a host.

    Raises: DeskError - another scheme, no host, a port that is none, letters that no address of the web has.
    """
    try:
        parts = urlsplit(url)
        known = parts.scheme in schemes and bool(parts.hostname)
    except ValueError:
        known = False
    if not known:
        raise DeskError(f"{shown(url)} is not {noun}", where=where, mend=mend)
    try:
        right = parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise DeskError(f"{shown(url)} has a port that is no number from 1 to 65535", where=where, mend=mend)
    if parts.scheme.startswith("http") and not (url.isascii() and url.isprintable() and " " not in url):
        raise DeskError(f"{shown(url)} has letters that no address has", where=where, mend=mend)
    return parts


def shown(url: str) -> str:
    """An address that could not be read, for people: how it begins, and nothing that may be a password."""
    scheme, mark, _ = url.partition("://")
    if mark:
        return f"'{scheme[:_SHOWN]}://...'"
    return "what stands there" if "@" in url else f"'{url[:_SHOWN]}'"
