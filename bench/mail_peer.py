"""`python -m bench.mail_peer FILE`: a mail server that takes everything, and notes when each message had come.

Prints its port. FILE gets a line a message: seconds of the machine's steady clock, then the Message-ID.
"""

from __future__ import annotations

import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from bench.server import HOST, ROOT, environment
from stepladder.worker.lifeline import tie_to_supervisor

_LOCK = threading.Lock()


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 bench")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            elif word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _take(self) -> None:
        name = ""
        for line in self.rfile:
            if line.rstrip(b"\r\n") == b".":
                break
            if line[:11].lower() == b"message-id:":
                name = line[11:].decode().strip()
        with _LOCK, Path(sys.argv[1]).open("a") as file:
            file.write(f"{time.monotonic()} {name}\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads, request_queue_size = True, 128


class MailPeer:
    """Such a server in a process of its own, until the block ends."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "mails.txt"
        self._file.touch()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.mail_peer", str(self._file)],
            env=environment(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.url = f"smtp://{HOST}:{int(self._process.stdout.readline())}"

    def __enter__(self) -> MailPeer:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(10)

    def came(self) -> dict[str, float]:
        """When each message had come for the first time, by its Message-ID without its host."""
        found: dict[str, float] = {}
        for line in self._file.read_text().splitlines():
            at, _, name = line.partition(" ")
            found.setdefault(name.strip("<>").partition("@")[0], float(at))
        return found


if __name__ == "__main__":
    tie_to_supervisor()
    with _Server((HOST, 0), _Session) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
