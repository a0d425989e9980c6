"""Every policy that a workspace has: in force, earlier, retired, and candidates; read, checked, counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from stepladder.core.policy.pack import Pack
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.problems import PUBLISH_ONE, NoPolicy, NotFound
from stepladder.service.rows import CandidatePack, PackVersion, Retirement

# Most programs that know policies never check or compare one: what does is imported where it is asked for.
if TYPE_CHECKING:
    from stepladder.core.lint.diff.difference import Difference
    from stepladder.core.lint.finding import Finding

Standing = Literal["in_force", "earlier", "candidate", "retired"]
_ORDER = ("in_force", "candidate", "earlier", "retired")
_FINDINGS = "service.policies.findings"


class Policy(Made, frozen=True, kw_only=True):
    """One policy of a workspace. `at` and `by`: when it was published or put up, and by whom."""

    digest: str
    pack: str
    version: str
    title: str
    standing: Standing
    at: datetime
    by: str
    source: str
    open_cases: int
    retired: Retirement | None = None

    @property
    def name(self) -> str:
        """What decisions call it: `2.3+1f0c9a7be2d4`."""
        return f"{self.version}+{self.digest[:12]}"


def policies(desk: Desk, workspace: str) -> tuple[Policy, ...]:
    """The one in force first, then the candidates, then earlier ones, then what is retired, each newest first."""
    pinned = desk.store.open_cases_by_digest(workspace)
    versions = desk.store.pack_versions(workspace)
    found = [_policy(one, _standing(one), one.published_at, pinned) for one in versions]
    known = {one.digest for one in found}
    found += [
        _policy(one, "candidate", one.at, pinned) for one in desk.store.candidates(workspace) if one.digest not in known
    ]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.standing)))


def _standing(row: PackVersion) -> Standing:
    if row.in_force:
        return "in_force"
    return "earlier" if row.retired is None else "retired"


def _policy(row: PackVersion | CandidatePack, standing: Standing, at: datetime, pinned: Mapping[str, int]) -> Policy:
    return Policy(
        digest=row.digest, pack=row.pack, version=row.version, title=row.title, standing=standing, at=at, by=row.by,
        source=row.source, open_cases=pinned.get(row.digest, 0),
        retired=row.retired if isinstance(row, PackVersion) else None,
    )  # fmt: skip


def policy_of(desk: Desk, workspace: str, digest: str | None = None) -> tuple[Policy, Pack]:
    """One policy with its text, by its digest or the first letters of it; the one in force where none is named.

    Raises: NoPolicy - none is in force; NotFound - the workspace has no such policy.
    """
    listed = policies(desk, workspace)
    if digest is None:
        found = next((one for one in listed if one.standing == "in_force"), None)
        if found is None:
            raise NoPolicy("no policy is in force", where=f"workspace {workspace}", mend=PUBLISH_ONE)
    else:
        found = next((one for one in listed if len(digest) >= 12 and one.digest.startswith(digest)), None)
        if found is None:
            raise NotFound(f"no policy has the digest {digest[:12]}", where="policy", mend="Choose one of the history.")
    return found, desk.packs.known(workspace, found.digest)


def findings_of(desk: Desk, pack: Pack, *, year: bool = False) -> tuple[Finding, ...]:
    """What the policy check finds today. `year`: also by the rules that play a whole year, which takes some seconds.

    A text is checked once a day: what was found is kept with the compiled pack.
    """
    from stepladder.core.lint.check import check

    now = desk.time.now()
    key = f"{_FINDINGS}.{'year' if year else 'quick'}"
    kept = pack.compiled.get(key)
    if kept is None or kept[0] != now.date():
        kept = pack.compiled[key] = (now.date(), check(pack, now, year=year))
    found: tuple[Finding, ...] = kept[1]
    return found


def difference_of(desk: Desk, workspace: str, before: Policy, after: Policy) -> Difference:
    """What changes for people from one policy of the workspace to another. Takes a moment: both are asked a lot."""
    from stepladder.core.lint.diff.compare import compare

    return compare(desk.packs.known(workspace, before.digest), desk.packs.known(workspace, after.digest))


def checked_already(desk: Desk, pack: Pack, *, year: bool) -> bool:
    """Whether `findings_of` answers at once."""
    kept = pack.compiled.get(f"{_FINDINGS}.{'year' if year else 'quick'}")
    return kept is not None and kept[0] == desk.time.now().date()
