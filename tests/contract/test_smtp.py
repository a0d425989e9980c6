"""Mail over a real connection: one message, one key, and the three ways in which it does not arrive."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from stepladder.channels.smtp import MailServer, Smtp
from stepladder.core.values import DeskError
from stepladder.service.ports import Message, NotSent
from tests.harness.desk import free_port
from tests.harness.mail import MailPeer

FROM = "Desk <desk@company.example>"


def smtp(peer: MailPeer) -> Smtp:
    return Smtp(MailServer.of_url(f"smtp://{peer.host}:{peer.port}", FROM))


def message(**changed: str) -> Message:
    return Message(
        **{"key": "c-1/8/1", "to": "security@desk.example", "subject": "Critical", "body": "Hello\n", **changed}
    )


def test_a_message_arrives_with_its_words_and_a_message_id_of_its_key(mail_peer: MailPeer) -> None:
    words = "First\n.\n..two dots\nÜber 5 € – 日本\n" + "long " * 400 + "\n"
    smtp(mail_peer).send(message(subject="Grüße aus Łódź", body=words))
    smtp(mail_peer).send(message(subject="Grüße aus Łódź", body=words))
    first, second = mail_peer.wait_for(2)
    assert first.text.replace("\r\n", "\n") == words
    assert first.message["Subject"] == "Grüße aus Łódź"
    assert first.message["Auto-Submitted"] == "auto-generated"
    assert (first.sender, first.recipients) == ("desk@company.example", ("security@desk.example",))
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f]{40}@company\.example>", first.message["Message-ID"])


@pytest.mark.parametrize(
    ("reply", "again"), [("451 4.3.0 come back later", True), ("554 5.7.1 we do not want it", False)]
)
def test_an_answer_of_4xx_asks_to_come_back_and_one_of_5xx_does_not(
    mail_peer: MailPeer, reply: str, again: bool
) -> None:
    mail_peer.answer(reply)
    with pytest.raises(NotSent, match=reply[:3]) as fault:
        smtp(mail_peer).send(message())
    assert (fault.value.again, fault.value.maybe) == (again, False)
    assert mail_peer.mails == []


OURS = {  # claim: (command, answer, setting that is named)
    "a sender that is refused": ("MAIL", "550 5.1.8 sender rejected", "STEPLADDER_SMTP_FROM"),
    "a sender that may not be used": ("MAIL", "553 5.7.1 not owned by user ana", "STEPLADDER_SMTP_FROM"),
    "a log-in that is missing": ("MAIL", "530 5.7.0 Authentication required", "STEPLADDER_SMTP_URL"),
    "a sender whose domain is not found now": (
        "RCPT",
        "450 4.1.8 <desk@company.example>: Sender address rejected: Domain not found",
        "STEPLADDER_SMTP_FROM",
    ),
    "a sender that is refused only once the addressee is named": (
        "RCPT",
        "553 5.7.1 <desk@company.example>: Sender address rejected: not owned by user ana",
        "STEPLADDER_SMTP_FROM",
    ),
    "a log-in that is missed only once the addressee is named": (
        "RCPT",
        "530 5.7.0 Authentication required",
        "STEPLADDER_SMTP_URL",
    ),
    "a domain of the sender that is not known": ("RCPT", "550 5.1.8 no such domain", "STEPLADDER_SMTP_FROM"),
    "a sender that is refused only after the words": (
        "DATA",
        "554 5.2.252 SendAsDenied; ana@company.example not allowed to send as desk@company.example",
        "STEPLADDER_SMTP_FROM",
    ),
}


@pytest.mark.parametrize(("command", "reply", "setting"), OURS.values(), ids=OURS)
def test_what_is_wrong_with_the_desk_itself_is_not_blamed_on_the_addressee(
    mail_peer: MailPeer, command: str, reply: str, setting: str
) -> None:
    if command == "DATA":
        mail_peer.answer(reply)
    else:
        mail_peer.refuse(command, reply)
    with pytest.raises(NotSent) as fault:
        smtp(mail_peer).send(message())
    assert (fault.value.again, fault.value.maybe, fault.value.peer) == (True, False, True)
    assert reply[:3] in fault.value.reason
    assert f"{setting} " in fault.value.mend
    assert "security@desk.example" not in fault.value.reason


def test_a_server_that_takes_nothing_from_the_desk_just_now_is_ill_and_nothing_is_to_be_mended(
    mail_peer: MailPeer,
) -> None:
    mail_peer.refuse("MAIL", "452 4.3.1 no room")
    with pytest.raises(NotSent, match="no room") as fault:
        smtp(mail_peer).send(message())
    assert (fault.value.again, fault.value.peer, fault.value.mend) == (True, True, "")


THEIRS = {
    "an address that is not there": ("RCPT", "550 5.1.1 <security@desk.example>: no such user"),
    "an address that is not taken from this sender": (
        "RCPT",
        "550 5.7.1 <security@desk.example> takes nothing from desk@company.example",
    ),
    "words that are not wanted": ("DATA", "554 5.7.1 we do not want it"),
}


@pytest.mark.parametrize(("command", "reply"), THEIRS.values(), ids=THEIRS)
def test_what_is_wrong_with_one_address_or_message_says_nothing_of_the_next(
    mail_peer: MailPeer, command: str, reply: str
) -> None:
    if command == "DATA":
        mail_peer.answer(reply)
    else:
        mail_peer.refuse(command, reply)
    with pytest.raises(NotSent, match=reply[:3]) as fault:
        smtp(mail_peer).send(message())
    assert (fault.value.again, fault.value.maybe, fault.value.peer) == (False, False, False)
    assert fault.value.mend == ""


def test_a_log_in_that_is_refused_names_the_setting_that_holds_it() -> None:
    answers = {b"EHLO": b"250-here\r\n250 AUTH PLAIN\r\n", b"AUTH": b"535 5.7.8 wrong\r\n"}
    said = r"refused the log-in of ana \(535 5.7.8 wrong\)"
    with _answering(answers) as port, pytest.raises(NotSent, match=said) as fault:
        Smtp(MailServer.of_url(f"smtp://ana:secret@127.0.0.1:{port}", FROM)).send(message())
    assert (fault.value.again, fault.value.peer) == (True, True)
    assert "STEPLADDER_SMTP_URL" in fault.value.mend
    assert "secret" not in fault.value.reason + fault.value.mend


UNABLE = {
    "no log-in": ("smtp://ana:secret@127.0.0.1:{port}", "takes no log-in"),
    "no encryption": ("smtp://127.0.0.1:{port}?starttls=yes", "does not encrypt"),
}


@pytest.mark.parametrize(("url", "said"), UNABLE.values(), ids=UNABLE)
def test_a_server_that_cannot_do_what_the_address_asks_for_is_not_called_away(url: str, said: str) -> None:
    with _answering({}) as port, pytest.raises(NotSent, match=said) as fault:
        Smtp(MailServer.of_url(url.format(port=port), FROM)).send(message())
    assert (fault.value.again, fault.value.peer) == (True, True)
    assert "STEPLADDER_SMTP_URL" in fault.value.mend


@contextmanager
def _answering(answers: Mapping[bytes, bytes]) -> Iterator[int]:
    """The port of a server that takes one connection and says this to these commands, `250 fine` to all others."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_answers, args=(listening, answers))
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def _answers(listening: socket.socket, answers: Mapping[bytes, bytes]) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rwb") as line:
        line.write(b"220 here\r\n")
        line.flush()
        while said := line.readline():
            line.write(answers.get(said[:4].upper(), b"250 fine\r\n"))
            line.flush()


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    with pytest.raises(NotSent, match="not reached") as fault:
        Smtp(MailServer.of_url(f"smtp://127.0.0.1:{free_port()}", FROM)).send(message())
    assert (fault.value.again, fault.value.maybe) == (True, False)


