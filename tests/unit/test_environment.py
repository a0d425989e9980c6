"""Settings: each that cannot be read is told, all of them at once; each that nobody knows is told with the nearest."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder import environment, ways
from stepladder.core.values import DeskError
from stepladder.environment import DESK, FOR_TESTS, KNOWN, LOOKOUT, PREPARING, SettingsFaults
from tests.unit.docs.pages import ROOT

WRONG = {  # name: (a value that cannot be read, what is said of it)
    "STEPLADDER_HOME": ("~nobody-of-this-name/desk", "home of nobody"),
    "STEPLADDER_CACHE": ("~nobody-of-this-name/cache", "home of nobody"),
    "STEPLADDER_DATABASE_URL": ("mysql://host/desk", "'mysql://...'"),
    "STEPLADDER_SYNCHRONOUS": ("sometimes", "'sometimes'"),
    "STEPLADDER_INTAKE_WAITING": ("many", "'many'"),
    "STEPLADDER_URL": ("desk.company.example", "'desk.company.example'"),
    "STEPLADDER_HOSTS": ("desk.example https://desk.example", "'https://desk.example'"),
    "STEPLADDER_ORIGINS": ("https://desk.example desk.example", "'desk.example'"),
    "STEPLADDER_HTTPS": ("perhaps", "'perhaps'"),
    "STEPLADDER_PACK": ("suport-desk", "'suport-desk'"),
    "STEPLADDER_SMTP_URL": ("smpt://host", "'smpt://...'"),
    "STEPLADDER_SMTP_FROM": ("the desk", "'the desk'"),
    "STEPLADDER_WEBHOOK_URL": ("ftp://host/", "'ftp://...'"),
    "STEPLADDER_RATES": ("*=often", "'often'"),
    "STEPLADDER_UNCERTAIN": ("perhaps", "'perhaps'"),
    "STEPLADDER_AUDIT_PERCENT": ("101", "'101'"),
    "STEPLADDER_HEARTBEAT_EVERY": ("abc", "'abc'"),
    "STEPLADDER_HEARTBEAT_OVERDUE": ("0", "'0'"),
    "STEPLADDER_HEARTBEAT_URL": ("heart.example", "'heart.example'"),
    "STEPLADDER_DOWN_AFTER": ("-5", "'-5'"),
    "STEPLADDER_METRICS": ("closed", "'closed'"),
    "STEPLADDER_LOG": ("xml", "'xml'"),
    "STEPLADDER_LOG_LEVEL": ("LOUD", "'LOUD'"),
    "STEPLADDER_PARENT": ("me", "'me'"),
    "STEPLADDER_LOOKOUT_SMTP_URL": ("smtp://host:port", "a port that is no number"),
    "STEPLADDER_LOOKOUT_FROM": ("the lookout", "'the lookout'"),
    "STEPLADDER_LOOKOUT_TO": ("ana", "'ana'"),
    "STEPLADDER_LOOKOUT_WEBHOOK": ("chat", "'chat'"),
}
ANY_TEXT = {"STEPLADDER_SECRET_KEY", "STEPLADDER_CHAIN_KEY", "STEPLADDER_HEARTBEAT_SECRET"}
WITH_ANOTHER = {"STEPLADDER_WEBHOOK_SECRET", "STEPLADDER_WEBHOOK_CHANNELS"}
"""Wrong only beside another setting."""

GOOD = {  # what pages and examples show
    "STEPLADDER_DATABASE_URL": "postgresql://ana:p%40ss@db.example:5432/desk?sslmode=require",
    "STEPLADDER_SYNCHRONOUS": "normal",
    "STEPLADDER_INTAKE_WAITING": "256",
    "STEPLADDER_URL": "https://desk.company.example/",
    "STEPLADDER_HOSTS": "desk.company.example, .company.example [::1] localhost *",
    "STEPLADDER_ORIGINS": "https://desk.company.example https://*.company.example:8443",
    "STEPLADDER_HTTPS": "Yes",
    "STEPLADDER_PACK": "csm-playbook",
    "STEPLADDER_SMTP_URL": "smtp://ana:p%40ss@mail.example:587?starttls=yes",
    "STEPLADDER_SMTP_FROM": "Desk <desk@company.example>",
    "STEPLADDER_WEBHOOK_URL": "https://relay.company.example/in?room=1",
    "STEPLADDER_WEBHOOK_SECRET": "sixteen letters.",
    "STEPLADDER_WEBHOOK_CHANNELS": "chat pager",
    "STEPLADDER_RATES": "email=30/minute, pager=1/second",
    "STEPLADDER_UNCERTAIN": "tell",
    "STEPLADDER_AUDIT_PERCENT": "0.5",
    "STEPLADDER_HEARTBEAT_URL": "http://127.0.0.1:9000/heart",
    "STEPLADDER_METRICS": "open",
    "STEPLADDER_LOG": "json",
    "STEPLADDER_LOG_LEVEL": "debug",
    "STEPLADDER_LOOKOUT_SMTP_URL": "smtps://mail.example",
    "STEPLADDER_LOOKOUT_TO": "ana@company.example, ben@company.example",
}


def faults() -> list[str]:
    """What is said of the settings as they are, a line for each that cannot be read."""
    try:
        environment.must_be_read(DESK, PREPARING, LOOKOUT)
    except SettingsFaults as found:
        return [str(one) for one in found.faults]
    return []


def test_every_setting_is_tried_here() -> None:
    assert WRONG.keys() | ANY_TEXT | WITH_ANOTHER == KNOWN - FOR_TESTS


@pytest.mark.parametrize("name", WRONG)
def test_a_setting_that_cannot_be_read_is_told_once_with_its_name_and_a_way_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    value, said = WRONG[name]
    monkeypatch.setenv(name, value)
    told = [one for one in faults() if one.startswith(f"{name}: ")]
    assert len(told) == 1
    assert said in told[0]
    assert told[0].count(". ") >= 1, "how to mend it"


def test_all_that_cannot_be_read_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, (value, _) in WRONG.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsFaults) as found:
        environment.must_be_read(DESK, PREPARING, LOOKOUT)
    lines = str(found.value).splitlines()
    # Nobody posts to an address that cannot be read, but its secret is missing all the same.
    assert {line.split(":")[0].strip() for line in lines[1:-1]} == WRONG.keys() | {"STEPLADDER_WEBHOOK_SECRET"}
    assert lines[0] == f"the settings: {len(lines) - 2} of them cannot be read"


def test_a_setting_of_another_part_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPLADDER_LOOKOUT_TO", "ana")
    monkeypatch.setenv("STEPLADDER_PACK", "/not/on/this/host")
    environment.must_be_read(DESK)


def test_what_the_pages_show_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    assert faults() == []
    assert environment.public_address() == "https://desk.company.example"
    assert sorted(ways.channels()) == ["*", "chat", "email", "pager"]


@pytest.mark.parametrize("name", sorted(KNOWN - {"STEPLADDER_HOME", "STEPLADDER_CACHE"}))
def test_an_empty_setting_counts_as_left_out(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert faults() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STEPLADDER_SMTP_URL", "smtp://ana:hidden@host:port"),
        ("STEPLADDER_SMTP_URL", "smpt://ana:hidden@host"),
        ("STEPLADDER_SMTP_URL", "ana:hidden@host"),
        ("STEPLADDER_SMTP_URL", "smtp://ana:hid?den@host"),
        ("STEPLADDER_SMTP_URL", "smtp://ana:hidden@host?startls=yes"),
        ("STEPLADDER_DATABASE_URL", "postgresql://ana:hidden@host:port/desk"),
        ("STEPLADDER_DATABASE_URL", "postgresql://ana:hidden@host"),
        ("STEPLADDER_DATABASE_URL", "mysql://ana:hidden@host/desk"),
        ("STEPLADDER_WEBHOOK_URL", "https://ana:hidden@host/"),
    ],
)
def test_a_password_is_never_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("STEPLADDER_WEBHOOK_SECRET", "sixteen letters.")
    (told,) = faults()
    assert told.startswith(f"{name}: ")
    assert "hid" not in told


def test_a_slip_behind_a_mail_server_does_not_send_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPLADDER_SMTP_URL", "smtp://host?startls=yes")
    with pytest.raises(DeskError, match="starttls=yes"):
        ways.mail_server()


def test_a_short_secret_and_mail_by_two_ways_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STEPLADDER_SMTP_URL", "STEPLADDER_WEBHOOK_URL"):
        monkeypatch.setenv(name, GOOD[name])
    monkeypatch.setenv("STEPLADDER_WEBHOOK_SECRET", "short")
    monkeypatch.setenv("STEPLADDER_WEBHOOK_CHANNELS", "chat email")
    assert [one.split(":")[0] for one in faults()] == ["STEPLADDER_WEBHOOK_SECRET", "STEPLADDER_WEBHOOK_CHANNELS"]


STRANGE = {  # name: what is said beside it
    "STEPLADDER_SMTP_URI": "did you mean STEPLADDER_SMTP_URL?",
    "STEPLADDER_LOGLEVEL": "did you mean STEPLADDER_LOG_LEVEL?",
    "STEPLADDER_DATABSE_URL": "did you mean STEPLADDER_DATABASE_URL?",
    "STEPLADDER_url": "did you mean STEPLADDER_URL?",
    "STEPLADDER_QUARK": "settings.md",
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_setting_that_nobody_knows_is_told_with_the_nearest(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    (said,) = environment.strangers()
    assert said.startswith(f"{name} is no setting of this release")
    assert STRANGE[name] in said


def test_what_is_known_or_comes_from_elsewhere_is_no_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    beside_a_service = {
        "STEPLADDER_SERVICE_HOST": "10.0.0.1",
        "STEPLADDER_SERVICE_PORT_HTTP": "80",
        "STEPLADDER_PORT": "tcp://10.0.0.1:80",
        "STEPLADDER_PORT_80_TCP_ADDR": "10.0.0.1",
        "STEPLADDER_WEB_SERVICE_PORT": "80",
    }
    for name, value in (dict.fromkeys(KNOWN, "x") | beside_a_service | {"STEPLADDERS": "x"}).items():
        monkeypatch.setenv(name, value)
    assert environment.strangers() == []


def test_links_that_lead_nowhere_are_told_where_messages_leave_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.lost_links() is None
    monkeypatch.setenv("STEPLADDER_SMTP_URL", "smtp://mail.example")
    assert "http://127.0.0.1:8000" in (environment.lost_links() or "")
    monkeypatch.setenv("STEPLADDER_URL", "https://desk.company.example")
    assert environment.lost_links() is None


@pytest.mark.parametrize("file", sorted((ROOT / "deploy").glob("*.env.example")), ids=lambda file: file.name)
def test_the_examples_of_the_deployment_are_read_as_they_stand(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("STEPLADDER_")]
    assert lines
    for line in lines:
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, value)
    assert (faults(), environment.strangers()) == ([], [])
