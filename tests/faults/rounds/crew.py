"""The processes of a desk: started, killed, started again as a supervisor would."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.faults.rounds.mortal import Death
from tests.faults.rounds.programs import Place, look, run_web, run_worker
from tests.harness.desk import free_port

FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tests.faults.rounds.preloading"])
_END_SECONDS = 20.0


def ask(place: Place, said: Any = None, seconds: float = 60.0) -> Any:
    """What a process of the desk's own kind finds in its database."""
    near, far = FORK.Pipe(duplex=False)
    process = FORK.Process(target=look, args=(place, said, far))
    process.start()
    far.close()
    try:
        if not near.poll(seconds):
            raise RuntimeError("nobody could look at the database")
        return near.recv()
    except EOFError as fault:
        raise RuntimeError(f"nobody could look at the database:\n{log(place.folder)[-3000:]}") from fault
    finally:
        process.join(_END_SECONDS)
        process.close()


def run_once(target: Callable[[Place], None], place: Place) -> None:
    """Run something in a process of its own. Raises: RuntimeError - it failed."""
    process = FORK.Process(target=target, args=(place,))
    process.start()
    process.join(120)
    if process.exitcode != 0:
        raise RuntimeError(f"{target.__name__} ended with {process.exitcode}:\n{log(place.folder)[-3000:]}")


def log(folder: Path) -> str:
    path = folder / "desk.log"
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


@dataclass
class Crew:
    """One web process and some workers. `kills` counts those killed from outside, `ended` those that ended."""

    place: Place
    workers: int
    port: int = field(default_factory=free_port)
    kills: int = 0
    ended: int = 0
    _running: dict[str, BaseProcess] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return ["web", *(f"worker {number}" for number in range(self.workers))]

    def start(self, deaths: dict[str, Death] | None = None) -> None:
        """Start whoever does not run. Takes: deaths - by name, where a process will end."""
        for name in self.names:
            if name not in self._running:
                death = (deaths or {}).get(name)
                words = (self.place, death, self.port) if name == "web" else (self.place, death)
                process = FORK.Process(target=run_web if name == "web" else run_worker, args=words, name=name)
                process.start()
                self._running[name] = process

    def look(self) -> None:
        """Start again whoever has ended."""
        for name, process in list(self._running.items()):
            if not process.is_alive():
                self.ended += 1
                process.join()
                process.close()
                del self._running[name]
        self.start()

    def kill(self, *names: str) -> None:
        for name in names:
            process = self._running.pop(name, None)
            if process is not None:
                self.kills += 1
                process.kill()
                process.join(_END_SECONDS)
                process.close()

    def stop(self) -> None:
        """Let them end as an operator would, and end those that do not."""
        for process in self._running.values():
            process.terminate()
        end = time.monotonic() + _END_SECONDS
        for process in self._running.values():
            process.join(max(0.1, end - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
        self._running.clear()
