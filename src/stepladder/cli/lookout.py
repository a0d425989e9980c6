"""`stepladder lookout`: watches a desk from another place, and tells people when its heartbeat stops.

Its settings are those of `environment.LOOKOUT`; STEPLADDER_HEARTBEAT_SECRET lets it check who signed.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stepladder.cli.say import aside, log
from stepladder.core.values import DeskError, parse_duration
from stepladder.stopping import Stopping, on_signals

if TYPE_CHECKING:
    from stepladder.channels.smtp import MailServer
    from stepladder.lookout import Lookout, News

_LONGEST_PAUSE = 10.0
_TELL_SECONDS = 20


def lookout(
    url: Annotated[
        str, typer.Option("--url", metavar="U", help="A desk's address, as https://desk.example/heartbeat, or a file.")
    ],
    within: Annotated[
        str, typer.Option("--within", metavar="D", help="How long no new beat may come, as 90s.")
    ] = "90s",
    repeat: Annotated[str, typer.Option("--repeat", metavar="D", help="After how long to tell again.")] = "30m",
    state: Annotated[
        Path | None, typer.Option("--state", metavar="FILE", help="Where it remembers what it saw and told.")
    ] = None,
) -> int:
    """Watch a desk's heartbeat from outside and tell people when it stops."""
    from stepladder import environment, variables
    from stepladder.beats import SECRET
    from stepladder.lookout import Lookout, first_look, look_at, must_be_an_address, recall, remember
    from stepladder.service.time_port import SystemTime

    seconds = _above_zero(within, "--within")
    again = _above_zero(repeat, "--repeat")
    must_be_an_address(url)
    environment.must_be_read(environment.LOOKOUT)
    for said in environment.strangers():
        aside(said)
    ways, secret, clock = _ways(), variables.text(SECRET), SystemTime()
    note = state or _usual_state(url)
    stopping = Stopping()
    on_signals(stopping.ask)
    watch = Lookout(url, seconds, again, recall(note), clock.now())
    _remember(remember, note, watch)
    aside(f"Looking at {url}: people are told after {seconds} s without a new heartbeat.")
    if len(ways) == 1:
        aside("Nobody but this log would be told: name STEPLADDER_LOOKOUT_SMTP_URL or STEPLADDER_LOOKOUT_WEBHOOK.")
    pause = min(_LONGEST_PAUSE, seconds / 4)
    last, is_first = time.monotonic(), True
    while not stopping.is_asked():
        found = look_at(url, secret)
        if is_first:
            aside(first_look(found))
            is_first = False
        moment = time.monotonic()
        passed, last = moment - last, moment
        news = watch.look(found, passed, clock.now())
        if news is not None:
            watch.begins_to_tell()
            _remember(remember, note, watch)
            if _tell(ways, news):
                watch.told(clock.now())
            else:
                watch.told_nobody()
        _remember(remember, note, watch)
        stopping.wait(pause)
    return 0


def _tell(ways: list[tuple[str, Callable[[News], None]]], news: News) -> bool:
    """Whether at least one person's way took it. A way that fails is said, and tried again at the next look."""
    taken = []
    for name, tell in ways:
        try:
            tell(news)
            taken.append(name)
        # Whatever one way does, the others are gone.
        except Exception as fault:
            aside(f"It could not be told by {name}: {fault}")
    # The log alone is enough only where nothing else was asked for.
    return taken == ["log"] if len(ways) == 1 else any(name != "log" for name in taken)


def _ways() -> list[tuple[str, Callable[[News], None]]]:
    """Standard error first, then mail and webhook as the environment names them. Raises: DeskError."""
    from stepladder.lookout import post
    from stepladder.ways import lookout_mail, lookout_webhook

    ways: list[tuple[str, Callable[[News], None]]] = [("log", lambda news: log(f"{news.subject}\n{news.body}"))]
    mail, webhook = lookout_mail(), lookout_webhook()
    if mail is not None:
        ways.append(("mail", _mail(*mail)))
    if webhook is not None:
        ways.append(("webhook", lambda news: post(webhook, news)))
    return ways


def _mail(server: MailServer, people: list[str]) -> Callable[[News], None]:
    from stepladder.channels.smtp import Smtp
    from stepladder.service.ports import Message

    channel = Smtp(server, deadline_seconds=_TELL_SECONDS)

    def tell(news: News) -> None:
        for address in people:
            key = f"{news.subject} {address}"
            channel.send(Message(key=key, to=address, subject=news.subject, body=news.body))

    return tell


def _above_zero(text: str, where: str) -> int:
    found = parse_duration(text, where=where)
    if found < 1:
        raise DeskError("no time at all is too short", where=where, mend="Write 90s.")
    return found


def _usual_state(url: str) -> Path:
    import platformdirs

    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    return Path(platformdirs.user_state_dir("stepladder", appauthor=False)) / f"lookout-{name}.json"


def _remember(remember: Callable[..., None], note: Path, watch: Lookout) -> None:
    try:
        remember(note, watch.memory)
    except OSError as fault:
        aside(f"What was seen cannot be kept in {note} ({fault.strerror}); after a restart it is told again.")
