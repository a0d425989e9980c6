"""Finds the Chromium that the page tests drive, and in CI installs the distribution's where there is none.

Usage: python scripts/browser.py. Prints the browser's path, or ends with 1 and says how to get one. A developer's
machine is never changed: only with CI=true, as root, and where apt-get is at hand does it install anything.

Chromium's headless shell is taken where there is one: the same engine without the frame around it, for less than half
of the time.
"""

import os
import shutil
import subprocess
import sys

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = "fonts-dejavu-core"
NAMED = "STEPLADDER_CHROMIUM"
MEND = (
    f"Install Chromium (Debian: apt-get install {SHELL}; Fedora: dnf install chromium-headless), "
    f"or name a Chromium or Chrome of yours in {NAMED}."
)


def find_browser() -> str | None:
    """The path of a browser that can be run, the one named by STEPLADDER_CHROMIUM first; None if there is none."""
    named = os.environ.get(NAMED)
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def may_install() -> bool:
    return (
        os.environ.get("CI") == "true"
        and hasattr(os, "geteuid")
        and os.geteuid() == 0
        and bool(shutil.which("apt-get"))
    )


def install_browser() -> None:
    """Install the distribution's headless shell, else its Chromium. What apt-get says goes to standard error."""
    _apt_get("update", "-q")
    _apt_get("install", "-q", "-y", "--no-install-recommends", SHELL, FONTS)
    if find_browser() is None:
        _apt_get("install", "-q", "-y", "--no-install-recommends", "chromium", FONTS)


def _apt_get(*words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-o", "Acquire::http::Timeout=20", *words]
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)


def main() -> int:
    if may_install() and not os.environ.get(NAMED) and shutil.which(SHELL) is None:
        install_browser()
    browser = find_browser()
    if browser is None:
        print(f"scripts/browser.py: no Chromium was found. {MEND}", file=sys.stderr)
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
