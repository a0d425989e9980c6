"""The tests' own tools do what they claim, on the real things."""

import multiprocessing
import smtplib
import socket

import httpx
import pytest

from tests.harness import order
from tests.harness.browser import NewPage
from tests.harness.desk import free_port
from tests.harness.mail import MailPeer
from tests.harness.network import SocketLeftTheMachineError, is_local
from tests.harness.postgres import new_database
from tests.harness.webhook import ACCEPT_AND_HANG, BROKEN, WebhookPeer

HOSTS = {  # claim: (host, whether it is this machine)
    "loopback": ("127.0.0.1", True),
    "all of the loopback range": ("127.8.9.10", True),
    "loopback of IPv6": ("::1", True),
    "its name": ("localhost", True),
    "its name as bytes": (b"localhost", True),
    "a private address is another machine": ("10.0.0.1", False),
    "any other name is another machine": ("desk.example", False),
    "a name that only begins like it": ("localhost.example", False),
}


@pytest.mark.parametrize(("host", "local"), HOSTS.values(), ids=HOSTS)
def test_which_hosts_are_this_machine(host: str | bytes, local: bool) -> None:
    assert is_local(host) is local


def test_a_socket_to_another_machine_is_refused_before_a_byte_leaves() -> None:
    with socket.socket() as outbound, pytest.raises(SocketLeftTheMachineError):
        outbound.connect(("192.0.2.1", 9))
    with pytest.raises(SocketLeftTheMachineError):
        socket.getaddrinfo("desk.example", 443)


def test_the_mail_peer_keeps_what_it_takes_and_not_what_it_refuses(mail_peer: MailPeer) -> None:
    mail_peer.answer("451 4.3.0 come back later")
    text = "Subject: Grüße\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTwo hours left.\r\n".encode()
    with smtplib.SMTP(mail_peer.host, mail_peer.port) as client:
        with pytest.raises(smtplib.SMTPDataError, match="come back later"):
            client.sendmail("desk@example.org", ["ana@example.org"], text)
        client.sendmail("desk@example.org", ["ana@example.org", "lee@example.org"], text)
    (mail,) = mail_peer.wait_for(1)
    assert mail.recipients == ("ana@example.org", "lee@example.org")
    assert mail.text.strip() == "Two hours left."


def test_each_database_is_real_fresh_and_gone_afterwards(postgres_server: str) -> None:
    import psycopg

    with new_database(postgres_server) as one, new_database(postgres_server) as other:
        with psycopg.connect(one) as connection:
            connection.execute("create table kept (n integer)")
            name, version = connection.execute(
                "select current_database(), current_setting('server_version_num')::int"
            ).fetchone()
        assert version >= 150_000
        with psycopg.connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("select * from kept")
    with psycopg.connect(postgres_server) as connection:
        names = {row[0] for row in connection.execute("select datname from pg_database")}
    assert "postgres" in names
    assert name not in names


def test_a_page_is_drawn_at_the_size_asked_for(new_page: NewPage) -> None:
    page = new_page("phone")
    page.set_content("<h1>Board</h1>")
    assert page.get_by_role("heading").inner_text() == "Board"
    assert page.evaluate("[innerWidth, innerHeight]") == [390, 844]


def test_an_error_on_a_page_is_seen(new_page: NewPage) -> None:
    page = new_page()
    page.expected_errors.append("the till is broken")
    with page.expect_event("pageerror") as seen:
        page.set_content("<script>throw new Error('the till is broken')</script>")
    assert "the till is broken" in str(seen.value)


def test_a_receiver_that_is_well_again_owes_no_fault_to_what_comes_then(webhook_peer: WebhookPeer) -> None:
    webhook_peer.answer(ACCEPT_AND_HANG, ACCEPT_AND_HANG)
    webhook_peer.always(BROKEN)
    webhook_peer.be_well()
    assert httpx.post(webhook_peer.url, content=b"{}", timeout=5).status_code == 200


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_processes_that_are_forked_from_one_choose_no_port_of_each_others() -> None:
    free_port()
    with multiprocessing.get_context("fork").Pool(3) as processes:
        chosen = [port for ports in processes.map(_ports, range(3), chunksize=1) for port in ports]
    assert len(chosen) == len({free_port(), *chosen}) - 1


def _ports(_number: int) -> list[int]:
    return [free_port() for _ in range(4)]


def test_files_that_wait_alternate_with_files_that_count() -> None:
    class One:
        def __init__(self, nodeid: str) -> None:
            self.nodeid = nodeid

    names = ["unit/a.py::1", "integration/a.py::1", "integration/a.py::2", "integration/b.py::1", "property/a.py::1"]
    items = [One(f"tests/{name}") for name in [*names, "property/b.py::1", "property/c.py::1", "unit/b.py::1"]]
    order.pytest_collection_modifyitems(items)  # type: ignore[arg-type]
    assert [one.nodeid.removeprefix("tests/").removesuffix("::1") for one in items] == [
        "unit/a.py", "integration/a.py", "integration/a.py::2", "property/a.py", "integration/b.py", "property/b.py",
        "property/c.py", "unit/b.py",
    ]  # fmt: skip
