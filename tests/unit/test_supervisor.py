"""What the supervisor says of a process that ended."""

from __future__ import annotations

import sys

import pytest

from stepladder.worker.supervisor import Child

SAID = {"after long work": (120, "it is started again at once."), "at its start": (0, "it is started again in 1 s.")}


@pytest.mark.parametrize(("seconds", "said"), SAID.values(), ids=SAID)
def test_a_process_that_ends_is_started_again_soon_and_later_where_it_fails_at_its_start(
    capsys: pytest.CaptureFixture[str], seconds: float, said: str
) -> None:
    child = Child("web", [sys.executable, "-c", "raise SystemExit(3)"])
    child.start()
    assert child.process is not None
    child.process.wait()
    child.started -= seconds
    child.look()
    assert capsys.readouterr().err == f"The web process ended with 3; {said}\n"
