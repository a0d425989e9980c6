"""What deploy/ starts can be started: each command and option exists, each setting is one of the reference."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from stepladder.cli.main import app
from tests.harness.loud import cannot_run
from tests.unit.docs.pages import REFERENCE, ROOT, sections

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PROGRAM = "/opt/stepladder/bin/stepladder"
LOOKOUT = "lookout"
"""Watches from another place; where this release does not have it yet, its unit and service wait for it."""
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "SystemCallFilter": "~@privileged @resources",
    "UMask": "0077",
}
MOST_EXPOSED = 20
"""Of 100, by `systemd-analyze security`; a service without any hardening has 96."""


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def settings_of(unit: Path) -> list[tuple[str, str]]:
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [(name, value) for name, _, value in (line.partition("=") for line in lines if not line.startswith("#"))]


def command_lines() -> list[list[str]]:
    """The words behind `stepladder`, of every unit, service and of the image itself."""
    started = [value for unit in UNITS for name, value in settings_of(unit) if name == "ExecStart"]
    assert all(line.startswith(f"{PROGRAM} ") for line in started)
    found = [shlex.split(line)[1:] for line in started]
    found += [one["command"] for one in compose()["services"].values() if "command" in one]
    (default,) = re.findall(r"^CMD \[(.*)\]$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return [*found, [word.strip(' "') for word in default.split(",")]]


@pytest.mark.parametrize("words", command_lines(), ids=" ".join)
def test_a_command_is_one_of_the_program_with_the_options_it_has(words: list[str]) -> None:
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    if words[0] == LOOKOUT and LOOKOUT not in known:
        assert words[1::2] == ["--url", "--within", "--state"]
        return
    command = known[words[0]]
    # As the program itself would: an unknown option, or a value that is none, is refused here.
    command.make_context(words[0], list(words[1:])).close()


def test_all_parts_are_started() -> None:
    by_units = {words[0] for words in command_lines()[: len(UNITS)]}
    assert by_units == {"prepare", "web", "worker", LOOKOUT}
    services = compose()["services"]
    assert {one["command"][0] for one in services.values() if "command" in one} == by_units
    assert services["worker"]["deploy"]["replicas"] > 1 < services["web"]["deploy"]["replicas"]


def test_every_setting_is_in_the_reference() -> None:
    known = {title.strip("`") for title in sections(REFERENCE / "settings.md")}
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    named = {name for file in files for name in re.findall(r"STEPLADDER_[A-Z_]+[A-Z]", file.read_text("utf-8"))}
    assert len(named) > 8
    if any(name.startswith("STEPLADDER_LOOKOUT") for name in known):
        assert named <= known
    else:
        assert {name for name in named - known if not name.startswith("STEPLADDER_LOOKOUT")} == set()


def test_each_container_runs_without_rights_and_writes_only_where_it_must() -> None:
    for name, service in compose()["services"].items():
        if name == "postgres":
            continue
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert [mount.partition(":")[2] for mount in service["volumes"]] == ["/var/lib/stepladder"]
    assert re.search(r"^USER stepladder$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)


def test_who_serves_is_asked_whether_it_is_ready() -> None:
    services = compose()["services"]
    assert "/readyz" in services["web"]["healthcheck"]["test"][-1]
    code = services["web"]["healthcheck"]["test"][-1]
    compile(code, "healthcheck", "exec")
    for name in ("web", "worker"):
        assert services[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}


def test_packages_come_by_the_lock_with_their_digests() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes --only-binary :all: -r requirements/run.txt" in text
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"python:3.11-slim"}
    copied = {word for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE) for word in line.split()[:-1]}
    assert copied == {"requirements/run.txt", "pyproject.toml", "README.md", "LICENSE", "NOTICE", "src"}
    assert all((ROOT / name).exists() for name in copied)
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert {f"!{name}" for name in copied} <= set(allowed)


def test_no_secret_stands_in_the_files() -> None:
    for file in DEPLOY.glob("*.example"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if re.search(r"SECRET|PASSWORD|://[^/@]*:", line):
                assert "CHANGE-ME" in line, f"{file.name}: {line}"
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"deploy/*.env", "deploy/postgres-password"} <= set(ignored)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_hardened(unit: Path) -> None:
    assert dict(settings_of(unit)).items() >= HARDENED.items()


def in_place(tmp_path: Path) -> list[str]:
    """The units as they would stand on a machine, with this interpreter in the place of the program."""
    names = []
    for unit in [*UNITS, *(DEPLOY / "systemd").glob("*.target")]:
        name = unit.name.replace("@.", "@1.")
        (tmp_path / name).write_text(unit.read_text(encoding="utf-8").replace(PROGRAM, sys.executable), "utf-8")
        names.append(name)
    (tmp_path / "stepladder-worker@2.service").write_text((tmp_path / "stepladder-worker@1.service").read_text("utf-8"))
    return names


def analysed(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        cannot_run("Units are not looked at: systemd-analyze is not here", "Install systemd.", needed_in_ci=False)
    return subprocess.run([program, *words], cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    names = in_place(tmp_path)
    done = analysed("verify", "--man=no", *(f"./{name}" for name in names), cwd=tmp_path)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "stepladder" in line]) == (0, [])


def test_systemd_rates_the_services_as_hardly_exposed(tmp_path: Path) -> None:
    for name in [name for name in in_place(tmp_path) if name.endswith(".service")]:
        done = analysed("security", "--offline=yes", f"--threshold={MOST_EXPOSED}", f"./{name}", cwd=tmp_path)
        assert done.returncode == 0, done.stdout[-300:]
