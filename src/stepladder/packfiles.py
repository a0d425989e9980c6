"""Packs as files: the shipped ones by name, others by the path of their folder."""

from __future__ import annotations

from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path

from stepladder.core.policy.loader import HOLIDAYS
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load as load_text
from stepladder.core.values import DeskError, Fault, PackFaults

_MOST_FILES = 200


def shipped() -> tuple[str, ...]:
    """The names of the packs that come with the product, in order."""
    return tuple(sorted(folder.name for folder in _home().iterdir() if folder.is_dir() and _sheets(folder)))


def load(name_or_path: str | Path) -> Pack:
    """A shipped pack by its name, or a pack by the path of its folder.

    Raises: DeskError - no such pack; PackFaults - all that is wrong with it.
    """
    name, texts = read(name_or_path)
    return load_text(name, texts)


def read(name_or_path: str | Path) -> tuple[str, dict[str, str]]:
    """The name of a pack and its files (path within the pack -> text), holiday lists (.ics) included, not checked."""
    folder = _folder(str(name_or_path))
    sheets = _sheets(folder)
    if not sheets:
        raise DeskError("the folder holds no .yaml file", where=str(name_or_path), mend="Name the folder of a pack.")
    found = [*sheets, *_named(folder, HOLIDAYS)]
    if len(found) > _MOST_FILES:
        raise DeskError(
            f"the folder holds {len(found)} files", where=str(name_or_path), mend=f"Use at most {_MOST_FILES}."
        )
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for sheet in found:
        try:
            texts[sheet.name] = sheet.read_bytes().decode("utf-8")
        except UnicodeDecodeError as broken:
            what = f"byte {broken.start} is not UTF-8"
            faults.append(Fault(sheet.name, 1, 1, "encoding", what, "Save the file as UTF-8."))
    if faults:
        raise PackFaults(folder.name, tuple(faults))
    return folder.name, texts


def _home() -> Traversable:
    return package_files("stepladder") / "packs"


def _folder(name_or_path: str) -> Traversable:
    if "/" not in name_or_path and "\\" not in name_or_path and name_or_path not in (".", ".."):
        names = shipped()
        if name_or_path in names:
            return _home() / name_or_path
        if not Path(name_or_path).is_dir():
            mend = f"{suggest(name_or_path, names)} Or give the path of a pack's folder."
            raise DeskError(f"no pack is called '{name_or_path[:60]}'", where="pack", mend=mend)
    path = Path(name_or_path)
    if not path.is_dir():
        raise DeskError("there is no such folder", where=name_or_path, mend="Give the path of a pack's folder.")
    return path.resolve()


def _sheets(folder: Traversable) -> list[Traversable]:
    return _named(folder, ".yaml", ".yml")


def _named(folder: Traversable, *endings: str) -> list[Traversable]:
    return sorted(
        (item for item in folder.iterdir() if item.is_file() and item.name.endswith(endings)),
        key=lambda item: item.name,
    )
