"""Packs as they are sent to the desk: several files, or a folder packed as zip. Somebody else's bytes: all is bounded.

Nothing is written to disk, and of a zip only files with the endings of a pack are unpacked at all.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Sequence

from stepladder.core.policy.layers import MOST_IN_ALL, SHEETS, extended_by
from stepladder.core.policy.loader import HOLIDAYS
from stepladder.core.values import DeskError, Fault, PackFaults
from stepladder.packfiles import MOST_BYTES, MOST_FILES, read, shipped

LARGEST_UPLOAD = 8 * 1024 * 1024
"""Bytes of all files together, as they are sent."""
_MOST_UNPACKED = 4 * MOST_IN_ALL
_ENDINGS = (*SHEETS, HOLIDAYS)
_MEND = "Send the .yaml files of one pack, or its folder as one .zip file."


def unpacked(given: Sequence[tuple[str, bytes]], name: str = "policy") -> tuple[str, dict[str, str]]:
    """The name of a pack and its files (path within the pack -> text), not checked, from files (name, bytes).

    Of a shipped pack that it extends the files are added where they are not among them.
    Raises: DeskError - nothing, too much, a broken zip; PackFaults - files that are no text.
    """
    if sum(len(data) for _, data in given) > LARGEST_UPLOAD:
        raise DeskError(f"it is larger than {LARGEST_UPLOAD} bytes", where="files", mend="Send the policy alone.")
    found: dict[str, bytes] = {}
    for file, data in given:
        if data[:4] == b"PK\x03\x04" or file.lower().endswith(".zip"):
            stem, files = _of_zip(file, data)
            name = stem or name
            found |= files
        elif _leaf(file).endswith(_ENDINGS):
            found[_leaf(file)] = data
        else:
            raise DeskError("it is neither .yaml, .ics nor .zip", where=_leaf(file)[:80], mend=_MEND)
    if not any(file.endswith(SHEETS) for file in found):
        raise DeskError("no .yaml file is in it", where="files", mend=_MEND)
    if len(found) > MOST_FILES:
        raise DeskError(f"it holds {len(found)} files", where="files", mend=f"Use at most {MOST_FILES}.")
    texts = _texts(name, found)
    return name, texts | _shipped_below(texts)


def _of_zip(file: str, data: bytes) -> tuple[str, dict[str, bytes]]:
    """The name of the folder that all of it lies in (empty: none does), and the files of the pack in it."""
    where = _leaf(file)[:80] or "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = [one for one in packed.infolist() if not one.is_dir() and _leaf(one.filename).endswith(_ENDINGS)]
            infos = [one for one in infos if not one.filename.startswith("__MACOSX/")]
            if len(infos) > MOST_FILES:
                raise DeskError(f"it holds {len(infos)} files", where=where, mend=f"Use at most {MOST_FILES}.")
            room, found = _MOST_UNPACKED, {}
            for info in infos:
                with packed.open(info) as stream:
                    # The size that the zip states is its word; what comes out of it counts.
                    text = stream.read(min(MOST_BYTES, room) + 1)
                room -= len(text)
                if room < 0:
                    raise DeskError(
                        f"unpacked it is larger than {_MOST_UNPACKED} bytes", where=where, mend="Send the policy alone."
                    )
                found[info.filename.replace("\\", "/")] = text
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, OSError, ValueError) as fault:
        what = "it is encrypted" if "encrypted" in str(fault) else "it is no zip file that can be opened"
        raise DeskError(what, where=where, mend="Pack the folder again, without a password.") from fault
    tops = {name.split("/")[0] if "/" in name else "" for name in found}
    if len(tops) == 1 and (top := tops.pop()):
        return top, {name.removeprefix(f"{top}/"): text for name, text in found.items()}
    return "", found


def _texts(pack: str, found: dict[str, bytes]) -> dict[str, str]:
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for file, data in sorted(found.items()):
        if len(data) > MOST_BYTES:
            faults.append(Fault(file, 1, 1, "size", f"it is longer than {MOST_BYTES} bytes", "Split it."))
            continue
        try:
            texts[file] = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as broken:
            what = f"byte {broken.start + 1} is not UTF-8"
            faults.append(Fault(file, 1, 1, "encoding", what, "Save the file as UTF-8."))
    if faults:
        raise PackFaults(pack, tuple(faults))
    return texts


def _shipped_below(texts: dict[str, str]) -> dict[str, str]:
    """The files of the shipped pack that this one extends, under its name, where they were not sent with it."""
    base = extended_by({file: text for file, text in texts.items() if "/" not in file})
    if base is None or base not in shipped() or any(file.startswith(f"{base}/") for file in texts):
        return {}
    return {f"{base}/{file}" if "/" not in file else file: text for file, text in read(base)[1].items()}


def _leaf(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2]
