"""Where a web server listens: whether the port can be had, held before anything is started, and its address."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from stepladder.core.values import DeskError


@contextmanager
def held(host: str, port: int) -> Iterator[str]:
    """Have a port to oneself from now on, though nobody listens there yet; gives the address that the host stands for.

    The web server shares its port with others that agree to share: two desks that start in one moment on one address
    would both listen, and answer in turn. On Linux a name tells them apart that lives where ports do, and that the
    system takes back when nobody of the desk is left. Raises: DeskError - as `must_be_free`, or another desk holds it.
    """
    address = _address_of(host, port)
    with ExitStack() as ends:
        name = _name_of(address, port)
        if name is not None:
            ends.enter_context(name)
        must_be_free(address, port)
        yield address


def must_be_free(host: str, port: int) -> None:
    """Raises: DeskError - the port is taken, may not be used, or the host is no address of this machine."""
    address = _address_of(host, port)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            what, mend = "the port is taken by another program", "Choose another with --port, or end that program."
        elif fault.errno == errno.EACCES:
            what, mend = "the port may not be used by this user", "Choose one above 1023 with --port."
        else:
            what, mend = f"nothing can listen there ({fault.strerror})", "Choose another --host or --port."
        raise DeskError(what, where=f"{host}:{port}", mend=mend) from fault


def _address_of(host: str, port: int) -> str:
    """The web server takes addresses alone; of those of a name it gets one of IPv4 if there is one, as by default.

    Raises: DeskError - the host has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return str(min(found, key=lambda one: one[0] != socket.AF_INET)[4][0])
    except (socket.gaierror, UnicodeError) as fault:
        mend = "Give --host an address of this machine."
        raise DeskError("there is no such host", where=f"{host[:80]}:{port}", mend=mend) from fault


def _name_of(address: str, port: int) -> socket.socket | None:
    """None where there are no such names, or none may be had. Raises: DeskError - another desk has it."""
    if sys.platform != "linux":
        return None
    try:
        name = socket.socket(socket.AF_UNIX)
    except OSError:
        return None
    try:
        name.bind(f"\0stepladder {address} {port}")
    except OSError as fault:
        name.close()
        if fault.errno != errno.EADDRINUSE:
            return None
        mend = "Choose another with --port, or end that desk."
        raise DeskError("the port is taken by another desk", where=f"{address}:{port}", mend=mend) from fault
    return name


def link_to(host: str, port: int) -> str:
    """The address at which a browser on this machine finds it."""
    named = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{named}:{port}"
