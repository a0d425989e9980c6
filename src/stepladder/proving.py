"""Coverage at the edge: packs, requirements and rehearsals read from files, proofs spread over processes and kept.

A proof is kept by the digest of all that it hangs on: the pack, the rehearsals and the engine. Where any of them
changes, it is worked out anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

from stepladder import packfiles
from stepladder.core.lint.coverage.coverage import Row, covered
from stepladder.core.lint.coverage.owed import owed_of
from stepladder.core.lint.coverage.proof import Proof, Proving
from stepladder.core.lint.coverage.requirement import Requirement, requirements_of
from stepladder.core.rehearse.reading import read_scenario
from stepladder.core.rehearse.scenario import Scenario
from stepladder.core.values import DeskError

_AT_ONCE = 12
"""So many rows go to a process at a time."""
_PROOFS: msgspec.json.Decoder[dict[str, Proof]] = msgspec.json.Decoder(dict[str, Proof])

Chosen = Callable[[Requirement], bool]


@dataclass(frozen=True)
class Files:
    """What coverage reads.

    Fields: packs - names or paths; rehearsals - a folder of scenarios to play besides those that lie with the packs;
    kept - the folder that keeps proofs, None to keep none; processes - how many try at the same time.
    """

    packs: tuple[str, ...]
    rehearsals: Path | None = None
    kept: Path | None = None
    processes: int = 1
    read: dict[str, Proving] = field(default_factory=dict, compare=False, repr=False)

    def proving(self, pack: str) -> Proving:
        """A pack with its rehearsals, read once. Raises: DeskError, PackFaults - one of them cannot be read."""
        if pack not in self.read:
            own = {name: read_scenario(f"{name}.yaml", text) for name, text in packfiles.rehearsals(pack).items()}
            self.read[pack] = Proving(packfiles.load(pack), own | rehearsals_in(self.rehearsals))
        return self.read[pack]

    def rows_of(self, pack: str) -> tuple[Requirement, ...]:
        id_ = self.proving(pack).pack.id
        return tuple(row for row in requirements_of(packfiles.requirements()[0]) if row.pack == id_)

    def digest(self, pack: str) -> str:
        """Of all that a proof hangs on: the pack, its requirements, the rehearsals, the engine. No date is in it."""
        found = hashlib.sha256(f"{self.proving(pack).pack.digest} {_engine()}".encode())
        found.update(packfiles.requirements()[0].encode())
        for name, text in packfiles.rehearsals(pack).items():
            found.update(f"{name} {text}".encode())
        for path in _scenarios(self.rehearsals):
            found.update(f"{path.name} {path.read_text(encoding='utf-8')}".encode())
        return found.hexdigest()


def cover(files: Files, proofs: Mapping[str, Proof] | None = None) -> list[Row]:
    """Every row of the packs, with what was proved of it. Raises: DeskError, PackFaults - something cannot be read."""
    table = owed_of(packfiles.requirements()[1])
    return [row for pack in files.packs for row in covered(files.proving(pack), files.rows_of(pack), table, proofs)]


def prove(files: Files, chosen: Chosen = lambda row: True) -> dict[str, Proof]:
    """A proof, or why there is none, for every chosen row of the packs."""
    found: dict[str, Proof] = {}
    for pack in files.packs:
        digest, wanted = files.digest(pack), [row.id for row in files.rows_of(pack) if chosen(row)]
        known = _kept(files.kept, digest)
        missing = [row for row in wanted if row not in known]
        fresh = {proof.row: proof for proof in _tried(files, pack, missing)}
        if fresh:
            _keep(files.kept, digest, known | fresh)
        found |= {row: (known | fresh)[row] for row in wanted}
    return found


def rehearsals_in(folder: Path | None) -> dict[str, Scenario]:
    """The scenarios of a folder and the folders in it, by their paths within it without the ending."""
    return {
        path.relative_to(folder).with_suffix("").as_posix(): read_scenario(path.name, path.read_text(encoding="utf-8"))
        for path in _scenarios(folder)
        if folder is not None
    }


def _scenarios(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        mend = "Name a folder of scenarios, or leave it out."
        raise DeskError("there is no such folder", where=str(folder), mend=mend)
    return sorted(folder.rglob("*.yaml"))


def _tried(files: Files, pack: str, rows: Sequence[str]) -> Iterator[Proof]:
    if not rows:
        return
    if files.processes == 1:
        yield from _try(files, pack, rows)
        return
    # Neighbours tend to stand in one element, so each process takes every so many: none gets all the slow ones.
    heaps = [rows[start :: max(1, len(rows) // _AT_ONCE)] for start in range(max(1, len(rows) // _AT_ONCE))]
    bare = Files(files.packs, files.rehearsals)
    with ProcessPoolExecutor(files.processes) as pool:
        for proofs in pool.map(_try_elsewhere, [(bare, pack, heap) for heap in heaps]):
            yield from proofs


@cache
def _read_elsewhere(packs: tuple[str, ...], rehearsals: Path | None) -> Files:
    """What a process has read stays with it."""
    return Files(packs, rehearsals)


def _try_elsewhere(work: tuple[Files, str, Sequence[str]]) -> list[Proof]:
    files, pack, rows = work
    return _try(_read_elsewhere(files.packs, files.rehearsals), pack, rows)


def _try(files: Files, pack: str, rows: Collection[str]) -> list[Proof]:
    proving = files.proving(pack)
    return [proving.prove(row) for row in files.rows_of(pack) if row.id in rows]


@cache
def _engine() -> str:
    """SHA-256 (hex) over the sources of the core."""
    home = Path(__file__).parent
    found = hashlib.sha256()
    for path in sorted((home / "core").rglob("*.py")):
        found.update(f"{path.relative_to(home).as_posix()} ".encode() + path.read_bytes())
    return found.hexdigest()


def _kept(folder: Path | None, digest: str) -> dict[str, Proof]:
    if folder is None:
        return {}
    try:
        return _PROOFS.decode((folder / f"{digest}.json").read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}


def _keep(folder: Path | None, digest: str, proofs: Mapping[str, Proof]) -> None:
    """Keep proofs under a digest. A folder that cannot be written keeps nothing, and nobody is bothered."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        spare = folder / f"{digest}.{os.getpid()}"
        spare.write_bytes(msgspec.json.encode(proofs))
        spare.replace(folder / f"{digest}.json")
