"""A few connections to the database, lent to many threads in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from queue import SimpleQueue

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from stepladder.store.sql import AT_HAND


class Lending:
    """At most so many connections, whatever the number of threads: `with lending(): ...` has one for that long.

    Threads of a web process mostly wait for each other, and a connection each would be memory and places at the
    database for nothing. The one given back last is lent first: it still knows the pages it read.
    """

    def __init__(self, most: int, alias: str = "default", *, for_django: bool = True) -> None:
        """Takes: for_django - whether Django's own code finds what is lent, too. To tell it costs more than to lend, so
        it is left out where `sql.Database` alone asks.
        """
        self.alias, self._for_django = alias, for_django
        self._free: deque[BaseDatabaseWrapper | None] = deque([None] * most)  # Made when it is first asked for.
        # One for each that is free. `queue.LifoQueue` would be both in one, but is written in Python and slow.
        self._turns: SimpleQueue[None] = SimpleQueue()
        for _ in range(most):
            self._turns.put(None)

    def __call__(self) -> Lease:
        """For the length of a block, one in the place of this thread's own; whoever enters waits while all are lent."""
        return Lease(self)

    def lend(self) -> BaseDatabaseWrapper:
        """The one given back last, or a new one; whoever asks waits while all are lent."""
        one = self._next()
        try:
            if one is None:
                one = connections.create_connection(self.alias)
                one.inc_thread_sharing()  # One thread at a time, but each time another.
            one.close_if_unusable_or_obsolete()  # Whoever had it may have found it broken.
        except BaseException:
            self.take_back(one)
            raise
        return one

    def is_for_django(self, one: BaseDatabaseWrapper) -> bool:
        """Whether Django's own code finds this one. Transactions are Django's but on SQLite."""
        return self._for_django or one.vendor != "sqlite"

    def take_back(self, one: BaseDatabaseWrapper | None) -> None:
        self._free.append(one)
        self._turns.put(None)

    def _next(self) -> BaseDatabaseWrapper | None:
        self._turns.get()
        return self._free.pop()

    def close(self) -> None:
        """Close those that nobody has."""
        for one in [self._next() for _ in range(self._turns.qsize())]:
            try:
                if one is not None:
                    one.close()
            finally:
                self.take_back(None)


class Lease(AbstractContextManager["Lease"]):
    """A lent connection, in the place of the thread's own until it is given back."""

    __slots__ = ("_before", "_lending", "_one", "_own")

    def __init__(self, lending: Lending) -> None:
        self._lending = lending
        self._one: BaseDatabaseWrapper | None = None
        self._before: BaseDatabaseWrapper | None = None
        self._own: BaseDatabaseWrapper | None = None

    def __enter__(self) -> Lease:
        self._take()
        return self

    def __exit__(self, *fault: object) -> None:
        self.give_back()

    def give_back(self) -> None:
        one, self._one = self._one, None
        if one is None:
            return
        alias = self._lending.alias
        if self._before is None:
            del AT_HAND.lent[alias]
        else:
            AT_HAND.lent[alias] = self._before
        if self._lending.is_for_django(one):
            if self._own is None:
                del connections[alias]
            else:
                connections[alias] = self._own
        self._lending.take_back(one)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others have it for the length of the block, as for a wait that has nothing to do with the database."""
        self.give_back()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        alias = self._lending.alias
        self._before = AT_HAND.lent.get(alias)
        self._one = one = AT_HAND.lent[alias] = self._lending.lend()
        if self._lending.is_for_django(one):
            self._own = next((own for own in connections.all(initialized_only=True) if own.alias == alias), None)
            connections[alias] = one


class InHand:
    """This thread's own connection, which nobody else waits for."""

    @contextmanager
    def aside(self) -> Iterator[None]:
        yield


@contextmanager
def in_hand() -> Iterator[InHand]:
    """This thread's own connection, a new one if it was found broken."""
    connection.close_if_unusable_or_obsolete()
    yield InHand()
