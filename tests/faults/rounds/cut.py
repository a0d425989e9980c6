"""A wire between the desk and its database that can be cut: a small relay on the loopback."""

from __future__ import annotations

import contextlib
import socket
import threading


class Wire:
    """Relays connections to the socket file of a PostgreSQL server. Cut, it drops all there are and takes no more."""

    def __init__(self, target: str) -> None:
        """Takes: target - the path of the socket file."""
        self._target = target
        self._whole = True
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._listen, name="wire", daemon=True).start()

    def cut(self) -> None:
        """In the middle of whatever is being said."""
        with self._lock:
            self._whole = False
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        self._server.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), name="carrier", daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far:
            try:
                far.connect(self._target)
            except OSError:
                return
            with self._lock:
                if not self._whole:
                    return
                self._open |= {near, far}
            back = threading.Thread(target=_pour, args=(far, near), name="carrier back", daemon=True)
            back.start()
            _pour(near, far)
            back.join()
            with self._lock:
                self._open -= {near, far}


def _pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    for one in (source, target):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
