"""Where a web server listens: whether the port can be had, held before anything is started, and its address."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from stepladder.core.values import DeskError


@contextmanager
def held(host: str, port: int) -> Iterator[None]:
    """Have a port to oneself from now on, though nobody listens there yet. Raises: DeskError - as `must_be_free`.

    The web server shares its port with others that agree to share: two desks that start in one moment would both listen
    and answer in turn. On Linux a name tells them apart that lives where ports do, and goes when its process does.
    """
    with socket.socket(socket.AF_UNIX) as name:
        if sys.platform == "linux":
            try:
                name.bind(f"\0stepladder {host} {port}")
            except OSError as fault:
                raise _refused(fault, f"{host}:{port}") from fault
        must_be_free(host, port)
        yield


def must_be_free(host: str, port: int) -> None:
    """Raises: DeskError - the port is taken, may not be used, or the host is no address of this machine."""
    where = f"{host}:{port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except socket.gaierror as fault:
        raise DeskError("there is no such host", where=where, mend="Give --host an address of this machine.") from fault
    except OSError as fault:
        raise _refused(fault, where) from fault


def _refused(fault: OSError, where: str) -> DeskError:
    if fault.errno == errno.EADDRINUSE:
        what, mend = "the port is taken by another program", "Choose another with --port, or end that program."
    elif fault.errno == errno.EACCES:
        what, mend = "the port may not be used by this user", "Choose one above 1023 with --port."
    else:
        what, mend = f"nothing can listen there ({fault.strerror})", "Choose another --host or --port."
    return DeskError(what, where=where, mend=mend)


def link_to(host: str, port: int) -> str:
    """The address at which a browser on this machine finds it."""
    named = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{named}:{port}"
