"""What is said of a case that is not in the database: where it went, or that there is none."""

from __future__ import annotations

import shlex
from datetime import UTC

from stepladder.core.values import format_instant
from stepladder.service.ports import Store
from stepladder.service.problems import Archived, NotFound


def no_case(store: Store, workspace: str, case: str, *, mend: str = "Look it up on the board.") -> NotFound:
    """The refusal of whatever names a case that cannot be loaded. Takes: mend - where there never was one."""
    where = f"case {case[:80]}"
    gone = store.archived_case(workspace, case)
    if gone is None:
        return NotFound("there is no such case", where=where, mend=mend)
    command = f"stepladder archive restore {shlex.quote(gone.file)} {shlex.quote(case)}"
    return Archived(
        f"it is closed and was archived, into the file {gone.file}",
        where=where,
        mend=f"Whoever runs the desk brings it back, in the folder where the archives are, with: {command}",
        more={"file": gone.file, "archived_at": format_instant(gone.archived_at, UTC), "command": command},
    )
