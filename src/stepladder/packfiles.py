"""Packs as files: the shipped ones by name, others by the path of their folder.

A pack is somebody else's text: only plain files of its own folder are read, and no more than a policy needs.
"""

from __future__ import annotations

import errno
import re
import stat
from collections.abc import Iterator, Mapping
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path

from stepladder import packcache
from stepladder.core.policy.headers import with_header
from stepladder.core.policy.layers import MOST_CHARACTERS, MOST_LAYERS, SHEETS, extended_by
from stepladder.core.policy.loader import HOLIDAYS, Draft, digest_of
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load as load_text
from stepladder.core.values import DeskError, Fault, PackFaults

REHEARSALS = "rehearsals"
"""The folder within a pack that holds stories of it: they try the policy and are no part of it."""
MOST_FILES = 200
MOST_BYTES = 4 * MOST_CHARACTERS
"""Of one file: as many as its characters can take."""


def shipped() -> tuple[str, ...]:
    """The names of the packs that come with the product, in order."""
    return tuple(sorted(folder.name for folder in _home().iterdir() if folder.is_dir() and _sheets(folder)))


def load(name_or_path: str | Path, *, cache: Path | None = None) -> Pack:
    """A shipped pack by its name, or a pack by the path of its folder.

    `cache`: a folder that keeps checked packs by their digest; what stands there is not checked again.
    Raises: DeskError - no such pack; PackFaults - all that is wrong with it.
    """
    return checked(*read(name_or_path), cache=cache)


def checked(name: str, texts: Mapping[str, str], *, cache: Path | None) -> Pack:
    """The pack of texts that were read; what the cache holds of them is not checked again. Raises: PackFaults."""
    digest = digest_of(texts)
    kept = packcache.fetch(cache, digest) if cache is not None else None
    if kept is not None:
        return Draft.checked(name, digest, kept, texts).publish()
    return check(name, texts, cache=cache)


def check(name: str, texts: Mapping[str, str], *, cache: Path | None) -> Pack:
    """As `checked`, but checked in full whatever the cache holds, and kept there. Raises: PackFaults."""
    pack = load_text(name, texts)
    if cache is not None:
        packcache.keep(cache, pack.digest, pack.text)
    return pack


def read(name_or_path: str | Path) -> tuple[str, dict[str, str]]:
    """The name of a pack and its files (path within the pack -> text), lists of holidays included, not checked.

    Files of packs that it extends stand under the name of theirs: `support-desk/clocks.yaml`.
    Raises: DeskError - no such pack; PackFaults - files that cannot be read.
    """
    faults: list[Fault] = []
    texts: dict[str, str] = {}
    for base, _, own in _layers(_folder(str(name_or_path)), faults):
        texts |= {f"{base}/{name}" if base else name: text for name, text in own.items()}
    if faults:
        raise PackFaults(_name(str(name_or_path)), tuple(faults))
    return _name(str(name_or_path)), texts


def folders(name_or_path: str | Path) -> dict[str, Path]:
    """Where the files of a pack lie: its own under "", those of packs that it extends under the names of these.

    Raises: DeskError - no such pack.
    """
    return {base: Path(str(folder)) for base, folder, _ in _layers(_folder(str(name_or_path)), [])}


def rehearsals(name_or_path: str | Path) -> dict[str, str]:
    """The scenarios that lie in a pack's folder `rehearsals`, as text, by the name of the pack and their own.

    Raises: DeskError - no such pack; PackFaults - files that cannot be read.
    """
    own = _folder(str(name_or_path)) / REHEARSALS
    if not own.is_dir() or not _sheets(own):
        return {}
    faults: list[Fault] = []
    texts = _texts(own, f"{REHEARSALS}/", faults)
    if faults:
        raise PackFaults(_name(str(name_or_path)), tuple(faults))
    sheets = {name: text for name, text in texts.items() if name.endswith(SHEETS)}
    return {f"{_name(str(name_or_path))}/{name.rpartition('.')[0]}": text for name, text in sheets.items()}


def is_shipped(folder: Path) -> bool:
    """Whether a pack that comes with the product lies there."""
    return folder.name in shipped() and folder.parent == Path(str(_home())).resolve()


def requirements() -> tuple[str, str]:
    """Two tables as text: the requirements that the shipped packs were written from, and what each of them owes."""
    rows, owed = (_home() / name for name in ("requirements.csv", "owes.csv"))
    return rows.read_text(encoding="utf-8"), owed.read_text(encoding="utf-8")