def test_a_server_that_hangs_up_after_the_message_may_have_taken_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_takes_and_hangs_up, args=(listening,))
        thread.start()
        with pytest.raises(NotSent, match="after the message") as fault:
            Smtp(MailServer.of_url(f"smtp://127.0.0.1:{listening.getsockname()[1]}", FROM)).send(message())
        thread.join()
    assert (fault.value.again, fault.value.maybe) == (True, True)


def _takes_and_hangs_up(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rwb") as line:
        line.write(b"220 here\r\n")
        line.flush()
        while said := line.readline():
            if said.startswith(b"DATA"):
                line.write(b"354 go on\r\n")
                line.flush()
                while line.readline() != b".\r\n":
                    pass
                return
            line.write(b"250 fine\r\n")
            line.flush()


def test_a_server_that_says_nothing_is_told_as_one_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = MailServer.of_url(f"smtp://127.0.0.1:{listening.getsockname()[1]}", FROM)
        with pytest.raises(NotSent, match=r"^the mail server did not answer within 1 s$") as fault:
            Smtp(server, deadline_seconds=1).send(message())
    assert (fault.value.again, fault.value.maybe, fault.value.peer) == (True, False, True)


SLOW = {
    "in its greeting": [b"220 "],
    "within a long answer": [b"220 here\r\n", b"250-one more line\r\n"],
    "between its answers": [b"220 here\r\n", b"250 fine\r\n"],
}


@pytest.mark.parametrize("says", SLOW.values(), ids=SLOW)
def test_a_server_that_talks_slowly_for_ever_takes_no_longer_than_a_try_may(says: list[bytes]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_talks_slowly, args=(listening, says))
        thread.start()
        server = MailServer.of_url(f"smtp://127.0.0.1:{listening.getsockname()[1]}", FROM)
        begun = time.monotonic()
        with pytest.raises(NotSent, match="the mail server did not answer within 1 s") as fault:
            Smtp(server, deadline_seconds=1).send(message())
        took = time.monotonic() - begun
        thread.join()
    assert (fault.value.again, fault.value.maybe) == (True, False)
    assert 0.9 < took < 2.5


def _talks_slowly(listening: socket.socket, says: list[bytes]) -> None:
    """Each thing once, the last one again and again, always sooner than a reader would give up on one read."""
    connection, _ = listening.accept()
    with connection:
        for number in range(40):
            try:
                connection.sendall(says[min(number, len(says) - 1)])
            except OSError:
                return
            time.sleep(0.3)


@pytest.mark.parametrize("to", ["a@b.example\nBcc: everybody@b.example", "a@b.example\r\nDATA", ""])
def test_an_address_cannot_smuggle_in_lines(mail_peer: MailPeer, to: str) -> None:
    with pytest.raises(NotSent) as fault:
        smtp(mail_peer).send(message(to=to))
    assert not fault.value.again
    assert mail_peer.mails == []


def test_a_subject_of_several_lines_becomes_one(mail_peer: MailPeer) -> None:
    smtp(mail_peer).send(message(subject="Critical\nBcc: everybody@b.example"))
    (mail,) = mail_peer.wait_for(1)
    assert mail.message["Subject"] == "Critical Bcc: everybody@b.example"
    assert mail.message["Bcc"] is None


@pytest.mark.parametrize("url", ["http://host", "smtp://", "host:25"])
def test_an_address_of_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(DeskError, match="STEPLADDER_SMTP_URL"):
        MailServer.of_url(url, FROM)


def test_the_address_says_how_the_connection_is_kept_secret() -> None:
    found = MailServer.of_url("smtp://ana:p%40ss@mail.example?starttls=yes", FROM)
    assert (found.port, found.security, found.user, found.password) == (587, "starttls", "ana", "p@ss")
    assert MailServer.of_url("smtps://mail.example", FROM).port == 465
