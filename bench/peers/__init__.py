"""Equal input to django-helpdesk's `escalate_tickets` and escalated-django's `check_sla`: what each gets right.

Each runs under an environment of its own, installed by pip into the folder of `bench.million.cache` where it is not
there yet. The tables of what was seen go to standard output; one that could not be set up is named in it as such.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.million import cache
from bench.peers.asked import CLAIMS
from bench.server import ROOT, environment
from bench.side_by_side import Promise

PEERS = {"of_helpdesk": "django-helpdesk==2.6.1", "of_escalated": "escalated-django==0.7.8"}
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Seen:
    """What one program did: `right` by claim; `each_ms` of CPU for an overdue case, with so many messages of its."""

    name: str
    right: dict[str, bool]
    each_ms: float
    messages: float

    def __str__(self) -> str:
        return f"{self.name} {self.each_ms:.2f} ms of CPU an overdue case with {self.messages:.1f} messages"


def measure() -> Iterator[Promise]:
    """Prints the table. Promised is that the desk gets all of it right; its CPU time stands beside the others'."""
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place:
        ours = _asked("the desk", sys.executable, ["-m", "bench.peers.ours", place])
    others = [one for name, wanted in PEERS.items() if (one := _peer(name, wanted)) is not None]
    for claim, words in CLAIMS.items():
        marks = "; ".join(f"{one.name}: {'yes' if one.right[claim] else 'NO'}" for one in (ours, *others))
        print(f"        {words}: {marks}")
    said = "; ".join(map(str, (ours, *others)))
    right = sum(ours.right.values()) / len(CLAIMS)
    yield Promise("what was asked of the desk and two others, its share got right", 1.0, right, said)


def _peer(name: str, wanted: str) -> Seen | None:
    """None where it cannot be set up, which is said."""
    place = cache() / f"peer-{wanted}"
    python = place / "bin" / "python"
    try:
        if not python.exists():
            venv.create(place, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
        return _asked(wanted.replace("==", " "), str(python), [str(_HERE / f"{name}.py")])
    except (OSError, subprocess.SubprocessError) as fault:
        said = getattr(fault, "stderr", None) or str(fault)
        print(f"        {wanted} could not be asked: {str(said)[-300:]}")
        return None


def _asked(name: str, python: str, words: list[str]) -> Seen:
    done = subprocess.run(
        [python, *words], env=environment() if python == sys.executable else None, cwd=ROOT,
        check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    return Seen(name, found["right"], found["each_ms"], found["messages"])
