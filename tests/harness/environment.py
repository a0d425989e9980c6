"""The environment that every test starts from, whatever the developer's own looks like."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

KEPT = {"STEPLADDER_CHROMIUM", "STEPLADDER_DATA", "STEPLADDER_TEST_POSTGRES"}
HOME, CACHE = "STEPLADDER_HOME", "STEPLADDER_CACHE"
_MEMORY = Path("/dev/shm")
_ROOM = 6 * 1024**3
"""Bytes. A whole run has needed a quarter of it at most."""


def in_ci() -> bool:
    """Whether this is the run that decides: there nothing may be left out."""
    return os.environ.get("CI") == "true"


def keep_files_in_memory() -> None:
    """Put what the tests write where a sync costs nothing, if there is such a place and nobody chose another.

    The files, their locks and the syncs themselves are as anywhere; what is killed here are processes, and no machine
    loses its power. Most of a run's time would be spent on waiting for a disk.
    """
    if "TMPDIR" in os.environ or not _MEMORY.is_dir():
        return
    place = os.statvfs(_MEMORY)
    # A program that a test installs must be able to run there.
    if place.f_bavail * place.f_frsize >= _ROOM and not place.f_flag & os.ST_NOEXEC and os.access(_MEMORY, os.W_OK):
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def own_settings() -> None:
    """Forget the developer's desk and give this run a home of its own. Called before Django reads its settings."""
    for name in [name for name in os.environ if name.startswith("STEPLADDER_") and name not in KEPT]:
        del os.environ[name]
    os.environ[HOME] = home = tempfile.mkdtemp(prefix="stepladder-test-home-")
    os.environ[CACHE] = f"{home}/cache"
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    # Set here and not in pyproject.toml, which pytest-django reads before any of our own lines has run.
    os.environ["DJANGO_SETTINGS_MODULE"] = "stepladder.settings"


def child_environment(home: Path, **more: str) -> dict[str, str]:
    """The environment for a program under test: nothing of the developer's desk, its data in `home`.

    Policies that one program has checked, the next one of the run need not check again.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("STEPLADDER_", "DJANGO_"))}
    source = str(Path(__file__).resolve().parents[2] / "src")
    path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))
    return inherited | {HOME: str(home), CACHE: os.environ[CACHE], "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"} | more
