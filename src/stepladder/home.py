"""Where the desk lives: its folder, its keys, its database, and how it speaks to the log. No Django in here.

Environment: STEPLADDER_HOME, STEPLADDER_CACHE, STEPLADDER_DATABASE_URL, STEPLADDER_SECRET_KEY, STEPLADDER_CHAIN_KEY,
STEPLADDER_LOG (`plain` or `json`), STEPLADDER_LOG_LEVEL, STEPLADDER_INTAKE_WAITING, STEPLADDER_SYNCHRONOUS (`FULL`, or
`NORMAL` where the last commits may be lost with the power; `OFF` only to measure what that costs).
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import platformdirs

from stepladder import variables
from stepladder.core.values import DeskError

_SECRET_FILE, _CHAIN_FILE = "secret.key", "chain.key"
_CHAIN_KEY = "STEPLADDER_CHAIN_KEY"
SQLITE_FILE = "desk.sqlite3"
_LIMITS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""Seconds, but tcp_user_timeout in ms; the address has the last word.

A cut that nobody tells of would else hold up a thread, and whoever waits for it, for many minutes.
"""


def folder() -> Path:
    """The folder that holds all that is written: STEPLADDER_HOME, else the user's data folder."""
    return variables.folder("STEPLADDER_HOME") or Path(platformdirs.user_data_dir("stepladder", appauthor=False))


def pack_cache(data: Path | None = None) -> Path | None:
    """Where the program keeps packs that it checked; None for `off`.

    STEPLADDER_CACHE, else for the desk of a folder a place in there, which nobody but the desk writes, and else the
    user's cache folder.
    """
    if variables.text("STEPLADDER_CACHE") == "off":
        return None
    named = variables.folder("STEPLADDER_CACHE")
    if named is None and data is not None:
        return data / "packs"
    return named or Path(platformdirs.user_cache_dir("stepladder", appauthor=False)) / "packs"


def must_hold_a_desk(data: Path) -> None:
    """Raises: DeskError - no desk lives in the folder: for what would else make half of one by a slip of the pen."""
    if variables.text("STEPLADDER_DATABASE_URL"):
        # A host that has all keys by the environment needs no folder.
        lives = data.is_dir() or variables.text("STEPLADDER_CHAIN_KEY") is not None
    else:
        lives = (data / SQLITE_FILE).is_file()
    if not lives:
        mend = "Name the folder of one with --data or STEPLADDER_HOME; 'stepladder serve' makes a new one."
        raise DeskError("no desk lives here", where=str(data), mend=mend)


