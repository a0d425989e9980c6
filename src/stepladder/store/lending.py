"""A few connections to the database, lent to many threads in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import LifoQueue

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Lending:
    """At most so many connections, whatever the number of threads: `with lending(): ...` has one for that long.

    Threads of a web process mostly wait for each other, and a connection each would be memory and places at the
    database for nothing. The one given back last is lent first: it still knows the pages it read.
    """

    def __init__(self, most: int, alias: str = "default") -> None:
        self._alias = alias
        self._free: LifoQueue[BaseDatabaseWrapper | None] = LifoQueue()
        for _ in range(most):
            self._free.put(None)  # Made when it is first asked for.

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for one if all are lent, and put it in the place of this thread's own."""
        one = self._free.get()
        try:
            if one is None:
                one = connections.create_connection(self._alias)
                one.inc_thread_sharing()  # One thread at a time, but each time another.
            own = next((open_ for open_ in connections.all(initialized_only=True) if open_.alias == self._alias), None)
            connections[self._alias] = one
            try:
                one.close_if_unusable_or_obsolete()  # Whoever had it may have found it broken.
                yield
            finally:
                if own is None:
                    del connections[self._alias]
                else:
                    connections[self._alias] = own
        finally:
            self._free.put(one)

    def close(self) -> None:
        """Close those that nobody has."""
        for one in [self._free.get() for _ in range(self._free.qsize())]:
            if one is not None:
                one.close()
            self._free.put(None)


@contextmanager
def in_hand() -> Iterator[None]:
    """This thread's own connection, a new one if it was found broken."""
    connection.close_if_unusable_or_obsolete()
    yield
