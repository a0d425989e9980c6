"""Policies come into force; one with a fault never does."""

from __future__ import annotations

from pathlib import Path

from stepladder import packfiles
from stepladder.core.policy.loader import digest_of
from stepladder.core.policy.pack import Pack
from stepladder.core.values import PackFaults
from stepladder.service.agendas import follow_policy
from stepladder.service.calendar_revisions import revision_in_force
from stepladder.service.desk import Desk
from stepladder.service.problems import NotFound
from stepladder.service.registers import announce
from stepladder.service.rows import PackVersion, RefusedPack


def overtaken_by(desk: Desk, workspace: str, source: str | Path, by: str) -> PackVersion | None:
    """What somebody else put in force after `by` had published this very text of the source; None: nothing like it.

    Raises: PackFaults - files that cannot be read; DeskError - there is no such pack.
    """
    digest = digest_of(packfiles.read(source)[1])
    current = next((one for one in desk.store.pack_versions(workspace) if one.in_force), None)
    if current is None or current.by == by or current.digest == digest:
        return None
    return current if desk.store.pack_version(workspace, digest) is not None else None


def retired_meanwhile(desk: Desk, workspace: str, source: str | Path) -> PackVersion | None:
    """The version with the source's text, where only a person may put it in force again; None: nothing like it.

    It was retired, or what came after it was and nothing is in force. Raises: as `overtaken_by`.
    """
    known = desk.store.pack_version(workspace, digest_of(packfiles.read(source)[1]))
    if known is None or (known.retired is None and desk.store.pack_in_force(workspace) is not None):
        return None
    return known


def publish(desk: Desk, workspace: str, source: str | Path, by: str) -> Pack:
    """Put a pack in force for new cases: a shipped one by its name, or a folder. Open cases keep the one they have.

    Publishing what is in force already changes nothing. Raises: PackFaults - all that is wrong with it; the version
    before it stays in force and the refusal is kept, so that pages can say so. DeskError - there is no such pack, or
    under the workspace's own holidays one of its calendars would never open.
    """
    row = desk.store.workspace(workspace)
    if row is None:
        raise NotFound(f"no workspace is called '{workspace[:40]}'", where="workspace", mend="Use one that exists.")
    try:
        name, files = packfiles.read(source)
        digest = digest_of(files)
        is_new = desk.store.pack_in_force(workspace) != digest
        # What is in force was checked in full when it was published.
        pack = desk.packs.check(name, files) if is_new else desk.packs.as_written(workspace, digest)
    except PackFaults as fault:
        refused = RefusedPack(at=desk.time.now(), by=by, source=str(source), faults=fault.faults)
        desk.store.refuse_pack(workspace, refused)
        raise
    pack.calendars.under(revision_in_force(desk, workspace)[1])
    if is_new or desk.store.refused_pack(workspace) is not None:
        version = PackVersion(
            digest=pack.digest,
            pack=pack.id,
            version=pack.text.header.version,
            title=pack.text.header.title,
            published_at=desk.time.now(),
            by=by,
            source=str(source),
            in_force=True,
            files=files,
        )
        desk.store.publish(workspace, version)
    follow_policy(desk, workspace)
    announce(desk, workspace, pack, by)
    return pack
