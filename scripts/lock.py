"""Writes requirements/pip.txt, run.txt and dev.txt: every package at one version, with the hashes of its files.

All are resolved with the oldest Python the project supports, since what that one can install the newer ones can too.
"""

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
PIP_TOOLS = "pip-tools==7.6.2"

PYPROJECT = ["--build-deps-for", "wheel", "--build-deps-for", "editable", "--extra", "postgres", "pyproject.toml"]
LOCKS = {  # file: (what it is for, what the resolver reads it from, its input, the lock it must agree with)
    "pip.txt": (
        "What installs the rest: older ones look at each file of each release.",
        ["--no-annotate", "-"],
        "pip",
        None,
    ),
    "run.txt": ("What the desk needs to run, PostgreSQL included.", PYPROJECT, None, None),
    "dev.txt": (
        "What it takes to check, test and measure the desk.",
        ["--extra", "bench", "--extra", "dev", *PYPROJECT],
        None,
        "run.txt",
    ),
}


def compile_lock(tool: Path, name: str) -> None:
    """Resolve one lock anew and write it. Raises: SystemExit - the resolver failed, or named an address."""
    purpose, source, given, agrees_with = LOCKS[name]
    target = ROOT / "requirements" / name
    command = [
        *(str(tool), "--quiet", "--upgrade", "--generate-hashes", "--allow-unsafe", "--strip-extras", "--no-header"),
        *("--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-emit-options"),
        *("--annotation-style", "line"),
        *(("--constraint", f"requirements/{agrees_with}") if agrees_with else ()),
        *("--output-file", "-", *source),
    ]
    done = subprocess.run(command, cwd=ROOT, input=given, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{target}: the resolver failed, see above. The lock is left as it was.")
    # What remains of the comments is which package asked for a pin; the resolver's own remarks go.
    lines = [line for line in done.stdout.splitlines() if not re.match(r"#|\s*$", line)]
    text = "\n".join([f"# {purpose}", "# Written by `make lock`; do not edit by hand.", *lines, ""])
    if "://" in text or "--index" in text or "--find-links" in text:
        raise SystemExit(f"{target}: the resolver named an address. The lock is left as it was.")
    target.write_text(text, encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: {text.count('==')} packages", file=sys.stderr)


def main() -> None:
    if sys.version_info[:2] != OLDEST:
        raise SystemExit(
            f"scripts/lock.py: this is Python {sys.version_info[0]}.{sys.version_info[1]}, and locks are made with the "
            f"oldest one supported, {OLDEST[0]}.{OLDEST[1]}. Run it with `make lock PYTHON=python3.11`."
        )
    with tempfile.TemporaryDirectory(prefix="stepladder-lock-") as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / "bin"
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", PIP_TOOLS], check=True)
        for name in LOCKS:
            compile_lock(programs / "pip-compile", name)


if __name__ == "__main__":
    main()
