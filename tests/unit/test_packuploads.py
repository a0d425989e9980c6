"""What is sent to the desk as a policy: bounded, never written to disk, and refused in words that say why."""

from __future__ import annotations

import io
import zipfile

import pytest

from stepladder.core.values import DeskError, PackFaults
from stepladder.packfiles import read
from stepladder.packuploads import LARGEST_UPLOAD, unpacked

PACK = b'pack: {id: own, title: Own, version: "1"}\n'


def packed(way: int = zipfile.ZIP_DEFLATED, /, **files: bytes) -> bytes:
    """A zip; `__` in a name is a slash and `_` a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", way) as target:
        for name, data in files.items():
            target.writestr(name.replace("__", "/").replace("_", "."), data)
    return made.getvalue()


def test_several_files_are_one_pack() -> None:
    assert unpacked([("pack.yaml", PACK), ("C:\\own\\more.yml", b"# more")]) == (
        "policy",
        {"pack.yaml": PACK.decode(), "more.yml": "# more"},
    )


def test_a_zip_of_a_folder_has_its_name_and_nothing_but_the_pack() -> None:
    name, files = unpacked([("x.zip", packed(own__pack_yaml=PACK, own__notes_txt=b"no", own__days_ics=b"BEGIN"))])
    assert (name, sorted(files)) == ("own", ["days.ics", "pack.yaml"])


def test_a_zip_without_a_folder_is_taken_too() -> None:
    assert unpacked([("x.zip", packed(pack_yaml=PACK))])[1] == {"pack.yaml": PACK.decode()}


def test_line_ends_and_marks_of_another_system_make_no_other_text() -> None:
    text = b"\xef\xbb\xbf" + PACK.replace(b"\n", b"\r\n")
    assert unpacked([("pack.yaml", text)]) == unpacked([("pack.yaml", PACK)])


def test_the_files_of_a_shipped_pack_that_it_extends_are_added() -> None:
    text = b'pack: {id: own, title: Own, version: "1", extends: starter}\n'
    files = unpacked([("pack.yaml", text)])[1]
    assert set(files) == {"pack.yaml", *(f"starter/{name}" for name in read("starter")[1])}


ZIP = packed(own__pack_yaml=PACK)
LZMA = packed(zipfile.ZIP_LZMA, own__pack_yaml=PACK)
REFUSED = {
    "nothing": ([], "no .yaml file"),
    "a picture": ([("cat.png", b"\x89PNG")], "neither .yaml"),
    "a zip without a pack": ([("x.zip", packed(notes_txt=b"hello"))], "no .yaml file"),
    "a zip that was cut": ([("x.zip", ZIP[: len(ZIP) // 2])], "no zip file"),
    "a zip by its name alone": ([("x.zip", b"hello")], "no zip file"),
    "damaged bytes in a zip": ([("x.zip", ZIP[:45] + b"\xff" * 12 + ZIP[57:])], "no zip file"),
    "damaged bytes, packed another way": ([("x.zip", LZMA[:54] + b"\xff" * 12 + LZMA[66:])], "no zip file"),
    "too many files": ([("x.zip", packed(**{f"f{n}_yaml": b"" for n in range(201)}))], "201 files"),
    "too many bytes": ([("a.yaml", b" " * (LARGEST_UPLOAD + 1))], "larger than"),
    "a small zip with much in it": (
        [("x.zip", packed(**{f"f{n}_yaml": b" " * 4_000_000 for n in range(5)}))],
        "unpacked it is larger",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "what"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_a_reason(given: list[tuple[str, bytes]], what: str) -> None:
    with pytest.raises(DeskError, match=what):
        unpacked(given)


def test_files_that_are_no_text_are_named_all_at_once() -> None:
    with pytest.raises(PackFaults) as refused:
        unpacked([("pack.yaml", PACK), ("a.yaml", b"\xff"), ("b.yaml", b" " * 4_000_001)])
    assert [(one.file, one.rule) for one in refused.value.faults] == [("a.yaml", "encoding"), ("b.yaml", "size")]