def begin(folder: Path, title: str | None = None, like: str = "starter") -> str:
    """Make a new pack in a folder that is empty or not there: a copy of another with its header filled in.

    Answers the id of the pack, made from the folder's name. Raises: DeskError - the folder holds something or cannot
    be written; its name makes no id; the title holds what nobody sees.
    """
    where = str(folder)
    id_ = "-".join(re.findall(r"[a-z0-9]+", folder.resolve().name.lower()))[:60]
    if not id_:
        raise DeskError("the folder's name has no letter from a to z", where=where, mend="Give it another name.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DeskError("something stands there already", where=where, mend="Name a folder that is empty or new.")
    _, texts = read(like)
    told = title or folder.resolve().name
    if not told.isprintable():
        raise DeskError("it holds a character that nobody sees", where="--title", mend="Write it in one plain line.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in with_header(texts, {"id": id_, "title": told, "version": "0.1"}).items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise DeskError(
            f"the folder cannot be written ({fault.strerror})", where=where, mend="Name another folder."
        ) from fault
    return id_


def _layers(folder: Traversable, faults: list[Fault]) -> Iterator[tuple[str, Traversable, dict[str, str]]]:
    """The pack of a folder, under "", then each that it extends: name, folder, texts by the names of their files."""
    seen = [""]
    for _ in range(MOST_LAYERS + 1):
        base = seen[-1]
        own = _texts(folder, f"{base}/" if base else "", faults)
        yield base, folder, own
        above = extended_by(own)
        found = _beside(folder, above) if above is not None else None
        if above is None or found is None or above in seen:
            return  # The loader says what is wrong, at the place in the text.
        seen.append(above)
        folder = found


def _texts(folder: Traversable, prefix: str, faults: list[Fault]) -> dict[str, str]:
    sheets = _sheets(folder)
    where = prefix.rstrip("/") or str(folder)
    if not sheets:
        raise DeskError("the folder holds no .yaml file", where=where, mend="Name the folder of a pack.")
    found = [*sheets, *_named(folder, HOLIDAYS)]
    if len(found) > MOST_FILES:
        raise DeskError(f"the folder holds {len(found)} files", where=where, mend=f"Use at most {MOST_FILES}.")
    texts: dict[str, str] = {}
    for sheet in found:
        name = f"{prefix}{sheet.name}"
        if isinstance(sheet, Path) and not _is_plain(sheet, folder):
            what = "it is no plain file of this folder"
            faults.append(Fault(name, 1, 1, "file", what, "Copy the file into the folder of the pack."))
            continue
        with sheet.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            faults.append(Fault(name, 1, 1, "size", f"it is longer than {MOST_BYTES} bytes", "Split it."))
            continue
        try:
            texts[sheet.name] = data.decode("utf-8")
        except UnicodeDecodeError as broken:
            what = f"byte {broken.start + 1} is not UTF-8"
            faults.append(Fault(name, 1, 1, "encoding", what, "Save the file as UTF-8."))
    return texts


def _is_plain(sheet: Path, folder: Traversable) -> bool:
    """Whether the file lies in the folder, also by way of links, and is one that can be read to its end."""
    real = sheet.resolve()
    return real.is_relative_to(Path(str(folder)).resolve()) and stat.S_ISREG(real.stat().st_mode)


def _home() -> Traversable:
    return package_files("stepladder") / "packs"


def _name(name_or_path: str) -> str:
    return _folder(name_or_path).name


def _folder(name_or_path: str) -> Traversable:
    if "/" not in name_or_path and "\\" not in name_or_path and name_or_path not in (".", ".."):
        names = shipped()
        if name_or_path in names:
            return _home() / name_or_path
        if not _is_folder(Path(name_or_path)):
            mend = f"{suggest(name_or_path, names)} Or give the path of a pack's folder."
            raise DeskError(f"no pack is called '{name_or_path[:60]}'", where="pack", mend=mend)
    path = Path(name_or_path)
    if not _is_folder(path):
        raise DeskError("there is no such folder", where=name_or_path[:200], mend="Give the path of a pack's folder.")
    return path.resolve()


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as fault:
        if fault.errno == errno.ENAMETOOLONG:  # No folder has such a name.
            return False
        raise


def _beside(folder: Traversable, name: str) -> Traversable | None:
    """The pack of this name: a shipped one, else the folder of one beside; None where there is none."""
    if name in shipped():
        return _home() / name
    if not isinstance(folder, Path) or "/" in name or "\\" in name or name in (".", ".."):
        return None
    path = folder.parent / name
    return path if path.is_dir() and not path.is_symlink() and _sheets(path) else None


def _sheets(folder: Traversable) -> list[Traversable]:
    return _named(folder, *SHEETS)


def _named(folder: Traversable, *endings: str) -> list[Traversable]:
    return sorted(
        (item for item in folder.iterdir() if item.is_file() and item.name.endswith(endings)),
        key=lambda item: item.name,
    )
