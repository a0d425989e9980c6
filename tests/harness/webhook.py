"""A real webhook receiver on 127.0.0.1: checks signatures, keeps what it is sent, and misbehaves when it is told to."""

import hashlib
import hmac
import json
import socket
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from stepladder.service.time_port import SystemTime

SECRET = "a secret of this test alone"
_FRESH_SECONDS = 300


@dataclass(frozen=True)
class Post:
    """One request as it came in, whatever was answered."""

    path: str
    key: str
    signature: str
    body: bytes
    headers: dict[str, str]
    genuine: bool
    """Its signature is that of the secret over this very body, and fresh."""

    @property
    def document(self) -> dict[str, Any]:
        """The JSON it holds."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the peer does with a request that it has read.

    Fields: taken - whether it acts on it, so that the message has arrived; hangs - it keeps the line open and says
    nothing until the peer is stopped or released; dies - it hangs up without a word; drips - seconds between the bytes
    of its answer, 0 for all at once.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    taken: bool = True
    hangs: bool = False
    dies: bool = False
    drips: float = 0


ACCEPT_AND_DIE = Answer(dies=True)
ACCEPT_AND_HANG = Answer(hangs=True)
"""It has the message, and whoever sent it runs into a time-out."""
HANG = Answer(hangs=True, taken=False)
BROKEN = Answer(status=503, taken=False)


def refusal(status: int, **headers: str) -> Answer:
    """An answer that takes nothing. Takes: headers - with `_` for `-`, as `Retry_After="7"`."""
    return Answer(status=status, taken=False, headers={name.replace("_", "-"): headers[name] for name in headers})


class WebhookPeer:
    """The receiver's face to a test: where it is, what it was sent, how it answers next.

    It is reached as soon as it is made; `refuse` takes it off its port and `listen` puts it back on the same one.
    """

    def __init__(self, secret: str = SECRET) -> None:
        self.secret = secret
        self._changed = threading.Condition()
        self._posts: list[Post] = []
        self._taken: list[Post] = []
        self._answers: deque[Answer] = deque()
        self._always: Answer = Answer()
        self._released = threading.Event()
        self._server: _Server | None = None
        self._port = 0
        self.listen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/hook"

    @property
    def posts(self) -> list[Post]:
        """All that came in up to now, oldest first, refused or not."""
        with self._changed:
            return list(self._posts)

    @property
    def taken(self) -> list[Post]:
        """What it acted on, oldest first: the messages that arrived, a second copy included."""
        with self._changed:
            return list(self._taken)

    @property
    def keys(self) -> list[str]:
        """The idempotency keys of what it acted on, each once: what a receiver that honours them has."""
        return list(dict.fromkeys(post.key for post in self.taken))

    def answer(self, *answers: Answer) -> None:
        """Treat the next requests so, one each."""
        with self._changed:
            self._answers.extend(answers)

    def always(self, answer: Answer) -> None:
        """Treat every request so for which nothing else is said."""
        with self._changed:
            self._always = answer

    def wait_for(self, count: int, seconds: float = 20) -> list[Post]:
        """The first `count` posts, as soon as they are there. Raises: AssertionError - they did not come in time."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self._posts) >= count, timeout=seconds)
            assert came, f"{len(self._posts)} of {count} posts came within {seconds} s"
            return self._posts[:count]

    def be_well(self) -> None:
        """Take whatever comes from now on: what was said of coming requests holds no more, and who hangs is let go."""
        with self._changed:
            self._answers.clear()
            self._always = Answer()
        self.release()

    def release(self) -> None:
        """Let those go that hang."""
        self._released.set()
        self._released = threading.Event()

    def refuse(self) -> None:
        """Be gone from the port: a connection is refused at once."""
        server, self._server = self._server, None
        if server is not None:
            self.release()
            server.shutdown()
            server.server_close()

    def listen(self) -> None:
        """Be there, on the port of before."""
        if self._server is None:
            self._server = _Server(("127.0.0.1", self._port), _handler(self))
            self._port = self._server.server_address[1]
            threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    stop = refuse

    def came(self, path: str, headers: dict[str, str], body: bytes) -> tuple[Answer, threading.Event]:
        """A request was read: keep it; what to do with it, and what ends a hanging."""
        lower = {name.lower(): value for name, value in headers.items()}
        said = lower.get("stepladder-signature", "")
        post = Post(
            path=path, key=lower.get("idempotency-key", ""), signature=said, body=body, headers=lower,
            genuine=is_genuine(self.secret, said, body, SystemTime().now().timestamp()),
        )  # fmt: skip
        with self._changed:
            answer = self._answers.popleft() if self._answers else self._always
            self._posts.append(post)
            if answer.taken and answer.status < 300:
                self._taken.append(post)
            self._changed.notify_all()
            return answer, self._released


def is_genuine(secret: str, header: str, body: bytes, now: float) -> bool:
    """Whether a post is the desk's, unchanged and not older than five minutes, found without the desk's own code."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    if not parts.get("t", "").isdecimal() or abs(now - int(parts["t"])) > _FRESH_SECONDS:
        return False
    expected = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts.get("v1", ""))


class _Server(ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that hung up is no fault of the receiver's."""


def _handler(peer: WebhookPeer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            answer, released = peer.came(self.path, dict(self.headers.items()), body)
            if answer.hangs:
                released.wait(60)
            if answer.hangs or answer.dies:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            lines = [f"HTTP/1.1 {answer.status} so", *(f"{name}: {value}" for name, value in answer.headers.items())]
            lines += [f"Content-Length: {len(answer.body)}", "Connection: close", "", ""]
            self._say("\r\n".join(lines).encode() + answer.body, answer.drips, released)

        def _say(self, words: bytes, drips: float, released: threading.Event) -> None:
            if not drips:
                self.wfile.write(words)
                return
            for number in range(len(words)):
                self.wfile.write(words[number : number + 1])
                if released.wait(drips):
                    return

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: a test looks at `posts`."""

    return Handler


@pytest.fixture
def webhook_peer() -> Iterator[WebhookPeer]:
    """A running receiver for this test alone."""
    peer = WebhookPeer()
    yield peer
    peer.stop()
