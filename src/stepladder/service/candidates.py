"""A policy on its way into force: put up as a candidate, looked at beside the one in force, then published or dropped.

A candidate decides nothing. Only a policy without an unaccepted error comes into force, and the one before it stays
until then; open cases keep the one they were opened with.
"""

from __future__ import annotations

from collections.abc import Sequence

from stepladder.core.policy.pack import Pack
from stepladder.core.values import DeskError
from stepladder.packuploads import unpacked
from stepladder.service.agendas import follow_policy
from stepladder.service.calendar_revisions import revision_in_force
from stepladder.service.desk import Desk
from stepladder.service.policies import findings_of, policy_of
from stepladder.service.problems import BadInput, NotFound, Stale
from stepladder.service.registers import announce
from stepladder.service.requests import CONTROL
from stepladder.service.rows import CandidatePack, PackVersion

MOST_CANDIDATES = 20


class HasErrors(DeskError):
    """The policy has errors that it does not accept, so it cannot come into force."""


def put_up(desk: Desk, workspace: str, files: Sequence[tuple[str, bytes]], *, by: str, source: str) -> Pack:
    """Keep a policy as a candidate: files (name, bytes) or one zip. Putting up the same text again is no second one.

    Raises: PackFaults - all that is wrong with it, at its places; DeskError - nothing in it, too much, a broken zip;
    BadInput - a source with control characters, or too many candidates.
    """
    if CONTROL.search(source):
        raise BadInput("it holds a control character", where="source", mend="Take it out.")
    name, texts = unpacked(files)
    pack = desk.packs.check(name, texts)
    standing = desk.store.candidates(workspace)
    if len(standing) >= MOST_CANDIDATES and all(one.digest != pack.digest for one in standing):
        raise BadInput(
            f"there are {MOST_CANDIDATES} candidates already", where="candidates", mend="Discard one of them first."
        )
    header = pack.text.header
    candidate = CandidatePack(
        digest=pack.digest, pack=pack.id, version=header.version, title=header.title, at=desk.time.now(), by=by,
        source=source.strip()[:200], files=texts,
    )  # fmt: skip
    desk.store.keep_candidate(workspace, candidate)
    return pack


def discard(desk: Desk, workspace: str, digest: str) -> None:
    """Drop a candidate; one that is not there is dropped already."""
    desk.store.drop_candidate(workspace, digest)


def publish_policy(desk: Desk, workspace: str, digest: str, *, by: str, on_top_of: str | None) -> bool:
    """Put a candidate, or an earlier version once more, in force for new cases. Answers whether that changed anything.

    Takes: on_top_of - the digest that was in force when the caller looked, None where none was.
    Raises: NotFound; HasErrors - as `policy check` finds them; Stale - another one was published meanwhile;
    DeskError - under the workspace's own holidays one of its calendars would never open.
    """
    policy, pack = policy_of(desk, workspace, digest)
    if policy.standing == "in_force":
        return False  # A second click is not a mistake.
    errors = [one for one in findings_of(desk, pack) if one.severity == "error" and not one.accepted]
    if errors:
        many = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        raise HasErrors(f"it has {many}", where=f"policy {policy.name}", mend="Mend them, and put it up again.")
    pack.calendars.under(revision_in_force(desk, workspace)[1])
    row = desk.store.candidate(workspace, policy.digest) or desk.store.pack_version(workspace, policy.digest)
    if row is None:
        raise NotFound("it was discarded meanwhile", where=f"policy {policy.name}", mend="Put it up again.")
    version = PackVersion(
        digest=policy.digest, pack=policy.pack, version=policy.version, title=policy.title,
        published_at=desk.time.now(), by=by, source=row.source, in_force=True, files=row.files,
    )  # fmt: skip
    if not desk.store.publish_on_top(workspace, version, on_top_of=on_top_of):
        raise Stale(
            "somebody else published a policy meanwhile",
            where="policy",
            mend="Look at what is in force now, and compare again.",
        )
    follow_policy(desk, workspace)
    announce(desk, workspace, pack, by)
    return True