def prepare(data: Path) -> None:
    """Make the folder and the key that signs log-ins, for its owner's eyes only.

    Raises: DeskError - the folder cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_key(data / _SECRET_FILE)
    except OSError as fault:
        raise DeskError(
            f"the folder cannot be written ({fault.strerror})", where=str(data), mend="Name another with --data."
        ) from fault


def prepare_database(data: Path) -> None:
    """Make the file of a new SQLite, for its owner's eyes only; those that SQLite puts beside it are as open as it is.

    Raises: DeskError - the folder cannot be written.
    """
    if variables.text("STEPLADDER_DATABASE_URL") is not None:
        return
    try:
        os.close(os.open(data / SQLITE_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass  # Whoever runs the desk may have opened it to a group.
    except OSError as fault:
        raise DeskError(
            f"the folder cannot be written ({fault.strerror})", where=str(data), mend="Name another with --data."
        ) from fault


def _make_key(path: Path, begins: str = "") -> None:
    if path.exists():
        return
    spare = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(begins + secrets.token_urlsafe(50))
    try:
        # Of two processes that start at once, the first one's key stands.
        os.link(spare, path)
    except FileExistsError:
        pass
    finally:
        spare.unlink()


def secret(data: Path) -> str:
    """The key that signs sessions. Where no folder is prepared yet, one that lasts as long as the process."""
    given = os.environ.get("STEPLADDER_SECRET_KEY")
    if given:
        return given
    try:
        return (data / _SECRET_FILE).read_text(encoding="ascii")
    except OSError:
        return secrets.token_urlsafe(50)


def chain_key(data: Path) -> str:
    """The key of the proof chain; empty where there is none: only the database tells whether one may be made.

    Raises: DeskError - its file cannot be read.
    """
    given = os.environ.get(_CHAIN_KEY)
    path = data / _CHAIN_FILE
    try:
        # What was copied by hand may end with a line break, which is no part of the key.
        return given or path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as fault:
        said = getattr(fault, "strerror", None) or "it is no text"
        mend = f"Let the user that runs the desk read it: chown and chmod 600 {path}; or bring it back from a backup."
        raise DeskError(f"the key of the proof chain cannot be read ({said})", where=str(path), mend=mend) from fault


def chain_key_from(data: Path) -> str:
    """Where the key of the proof chain is read: the name of the setting, or the file."""
    return _CHAIN_KEY if os.environ.get(_CHAIN_KEY) else str(data / _CHAIN_FILE)


def make_chain_key(data: Path, begins: str = "") -> str:
    """Make the key of the proof chain, where nothing was written with one yet; answers the key that is there then.

    Takes: begins - how its text begins, which tells of the desk it was made for.
    """
    _make_key(data / _CHAIN_FILE, begins)
    return chain_key(data)


def database(data: Path) -> dict[str, Any]:
    """The database as Django wants it: PostgreSQL by STEPLADDER_DATABASE_URL, else SQLite in the folder."""
    url = variables.text("STEPLADDER_DATABASE_URL")
    return sqlite(data / SQLITE_FILE) if url is None else postgresql(url)


def intake_waiting() -> int:
    """How many signals may wait for their commit in a web process: STEPLADDER_INTAKE_WAITING.

    Raises: DeskError - it is no number from 1 to 1000.
    """
    return variables.whole("STEPLADDER_INTAKE_WAITING", 128, 1, 1000)


SLOW_BODIES = 32
"""So many bodies a web process waits for at once that anybody may send; of those that come with a token, as many as
signals may wait, and never fewer."""


def synchronous() -> str:
    """How much SQLite waits for the disk: STEPLADDER_SYNCHRONOUS. Raises: DeskError - another word."""
    return variables.one_of("STEPLADDER_SYNCHRONOUS", "FULL", "NORMAL", "OFF")


def sqlite(path: Path | str) -> dict[str, Any]:
    """SQLite that keeps what it accepted: a log written ahead and through, a write lock from the first statement on."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous()}; PRAGMA cache_size=-16000;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """From postgresql://user:password@host:port/name?option=value. Raises: DeskError - another form, or no name."""
    where, mend = "STEPLADDER_DATABASE_URL", "Write postgresql://user:password@host:5432/name."
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("postgresql", "postgres") and parts.port != 0
    except ValueError:
        known = False
    if not known:
        what = f"{variables.shown(url)} is no database the desk can use"
        raise DeskError(what, where=where, mend=f"{mend[:-1]}, or leave it out for SQLite.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = unquote(options.pop("host", parts.hostname or ""))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise DeskError(f"{variables.shown(url)} names no database", where=where, mend=mend)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        # A pooler that lends connections by the transaction refuses prepared statements.
        "OPTIONS": {"prepare_threshold": None, **_LIMITS, **options},
    }


def supervisor() -> int | None:
    """The process that must not be outlived; None where nobody supervises. Raises: DeskError - no number."""
    return variables.whole("STEPLADDER_PARENT", 0, 1, 2**31) or None


class JsonLines(logging.Formatter):
    """One JSON object a line, for programs that read logs."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "from": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_form() -> str:
    """`plain` or `json`: STEPLADDER_LOG. Raises: DeskError - another word."""
    return variables.one_of("STEPLADDER_LOG", "plain", "json")


def log_level() -> str:
    """How much is logged: STEPLADDER_LOG_LEVEL. Raises: DeskError - another word."""
    return variables.one_of("STEPLADDER_LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR")


def logging_to_stderr() -> dict[str, Any]:
    """Everything to standard error, in words or in JSON lines."""
    form, level = log_form(), log_level()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            "json": {"()": "stepladder.home.JsonLines"},
        },
        "filters": {"brief": {"()": "stepladder.web.brief.Brief"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR", "filters": ["brief"]},
            "django.server": {"level": "WARNING"},
        },
    }
