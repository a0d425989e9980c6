"""Policies that no page can show, since it is their files that are wrong: by rule and heading of its page."""

from pathlib import Path

HEADER = b"pack: {id: example, title: Example, version: '1', extends: starter}\n"

FOLDERS: dict[str, dict[str, dict[str, bytes | Path]]] = {  # rule: heading: file: what it holds, or whereto it leads
    "file": {
        "Example": {"pack.yaml": HEADER, "more.yaml": Path("../elsewhere.yaml"), "../elsewhere.yaml": b"flags: []"},
        "Near miss": {"pack.yaml": HEADER, "more.yaml": Path("kept/more.yaml"), "kept/more.yaml": b"flags: []"},
    },
    "encoding": {
        "Example": {"pack.yaml": "pack: {title: Büro, id: example, version: '1', extends: starter}".encode("cp1252")},
        "Near miss": {"pack.yaml": "pack: {title: Büro, id: example, version: '1', extends: starter}".encode()},
    },
    "size": {
        "Example": {"pack.yaml": HEADER, "more.yaml": b"# " + b"x" * 1_000_000},
        "Near miss": {"pack.yaml": HEADER, "more.yaml": b"# " + b"x" * 400_000},
    },
    "character": {
        "Example": {"pack.yaml": HEADER, "more.yaml": "flags: [{id: a, because: \u202ea}]".encode()},
        "Near miss": {"pack.yaml": HEADER, "more.yaml": "flags: [{id: a, because: \u05e9\u05dc}]".encode()},
    },
    "header": {
        "Example": {"pack.yaml": HEADER, "more.yaml": HEADER},
        "Near miss": {"pack.yaml": HEADER, "more.yaml": b"flags: [{id: a, because: A reason.}]"},
    },
}


def write(folder: Path, files: dict[str, bytes | Path]) -> None:
    """Make the files of a policy in a folder that is there."""
    for name, holds in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        if isinstance(holds, Path):
            file.symlink_to(holds)
        else:
            file.write_bytes(holds)
