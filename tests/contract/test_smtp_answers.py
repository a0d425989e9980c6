"""What a mail server says once it has the words, how late, and what that makes of the message."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from stepladder.channels.smtp import MailServer, Smtp
from stepladder.service.ports import NotSent, Sent
from tests.contract.test_smtp import FROM, message

SILENCE = 0.3
"""Seconds for which a server may say nothing before it has the words."""


@contextmanager
def server(**says: tuple[float, bytes]) -> Iterator[MailServer]:
    """A mail server for one conversation.

    Takes: says - by the command, or `words` for the end of these: after how many seconds it says what, nothing for ever
    where that is empty.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_converse, args=(listening, says), daemon=True)
        thread.start()
        yield MailServer.of_url(f"smtp://127.0.0.1:{listening.getsockname()[1]}", FROM)
        thread.join()


def _converse(listening: socket.socket, says: dict[str, tuple[float, bytes]]) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as line:
        connection.sendall(b"220 here\r\n")
        while said := line.readline():
            command = said[:4].decode().strip().lower()
            _answer(connection, *says.get(command, (0.0, b"354 go on" if command == "data" else b"250 fine")))
            if command == "data" and command not in says:
                while (one := line.readline()) and one != b".\r\n":
                    pass
                _answer(connection, *says.get("words", (0.0, b"250 queued")))


def _answer(connection: socket.socket, seconds: float, words: bytes) -> None:
    time.sleep(seconds)
    if words:
        connection.sendall(words + b"\r\n")


def sent_to(peer: MailServer, seconds: int = 5) -> Sent:
    return Smtp(peer, seconds, longest_silence=SILENCE).send(message())


def test_a_server_that_reads_the_words_before_it_answers_has_all_the_time_that_a_try_has() -> None:
    with server(words=(3 * SILENCE, b"250 2.0.0 queued as 4711")) as peer:
        assert str(sent_to(peer).ref).endswith("queued as 4711")


def test_a_server_that_says_nothing_before_it_has_the_words_is_given_up_early() -> None:
    begun = time.monotonic()
    with server(rcpt=(0.0, b"")) as peer, pytest.raises(NotSent, match="did not answer within 1 s") as fault:
        sent_to(peer)
    assert (fault.value.again, fault.value.maybe, fault.value.peer) == (True, False, True)
    assert time.monotonic() - begun < 3


def test_nobody_waits_long_for_the_answer_to_a_goodbye() -> None:
    begun = time.monotonic()
    with server(quit=(0.0, b"")) as peer:
        assert "queued" in str(sent_to(peer, 30).ref)
    assert time.monotonic() - begun < 3


UNCLEAR = {  # claim: (command, answer, whether it may have gone out)
    "no code for the addressee": ("rcpt", b"what?", False),
    "no code for the words to come": ("data", b"splendid", False),
    "no code for the words": ("words", b"splendid", True),
    "a question in place of a yes to the words": ("words", b"354 go on", True),
}


@pytest.mark.parametrize(("command", "says", "maybe"), UNCLEAR.values(), ids=UNCLEAR)
def test_an_answer_that_is_neither_yes_nor_no_refuses_nothing(command: str, says: bytes, maybe: bool) -> None:
    with server(**{command: (0.0, says)}) as peer, pytest.raises(NotSent, match="is neither yes nor no") as fault:
        sent_to(peer)
    assert (fault.value.again, fault.value.maybe, fault.value.peer) == (True, maybe, True)
