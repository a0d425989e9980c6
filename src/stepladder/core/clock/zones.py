"""Time zones, opened in this one place from the pinned tzdata package: no machine's own files may move a deadline."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from stepladder.core.values import DeskError


class _PinnedZone(ZoneInfo):
    """A zone that survives copying and pickling, which one read from a file does not by itself."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return zone, (self.key,)


_opened: dict[str, ZoneInfo] = {}


def zone(key: str) -> ZoneInfo:
    """The zone of an IANA key such as "Europe/Lisbon"; the same object for the same key.

    Raises: DeskError - no such key; the nearest ones are named.
    """
    found = _opened.get(key)
    if found is None:
        if key not in _keys():
            raise DeskError(f"no time zone is called '{str(key)[:40]}'", where="zone", mend=_suggestion(key))
        with files("tzdata.zoneinfo").joinpath(*key.split("/")).open("rb") as data:
            # Two threads may both read the file; setdefault lets one of the two objects win for good.
            found = _opened.setdefault(key, _PinnedZone.from_file(data, key=key))
    return found


@cache
def _keys() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


def _suggestion(key: str) -> str:
    lowered = {known.lower(): known for known in sorted(_keys())}
    wanted = str(key).strip().lower().replace(" ", "_")
    # People write the city alone ("new york") as often as they misspell the whole key.
    by_city = {known.rpartition("/")[2]: known for known in lowered}
    near = [*get_close_matches(wanted, lowered, n=2, cutoff=0.75)]
    near += [by_city[city] for city in get_close_matches(wanted.rpartition("/")[2], by_city, n=2, cutoff=0.8)]
    names = [f"'{lowered[known]}'" for known in dict.fromkeys(near)]
    if not names:
        return "Use an IANA key such as 'America/New_York' or 'UTC'."
    return f"Did you mean {' or '.join(names[:3])}?"
