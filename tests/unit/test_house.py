"""The house keeps its own rules, those that no linter knows."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "stepladder"
MOST_LINES = 400
VAGUE_ROOMS = {"utils", "util", "helpers", "helper", "common", "managers", "manager", "misc"}
UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|NotImplementedError|[Pp]laceholder|not implemented( yet)?|[Ll]orem ipsum)\b"
)
OTHER_HOST = re.compile(
    r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE
)
NAME = re.compile(r"^[A-Za-z0-9._-]+")
NO_DJANGO = """
import sys
import stepladder
import stepladder.api
found = sorted(name for name in sys.modules if name.split(".")[0] in {"django", "granian", "typer", "psycopg"})
print(*found)
"""


def python_files(*folders: str) -> list[Path]:
    """Every Python file of ours in these folders."""
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def said(files: list[Path]) -> str:
    return ", ".join(str(file.relative_to(ROOT)) for file in files)


def normal(name: str) -> str:
    """A package's name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(file: str) -> dict[str, str]:
    """name: version, of a lock."""
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    return {
        normal(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", "\n".join(lines), re.MULTILINE)
    }


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_no_file_holds_more_than_one_can_read() -> None:
    files = python_files("src", "tests", "scripts", "bench")
    assert len(files) > 20, "the search found hardly any file, so it proves nothing"
    too_long = [file for file in files if len(file.read_text(encoding="utf-8").splitlines()) > MOST_LINES]
    assert not too_long, f"over {MOST_LINES} lines, so look for the second idea: {said(too_long)}"


def test_rooms_are_named_after_the_domain() -> None:
    vague = [path for path in SOURCE.rglob("*") if path.stem in VAGUE_ROOMS]
    assert not vague, f"say what is in there: {said(vague)}"


def test_nothing_in_the_sources_is_left_for_later() -> None:
    unfinished = [file for file in python_files("src") if UNFINISHED.search(file.read_text(encoding="utf-8"))]
    assert not unfinished, f"finish it, or leave its place to its own change: {said(unfinished)}"


@pytest.mark.parametrize("text", ["# TODO: later", "raise NotImplementedError", "a placeholder for now"])
def test_the_search_for_unfinished_work_finds_it(text: str) -> None:
    assert UNFINISHED.search(text)


def test_every_file_of_tests_asserts_something() -> None:
    def asserts(file: Path) -> bool:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        return any(isinstance(node, ast.Assert) for node in ast.walk(tree))

    files = [file for file in python_files("tests") if file.name.startswith("test_")]
    assert files
    idle = [file for file in files if not asserts(file)]
    assert not idle, f"a test that cannot fail is a defect: {said(idle)}"


def test_no_page_asks_another_host_for_its_parts() -> None:
    pages = sorted((SOURCE / "web" / "templates").rglob("*.html"))
    assert pages
    asking = [page for page in pages if OTHER_HOST.search(page.read_text(encoding="utf-8"))]
    assert not asking, f"ship the part with the desk: {said(asking)}"


def test_the_public_face_loads_without_django() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_DJANGO], capture_output=True, text=True, cwd=ROOT / "src", check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


def test_the_locks_hold_what_the_project_asks_for(project: dict[str, object]) -> None:
    run, dev = locked("run.txt"), locked("dev.txt")
    extras = project["optional-dependencies"]
    needed = {
        "run": [*project["dependencies"], *extras["postgres"]],
        "dev": [*project["dependencies"], *(name for names in extras.values() for name in names)],
    }
    for lock, names in ((run, needed["run"]), (dev, needed["dev"])):
        missing = {normal(NAME.match(name)[0]) for name in names} - lock.keys()
        assert not missing, f"`make lock` adds {missing}"
    differing = {name for name, version in run.items() if dev.get(name) != version}
    assert not differing, f"the two locks must agree on {differing}"


@pytest.mark.parametrize(("file", "least"), [("pip.txt", 1), ("run.txt", 20), ("dev.txt", 20)])
def test_a_lock_names_hashes_and_no_address(file: str, least: int) -> None:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    pins = re.findall(r"^[\w.-]+==.*?(?=^[\w.-]+==|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(pins) >= least
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in text
    assert not re.search(r"^\s*--(index|extra|find|trusted)", text, re.MULTILINE)
