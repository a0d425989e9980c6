"""Instants and lengths of time that a person names on a case: refused where unreadable or in another age."""

from __future__ import annotations

from datetime import datetime, timedelta

from stepladder.core.case.refused import Refused
from stepladder.core.case.state import Case
from stepladder.core.values import DeskError, parse_duration, parse_instant

LATEST_YEAR = 2200
"""What is put off for longer is meant never to come, and no calendar is drawn as far as that."""


def instant_named(case: Case, written: str, name: str) -> datetime:
    """UTC, whole seconds. Takes: name - of the argument. Raises: Refused."""
    where = f"case {case.id}: {name}"
    try:
        moment = parse_instant(written, where=name)
    except DeskError as fault:
        raise Refused(fault.what, where=where, mend=fault.mend) from fault
    if moment.year > LATEST_YEAR:
        raise Refused(f"the year {moment.year} is out of range", where=where, mend=f"Use one up to {LATEST_YEAR}.")
    return moment


def instant_after(case: Case, at: datetime, written: str, name: str) -> datetime:
    """Takes: at - from when; written - how long; name - of the argument. Raises: Refused - it is none, or endless."""
    where = f"case {case.id}: {name}"
    try:
        moment = at + timedelta(seconds=parse_duration(written, where=name))
    except DeskError as fault:
        raise Refused(fault.what, where=where, mend=fault.mend) from fault
    if moment.year > LATEST_YEAR:
        raise Refused(f"the year {moment.year} is out of range", where=where, mend="Name a shorter time.")
    return moment
