"""How the supervisor starts its children, and what it says of one that ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from stepladder.worker import supervisor
from stepladder.worker.forked import OWN_SIGNALS
from stepladder.worker.lifeline import PARENT
from stepladder.worker.supervisor import Child

# The supervisor has one thread; a process that runs tests has more, and some Pythons warn of that.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

SAID = {"after long work": (120, "it is started again at once."), "at its start": (0, "it is started again in 1 s.")}
TELL = """
import os, sys
from pathlib import Path
Path(sys.argv[1]).write_text(repr((os.getppid(), int(os.environ["STEPLADDER_PARENT"]), os.getpgrp() == os.getpid(),
    os.read(0, 1))))
"""


def tell(file: Path) -> int:
    """In a child: what `TELL` says as a program."""
    seen = (os.getppid(), int(os.environ[PARENT]), os.getpgrp() == os.getpid(), os.read(0, 1))
    file.write_text(repr(seen))
    return 0


@pytest.fixture(params=[True, False], ids=["forked", "a program"])
def forks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether children go on from the supervisor, or are programs of their own."""
    monkeypatch.setattr(supervisor, "FORKS", request.param)
    return bool(request.param)


@contextmanager
def started(child: Child) -> Iterator[Child]:
    child.start()
    assert child.process is not None
    try:
        yield child
    finally:
        child.process.kill()
        child.process.wait()


def ends_with(code: int) -> Child:
    return Child("web", lambda: code, [sys.executable, "-c", f"raise SystemExit({code})"])


def sleeper() -> Child:
    return Child("worker", partial(_sleep, 60), [sys.executable, "-c", "import time; time.sleep(60)"])


def _sleep(seconds: float) -> int:
    time.sleep(seconds)
    return 0


@pytest.mark.usefixtures("forks")
@pytest.mark.parametrize(("seconds", "said"), SAID.values(), ids=SAID)
def test_a_process_that_ends_is_started_again_soon_and_later_where_it_fails_at_its_start(
    capsys: pytest.CaptureFixture[str], seconds: float, said: str
) -> None:
    child = ends_with(3)
    child.start()
    assert child.process is not None
    child.process.wait()
    child.started -= seconds
    child.look()
    assert capsys.readouterr().err == f"The web process ended with 3; {said}\n"


@pytest.mark.usefixtures("forks")
def test_a_child_knows_whose_it_is_in_a_group_of_its_own_and_hears_nothing_from_the_keyboard(tmp_path: Path) -> None:
    file = tmp_path / "told"
    with started(Child("web", partial(tell, file), [sys.executable, "-c", TELL, str(file)])) as child:
        assert child.process is not None
        assert child.process.wait(20) == 0
    assert file.read_text() == repr((os.getpid(), os.getpid(), True, b""))
    assert PARENT not in os.environ, "the supervisor is nobody's child"


@pytest.mark.usefixtures("forks")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_comes_before_a_child_answers_it_ends_the_child_and_is_not_the_supervisor_s(
    number: signal.Signals,
) -> None:
    heard: list[int] = []
    before = signal.signal(number, lambda got, frame: heard.append(got))
    try:
        with started(sleeper()) as child:
            assert child.process is not None
            child.tell(number)
            assert child.process.wait(20) == -number
        assert heard == []
        os.kill(os.getpid(), number)
        assert heard == [number], "its own signals reach it as before"
    finally:
        signal.signal(number, before)


@pytest.mark.usefixtures("forks")
def test_a_child_holds_nothing_that_is_open_in_the_supervisor(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with lock.open("w"), started(sleeper()) as child:
        assert child.process is not None
        held = psutil.Process(child.process.pid)
        end = time.monotonic() + 20
        while (holds := str(lock) in [one.path for one in held.open_files()]) and time.monotonic() < end:
            time.sleep(0.02)
        assert not holds


def test_an_interrupt_while_memory_is_looked_through_ends_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing is raised in there: Python tells of it and goes on.
    monkeypatch.setattr(supervisor, "keep_from_view", lambda: os.kill(os.getpid(), signal.SIGINT))
    monkeypatch.setattr(supervisor, "_answers", goes_on)
    answers = {number: signal.getsignal(number) for number in (*OWN_SIGNALS, signal.SIGCHLD)}
    try:
        assert supervisor._keep_alive([], "127.0.0.1", 9, "") == 0
    finally:
        for number, answer in answers.items():
            signal.signal(number, answer)


def goes_on(host: str, port: int) -> bool:
    raise AssertionError("the desk goes on")


@pytest.mark.usefixtures("forks")
def test_waiting_for_a_child_that_lives_on_ends_in_time() -> None:
    with started(sleeper()) as child:
        assert child.process is not None
        with pytest.raises(subprocess.TimeoutExpired):
            child.process.wait(0.05)
        assert child.process.poll() is None
