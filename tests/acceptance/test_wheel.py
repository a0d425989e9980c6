"""The wheel is the whole product: installed where the tree is not, it decides and serves."""

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.harness import asking
from tests.harness.desk import StartDesk

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["LICENSE", "NOTICE", "README.md", "pyproject.toml"]
REQUEST = {
    "at": "2025-03-08T23:40:00-05:00",
    "signal": {
        "id": "wheel-1",
        "channel": "email",
        "subject": "Invoices",
        "text": "The invoice list shows another company's invoices.",
    },
}


def run(*command: str | Path, cwd: Path, **more: object) -> subprocess.CompletedProcess[str]:
    """Run a program that must end well."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=300, **more)
    assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stdout}\n{done.stderr}"
    return done


def clean_environment() -> dict[str, str]:
    """Nothing that would lead Python back to the tree."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STEPLADDER_", "DJANGO_"))
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing an earlier build left in the tree gets in."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in PARTS:
        shutil.copy(ROOT / name, tree / name)
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out)
    run(*build, cwd=tree, env=clean_environment())
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program `stepladder` in an environment that holds the run lock and the wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = (python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq", "--no-deps")
    lock = ("--require-hashes", "--no-compile", "--requirement", ROOT / "requirements" / "run.txt")
    run(*pip, *lock, cwd=folder, env=clean_environment())
    run(*pip, "--no-index", wheel, cwd=folder, env=clean_environment())
    run(python, "-m", "pip", "check", cwd=folder, env=clean_environment())
    return folder / "bin" / "stepladder"


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    source = ROOT / "src"
    ours = {
        path.relative_to(source).as_posix()
        for path in (source / "stepladder").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if not name.partition("/")[0].endswith(".dist-info")}
    assert packed == ours


def test_outside_the_tree_it_says_how_it_is_used(program: Path, tmp_path: Path) -> None:
    said = run(program, "--help", cwd=tmp_path, env=clean_environment()).stdout
    assert "serve" in said
    assert "decide" in said


def test_outside_the_tree_it_decides_by_a_pack_that_came_with_it(program: Path, tmp_path: Path) -> None:
    words = ("decide", "--pack", "support-desk", "--json", "-")
    answers = [
        run(program, *words, cwd=tmp_path, env=clean_environment(), input=json.dumps(REQUEST)).stdout for _ in range(2)
    ]
    assert json.loads(answers[0])["levels"] == {"priority": "critical"}
    assert answers[0] == answers[1]


def test_outside_the_tree_it_plays_the_rehearsals_of_its_policies(program: Path, tmp_path: Path) -> None:
    said = run(program, "policy", "coverage", "risk-tiers", "--json", cwd=tmp_path, env=clean_environment()).stdout
    assert json.loads(said)["by_state"]["lived"] > 0


def test_outside_the_tree_it_serves_its_pages_with_their_style(program: Path, desk: StartDesk) -> None:
    served = desk(demo=True, program=(str(program),), environment={"PYTHONPATH": ""})
    page = asking.get(served.url, follow_redirects=True, timeout=30)
    assert page.status_code == 200
    sheets = [part.partition('"')[0] for part in page.text.split('href="')[1:] if ".css" in part.partition('"')[0]]
    assert sheets, "the page names no style sheet"
    for sheet in sheets:
        assert asking.get(served.url + sheet, timeout=30).status_code == 200
