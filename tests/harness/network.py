"""A watch on the interpreter: sockets of the tests lead to this machine and nowhere else."""

import ipaddress
import socket
import sys

WATCHED = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
# A name is looked up nowhere for these; an empty host means any address of this machine.
LOCAL_NAMES = {None, "", "localhost", b"", b"localhost", socket.gethostname()}


class SocketLeftTheMachineError(Exception):
    """A test tried to reach another machine. Start the peer here, on 127.0.0.1."""


def is_local(host: object) -> bool:
    """Whether `host`, a name or an address, is this machine."""
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    place = WATCHED.get(event)
    if place is None:
        return
    target = arguments[place]
    # Addresses of the internet families are pairs that begin with the host; a text or nothing is a socket on disk.
    host = target[0] if isinstance(target, tuple) else target if place == 0 else None
    if not is_local(host):
        raise SocketLeftTheMachineError(f"{event} to {host!r}: tests talk to 127.0.0.1 only")


def keep_sockets_at_home() -> None:
    """From now on, in this process, a socket to another machine is refused. An audit hook cannot be taken off again."""
    sys.addaudithook(_watch)
