"""The set-up: what a lock names is installed once and whole, by several pips, and none of them outlives it."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_setup = runpy.run_path(str(ROOT / "scripts" / "setup.py"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda one: one.stem)
def test_the_shares_of_a_lock_hold_each_package_with_its_hashes_once(lock: Path) -> None:
    shares = _setup["shares_of"](str(lock))
    whole = [line for line in lock.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert sorted(line for share in shares for line in share.splitlines()) == sorted(whole)
    packages = [re.findall(r"(?m)^[a-z0-9][^ =]*==", share) for share in shares]
    assert all(packages)
    assert max(map(len, packages)) - min(map(len, packages)) <= 1
    assert all(share.count("==") == len(names) for share, names in zip(shares, packages, strict=True))
    assert all("--hash=" in entry for share in shares for entry in re.split(r"(?m)^(?=[a-z0-9])", share)[1:])


def test_where_one_fails_the_set_up_names_it_and_ends_when_all_have_ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started = _stand_in(monkeypatch)
    with pytest.raises(SystemExit):
        _setup["pips"]([("0.3", "0"), ("0", "1")])
    assert "pip failed, see above: 0 1\n" in capsys.readouterr().err
    assert [one.poll() for one in started] == [0, 1]


def test_where_somebody_stops_it_no_pip_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    started = _stand_in(monkeypatch, most=1)
    with pytest.raises(KeyboardInterrupt):
        _setup["pips"]([("60", "0"), ("60", "0")])
    assert [one.poll() for one in started] == [-9]


def _stand_in(monkeypatch: pytest.MonkeyPatch, most: int = 2) -> list[subprocess.Popen[bytes]]:
    """A program in the place of each pip, that sleeps for its first word and ends with its second.

    Takes: most - of so many one is started; then somebody stops the set-up.
    """
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen
    program = "import sys, time; time.sleep(float(sys.argv[1])); sys.exit(int(sys.argv[2]))"

    def start(command: list[str], cwd: str) -> subprocess.Popen[bytes]:
        if len(started) == most:
            raise KeyboardInterrupt
        started.append(popen([sys.executable, "-c", program, *command[-2:]], cwd=cwd))
        return started[-1]

    monkeypatch.setattr(_setup["subprocess"], "Popen", start)
    return started
