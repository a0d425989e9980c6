"""Policies by digest: text from the store, compiled once per process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from stepladder import packfiles
from stepladder.core.triage.loading import load
from stepladder.service.problems import NoPolicy

if TYPE_CHECKING:
    from stepladder.core.policy.pack import Pack
    from stepladder.service.ports import Store


class Packs:
    """Compiled packs, shared by the threads of a process. A digest names one text for ever, so nothing expires."""

    def __init__(self, store: Store, room: int = 32) -> None:
        self._store, self._room = store, room
        self._kept: OrderedDict[str, Pack] = OrderedDict()
        self._lock = threading.Lock()

    def by_digest(self, workspace: str, digest: str) -> Pack:
        """The version a case is pinned to. Raises: NoPolicy - the workspace never published it."""
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
        pack = load(row.pack, row.files)
        self.keep(pack)
        return pack

    def in_force(self, workspace: str) -> Pack:
        """The version that decides new cases. Raises: NoPolicy - none was ever published."""
        digest = self._store.pack_in_force(workspace)
        if digest is None:
            raise NoPolicy("no policy is in force", where=f"workspace {workspace}", mend="Publish a pack first.")
        return self.by_digest(workspace, digest)

    def keep(self, pack: Pack) -> None:
        """Remember a pack that was compiled elsewhere, as in publishing."""
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
