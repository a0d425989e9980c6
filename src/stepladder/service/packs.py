"""Policies by digest: text from the store, compiled once per process, under the workspace's calendars of today."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from stepladder import packfiles
from stepladder.core.triage.readers import with_calendars
from stepladder.core.values import PackFaults
from stepladder.service.problems import PUBLISH_ONE, NoPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stepladder.core.policy.model import PackText
    from stepladder.core.policy.pack import Pack
    from stepladder.service.ports import Store


class Packs:
    """Compiled packs, shared by the threads of a process.

    A digest names one text for ever, and the number of a revision one set of calendars, so nothing expires. Which
    revision counts is asked of the store each time: another process may have published one a moment ago.
    """

    def __init__(self, store: Store, room: int = 32, cache: Path | None = None) -> None:
        """Takes: room - how many stay compiled. cache - a folder that keeps what was checked for the next process."""
        self._store, self._room, self._cache = store, room, cache
        self._kept: OrderedDict[str, Pack] = OrderedDict()
        self._revised: OrderedDict[tuple[str, str, int], Pack] = OrderedDict()
        self._lock = threading.Lock()

    def by_digest(self, workspace: str, digest: str, revision: int | None = None) -> Pack:
        """The version a case is pinned to, with the calendars as the workspace has revised them.

        Takes: revision - the number of the revision, where the caller has read it with something else; else the newest.
        Raises: NoPolicy - the workspace never published it.
        """
        number = self._store.calendar_revision(workspace) if revision is None else revision
        pack = self.as_written(workspace, digest)
        return pack if number == 0 else self._under(workspace, pack, number)

    def as_written(self, workspace: str, digest: str) -> Pack:
        """A version with the calendars of its own text.

        Raises: NoPolicy - the workspace never published it, or this release cannot read it.
        """
        with self._lock:
            pack = self._kept.get(digest)
            if pack is not None:
                self._kept.move_to_end(digest)
                return pack
        row = self._store.pack_version(workspace, digest)
        if row is None or row.files is None:
            raise NoPolicy(
                f"no policy version {digest[:12]} is stored", where=f"workspace {workspace}", mend="Publish it again."
            )
        try:
            return self._checked(row.pack, row.files)
        except PackFaults as fault:
            what = f"policy version {digest[:12]} was published and cannot be read by this release"
            raise NoPolicy(what, where=fault.where, mend=str(fault.faults[0])) from fault

    def check(self, name: str, texts: Mapping[str, str]) -> Pack:
        """The pack of these files, checked in full whatever is kept. Raises: PackFaults - all that is wrong."""
        pack = packfiles.check(name, texts, cache=self._cache)
        self.keep(pack)
        return pack

    def _checked(self, name: str, texts: Mapping[str, str]) -> Pack:
        pack = packfiles.checked(name, texts, cache=self._cache)
        self.keep(pack)
        return pack

    def known(self, workspace: str, digest: str, revision: int | None = None) -> Pack:
        """As `by_digest`, a candidate too: for those who only look. Raises: NoPolicy - the workspace has neither."""
        with self._lock:
            is_kept = digest in self._kept
        if not is_kept and (row := self._store.candidate(workspace, digest)) is not None and row.files is not None:
            self._checked(row.pack, row.files)
        return self.by_digest(workspace, digest, revision)

    def text(self, workspace: str, digest: str) -> PackText:
        """The elements of a version, for whoever needs its words and no calendar."""
        return self.as_written(workspace, digest).text

    def in_force(self, workspace: str) -> Pack:
        """The version that decides new cases. Raises: NoPolicy - none was ever published, or it was retired."""
        digest = self._store.pack_in_force(workspace)
        if digest is None:
            raise NoPolicy("no policy is in force", where=f"workspace {workspace}", mend=PUBLISH_ONE)
        return self.by_digest(workspace, digest)

    def keep(self, pack: Pack) -> None:
        """Remember a pack that was compiled elsewhere."""
        with self._lock:
            self._kept[pack.digest] = pack
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)

    def shipped(self, name: str) -> Pack:
        """A pack that comes with the product. Raises: DeskError - no such pack; PackFaults."""
        key = f"shipped:{name}"
        with self._lock:
            pack = self._kept.get(key)
        if pack is None:
            pack = packfiles.load(name)
            with self._lock:
                self._kept[key] = pack
        return pack

    def _under(self, workspace: str, pack: Pack, number: int) -> Pack:
        key = (workspace, pack.digest, number)
        with self._lock:
            found = self._revised.get(key)
            if found is not None:
                self._revised.move_to_end(key)
                return found
        row = self._store.calendar_revision_row(workspace, number)
        assert row is not None, "a revision is stored before its number can be read"
        found = with_calendars(pack, pack.calendars.under(row.revision), number)
        with self._lock:
            self._revised[key] = found
            while len(self._revised) > self._room:
                self._revised.popitem(last=False)
        return found
